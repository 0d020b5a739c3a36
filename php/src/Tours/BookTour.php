<?php

declare(strict_types=1);

namespace Portal\Tours;

use Entrata\Exception\EntrataException;
use Portal\Database\Database;
use Portal\Database\Failure;
use Portal\Http\Problem;
use Portal\View\Clock;

/**
 * Books a tour: the row in `viewings` first, which alone is enough for its lead to be delivered, then the lead.
 */
final class BookTour
{
    /** Upcoming tours that one renter may have. */
    private const MOST_OPEN = 20;
    /** Tours that one renter may request in an hour. Those that are declined cost calls to Entrata too. */
    private const MOST_AN_HOUR = 40;
    private const TRIES = 3;
    private const OPEN = "SELECT COUNT(*) FROM viewings
        WHERE user_id = ? AND status IN ('REQUESTED', 'CONFIRMED') AND starts_at > UTC_TIMESTAMP()";

    /**
     * @return array{viewingId: int, status: string, externalId: ?string, start: ?string, end: ?string}
     * @throws Problem if the home takes no tours, the renter has or requests too many, or Entrata rejected the tour
     */
    public static function book(Booking $booking): array
    {
        $viewingId = self::viewing($booking);
        try {
            $delivery = \Entrata\sendLeadToEntrataFromViewing($viewingId);
            if ($delivery['status'] === 'CANCELLED') {
                // The property canceled the earlier tour of this slot: this is a new one.
                $viewingId = self::viewing($booking);
                $delivery = \Entrata\sendLeadToEntrataFromViewing($viewingId);
            }
        } catch (EntrataException $failure) {
            $problem = Problem::of($failure);
            if (self::status($viewingId) !== TourStatus::Requested) {
                throw $problem;
            }
            // The request is in the table: a worker delivers it, whatever stopped this one.
            return self::pending($viewingId, $booking);
        }
        return $delivery['status'] === 'REJECTED' ? throw Problem::slotUnavailable() : $delivery;
    }

    /**
     * Returns the viewing of this booking. The same booking twice, even at once, is one viewing.
     *
     * @throws Problem
     */
    private static function viewing(Booking $booking): int
    {
        $book = static fn(Database $database): int => self::insert($database, $booking);
        for ($try = 1;; $try++) {
            try {
                return Database::shared()->transaction($book);
            } catch (\PDOException $failure) {
                $duplicate = Failure::of($failure) === Failure::DuplicateKey;
                $earlier = $duplicate ? self::earlier($booking) : null;
                if ($earlier !== null) {
                    return $earlier;
                }
                // The other request has not kept its row after all.
                if (!$duplicate || $try === self::TRIES) {
                    throw $failure;
                }
            }
        }
    }

    private static function insert(Database $database, Booking $booking): int
    {
        // One booking at a time, so that many at once do not get past the limits together.
        $database->row('SELECT id FROM users WHERE id = ? FOR UPDATE', [$booking->user->id]);
        $house = $database->row(
            "SELECT eh.cid, eh.property_id, (" . self::OPEN . ") AS open_tours FROM houses h
               JOIN entrata_houses eh ON eh.house_id = h.id
              WHERE h.id = ? AND h.source = 'ENTRATA' AND h.status = 1 AND h.deleted_at IS NULL",
            [$booking->user->id, $booking->houseId],
        ) ?? throw Problem::unknownHouse();
        if ((int) $house['open_tours'] >= self::MOST_OPEN && self::earlier($booking) === null) {
            throw new Problem(409, 'TOO_MANY_TOURS', sprintf(
                'You already have %d upcoming tours. Please cancel one before you book another.',
                self::MOST_OPEN,
            ));
        }
        self::limitRequests($database, $booking);
        $slot = [
            $booking->tourType->value,
            $booking->slot->date,
            $booking->slot->time,
            $booking->slot->startsAt->format('Y-m-d H:i:s'),
            $booking->slot->endsAt->format('Y-m-d H:i:s'),
        ];
        $database->change(
            "INSERT INTO viewings (user_id, house_id, status, message, tour_type, entrata_tour_date, entrata_tour_time,
                    starts_at, ends_at) VALUES (?, ?, 'REQUESTED', ?, ?, ?, ?, ?, ?)",
            [$booking->user->id, $booking->houseId, $booking->message, ...$slot],
        );
        $viewingId = $database->lastId();
        $database->change(
            "INSERT INTO entrata_viewings (viewing_id, cid, property_id, house_id, user_id, tour_type, tour_date,
                    tour_time, starts_at, ends_at, status, first_name, last_name, phone, move_in_date)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'REQUESTED', ?, ?, ?, ?)",
            [
                $viewingId, $house['cid'], $house['property_id'], $booking->houseId, $booking->user->id, ...$slot,
                $booking->firstName, $booking->lastName, $booking->phone, $booking->moveInDate,
            ],
        );
        return $viewingId;
    }

    /**
     * @throws Problem
     */
    private static function limitRequests(Database $database, Booking $booking): void
    {
        $sql = 'SELECT COUNT(*) FROM viewings WHERE user_id = ? AND created_at > UTC_TIMESTAMP() - INTERVAL 1 HOUR';
        $requested = (int) $database->value($sql, [$booking->user->id]);
        if ($requested >= self::MOST_AN_HOUR && self::earlier($booking) === null) {
            $sentence = 'You have requested many tours in the last hour. Please try again later.';
            throw new Problem(429, 'TOO_MANY_REQUESTS', $sentence, [], ['Retry-After' => '3600']);
        }
    }

    private static function earlier(Booking $booking): ?int
    {
        $sql = 'SELECT viewing_id FROM entrata_viewings WHERE booking_key = ?';
        $id = Database::shared()->value($sql, [self::key($booking)]);
        return $id === null ? null : (int) $id;
    }

    /**
     * The text that the table makes of a booking that is not rejected or canceled.
     */
    private static function key(Booking $booking): string
    {
        return implode('|', [
            $booking->user->id,
            $booking->houseId,
            $booking->tourType->value,
            $booking->slot->date,
            $booking->slot->time,
        ]);
    }

    private static function status(int $viewingId): ?TourStatus
    {
        $status = Database::shared()->value('SELECT status FROM viewings WHERE id = ?', [$viewingId]);
        return $status === null ? null : TourStatus::tryFrom((string) $status);
    }

    /**
     * @return array{viewingId: int, status: string, externalId: null, start: string, end: string}
     */
    private static function pending(int $viewingId, Booking $booking): array
    {
        return [
            'viewingId' => $viewingId,
            'status' => 'PENDING',
            'externalId' => null,
            'start' => $booking->slot->startsAt->setTimezone(Clock::zone())->format(DATE_RFC3339),
            'end' => $booking->slot->endsAt->setTimezone(Clock::zone())->format(DATE_RFC3339),
        ];
    }
}

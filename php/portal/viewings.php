<?php
declare(strict_types=1);

namespace Portal;

use Entrata\Exception\EntrataException;

/**
 * Books a tour: the row first, which alone is enough for the lead to be delivered, then the lead.
 *
 * @return array{viewingId: int, status: string, externalId: ?string, start: ?string, end: ?string}
 * @throws Problem when the house is none, or Entrata refused the tour
 */
function bookTour(Booking $booking, User $user): array
{
    if (houseOnTheMarket($booking->houseId) === null) {
        throw Problem::unknownHouse();
    }
    $viewingId = viewingFor($booking, $user);
    try {
        $delivery = sendLeadToEntrataFromViewing($viewingId);
    } catch (EntrataException $failure) {
        $problem = Problem::of($failure);
        if (viewingStatus($viewingId) !== 'REQUESTED') {
            throw $problem;
        }
        // The wish is in the table: a worker delivers it, whatever stopped this request.
        return pendingDelivery($viewingId, $booking);
    }
    if ($delivery['status'] === 'REJECTED') {
        throw new Problem(409, 'SLOT_UNAVAILABLE', 'This time is no longer available.');
    }
    return $delivery;
}

/** The viewing of this booking. The same booking twice, even at once, is one viewing. */
function viewingFor(Booking $booking, User $user): int
{
    try {
        query(
            "INSERT INTO viewings (user_id, house_id, status, message, tour_type, entrata_tour_date, entrata_tour_time,
                    starts_at, ends_at, first_name, last_name, email, phone, move_in_date)
             VALUES (?, ?, 'REQUESTED', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                $user->id,
                $booking->houseId,
                $booking->message,
                $booking->tourType,
                $booking->tourDate,
                $booking->tourTime,
                $booking->startsAt->format('Y-m-d H:i:s'),
                $booking->endsAt->format('Y-m-d H:i:s'),
                $booking->firstName,
                $booking->lastName,
                $booking->email,
                $booking->phone,
                $booking->moveInDate,
            ],
        );
        return (int) db()->lastInsertId();
    } catch (\PDOException $failure) {
        $duplicate = ($failure->errorInfo[1] ?? null) === 1062;
        return ($duplicate ? earlierViewing($booking, $user) : null) ?? throw $failure;
    }
}

function earlierViewing(Booking $booking, User $user): ?int
{
    $id = query(
        "SELECT id FROM viewings WHERE booking_key = CONCAT_WS('|', ?, ?, ?, ?)",
        [$user->id, $booking->houseId, $booking->tourDate, $booking->tourTime],
    )->fetchColumn();
    return $id === false ? null : (int) $id;
}

function viewingStatus(int $viewingId): ?string
{
    $status = query('SELECT status FROM viewings WHERE id = ?', [$viewingId])->fetchColumn();
    return $status === false ? null : $status;
}

/** @return array{viewingId: int, status: string, externalId: null, start: string, end: string} */
function pendingDelivery(int $viewingId, Booking $booking): array
{
    return [
        'viewingId' => $viewingId,
        'status' => 'PENDING',
        'externalId' => null,
        'start' => $booking->startsAt->setTimezone(zone())->format(DATE_RFC3339),
        'end' => $booking->endsAt->setTimezone(zone())->format(DATE_RFC3339),
    ];
}

/**
 * A renter's tours.
 *
 * @return array{upcoming: list<array>, past: list<array>}
 */
function toursOf(User $user): array
{
    $tours = query(
        'SELECT v.id, v.status, v.tour_type, v.message, v.entrata_tour_date, v.entrata_tour_time, v.starts_at, v.ends_at,
                v.external_id, v.lead_error, v.house_id, h.title, h.address, h.city, h.state, h.postal_code, h.phone, h.email,
                COALESCE(v.ends_at, v.starts_at) < UTC_TIMESTAMP() AS is_past,
                (SELECT i.url FROM house_images i WHERE i.house_id = h.id ORDER BY i.position, i.id LIMIT 1) AS picture
           FROM viewings v JOIN houses h ON h.id = v.house_id
          WHERE v.user_id = ? ORDER BY v.starts_at, v.id LIMIT 500',
        [$user->id],
    )->fetchAll();
    $past = array_filter($tours, fn(array $tour): bool => (bool) $tour['is_past']);
    return [
        'upcoming' => array_values(array_diff_key($tours, $past)),
        'past' => array_reverse(array_values($past)),
    ];
}

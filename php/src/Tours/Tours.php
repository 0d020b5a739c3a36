<?php

declare(strict_types=1);

namespace Portal\Tours;

use Portal\Account\User;
use Portal\Database\Database;
use Portal\Http\Problem;

/**
 * Reads and changes a renter's tours.
 */
final class Tours
{
    /** How many tours of the past a page shows. */
    private const PAST = 20;
    private const SELECT = "SELECT v.id, v.user_id, v.house_id, v.status, v.tour_type, v.message, v.entrata_tour_date,
            v.entrata_tour_time, v.starts_at, v.ends_at, v.updated_at, ev.error, h.title, h.address, h.city, h.state,
            h.postal_code, h.phone, h.email, h.website,
            (SELECT c.kind FROM entrata_tour_changes c
              WHERE c.viewing_id = v.id AND c.resolved_at IS NULL LIMIT 1) AS change_kind
       FROM viewings v
       JOIN houses h ON h.id = v.house_id
       LEFT JOIN entrata_viewings ev ON ev.viewing_id = v.id";

    /**
     * @return list<Tour> the next one first
     */
    public static function upcoming(User $user): array
    {
        $rows = Database::shared()->rows(
            self::SELECT . ' WHERE v.user_id = ?
                AND COALESCE(v.ends_at, v.starts_at, UTC_TIMESTAMP()) >= UTC_TIMESTAMP()
              ORDER BY v.starts_at, v.id LIMIT 100',
            [$user->id],
        );
        return array_map(Tour::fromRow(...), $rows);
    }

    /**
     * @return list<Tour> the last one first
     */
    public static function past(User $user): array
    {
        $rows = Database::shared()->rows(
            self::SELECT . ' WHERE v.user_id = ? AND COALESCE(v.ends_at, v.starts_at) < UTC_TIMESTAMP()
              ORDER BY v.starts_at DESC, v.id DESC LIMIT ' . self::PAST,
            [$user->id],
        );
        return array_map(Tour::fromRow(...), $rows);
    }

    /**
     * @throws Problem if the renter has no tour with this id
     */
    public static function find(User $user, ?int $id): Tour
    {
        $row = Database::shared()->row(self::SELECT . ' WHERE v.id = ? AND v.user_id = ?', [$id ?? 0, $user->id]);
        return $row === null ? throw Problem::unknownPage('We could not find this tour.') : Tour::fromRow($row);
    }

    /**
     * Cancels a tour that Entrata does not know yet. Returns false if its lead is on its way or has arrived.
     */
    public static function cancelUnsent(Tour $tour): bool
    {
        return Database::shared()->transaction(static function (Database $database) use ($tour): bool {
            $cancelled = $database->change(
                "UPDATE entrata_viewings SET status = 'CANCELLED', next_attempt_at = NULL, updated_at = UTC_TIMESTAMP()
                  WHERE viewing_id = ? AND status = 'REQUESTED' AND sent_at IS NULL
                    AND (lease_until IS NULL OR lease_until < UTC_TIMESTAMP(3))",
                [$tour->id],
            );
            // A row that another part of the portal wrote may not have its entry there yet.
            return $database->change(
                "UPDATE viewings SET status = 'CANCELLED', updated_at = UTC_TIMESTAMP()
                  WHERE id = ? AND status = 'REQUESTED'
                    AND (? = 1 OR NOT EXISTS (SELECT 1 FROM entrata_viewings WHERE viewing_id = ?))",
                [$tour->id, $cancelled, $tour->id],
            ) === 1;
        });
    }

    /**
     * Records what a renter asks the property to change. Entrata's API offers no way to do it, so a person there does.
     */
    public static function requestChange(Tour $tour, TourChange $change, ?string $note): void
    {
        Database::shared()->transaction(static function (Database $database) use ($tour, $change, $note): void {
            // A new row each time: the property may be about to resolve the earlier request.
            $database->change(
                'DELETE FROM entrata_tour_changes WHERE viewing_id = ? AND resolved_at IS NULL',
                [$tour->id],
            );
            $database->change(
                'INSERT INTO entrata_tour_changes (cid, property_id, viewing_id, kind, note)
                 SELECT eh.cid, eh.property_id, v.id, ?, ? FROM viewings v
                   JOIN entrata_houses eh ON eh.house_id = v.house_id WHERE v.id = ?',
                [$change->value, $note, $tour->id],
            );
        });
    }
}

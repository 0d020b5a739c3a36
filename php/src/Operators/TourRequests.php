<?php

declare(strict_types=1);

namespace Portal\Operators;

use Portal\Database\Database;

/**
 * Reads the tours that renters requested at an operator's properties.
 */
final class TourRequests
{
    public const A_PAGE = 4;

    private const FROM = 'entrata_viewings v
        JOIN users u ON u.id = v.user_id
        JOIN houses h ON h.id = v.house_id';
    private const COLUMNS = "v.viewing_id, v.status, v.tour_type, v.tour_date, v.tour_time, v.starts_at, v.ends_at,
        v.external_id, v.error, v.attempts, v.next_attempt_at, v.created_at, v.move_in_date, h.title,
        COALESCE(v.first_name, u.first_name) AS first_name, COALESCE(v.last_name, u.last_name) AS last_name,
        COALESCE(v.email, u.email) AS email, COALESCE(v.phone, u.phone) AS phone,
        (SELECT w.message FROM viewings w WHERE w.id = v.viewing_id) AS message";

    /**
     * Returns one page of the requests that fit a search, newest first.
     *
     * @return array{requests: list<TourRequest>, total: int}
     */
    public static function found(Operator $operator, TourRequestSearch $search): array
    {
        [$where, $values] = $search->condition();
        $where = "v.cid IN ({$operator->cids()})$where";
        // Without a text to look for, one table knows which rows are on the page.
        $searched = $search->text === '' ? 'entrata_viewings v' : self::FROM;
        $total = (int) Database::shared()->value("SELECT COUNT(*) FROM $searched WHERE $where", $values);
        $page = "SELECT v.viewing_id FROM $searched WHERE $where ORDER BY v.created_at DESC, v.viewing_id DESC
              LIMIT " . self::A_PAGE . ' OFFSET ' . ($search->page - 1) * self::A_PAGE;
        $rows = Database::shared()->rows(
            'SELECT ' . self::COLUMNS . " FROM ($page) page
               JOIN " . self::FROM . '
              WHERE v.viewing_id = page.viewing_id
              ORDER BY v.created_at DESC, v.viewing_id DESC',
            $values,
        );
        return ['requests' => array_map(TourRequest::fromRow(...), $rows), 'total' => $total];
    }

    /**
     * Returns the rejected leads whose renter has not booked another time, of tours that are still ahead.
     *
     * @return list<TourRequest>
     */
    public static function declined(Operator $operator, int $most): array
    {
        $rows = Database::shared()->rows(
            'SELECT ' . self::COLUMNS . ' FROM ' . self::FROM . " WHERE v.cid IN ({$operator->cids()})
                AND v.status = 'REJECTED' AND v.starts_at > UTC_TIMESTAMP()
                AND NOT EXISTS (SELECT 1 FROM viewings other WHERE other.user_id = v.user_id
                    AND other.house_id = v.house_id AND other.status IN ('REQUESTED', 'CONFIRMED')
                    AND other.id > v.viewing_id)
              ORDER BY v.starts_at, v.viewing_id LIMIT $most",
        );
        return array_map(TourRequest::fromRow(...), $rows);
    }
}

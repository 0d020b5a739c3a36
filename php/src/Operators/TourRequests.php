<?php

declare(strict_types=1);

namespace Portal\Operators;

use Portal\Database\Database;
use Portal\Database\Paging;

/**
 * Reads the tours that renters requested at an operator's properties.
 */
final class TourRequests
{
    private const A_PAGE = 3;

    private const FROM = 'entrata_viewings v
        JOIN users u ON u.id = v.user_id
        JOIN houses h ON h.id = v.house_id';
    private const NEWEST_FIRST = 'ORDER BY v.created_at DESC, v.viewing_id DESC';
    private const COLUMNS = "v.viewing_id, v.status, v.tour_type, v.tour_date, v.tour_time, v.starts_at, v.ends_at,
        v.external_id, v.error, v.attempts, v.next_attempt_at, v.created_at, v.move_in_date, h.title,
        COALESCE(v.first_name, u.first_name) AS first_name, COALESCE(v.last_name, u.last_name) AS last_name,
        COALESCE(v.email, u.email) AS email, COALESCE(v.phone, u.phone) AS phone,
        (SELECT w.message FROM viewings w WHERE w.id = v.viewing_id) AS message";

    /**
     * Returns one page of the requests that fit a search, newest first.
     *
     * @return array{requests: list<TourRequest>, total: int, paging: Paging}
     */
    public static function found(Operator $operator, TourRequestSearch $search): array
    {
        [$where, $values] = $search->condition();
        $where = "v.cid IN ({$operator->cids()})$where";
        [$ids, $total, $paging] = $search->text === ''
            ? self::page($where, $values, $search->page)
            : self::searched($where, $values, $search->page);
        $rows = Database::shared()->rows(
            'SELECT ' . self::COLUMNS . ' FROM ' . self::FROM . '
              WHERE v.viewing_id IN (' . ($ids === [] ? '0' : implode(', ', array_map(intval(...), $ids))) . ')
              ' . self::NEWEST_FIRST,
        );
        return ['requests' => array_map(TourRequest::fromRow(...), $rows), 'total' => $total, 'paging' => $paging];
    }

    /**
     * Finds the rows of a page in one table.
     *
     * @param list<scalar> $values
     * @return array{list<mixed>, int, Paging} their ids, and how many fit
     */
    private static function page(string $where, array $values, int $wanted): array
    {
        $database = Database::shared();
        $total = (int) $database->value("SELECT COUNT(*) FROM entrata_viewings v WHERE $where", $values);
        $paging = new Paging($total, self::A_PAGE, $wanted);
        $sql = "SELECT v.viewing_id FROM entrata_viewings v WHERE $where " . self::NEWEST_FIRST . " {$paging->limit()}";
        return [array_column($database->rows($sql, $values), 'viewing_id'), $total, $paging];
    }

    /**
     * Finds the rows of a page by a text, which costs a look at each row: only once.
     *
     * @param list<scalar> $values
     * @return array{list<mixed>, int, Paging} their ids, and how many fit
     */
    private static function searched(string $where, array $values, int $wanted): array
    {
        $sql = "SELECT v.viewing_id FROM entrata_viewings v WHERE $where " . self::NEWEST_FIRST;
        $ids = array_column(Database::shared()->rows($sql, $values), 'viewing_id');
        $paging = new Paging(count($ids), self::A_PAGE, $wanted);
        return [array_slice($ids, ($paging->page - 1) * self::A_PAGE, self::A_PAGE), count($ids), $paging];
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

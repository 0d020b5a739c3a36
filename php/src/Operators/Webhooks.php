<?php

declare(strict_types=1);

namespace Portal\Operators;

use Portal\Database\Database;
use Portal\Database\Paging;
use Portal\Http\Problem;
use Portal\View\Clock;

/**
 * Reads an operator's webhooks: those of its own companies with an authenticated sender.
 */
final class Webhooks
{
    private const A_PAGE = 4;
    public const CHART_DAYS = 30;
    private const OTHERS = 5;
    private const COLUMNS = 'w.id, w.log_id, w.request_type, w.cid, w.property_id, w.received_at, w.completed_at,
        w.response_code, w.outcome, w.error';

    /**
     * Returns one page of the webhooks that fit a search, newest first.
     *
     * @return array{webhooks: list<Webhook>, total: int, paging: Paging}
     */
    public static function found(Operator $operator, WebhookSearch $search): array
    {
        [$where, $values] = $search->condition();
        $where = self::of($operator) . $where;
        $total = (int) Database::shared()->value("SELECT COUNT(*) FROM entrata_webhooks w WHERE $where", $values);
        $paging = new Paging($total, self::A_PAGE, $search->page);
        // Only the ids are sorted: the server would carry the long columns along.
        $ids = $total === 0 ? [] : array_column(Database::shared()->rows(
            "SELECT w.id FROM entrata_webhooks w WHERE $where
              ORDER BY w.received_at DESC, w.id DESC {$paging->limit()}",
            $values,
        ), 'id');
        $rows = $ids === [] ? [] : Database::shared()->rows(
            'SELECT ' . self::COLUMNS . ' FROM entrata_webhooks w WHERE w.id IN (' . implode(', ', $ids) . ')
              ORDER BY w.received_at DESC, w.id DESC',
        );
        return ['webhooks' => array_map(Webhook::fromRow(...), $rows), 'total' => $total, 'paging' => $paging];
    }

    public static function chart(Operator $operator): WebhookChart
    {
        $days = WebhookChart::days();
        $begins = array_map(static fn(string $day): int => strtotime(Clock::startOfDay($day) . ' UTC'), $days);
        // The database need not know the zone: it counts how many of the days have begun.
        $day = "INTERVAL(TIMESTAMPDIFF(SECOND, '1970-01-01', w.received_at), " . implode(', ', $begins) . ')';
        $rows = Database::shared()->rows(
            "SELECT $day AS day, w.request_type, w.response_code, COUNT(*) AS number
               FROM entrata_webhooks w WHERE " . self::of($operator) . ' AND w.received_at >= ?
              GROUP BY day, w.request_type, w.response_code',
            [Clock::startOfDay($days[0])],
        );
        return WebhookChart::fromRows($days, $rows);
    }

    /**
     * @throws Problem if the operator has no webhook with this log id
     */
    public static function find(Operator $operator, mixed $logId): Webhook
    {
        $wellFormed = is_string($logId) && preg_match('/^[0-9a-f-]{36}$/Di', $logId) === 1;
        $sql = 'SELECT w.* FROM entrata_webhooks w WHERE w.log_id = ? AND ' . self::of($operator);
        $row = $wellFormed ? Database::shared()->row($sql, [$logId]) : null;
        return $row === null ? throw Problem::unknownPage('We could not find this webhook.') : Webhook::fromRow($row);
    }

    /**
     * Returns other webhooks about the same property or company, newest first.
     *
     * @return list<Webhook>
     */
    public static function others(Operator $operator, Webhook $webhook): array
    {
        $rows = Database::shared()->rows(
            'SELECT ' . self::COLUMNS . ' FROM entrata_webhooks w
              WHERE ' . self::of($operator) . ' AND w.cid = ? AND w.property_id <=> ? AND w.id <> ?
              ORDER BY w.received_at DESC, w.id DESC LIMIT ' . self::OTHERS,
            [$webhook->cid, $webhook->propertyId, $webhook->id],
        );
        return array_map(Webhook::fromRow(...), $rows);
    }

    private static function of(Operator $operator): string
    {
        return "w.cid IN ({$operator->cids()}) AND w.authenticated_by IS NOT NULL";
    }
}

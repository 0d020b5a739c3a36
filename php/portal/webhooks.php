<?php
declare(strict_types=1);

namespace Portal;

const WEBHOOKS_A_PAGE = 20;
const CHART_DAYS = 30;

/** The kinds of webhook, in the order in which the chart stacks them. */
const WEBHOOK_KINDS = [
    'ACTIVATION' => 'Activation',
    'SUSPENDED' => 'Suspension',
    'CHANGE_FEED_TYPE' => 'Feed type',
    'AUTHENTICATION' => 'Authentication',
    'OTHER' => 'Other',
];

/** The webhooks of an operator: those of its own clients at Entrata. */
const OF_THE_OPERATOR = 'w.cid IN (SELECT c.cid FROM entrata_clients c WHERE c.property_operator_id = ?)';

/** A webhook without a request type brings an authorisation code. */
function webhookKind(?string $requestType): string
{
    $kind = (string) $requestType === '' ? 'AUTHENTICATION' : $requestType;
    return isset(WEBHOOK_KINDS[$kind]) ? $kind : 'OTHER';
}

/** "accepted", "failed" or "unfinished". */
function webhookResult(?int $responseCode): string
{
    return match (true) {
        $responseCode === null => 'unfinished',
        $responseCode === 200 => 'accepted',
        default => 'failed',
    };
}

/**
 * How many webhooks came in by day of the shown zone, kind and result, over the last 30 days; days without any
 * are there too.
 *
 * @return array<string, array<string, array<string, int>>>
 */
function webhookCounts(int $operatorId): array
{
    $today = new \DateTimeImmutable('today', zone());
    $first = $today->modify('-' . (CHART_DAYS - 1) . ' days');
    $counts = [];
    for ($day = $first; $day <= $today; $day = $day->modify('+1 day')) {
        $counts[$day->format('Y-m-d')] = [];
    }
    // Hours, because the database need not know the zones; a day of the shown zone is made of whole UTC hours or
    // is off by less than one.
    $rows = query(
        "SELECT DATE_FORMAT(w.received_at, '%Y-%m-%d %H:00:00') AS hour, w.request_type, w.response_code, COUNT(*) AS number
           FROM entrata_webhooks w WHERE " . OF_THE_OPERATOR . ' AND w.received_at >= ?
          GROUP BY hour, w.request_type, w.response_code',
        [$operatorId, $first->setTimezone(new \DateTimeZone('UTC'))->format('Y-m-d H:i:s')],
    );
    foreach ($rows as $row) {
        $day = shown($row['hour'])->format('Y-m-d');
        $kind = webhookKind($row['request_type']);
        $result = webhookResult($row['response_code']);
        $counts[$day][$kind][$result] = ($counts[$day][$kind][$result] ?? 0) + $row['number'];
    }
    return $counts;
}

/** @return list<array> how often each request type ended in each outcome, over the last 30 days */
function webhookOutcomes(int $operatorId): array
{
    return query(
        "SELECT w.request_type, w.outcome, w.response_code, COUNT(*) AS number FROM entrata_webhooks w
          WHERE " . OF_THE_OPERATOR . ' AND w.received_at >= UTC_TIMESTAMP() - INTERVAL ' . CHART_DAYS . ' DAY
          GROUP BY w.request_type, w.outcome, w.response_code ORDER BY number DESC, w.request_type LIMIT 50',
        [$operatorId],
    )->fetchAll();
}

/**
 * The webhooks that fit a search, newest first.
 *
 * @return array{webhooks: list<array>, total: int}
 */
function webhooksFound(int $operatorId, WebhookSearch $search): array
{
    [$where, $values] = $search->condition();
    $where = OF_THE_OPERATOR . $where;
    $total = (int) query("SELECT COUNT(*) FROM entrata_webhooks w WHERE $where", [$operatorId, ...$values])->fetchColumn();
    $offset = ($search->page - 1) * WEBHOOKS_A_PAGE;
    $webhooks = query(
        "SELECT w.log_id, w.request_type, w.cid, w.property_id, w.received_at, w.response_code, w.outcome, w.error
           FROM entrata_webhooks w WHERE $where
          ORDER BY w.received_at DESC, w.id DESC LIMIT " . WEBHOOKS_A_PAGE . " OFFSET $offset",
        [$operatorId, ...$values],
    )->fetchAll();
    return ['webhooks' => $webhooks, 'total' => $total];
}

/**
 * One webhook and what it caused.
 *
 * @throws Problem when the operator has none with this log id
 */
function webhookStory(int $operatorId, string $logId): array
{
    $webhook = query('SELECT w.* FROM entrata_webhooks w WHERE w.log_id = ? AND ' . OF_THE_OPERATOR, [$logId, $operatorId])
        ->fetch() ?: throw Problem::unknownPage();
    $where = [$webhook['cid'], $webhook['property_id']];
    return [
        'webhook' => $webhook,
        'client' => query('SELECT cid, company_name, subdomain, status, token_expires_at FROM entrata_clients WHERE cid = ?', [$webhook['cid']])->fetch(),
        'property' => query('SELECT p.*, (SELECT COUNT(*) FROM entrata_webhooks d WHERE d.log_id = p.decided_by) AS decision_kept
               FROM entrata_properties p WHERE p.cid = ? AND p.property_id = ?',
            $where,
        )->fetch(),
        'jobs' => query(
            'SELECT kind, state, attempts, log_id, due_at, last_error FROM entrata_jobs WHERE cid = ? AND property_id = ? ORDER BY id',
            $where,
        )->fetchAll(),
        'houses' => query(
            'SELECT id, title, status, deleted_at FROM houses
              WHERE property_operator_id = ? AND entrata_property_id = ? ORDER BY title LIMIT 100',
            [$operatorId, $webhook['property_id']],
        )->fetchAll(),
        'others' => query(
            'SELECT w.* FROM entrata_webhooks w WHERE w.cid = ? AND w.property_id <=> ? AND w.id <> ?
              ORDER BY w.received_at DESC, w.id DESC LIMIT 10',
            [...$where, $webhook['id']],
        )->fetchAll(),
    ];
}

/** The query string for people's eyes: what opens doors reads `***`. */
function maskedQuery(string $rawQuery): string
{
    $secret = '/(^|&)((?:auth_?code|code|client_secret|key)(?:%5B[^=&]*)?=)[^&]*/i';
    return mb_scrub((string) preg_replace($secret, '$1$2***', $rawQuery));
}

<?php

/** A webhook, as PHP is usually written: a connection, then one statement after the other. */

declare(strict_types=1);

require __DIR__ . '/db.php';
require __DIR__ . '/../shared/webhook.php';

$rawQuery = Portal\rawWebhookQuery();
parse_str($rawQuery, $fields);
$named = Portal\namedInWebhook($rawQuery);
$logId = Bench\freshLogId();
$authenticated = Bench\provesItsSender($fields);

query(
    'INSERT INTO entrata_webhooks (log_id, authenticated_by, request_type, cid, property_id, raw_query, remote_addr, received_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6))',
    [$logId, ...Bench\logged($named, $authenticated), Bench\masked($rawQuery), $_SERVER['REMOTE_ADDR'] ?? null],
);
$failure = $authenticated
    ? Bench\wrongIn($named)
    : [401, 'INVALID_CLIENT', 'the client credentials are wrong or absent'];
if ($failure === null && !query('SELECT * FROM entrata_clients WHERE cid = ?', [$named['cid']])->fetch()) {
    $failure = [404, 'UNKNOWN_CLIENT', "client {$named['cid']} has never been authenticated"];
}
if ($failure === null) {
    approve($named['cid'], $named['propertyId'], $logId);
}
[$status, $outcome, $error] = $failure ?? [200, 'APPROVED', null];
query(
    'UPDATE entrata_webhooks SET response_code = ?, outcome = ?, error = ?, completed_at = UTC_TIMESTAMP(6) WHERE log_id = ?',
    [$status, $outcome, $error, $logId],
);
Portal\answerWebhook($status, $failure === null
    ? Bench\approval($logId, $named)
    : Portal\webhookFailure($logId, $status, $outcome, $error));

/** The decision, the houses and the ingestion job: all of it or nothing. */
function approve(int $cid, int $propertyId, string $logId): void
{
    db()->beginTransaction();
    try {
        query(
            "INSERT INTO entrata_properties (cid, property_id, status, decided_by, decided_at)
             VALUES (?, ?, 'ACTIVE', ?, UTC_TIMESTAMP(6)) " . Bench\YOUNGER_WINS,
            [$cid, $propertyId, $logId, Bench\madeAt($logId)],
        );
        $decided = query(
            'SELECT decided_by FROM entrata_properties WHERE cid = ? AND property_id = ? FOR UPDATE',
            [$cid, $propertyId],
        )->fetchColumn();
        if ($decided === $logId) {
            query(
                Bench\BACK_ON_THE_MARKET,
                [$cid, $propertyId],
            );
            query(
                "INSERT INTO entrata_jobs (kind, cid, property_id, log_id, due_at) VALUES ('INGEST', ?, ?, ?, UTC_TIMESTAMP(3))
                 ON DUPLICATE KEY UPDATE requests = requests + IF(state = 'DUE' AND lease_owner IS NULL AND due_at <= VALUES(due_at), 0, 1),
             state = 'DUE', attempts = 0, due_at = VALUES(due_at),
                 log_id = VALUES(log_id), last_error = NULL, updated_at = UTC_TIMESTAMP()",
                [$cid, $propertyId, $logId],
            );
        }
        db()->commit();
    } catch (Throwable $failure) {
        db()->rollBack();
        throw $failure;
    }
}

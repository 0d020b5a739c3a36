<?php

/**
 * A webhook, as well as PHP can: a kept connection and as few statements as the work allows. The client is looked up
 * where the decision is written, and the outcome stands in the transaction that brings it about.
 */

declare(strict_types=1);

require __DIR__ . '/db.php';
require __DIR__ . '/../shared/webhook.php';

$rawQuery = Portal\rawWebhookQuery();
parse_str($rawQuery, $fields);
$named = Portal\namedInWebhook($rawQuery);
$logId = Bench\freshLogId();
$authenticated = Bench\provesItsSender($fields);

// Logged first, in a commit of its own, whatever comes of it.
query(
    'INSERT INTO entrata_webhooks (log_id, authenticated_by, request_type, cid, property_id, raw_query, remote_addr, received_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6))',
    [$logId, ...Bench\logged($named, $authenticated), Bench\masked($rawQuery), $_SERVER['REMOTE_ADDR'] ?? null],
);
$failure = $authenticated
    ? Bench\wrongIn($named)
    : [401, 'INVALID_CLIENT', 'the client credentials are wrong or absent'];
$failure ??= approve($named['cid'], $named['propertyId'], $logId);
[$status, $outcome, $error] = $failure ?? [200, 'APPROVED', null];
if ($failure !== null) {
    writeOutcome($logId, $status, $outcome, $error);
}
Portal\answerWebhook($status, $failure === null
    ? Bench\approval($logId, $named)
    : Portal\webhookFailure($logId, $status, $outcome, $error));

/**
 * The decision, the houses, the ingestion job and the outcome: all of it or nothing.
 *
 * @return ?array{int, string, string} why not
 */
function approve(int $cid, int $propertyId, string $logId): ?array
{
    db()->beginTransaction();
    try {
        // Nothing is decided for a client that has never been authenticated.
        $changed = query(
            "INSERT INTO entrata_properties (cid, property_id, status, decided_by, decided_at)
             SELECT c.cid, ?, 'ACTIVE', ?, UTC_TIMESTAMP(6) FROM entrata_clients c WHERE c.cid = ? " . Bench\YOUNGER_WINS,
            [$propertyId, $logId, $cid, Bench\madeAt($logId)],
        )->rowCount();
        if ($changed === 0) {
            db()->rollBack();
            return notDecided($cid, $logId);
        }
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
        writeOutcome($logId, 200, 'APPROVED', null);
        db()->commit();
        return null;
    } catch (Throwable $failure) {
        db()->rollBack();
        throw $failure;
    }
}

/** Nothing was changed: the client is unknown, or a newer webhook has decided already, which is a success too. */
function notDecided(int $cid, string $logId): ?array
{
    if (!query('SELECT 1 FROM entrata_clients WHERE cid = ?', [$cid])->fetchColumn()) {
        return [404, 'UNKNOWN_CLIENT', "client $cid has never been authenticated"];
    }
    writeOutcome($logId, 200, 'APPROVED', null);
    return null;
}

function writeOutcome(string $logId, int $status, string $outcome, ?string $error): void
{
    query(
        'UPDATE entrata_webhooks SET response_code = ?, outcome = ?, error = ?, completed_at = UTC_TIMESTAMP(6) WHERE log_id = ?',
        [$status, $outcome, $error, $logId],
    );
}

<?php

/** What both PHP versions of the webhook do alike: read it, check its sender, write the reply. */

declare(strict_types=1);

namespace Bench;

require_once __DIR__ . '/webhook_page.php';

/** A UUIDv7: ids grow with time. */
function freshLogId(): string
{
    $bytes = substr(pack('J', (int) (microtime(true) * 1000)), 2) . random_bytes(10);
    $bytes[6] = chr(ord($bytes[6]) & 0x0f | 0x70);
    $bytes[8] = chr(ord($bytes[8]) & 0x3f | 0x80);
    return vsprintf('%s%s-%s-%s-%s-%s%s%s', str_split(bin2hex($bytes), 4));
}

/**
 * What becomes of a property that a webhook has decided before: the younger one wins. Log ids tell which it is where they
 * lie as far apart as the database's clock says, else that clock does; the one value is when this webhook's id was made.
 */
const YOUNGER_WINS = 'ON DUPLICATE KEY UPDATE
    decided_by = IF(entrata_properties.decided_at IS NULL OR IF(
        ABS(TIMESTAMPDIFF(MICROSECOND, entrata_properties.decided_at, VALUES(decided_at)) - 1000 * (? - CONV(
            CONCAT(LEFT(entrata_properties.decided_by, 8), SUBSTRING(entrata_properties.decided_by, 10, 4)), 16, 10
        ))) <= 1000000,
        entrata_properties.decided_by <= VALUES(decided_by),
        TIMESTAMPDIFF(MICROSECOND, entrata_properties.decided_at, VALUES(decided_at)) > 0
    ), VALUES(decided_by), entrata_properties.decided_by),
    status = IF(entrata_properties.decided_by = VALUES(decided_by), VALUES(status), entrata_properties.status),
    decided_at = IF(entrata_properties.decided_by = VALUES(decided_by), VALUES(decided_at), entrata_properties.decided_at)';

/** The houses of a property that Entrata still lists. */
const BACK_ON_THE_MARKET = 'UPDATE entrata_houses e JOIN houses h ON h.id = e.house_id
    SET h.status = 1, h.updated_at = UTC_TIMESTAMP()
    WHERE e.cid = ? AND e.property_id = ? AND e.retired_at IS NULL AND h.status = 0';

/**
 * The columns of the log that only Entrata's own webhooks fill: what proved the sender, type, client, property.
 *
 * @param array{requestType: ?string, cid: ?int, propertyId: ?int} $named
 * @return array{?string, ?string, ?int, ?int}
 */
function logged(array $named, bool $authenticated): array
{
    return $authenticated ? ['SECRET', $named['requestType'], $named['cid'], $named['propertyId']] : [null, null, null, null];
}

/** When a log id was made, in milliseconds since 1970. */
function madeAt(string $logId): int
{
    return (int) hexdec(substr($logId, 0, 8) . substr($logId, 9, 4));
}

/** Our own secrets have no business in the table. */
function masked(string $rawQuery): string
{
    return preg_replace('/(^|&)(client_secret|key)=[^&]*/', '$1$2=***', $rawQuery);
}

/** @param array<string, string> $fields */
function provesItsSender(array $fields): bool
{
    return same($fields['client_id'] ?? '', (string) getenv('ENTRATA_CLIENT_ID'))
        && same($fields['client_secret'] ?? '', (string) getenv('ENTRATA_CLIENT_SECRET'));
}

/** Digests have one length, so that not even the secret's length can be measured. */
function same(string $given, string $expected): bool
{
    return hash_equals(hash('sha256', $expected, true), hash('sha256', $given, true));
}

/**
 * What is wrong with an activation's parameters, or null.
 *
 * @param array{requestType: ?string, cid: ?int, propertyId: ?int} $named
 * @return ?array{int, string, string}
 */
function wrongIn(array $named): ?array
{
    return match (true) {
        $named['cid'] === null => [400, 'MISSING_PARAMETER', 'cid: is missing'],
        $named['requestType'] === null => [400, 'MISSING_PARAMETER', 'request_type: is missing'],
        $named['propertyId'] === null => [400, 'MISSING_PARAMETER', 'property_id: is missing'],
        $named['requestType'] !== 'ACTIVATION'
            => [422, 'UNSUPPORTED_REQUEST_TYPE', 'the benchmark sends only ACTIVATION'],
        default => null,
    };
}

/** @param array{requestType: ?string, cid: ?int, propertyId: ?int} $named */
function approval(string $logId, array $named): string
{
    $result = ['status' => 'APPROVED', 'requestType' => $named['requestType'], 'cid' => $named['cid'], 'propertyId' => $named['propertyId']];
    return json_encode(['response' => ['logId' => $logId, 'code' => 200, 'result' => $result]], JSON_THROW_ON_ERROR);
}

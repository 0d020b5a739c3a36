<?php

declare(strict_types=1);

require_once __DIR__ . '/../shared/entrata.php';
require_once __DIR__ . '/../shared/ingestion.php';

/** One call of Entrata as PHP is usually written: a handle for each, and so a connection for each. */
function callEntrata(array $client, string $service, string $method, array $params, ?int $propertyId, bool $someoneWaits): mixed
{
    admit((int) $client['cid'], $propertyId, $service, $method, $someoneWaits);
    $headers = [];
    $handle = curl_init();
    curl_setopt_array($handle, Bench\curlOptions($client, $service, $method, $params));
    curl_setopt($handle, CURLOPT_HEADERFUNCTION, function ($handle, string $line) use (&$headers): int {
        [$name, $value] = explode(':', $line, 2) + [1 => ''];
        $headers[strtolower($name)] = trim($value);
        return strlen($line);
    });
    $answer = curl_exec($handle);
    $status = curl_getinfo($handle, CURLINFO_RESPONSE_CODE);
    curl_close($handle);
    if ($responses = Bench\allowance($headers)) {
        query(Bench\ALLOWANCE, [$client['cid'], $service, ...$responses]);
    }
    return Bench\result($answer, $status);
}

/** Counts a call against what the contract and Entrata's headers allow. */
function admit(int $cid, ?int $propertyId, string $service, string $method, bool $someoneWaits): void
{
    $takeMinute = fn(): bool => query(
        sprintf(Bench\TAKE_MINUTE, '(?, ?, ?, UTC_TIMESTAMP(3))'),
        [$cid, $propertyId ?? 0, $method],
    )->rowCount() > 0;
    $takeAllowed = fn(): bool => query(Bench\TAKE_ALLOWED, [1, $cid, $service, 1])->rowCount() > 0;
    $takeDay = fn(): bool => query(Bench\TAKE_DAY, [$cid, Bench\entratasDay(), 1])->rowCount() > 0;
    $untold = fn(): bool => !query(
        'SELECT 1 FROM entrata_rate_limits WHERE cid = ? AND property_id = 0 AND method = ? AND COALESCE(remaining_until, blocked_until) IS NOT NULL',
        [$cid, $service],
    )->fetchColumn();
    $admitted = $someoneWaits
        ? $takeAllowed() || ($untold() && $takeMinute() && $takeDay())
        : $takeMinute() && ($takeAllowed() || ($untold() && $takeDay()));
    if (!$admitted) {
        throw new RuntimeException("$method is not allowed yet");
    }
}

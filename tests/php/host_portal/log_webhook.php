<?php

function logWebhook(?string $requestType, ?int $cid, ?int $propertyId, string $rawQuery): string
{
    $logId = bin2hex(random_bytes(16));
    query('INSERT INTO entrata_webhooks VALUES (?, ?, ?, ?, ?)', [$logId, $requestType, $cid, $propertyId, $rawQuery]);
    return $logId;
}

<?php

declare(strict_types=1);

namespace Portal;

/** What a portal without the extension does for a webhook itself: reading its parameters, and replying. */

/** Returns a positive integer, or null for anything else. */
function positiveInteger(mixed $value): ?int
{
    if (!is_string($value) && !is_int($value)) {
        return null;
    }
    $number = filter_var($value, FILTER_VALIDATE_INT, ['options' => ['min_range' => 1]]);
    return $number === false ? null : $number;
}

/** Returns the query string byte for byte; a form body follows it. */
function rawWebhookQuery(): string
{
    $query = $_SERVER['QUERY_STRING'] ?? '';
    if ($_SERVER['REQUEST_METHOD'] !== 'POST') {
        return $query;
    }
    $type = strtolower($_SERVER['CONTENT_TYPE'] ?? '');
    $form = match (true) {
        str_starts_with($type, 'application/x-www-form-urlencoded') => (string) file_get_contents('php://input'),
        // PHP keeps no raw text of this kind of form.
        str_starts_with($type, 'multipart/form-data') => http_build_query($_POST),
        default => '',
    };
    return implode('&', array_filter([$query, $form], fn(string $part): bool => $part !== ''));
}

/**
 * Returns what the log's columns can hold, also of a malformed query: validation follows.
 *
 * @return array{requestType: ?string, cid: ?int, propertyId: ?int}
 */
function namedInWebhook(string $rawQuery): array
{
    $given = [];
    foreach (explode('&', $rawQuery) as $pair) {
        [$name, $value] = explode('=', $pair, 2) + [1 => ''];
        $given[rawurldecode($name)] ??= rawurldecode($value);
    }
    $type = trim(mb_strcut(mb_scrub($given['request_type'] ?? $given['requestType'] ?? ''), 0, 64));
    return [
        'requestType' => $type === '' ? null : $type,
        'cid' => positiveInteger($given['cid'] ?? null),
        'propertyId' => positiveInteger($given['property_id'] ?? $given['propertyId'] ?? null),
    ];
}

/** Returns the body of a failed webhook, in the form that the extension uses. */
function webhookFailure(?string $logId, int $status, string $code, string $message): string
{
    $error = ['code' => $code, 'message' => $message];
    $response = ['logId' => $logId ?? '', 'code' => $status, 'error' => $error];
    return json_encode(['response' => $response], JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES);
}

/**
 * Sends the reply and ends it, so that further work does not keep the sender waiting.
 *
 * @param array<string, string> $headers
 */
function answerWebhook(int $status, string $body, array $headers = []): void
{
    http_response_code($status);
    header('Content-Type: application/json');
    header('Cache-Control: no-store');
    header('Content-Length: ' . strlen($body));
    foreach ($headers as $name => $value) {
        header("$name: $value");
    }
    echo $body;
    if (function_exists('fastcgi_finish_request')) {
        fastcgi_finish_request();
        return;
    }
    while (ob_get_level() > 0) {
        ob_end_flush();
    }
    flush();
}

<?php

declare(strict_types=1);

namespace Portal\Http;

use Entrata\Exception\EntrataException;
use Portal\Database\Database;

/**
 * The request and the response of a webhook. What its parameters mean is the extension's.
 */
final class WebhookRequest
{
    private const METHODS = ['GET', 'POST'];
    private const RETRY_AFTER = ['Retry-After' => '30'];
    /** The extension reads no more than this; a form is cut before it takes memory. */
    private const LONGEST_FORM = 65_536;

    /**
     * Returns the query string byte for byte. A form body follows it, and then the last segment of the path as `key`,
     * for a webhook that was registered as `/index.php/KEY`.
     */
    public static function rawQuery(): string
    {
        $parts = [(string) ($_SERVER['QUERY_STRING'] ?? ''), self::form()];
        $segment = self::pathSegment();
        if ($segment !== '') {
            $parts[] = 'key=' . rawurlencode($segment);
        }
        return implode('&', array_filter($parts, static fn(string $part): bool => $part !== ''));
    }

    private static function form(): string
    {
        if (Request::method() !== 'POST') {
            return '';
        }
        $type = strtolower((string) ($_SERVER['CONTENT_TYPE'] ?? ''));
        return match (true) {
            str_starts_with($type, 'application/x-www-form-urlencoded')
                => (string) file_get_contents('php://input', length: self::LONGEST_FORM),
            // PHP keeps no raw text of this kind of form.
            str_starts_with($type, 'multipart/form-data')
                => substr(http_build_query($_POST, '', '&'), 0, self::LONGEST_FORM),
            default => '',
        };
    }

    private static function pathSegment(): string
    {
        $path = $_SERVER['PATH_INFO'] ?? '';
        $segments = array_filter(explode('/', is_string($path) ? $path : ''), strlen(...));
        return $segments === [] ? '' : (string) end($segments);
    }

    public static function isAllowedMethod(): bool
    {
        return in_array(Request::method(), self::METHODS, true);
    }

    public static function rejectMethod(?string $logId): void
    {
        try {
            Database::shared()->change(
                "UPDATE entrata_webhooks SET response_code = 405, outcome = 'METHOD_NOT_ALLOWED',
                        completed_at = UTC_TIMESTAMP(6) WHERE log_id = ?",
                [$logId],
            );
        } catch (\Throwable $failure) {
            self::warn('a webhook got 405 and its log row does not say so', $failure);
        }
        $allow = ['Allow' => implode(', ', self::METHODS)];
        self::reply(405, self::failure($logId, 405, 'METHOD_NOT_ALLOWED', 'Use GET or POST'), $allow);
    }

    /**
     * Answers when the extension could not handle the webhook at all.
     */
    public static function fail(?string $logId, \Throwable $failure): void
    {
        self::warn("webhook $logId failed", $failure);
        [$status, $code] = $failure instanceof EntrataException
            ? [$failure->getHttpStatus(), $failure->getErrorCode()]
            : [500, 'INTERNAL'];
        $sentence = 'The portal could not handle this webhook; its log has the reason';
        $headers = $status === 503 ? self::RETRY_AFTER : [];
        self::reply($status, self::failure($logId, $status, $code, $sentence), $headers);
    }

    /**
     * Sends the response and ends it, so that the sender does not wait for further work.
     *
     * @param array<string, string> $headers
     */
    public static function reply(int $status, string $body, array $headers): void
    {
        while (ob_get_level() > 0 && @ob_end_clean()) {
            continue;
        }
        http_response_code($status);
        header('Content-Type: application/json');
        header('Cache-Control: no-store');
        header('X-Content-Type-Options: nosniff');
        header('Content-Length: ' . strlen($body));
        foreach ($headers as $name => $value) {
            header("$name: $value");
        }
        echo $body;
        if (function_exists('fastcgi_finish_request')) {
            fastcgi_finish_request();
        } else {
            flush();
        }
    }

    /**
     * Returns whether this process may run jobs after its reply. A web server that keeps its connections to PHP
     * (`fastcgi_keep_conn on`) sends the next visitor to this process at once, so it sets `PORTAL_JOBS` to `worker`.
     */
    public static function mayRunJobs(): bool
    {
        return ($_SERVER['PORTAL_JOBS'] ?? '') !== 'worker';
    }

    /**
     * Writes a line to PHP's log, without control characters.
     */
    public static function warn(string $sentence, \Throwable $failure): void
    {
        $text = "WARNING: $sentence: " . $failure::class . ": {$failure->getMessage()}";
        error_log((string) preg_replace('/\p{C}+/u', ' ', mb_scrub($text, 'UTF-8')));
    }

    private static function failure(?string $logId, int $status, string $code, string $message): string
    {
        $error = ['code' => $code, 'message' => $message];
        $response = ['logId' => $logId ?? '', 'code' => $status, 'error' => $error];
        return json_encode(['response' => $response], JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES);
    }
}

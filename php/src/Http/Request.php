<?php

declare(strict_types=1);

namespace Portal\Http;

/**
 * Checks of the current request.
 */
final class Request
{
    /** The deepest JSON that a request may carry. */
    private const JSON_DEPTH = 16;

    public static function method(): string
    {
        return (string) ($_SERVER['REQUEST_METHOD'] ?? 'GET');
    }

    /**
     * @throws Problem if the request uses another method
     */
    public static function requireMethod(string ...$methods): void
    {
        if (!in_array(self::method(), $methods, true)) {
            $allowed = implode(', ', $methods);
            throw new Problem(405, 'METHOD_NOT_ALLOWED', "Use $allowed here.", [], ['Allow' => $allowed]);
        }
    }

    /**
     * Rejects a request that another site made a browser send. Browsers say so in `Sec-Fetch-Site` and `Origin`, which
     * no page can forge; a client that is not a browser sends neither, and has only its own cookies.
     *
     * @throws Problem
     */
    public static function rejectOtherSites(): void
    {
        if (!self::isFromOurSite($_SERVER, Caller::current()->host)) {
            throw new Problem(403, 'CROSS_SITE', 'This request came from another website.');
        }
    }

    /**
     * @param array<string, mixed> $server as in `$_SERVER`
     * @param string $host our own host and port, as the browser knows them
     */
    public static function isFromOurSite(array $server, string $host): bool
    {
        $site = $server['HTTP_SEC_FETCH_SITE'] ?? null;
        $origin = $server['HTTP_ORIGIN'] ?? null;
        $sameOrigin = $origin === null || self::authority($origin) === self::authority("http://$host");
        return match ($site) {
            // The browser's own word; a proxy may have changed the host since.
            'same-origin' => true,
            'none', null => $sameOrigin,
            default => false,
        };
    }

    /**
     * Host and port. The default ports are left out, since a proxy may have ended the TLS.
     */
    private static function authority(mixed $origin): ?string
    {
        $parts = is_string($origin) ? parse_url($origin) : false;
        if (!isset($parts['host'])) {
            return null;
        }
        $port = $parts['port'] ?? null;
        return strtolower($parts['host']) . (in_array($port, [null, 80, 443], true) ? '' : ":$port");
    }

    /**
     * Returns the fields of a JSON or form body.
     *
     * @return array<string, mixed>
     * @throws Problem
     */
    public static function fields(): array
    {
        $type = strtolower(trim(explode(';', self::contentType())[0]));
        if (in_array($type, ['application/x-www-form-urlencoded', 'multipart/form-data', ''], true)) {
            return $_POST;
        }
        if ($type !== 'application/json' && !str_ends_with($type, '+json')) {
            throw new Problem(415, 'UNSUPPORTED_MEDIA_TYPE', 'Send JSON or a form.');
        }
        $body = json_decode((string) file_get_contents('php://input'), true, self::JSON_DEPTH);
        if (!is_array($body) || ($body !== [] && array_is_list($body))) {
            throw new Problem(400, 'INVALID_JSON', 'The body must be one JSON object.');
        }
        return $body;
    }

    public static function sendsJson(): bool
    {
        return str_contains(strtolower(self::contentType()), 'json');
    }

    private static function contentType(): string
    {
        return (string) ($_SERVER['CONTENT_TYPE'] ?? '');
    }
}

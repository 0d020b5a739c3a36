<?php

declare(strict_types=1);

namespace Portal\Http;

/**
 * JSON responses.
 */
final class Json
{
    /** Errors after which PHP runs nothing but shutdown functions. */
    private const FATAL = E_ERROR | E_PARSE | E_CORE_ERROR | E_COMPILE_ERROR | E_USER_ERROR;
    private const FLAGS = JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE
        | JSON_THROW_ON_ERROR;

    /**
     * Answers with what `$endpoint` returns, or with `application/problem+json`. Nothing else reaches the client:
     * notices and fatal errors of PHP go to the log.
     *
     * @param callable(): array{int, array<string, mixed>|string} $endpoint returns the status and the body; a string
     *     is JSON already
     */
    public static function answer(callable $endpoint): void
    {
        ini_set('display_errors', '0');
        ob_start();
        register_shutdown_function(static function (): void {
            $error = error_get_last();
            if ($error !== null && ($error['type'] & self::FATAL) !== 0) {
                self::problem(Problem::of(new \ErrorException('PHP stopped')));
            }
        });
        try {
            [$status, $body] = $endpoint();
            self::send($status, 'application/json', $body);
        } catch (\Throwable $failure) {
            self::problem(Problem::of($failure));
        }
    }

    public static function problem(Problem $problem): void
    {
        self::send($problem->status, 'application/problem+json', $problem->body(), $problem->headers);
    }

    /**
     * @param array<string, mixed>|string $body
     * @param array<string, string> $headers
     */
    private static function send(int $status, string $type, array|string $body, array $headers = []): void
    {
        $text = is_string($body) ? $body : json_encode($body, self::FLAGS);
        while (ob_get_level() > 0 && @ob_end_clean()) {
            continue;
        }
        http_response_code($status);
        header("Content-Type: $type");
        header('Cache-Control: no-store');
        header('X-Content-Type-Options: nosniff');
        foreach ($headers as $name => $value) {
            header("$name: $value");
        }
        echo $text;
    }
}

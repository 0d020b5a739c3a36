<?php

declare(strict_types=1);

namespace Portal\Http;

use Entrata\Exception\EntrataException;
use Entrata\Exception\RateLimitedException;
use Entrata\Exception\ValidationException;
use Portal\Database\Failure;
use Portal\Database\UnusableUrl;

/**
 * Why a request failed, for the app's user: a body of RFC 9457, or a page. What went wrong inside goes to the log.
 */
final class Problem extends \RuntimeException
{
    private const RETRY_AFTER = 30;
    private const OUR_FAULT = 'Something went wrong on our side. Try again later.';
    private const UNAVAILABLE = 'The service is temporarily unavailable. Try again in a few minutes.';
    private const CHECK_ENTRIES = 'Check your entries and try again.';

    /** Identifies the log entry, where there is one. */
    public ?string $instance = null;

    /**
     * @param string $reason the code that a program reads
     * @param string $detail a sentence for the app's user
     * @param list<array{field: string, message: string}> $errors
     * @param array<string, string> $headers
     */
    public function __construct(
        public readonly int $status,
        public readonly string $reason,
        string $detail,
        public readonly array $errors = [],
        public readonly array $headers = [],
        ?\Throwable $previous = null,
    ) {
        parent::__construct($detail, 0, $previous);
    }

    /**
     * @param list<array{field: string, message: string}> $errors every bad field
     */
    public static function validation(array $errors): self
    {
        return new self(422, 'VALIDATION', self::CHECK_ENTRIES, $errors);
    }

    public static function unknownHouse(): self
    {
        return new self(404, 'NOT_AN_ENTRATA_PROPERTY', 'Online tours are not available for this home.');
    }

    public static function slotUnavailable(): self
    {
        return new self(409, 'SLOT_UNAVAILABLE', 'This time is no longer available. Choose another time.');
    }

    public static function unknownPage(string $sentence = 'We could not find this page.'): self
    {
        return new self(404, 'NOT_FOUND', $sentence);
    }

    public static function notSignedIn(): self
    {
        return new self(401, 'NOT_SIGNED_IN', 'Please sign in first.');
    }

    /**
     * Turns any failure into a problem. What is not for the app's user goes to the log, under the problem's
     * `instance`.
     */
    public static function of(\Throwable $failure): self
    {
        return match (true) {
            $failure instanceof self => $failure,
            $failure instanceof EntrataException => self::ofEntrata($failure),
            $failure instanceof UnusableUrl => self::unavailable($failure),
            $failure instanceof \PDOException && Failure::isUnavailable($failure) => self::unavailable($failure),
            default => self::logged(new self(500, 'INTERNAL', self::OUR_FAULT, previous: $failure)),
        };
    }

    private static function unavailable(\Throwable $failure): self
    {
        $headers = self::retryAfter();
        return self::logged(new self(503, 'DATABASE_UNAVAILABLE', self::UNAVAILABLE, [], $headers, $failure));
    }

    private static function ofEntrata(EntrataException $failure): self
    {
        $status = $failure->getHttpStatus();
        $errors = $failure instanceof ValidationException ? $failure->getErrors() : [];
        $headers = match (true) {
            $failure instanceof RateLimitedException => self::retryAfter($failure->getRetryAfter()),
            in_array($status, [429, 503], true) => self::retryAfter(),
            default => [],
        };
        return self::logged(new self(
            $status,
            $failure->getErrorCode(),
            $failure->getUserMessage(),
            $errors,
            $headers,
            $failure,
        ));
    }

    /**
     * @return array{Retry-After: string}
     */
    private static function retryAfter(int $seconds = self::RETRY_AFTER): array
    {
        return ['Retry-After' => (string) max(1, $seconds)];
    }

    private static function logged(self $problem): self
    {
        $problem->instance = 'urn:uuid:' . self::uuid();
        $cause = $problem->getPrevious();
        $text = sprintf(
            '%s %s: %s: %s in %s:%d',
            $problem->instance,
            $problem->reason,
            $cause::class,
            $cause->getMessage(),
            $cause->getFile(),
            $cause->getLine(),
        );
        // One entry is one line, whatever a message quotes.
        error_log((string) preg_replace('/[\p{C}]+/u', ' ', mb_scrub($text, 'UTF-8')));
        return $problem;
    }

    private static function uuid(): string
    {
        $bytes = random_bytes(16);
        $bytes[6] = chr(ord($bytes[6]) & 0x0f | 0x40);
        $bytes[8] = chr(ord($bytes[8]) & 0x3f | 0x80);
        return vsprintf('%s%s-%s-%s-%s-%s%s%s', str_split(bin2hex($bytes), 4));
    }

    /**
     * Returns the members of `application/problem+json`.
     *
     * @return array<string, mixed>
     */
    public function body(): array
    {
        $body = [
            'type' => 'about:blank',
            // A problem of the type `about:blank` has the title of its status (RFC 9457, section 4.2.1).
            'title' => $this->statusPhrase(),
            'status' => $this->status,
            'code' => $this->reason,
            'detail' => $this->getMessage(),
            'instance' => $this->instance,
            'errors' => $this->errors,
        ];
        return array_filter($body, static fn(mixed $member): bool => $member !== null && $member !== []);
    }

    private function statusPhrase(): string
    {
        return match ($this->status) {
            400 => 'Bad Request',
            401 => 'Unauthorized',
            403 => 'Forbidden',
            404 => 'Not Found',
            405 => 'Method Not Allowed',
            409 => 'Conflict',
            415 => 'Unsupported Media Type',
            422 => 'Unprocessable Content',
            429 => 'Too Many Requests',
            502 => 'Bad Gateway',
            503 => 'Service Unavailable',
            default => 'Internal Server Error',
        };
    }

    /**
     * Returns the heading of the page that shows it.
     */
    public function title(): string
    {
        return match ($this->status) {
            400 => 'Bad request',
            401 => 'Not signed in',
            403 => 'Not allowed',
            404 => 'Page not found',
            405 => 'Method not allowed',
            409 => 'No longer available',
            415 => 'Unsupported format',
            422 => 'Please check your entries',
            429 => 'Too many requests',
            502 => 'The property’s system is not responding',
            503 => 'Temporarily unavailable',
            default => 'Something went wrong',
        };
    }
}

<?php
declare(strict_types=1);

namespace Portal;

use Entrata\Exception\EntrataException;
use Entrata\Exception\RateLimitedException;
use Entrata\Exception\ValidationException;

/** Why a request cannot be fulfilled, as RFC 9457 tells it and as a page shows it. */
final class Problem extends \RuntimeException
{
    /**
     * @param list<array{field: string, message: string}> $errors
     * @param array<string, string> $headers
     */
    public function __construct(
        public readonly int $status,
        public readonly string $problem,
        string $detail,
        public readonly array $errors = [],
        public readonly array $headers = [],
        ?\Throwable $previous = null,
    ) {
        parent::__construct($detail, 0, $previous);
    }

    /** @param list<array{field: string, message: string}> $errors every bad field */
    public static function validation(array $errors): self
    {
        return new self(422, 'VALIDATION', 'Some fields cannot be used as they are.', $errors);
    }

    public static function unknownHouse(): self
    {
        return new self(404, 'NOT_AN_ENTRATA_PROPERTY', 'There is no such Entrata property on the market.');
    }

    public static function unknownPage(): self
    {
        return new self(404, 'NOT_FOUND', 'There is nothing here.');
    }

    /** Any failure as a problem. What is not meant for the caller goes to the log alone. */
    public static function of(\Throwable $failure): self
    {
        return match (true) {
            $failure instanceof self => $failure,
            $failure instanceof EntrataException => self::ofEntrata($failure),
            $failure instanceof \PDOException => self::logged(
                $failure,
                new self(503, 'DATABASE_UNAVAILABLE', 'The portal is out of reach for a moment.', [], [
                    'Retry-After' => '30',
                ]),
            ),
            default => self::logged($failure, new self(500, 'INTERNAL', 'Something went wrong on our side.')),
        };
    }

    private static function ofEntrata(EntrataException $failure): self
    {
        $status = $failure->getHttpStatus();
        $retryAfter = $failure instanceof RateLimitedException ? max(1, $failure->getRetryAfter()) : 30;
        $errors = $failure instanceof ValidationException ? $failure->getErrors() : [];
        $headers = in_array($status, [429, 503], true) ? ['Retry-After' => (string) $retryAfter] : [];
        // A 500 or 503 tells of our own set-up, which is nobody else's business.
        $detail = match ($status) {
            500 => 'Something went wrong on our side.',
            503 => 'The portal is out of reach for a moment.',
            default => ucfirst($failure->getMessage()),
        };
        $problem = new self($status, $failure->getErrorCode(), $detail, $errors, $headers, $failure);
        return $status >= 500 ? self::logged($failure, $problem) : $problem;
    }

    private static function logged(\Throwable $failure, self $problem): self
    {
        error_log(sprintf('%s: %s in %s:%d', $failure::class, $failure->getMessage(), $failure->getFile(), $failure->getLine()));
        return $problem;
    }

    /** The members of `application/problem+json`. */
    public function body(): array
    {
        $body = [
            'type' => 'about:blank',
            'title' => $this->title(),
            'status' => $this->status,
            'code' => $this->problem,
            'detail' => $this->getMessage(),
        ];
        return $this->errors === [] ? $body : $body + ['errors' => $this->errors];
    }

    /** The words of the status, for people. */
    public function title(): string
    {
        return match ($this->status) {
            400 => 'Not understood',
            401 => 'Not signed in',
            403 => 'Not allowed',
            404 => 'Not found',
            405 => 'Not that way',
            409 => 'Not possible any more',
            415 => 'Not in this form',
            422 => 'Please check your entries',
            429 => 'Too many at once',
            502 => 'Entrata does not answer as it should',
            503 => 'Back in a moment',
            default => 'Something went wrong',
        };
    }
}

<?php

declare(strict_types=1);

namespace Portal\Tours;

use Portal\View\Clock;

/**
 * A tour time that a renter can choose.
 */
final readonly class OfferedSlot
{
    private const FLAGS = JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE
        | JSON_THROW_ON_ERROR;

    private function __construct(
        /** The slot as the form sends it back: date and time as Entrata wrote them, safe from a browser's line ends. */
        public string $value,
        public string $start,
        public string $end,
        /** "10:00 AM MST", if the property is in another zone. */
        public ?string $localStart,
        /** "11:00 AM CST (10:00 AM MST at the property)". */
        public string $label,
    ) {}

    /**
     * @param array<string, mixed> $slot of `Entrata\getTourAvailability()`
     */
    public static function fromAvailability(array $slot): self
    {
        $local = $slot['localLabel'] ?? null;
        return new self(
            json_encode([$slot['raw']['date'], $slot['raw']['time']], self::FLAGS),
            $slot['start'],
            $slot['end'],
            Clock::localStart($local),
            Clock::bothTimes($slot['start'], $local),
        );
    }

    /**
     * Returns the two fields of the API for a value that the form sent.
     *
     * @return array{tourDate?: string, tourTime?: string}
     */
    public static function fields(mixed $value): array
    {
        $slot = is_string($value) ? json_decode($value, true) : null;
        return is_array($slot) && is_string($slot[0] ?? null) && is_string($slot[1] ?? null)
            ? ['tourDate' => $slot[0], 'tourTime' => $slot[1]]
            : [];
    }
}

<?php

declare(strict_types=1);

namespace Portal\Tours;

/**
 * A tour time as Entrata wrote it, and the instants that it means.
 */
final readonly class BookedSlot
{
    private function __construct(
        public string $date,
        public string $time,
        public \DateTimeImmutable $startsAt,
        public \DateTimeImmutable $endsAt,
    ) {}

    /**
     * @throws \Entrata\Exception\ValidationException if the text cannot be read
     */
    public static function convert(string $date, string $time): self
    {
        $slot = \Entrata\convertTourTime($date, $time);
        $utc = new \DateTimeZone('UTC');
        return new self(
            $date,
            $time,
            (new \DateTimeImmutable($slot['start']))->setTimezone($utc),
            (new \DateTimeImmutable($slot['end']))->setTimezone($utc),
        );
    }
}

<?php

declare(strict_types=1);

namespace Portal\Homes;

/**
 * A row of `entrata_specials`.
 */
final readonly class Special
{
    private function __construct(
        public string $title,
        public string $description,
        /** "Until Dec 31, 2026", or nothing. */
        public string $until,
    ) {
    }

    /**
     * @param array<string, mixed> $row
     */
    public static function fromRow(array $row): self
    {
        $title = trim((string) $row['title']);
        $description = trim((string) $row['description']);
        return new self(
            $title ?: 'Special offer',
            $description === $title ? '' : $description,
            $row['ends_on'] === null ? '' : 'Until ' . (new \DateTimeImmutable($row['ends_on']))->format('M j, Y'),
        );
    }
}

<?php

declare(strict_types=1);

namespace Portal\Homes;

use Portal\View\Format;

/**
 * A row of `entrata_specials`.
 */
final readonly class Special
{
    private const LONGEST_TITLE = 80;

    private function __construct(
        public string $title,
        public string $description,
        /** "Until Dec 31, 2026", or nothing. */
        public string $until,
    ) {}

    /**
     * @param array<string, mixed> $row
     */
    public static function fromRow(array $row): self
    {
        $title = trim((string) $row['title']);
        $description = trim((string) $row['description']);
        if (mb_strlen($title) > self::LONGEST_TITLE) {
            // Its full text stands before the description, which folds away.
            $description = trim("$title\n$description");
            $title = Format::short($title, self::LONGEST_TITLE);
        }
        return new self(
            $title ?: 'Special offer',
            $description === $title ? '' : $description,
            $row['ends_on'] === null ? '' : 'Until ' . (new \DateTimeImmutable($row['ends_on']))->format('M j, Y'),
        );
    }
}

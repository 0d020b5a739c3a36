<?php

declare(strict_types=1);

namespace Portal\Homes;

use Portal\View\Clock;
use Portal\View\Format;

/**
 * A row of `entrata_units`: an apartment that can be rented.
 */
final readonly class Unit
{
    private function __construct(
        public string $name,
        public ?string $area,
        public ?string $rent,
        /** "Now" or "Dec 15". */
        public string $available,
    ) {
    }

    /**
     * @param array<string, mixed> $row
     */
    public static function fromRow(array $row): self
    {
        $area = isset($row['square_feet']) ? (int) $row['square_feet'] : null;
        $later = $row['available_on'] !== null && $row['available_on'] > Clock::today();
        return new self(
            implode(', ', array_filter([
                'Unit ' . ($row['number'] ?? ''),
                $row['building'] === null ? null : "building {$row['building']}",
                $row['floor'] === null ? null : "floor {$row['floor']}",
            ])),
            Format::area($area, null),
            Format::moneyRange($row['rent_min'], $row['rent_max']),
            $later ? (new \DateTimeImmutable($row['available_on']))->format('M j') : 'Now',
        );
    }
}

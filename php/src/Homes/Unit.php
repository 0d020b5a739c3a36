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
        /** "Now", "Dec 15" or "Ask the property". */
        public string $available,
    ) {
    }

    /**
     * @param array<string, mixed> $row
     */
    public static function fromRow(array $row): self
    {
        $area = isset($row['square_feet']) ? (int) $row['square_feet'] : null;
        return new self(
            ucfirst(implode(', ', array_filter([
                self::called('unit', $row['number']),
                self::called('building', $row['building']),
                self::called('floor', $row['floor']),
            ]))) ?: 'Unit',
            Format::area($area, null),
            Format::moneyRange($row['rent_min'], $row['rent_max']),
            match (true) {
                $row['available_on'] === null => 'Ask the property',
                $row['available_on'] > Clock::today() => Clock::date($row['available_on']),
                default => 'Now',
            },
        );
    }

    /**
     * "floor 2", but "2nd Floor" and "Ground floor" as they are.
     */
    private static function called(string $what, ?string $name): ?string
    {
        return $name === null || stripos($name, $what) !== false ? $name : "$what $name";
    }
}

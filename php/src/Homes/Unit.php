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
    /**
     * @param list<string> $terms "12 months: $1,450", one for each lease term that can be chosen
     */
    private function __construct(
        public string $name,
        public ?string $area,
        public ?string $deposit,
        public ?string $rent,
        public array $terms,
        /** "Now", "Dec 15" or "Ask the property". */
        public string $available,
    ) {}

    /**
     * @param array<string, mixed> $row
     * @param list<array<string, mixed>> $terms the unit's rows of `entrata_unit_rents`
     */
    public static function fromRow(array $row, array $terms): self
    {
        $area = isset($row['square_feet']) ? (int) $row['square_feet'] : null;
        return new self(
            ucfirst(implode(', ', array_filter([
                self::called('unit', $row['number']),
                self::called('building', $row['building']),
                self::called('floor', $row['floor']),
            ]))) ?: 'Unit',
            Format::area($area, null),
            Format::moneyRange($row['deposit'], null),
            Format::moneyRange($row['rent_min'], $row['rent_max']),
            array_map(self::term(...), $terms),
            match (true) {
                $row['available_on'] === null => 'Ask the property',
                $row['available_on'] > Clock::today() => Clock::date($row['available_on']),
                default => 'Now',
            },
        );
    }

    /**
     * "12 months: $1,450 (best price)".
     *
     * @param array<string, mixed> $term
     */
    private static function term(array $term): string
    {
        return $term['lease_term'] . ': ' . Format::money($term['rent'])
            . ($term['is_best_price'] ? ' (best price)' : '');
    }

    /**
     * "floor 2", but "2nd Floor" and "Ground floor" as they are.
     */
    private static function called(string $what, ?string $name): ?string
    {
        return $name === null || stripos($name, $what) !== false ? $name : "$what $name";
    }
}

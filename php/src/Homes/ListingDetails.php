<?php

declare(strict_types=1);

namespace Portal\Homes;

use Portal\Database\Database;
use Portal\View\Clock;

/**
 * A home's details from Entrata in addition to its row: units, specials, amenities and fees.
 */
final readonly class ListingDetails
{
    private const MOST_UNITS = 50;
    private const MOST_TERMS = 600;
    private const MOST = 100;

    /**
     * @param list<Unit> $units
     * @param list<Special> $specials that are still valid
     * @param list<Fee> $fees
     * @param array<string, list<string>> $amenities names by where they are
     */
    private function __construct(
        public array $units,
        public array $specials,
        public array $fees,
        public array $amenities,
    ) {}

    public static function ofHouse(int $houseId): self
    {
        $database = Database::shared();
        $specials = $database->rows(
            'SELECT title, description, ends_on FROM entrata_specials
              WHERE house_id = ? AND (starts_on IS NULL OR starts_on <= ?) AND (ends_on IS NULL OR ends_on >= ?)
              ORDER BY position LIMIT ' . self::MOST,
            [$houseId, Clock::today(), Clock::today()],
        );
        $fees = $database->rows(
            'SELECT name, amount_min, amount_max, frequency, is_required FROM entrata_fees
              WHERE house_id = ? ORDER BY position LIMIT ' . self::MOST,
            [$houseId],
        );
        $amenities = [];
        $rows = $database->rows(
            'SELECT scope, name FROM entrata_amenities WHERE house_id = ? ORDER BY position LIMIT ' . self::MOST,
            [$houseId],
        );
        foreach ($rows as $row) {
            $place = $row['scope'] === 'PROPERTY' ? 'At the property' : 'In the home';
            $amenities[$place][] = (string) $row['name'];
        }
        return new self(
            self::units($houseId),
            array_map(Special::fromRow(...), $specials),
            array_map(Fee::fromRow(...), $fees),
            array_map(static fn(array $names): array => array_values(array_unique($names)), $amenities),
        );
    }

    /**
     * @return list<Unit>
     */
    private static function units(int $houseId): array
    {
        $database = Database::shared();
        $terms = [];
        $rows = $database->rows(
            'SELECT unit, lease_term, rent, is_best_price FROM entrata_unit_rents
              WHERE house_id = ? AND (ends_on IS NULL OR ends_on >= ?) ORDER BY position LIMIT ' . self::MOST_TERMS,
            [$houseId, Clock::today()],
        );
        foreach ($rows as $row) {
            $terms[$row['unit']][] = $row;
        }
        $units = $database->rows(
            'SELECT position, number, building, floor, square_feet, rent_min, rent_max, deposit, available_on
               FROM entrata_units WHERE house_id = ? ORDER BY position LIMIT ' . self::MOST_UNITS,
            [$houseId],
        );
        return array_map(static fn(array $unit): Unit => Unit::fromRow($unit, $terms[$unit['position']] ?? []), $units);
    }
}

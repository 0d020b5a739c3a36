<?php

/**
 * Puts a home on the market that has as much of everything as Entrata may send, and prints its id.
 *
 *   php longest.php CID PROPERTY
 */

declare(strict_types=1);

use Portal\Database\Database;

require __DIR__ . '/../../php/db.php';

[, $cid, $property] = $argv;
$database = Database::shared();
$long = static fn(string $words, int $length): string => substr(str_repeat("$words ", intdiv($length, strlen($words)) + 1), 0, $length);

$database->change(
    "INSERT INTO houses (source, status, title, description, address, city, state, postal_code, bedrooms, bathrooms,
            square_feet_min, square_feet_max, price_pm, price_pm_max, deposit, application_fee, lease_terms, pets,
            property_type, year_built, number_available, available_on, availability_url, website, phone, email)
     VALUES ('ENTRATA', 1, ?, ?, ?, 'Rancho Santa Margarita', 'CA', '92688-1234', 4, 3.5, 1480, 2360, 2100, 13100.5,
            1500, 75, ?, ?, 'Apartment', 2019, 900, CURDATE() + INTERVAL 40 DAY, 'https://example.com/', ?,
            '303-555-0100 ext. 12345', ?)",
    [
        $long('The Grand Residences at Willow Creek', 255),
        $long('Granite counters & a view of the <b>lake</b>.', 20_000),
        $long('12345 Northwest Martin Luther King Junior Boulevard', 120),
        $long('12 months,', 255),
        $long('Two pets of at most 50 pounds.', 3000),
        'https://example.com/' . str_repeat('x', 300),
        str_repeat('leasing.', 12) . 'office@grand-residences.example',
    ],
);
$house = $database->lastId();
$database->change(
    'INSERT INTO entrata_houses (house_id, cid, property_id, floorplan_id) VALUES (?, ?, ?, ?)',
    [$house, $cid, $property, 900_000 + $house],
);
$rows = static function (string $table, string $columns, int $number, callable $row) use ($database, $house, $cid): void {
    $marks = implode(', ', array_fill(0, substr_count($columns, ',') + 1, '?'));
    for ($position = 1; $position <= $number; $position++) {
        $sql = "INSERT INTO entrata_$table (house_id, position, cid, $columns) VALUES (?, ?, ?, $marks)";
        $database->change($sql, [$house, $position, $cid, ...$row($position)]);
    }
};
$rows('units', 'number, building, floor, square_feet, rent_min, rent_max', 60, static fn(int $n): array => [
    "A-$n-0123456789", 'Building of the Northern Wing', "Floor $n", 1000 + $n, 2000 + $n, 13_000 + $n,
]);
$rows('specials', 'title, description', 12, static fn(int $n): array => [
    $long("Special $n: one month free,", 255), $long('On leases of twelve months or more.', 1500),
]);
$rows('amenities', 'scope, name', 120, static fn(int $n): array => [$n % 2 ? 'PROPERTY' : 'UNIT', "Amenity number $n"]);
$rows('fees', 'name, amount_min, frequency, is_required', 30, static fn(int $n): array => [
    "Fee number $n for something with a long name", $n, $n % 2 ? 'Monthly' : 'Move-in', $n % 2,
]);
for ($position = 1; $position <= 60; $position++) {
    $kind = $position % 4 === 0 ? 'FLOORPLAN' : 'PHOTO';
    $database->change(
        'INSERT INTO house_images (house_id, url, kind, position)
         SELECT ?, url, ?, ? FROM house_images WHERE house_id < ? LIMIT 1',
        [$house, $kind, $position, $house],
    );
}
echo $house;

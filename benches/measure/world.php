<?php

declare(strict_types=1);

/** The sandbox's data for the bench: one company, with a property for each of the rows. Prints JSON. */

function plan(int $id, int $at): array
{
    return [
        'id' => $id, 'name' => sprintf('P%03d', $at), 'comment' => "Plan $at with a <b>den</b> &amp; balcony.",
        'bedrooms' => $at % 4, 'bathrooms' => 1 + ($at % 3) / 2, 'square_feet' => [450 + $at, 500 + $at],
        'rent' => [1100 + $at, 1400 + $at], 'deposit' => 300 + $at, 'units' => 10, 'available' => [0, 7, 21],
    ];
}

function property(int $id, int $plans, int $capacity = 1): array
{
    return [
        'id' => $id, 'name' => "Bench Court $id", 'street' => '1450 Larimer Street', 'city' => 'Denver', 'state' => 'CO',
        'postal_code' => '80202', 'zone' => 'America/Denver', 'latitude' => 39.7478, 'longitude' => -104.9995,
        'phone' => '303-555-0176', 'email' => 'leasing@bench.example', 'website' => 'https://www.bench.example/',
        'year_built' => 2012, 'pictures' => 9, 'short_description' => 'Downtown living.',
        'long_description' => 'A caf&eacute; downstairs &mdash; and the Rockies from every balcony.',
        'tours' => ['capacity' => $capacity],
        'floor_plans' => array_map(plan(...), array_map(fn(int $at): int => $id * 1000 + $at, range(0, $plans - 1)), range(0, $plans - 1)),
    ];
}

echo json_encode([
    'client_id' => '0123456789abcdef0123.portal',
    'client_secret' => 'sandbox-secret',
    'companies' => [[
        'cid' => 4711, 'subdomain' => 'exampleliving', 'name' => 'Example Living', 'user_id' => '0f1e2d3c4b',
        'properties' => [
            property(739040, 4, 1000),   // tours, bookings, and the fetch: 40 units
            property(739200, 200),       // 2,000 units
            property(739010, 10),        // growth: 100 units
            property(739100, 100),       // 1,000
            property(740000, 1000),      // 10,000
        ],
    ]],
]);

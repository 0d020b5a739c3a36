<?php

declare(strict_types=1);

namespace Bench;

/** The four questions about a property: service, method, parameters. */
function questionsOf(int $propertyId): array
{
    return [
        ['properties', 'getProperties', ['propertyIds' => (string) $propertyId]],
        ['properties', 'getFloorPlans', ['propertyId' => $propertyId, 'usePropertyPreferences' => '0', 'includeDisabledFloorplans' => '0']],
        ['propertyunits', 'getMitsPropertyUnits', ['propertyIds' => (string) $propertyId]],
        ['propertyunits', 'getUnitsAvailabilityAndPricing', ['propertyId' => (string) $propertyId]],
    ];
}

/** The columns of a house that Entrata fills, in the order in which they are written. */
const FILLED = [
    'title', 'description', 'address', 'city', 'state', 'postal_code', 'country', 'latitude', 'longitude', 'bedrooms',
    'bathrooms', 'square_feet_min', 'square_feet_max', 'price_pm', 'price_pm_max', 'deposit', 'application_fee', 'lease_terms',
    'pets', 'property_type', 'year_built', 'number_available', 'available_on', 'availability_url', 'website', 'phone', 'email',
];

/** What a house has many of: the columns of each table after house, position and client. */
const LISTED_COLUMNS = [
    'entrata_units' => 'unit_id, space_id, number, building, floor, square_feet, rent_min, rent_max, deposit, available_on',
    'entrata_unit_rents' => 'unit, lease_term, rent, starts_on, ends_on, is_best_price',
    'entrata_amenities' => 'scope, kind, name',
];

const LINKED = 'SELECT e.floorplan_id, h.id FROM entrata_houses e JOIN houses h ON h.id = e.house_id WHERE e.cid = ? AND e.property_id = ?';

/** One statement that writes `$rows` houses, by their ids if they have them; columns that Entrata does not fill stay as they are. */
function writeHouses(int $rows): string
{
    $current = implode(', ', array_map(fn(string $column): string => "$column = VALUES($column)", FILLED));
    $row = '(' . implode(', ', array_fill(0, 5 + count(FILLED), '?')) . ')';
    return 'INSERT INTO houses (id, source, property_operator_id, agent_id, status, ' . implode(', ', FILLED) . ')
            VALUES ' . implode(', ', array_fill(0, $rows, $row)) . "
            ON DUPLICATE KEY UPDATE property_operator_id = VALUES(property_operator_id), agent_id = VALUES(agent_id),
            status = VALUES(status), updated_at = UTC_TIMESTAMP(), $current";
}

/** @return list<mixed> */
function valuesOf(array $client, array $state, array $house, ?int $id): array
{
    $values = [$id, 'ENTRATA', $client['property_operator_id'], $client['agent_id'], (int) (($state['status'] ?? 'ACTIVE') === 'ACTIVE')];
    foreach (FILLED as $column) {
        $values[] = $house[$column];
    }
    return $values;
}

/** One statement that links `$rows` houses to their floor plans. */
function link(int $rows): string
{
    return 'INSERT INTO entrata_houses (house_id, cid, property_id, floorplan_id) VALUES ' . marks($rows, 4)
        . ' ON DUPLICATE KEY UPDATE house_id = VALUES(house_id), retired_at = NULL';
}

/** One statement that writes `$rows` rows of what houses have many of. */
function writeListed(string $table, int $rows): string
{
    $columns = LISTED_COLUMNS[$table];
    return "INSERT INTO $table (house_id, position, cid, $columns) VALUES " . marks($rows, 4 + substr_count($columns, ','));
}

/** The places of `$rows` rows of `$values` values. */
function marks(int $rows, int $values): string
{
    return implode(', ', array_fill(0, $rows, '(' . implode(', ', array_fill(0, $values, '?')) . ')'));
}

/** Every row of a table, as {@see writeListed} takes them. @return list<list<mixed>> */
function listedRows(string $table, int $cid, array $houses, array $ids): array
{
    $rows = [];
    foreach ($houses as $house) {
        foreach ($house[$table] as $at => $row) {
            $rows[] = [$ids[$house['floorplan_id']], $at + 1, $cid, ...$row];
        }
    }
    return $rows;
}

const RETIRE = 'UPDATE entrata_houses e JOIN houses h ON h.id = e.house_id
    SET h.status = 0, h.number_available = 0, h.updated_at = UTC_TIMESTAMP(), e.retired_at = UTC_TIMESTAMP()
    WHERE e.cid = ? AND e.property_id = ? AND e.retired_at IS NULL AND e.floorplan_id NOT IN (%s)';
const FORGET_LISTED = 'DELETE l FROM %s l JOIN entrata_houses e ON e.house_id = l.house_id WHERE e.cid = ? AND e.property_id = ?';
const INGESTED = "INSERT INTO entrata_properties (cid, property_id, status, name, time_zone, decided_by, ingested_at)
    VALUES (?, ?, 'ACTIVE', ?, ?, '00000000-0000-0000-0000-000000000000', UTC_TIMESTAMP(3))
    ON DUPLICATE KEY UPDATE name = VALUES(name), time_zone = VALUES(time_zone), ingested_at = VALUES(ingested_at), empty_since = NULL";
const INGESTED_EVENT = "INSERT INTO entrata_events (kind, cid, property_id) VALUES ('PropertyIngested', ?, ?)";

/** IANA names by Entrata's zone names. */
const ZONES = ['Mountain Time (GMT -0700)' => 'America/Denver'];

const TAKE_MINUTE = 'INSERT INTO entrata_rate_limits (cid, property_id, method, called_at) VALUES %s ON DUPLICATE KEY UPDATE
    called_at = IF(called_at > UTC_TIMESTAMP(3) - INTERVAL 60 SECOND, called_at, VALUES(called_at))';
const TAKE_ALLOWED = 'UPDATE entrata_rate_limits SET
    remaining = IF(remaining_until > UTC_TIMESTAMP(3), remaining, allowed_a_minute) - ?,
    remaining_until = IF(remaining_until > UTC_TIMESTAMP(3), remaining_until,
        UTC_TIMESTAMP(3) + INTERVAL 60 - SECOND(UTC_TIMESTAMP()) SECOND)
    WHERE cid = ? AND property_id = 0 AND method = ? AND allowed_a_minute IS NOT NULL
    AND COALESCE(blocked_until <= UTC_TIMESTAMP(3), TRUE)
    AND IF(remaining_until > UTC_TIMESTAMP(3), remaining, allowed_a_minute) >= ?';
const TAKE_DAY = 'INSERT INTO entrata_rate_limit_days (cid, day, calls) VALUES (?, ?, ?)
    ON DUPLICATE KEY UPDATE calls = IF(calls < 2500, calls + VALUES(calls), calls)';
const ALLOWANCE = 'INSERT INTO entrata_rate_limits (cid, property_id, method, allowed_a_minute, remaining, remaining_until)
    VALUES (?, 0, ?, ?, ?, UTC_TIMESTAMP(3) + INTERVAL ? * 1000 MICROSECOND) ON DUPLICATE KEY UPDATE
    allowed_a_minute = VALUES(allowed_a_minute),
    remaining = IF(ABS(TIMESTAMPDIFF(SECOND, remaining_until, VALUES(remaining_until))) <= 2, LEAST(remaining, VALUES(remaining)), VALUES(remaining)),
    remaining_until = VALUES(remaining_until)';

/** Entrata's day begins at midnight in Mountain Time. */
function entratasDay(): string
{
    return (new \DateTimeImmutable('now', new \DateTimeZone('America/Denver')))->format('Y-m-d');
}

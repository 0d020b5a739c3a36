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
    'bathrooms', 'square_feet_min', 'square_feet_max', 'price_pm', 'price_pm_max', 'deposit', 'number_available',
    'available_on', 'website', 'phone', 'email',
];

/** One statement that writes `$rows` houses; columns that Entrata does not fill stay as they are. */
function writeHouses(int $rows): string
{
    $current = implode(', ', array_map(fn(string $column): string => "$column = VALUES($column)", FILLED));
    $row = '(' . implode(', ', array_fill(0, 8 + count(FILLED), '?')) . ')';
    return 'INSERT INTO houses (source, entrata_client_id, entrata_property_id, entrata_floorplan_id, property_operator_id,
            agent_id, feed_type, status, ' . implode(', ', FILLED) . ') VALUES ' . implode(', ', array_fill(0, $rows, $row)) . "
            ON DUPLICATE KEY UPDATE property_operator_id = VALUES(property_operator_id), agent_id = VALUES(agent_id),
            feed_type = VALUES(feed_type), status = VALUES(status), deleted_at = NULL, retired_at = NULL,
            updated_at = UTC_TIMESTAMP(), $current";
}

/** @return list<mixed> */
function valuesOf(array $client, int $propertyId, array $state, array $house): array
{
    $values = [
        'ENTRATA', $client['id'], $propertyId, $house['floorplan_id'], $client['property_operator_id'],
        $client['agent_id'], $state['feed_type'] ?? null, (int) (($state['status'] ?? 'ACTIVE') === 'ACTIVE'),
    ];
    foreach (FILLED as $column) {
        $values[] = $house[$column];
    }
    return $values;
}

const RETIRE = 'UPDATE houses SET status = 0, number_available = 0, retired_at = UTC_TIMESTAMP(), updated_at = UTC_TIMESTAMP()
    WHERE entrata_client_id = ? AND entrata_property_id = ? AND retired_at IS NULL AND entrata_floorplan_id NOT IN (%s)';
const FORGET_IMAGES = 'DELETE i FROM house_images i JOIN houses h ON h.id = i.house_id
    WHERE h.entrata_client_id = ? AND h.entrata_property_id = ?';
const INGESTED = "INSERT INTO entrata_properties (cid, property_id, status, name, time_zone, decided_by, ingested_at)
    VALUES (?, ?, 'ACTIVE', ?, ?, '00000000-0000-0000-0000-000000000000', UTC_TIMESTAMP(3))
    ON DUPLICATE KEY UPDATE name = VALUES(name), time_zone = VALUES(time_zone), ingested_at = VALUES(ingested_at), empty_since = NULL";

const TAKE_MINUTE = 'INSERT INTO entrata_calls (cid, property_id, method, called_at) VALUES %s ON DUPLICATE KEY UPDATE
    called_at = IF(called_at > UTC_TIMESTAMP(3) - INTERVAL 60 SECOND, called_at, VALUES(called_at))';
const TAKE_ALLOWED = 'UPDATE entrata_calls SET
    remaining = IF(remaining_until > UTC_TIMESTAMP(3), remaining, allowed_a_minute) - ?,
    remaining_until = IF(remaining_until > UTC_TIMESTAMP(3), remaining_until,
        UTC_TIMESTAMP(3) + INTERVAL 60 - SECOND(UTC_TIMESTAMP()) SECOND)
    WHERE cid = ? AND property_id = 0 AND method = ? AND allowed_a_minute IS NOT NULL
    AND COALESCE(blocked_until <= UTC_TIMESTAMP(3), TRUE)
    AND IF(remaining_until > UTC_TIMESTAMP(3), remaining, allowed_a_minute) >= ?';
const TAKE_DAY = 'INSERT INTO entrata_call_days (cid, day, calls) VALUES (?, ?, ?)
    ON DUPLICATE KEY UPDATE calls = IF(calls < 2500, calls + VALUES(calls), calls)';
const ALLOWANCE = 'INSERT INTO entrata_calls (cid, property_id, method, allowed_a_minute, remaining, remaining_until)
    VALUES (?, 0, ?, ?, ?, UTC_TIMESTAMP(3) + INTERVAL ? * 1000 MICROSECOND) ON DUPLICATE KEY UPDATE
    allowed_a_minute = VALUES(allowed_a_minute),
    remaining = IF(ABS(TIMESTAMPDIFF(SECOND, remaining_until, VALUES(remaining_until))) <= 2, LEAST(remaining, VALUES(remaining)), VALUES(remaining)),
    remaining_until = VALUES(remaining_until)';

/** Entrata's day begins at midnight in Mountain Time. */
function entratasDay(): string
{
    return (new \DateTimeImmutable('now', new \DateTimeZone('America/Denver')))->format('Y-m-d');
}

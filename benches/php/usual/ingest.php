<?php

declare(strict_types=1);

require_once __DIR__ . '/db.php';
require_once __DIR__ . '/entrata.php';
require_once __DIR__ . '/../shared/houses.php';

/** A property as PHP is usually written: one question after the other, one statement for each row. */
function ingestProperty(int $cid, int $propertyId): array
{
    $client = query('SELECT * FROM entrata_clients WHERE cid = ?', [$cid])->fetch();
    $responses = [];
    foreach (Bench\questionsOf($propertyId) as [$service, $method, $params]) {
        $responses[$method] = callEntrata($client, $service, $method, $params, $propertyId, false);
    }
    $houses = Bench\houses($propertyId, $responses);
    db()->beginTransaction();
    try {
        $counts = writeProperty($client, $propertyId, $responses, $houses);
        db()->commit();
        return $counts;
    } catch (Throwable $failure) {
        db()->rollBack();
        throw $failure;
    }
}

function writeProperty(array $client, int $propertyId, array $responses, array $houses): array
{
    $cid = (int) $client['cid'];
    $key = [$cid, $propertyId];
    $state = query('SELECT status FROM entrata_properties WHERE cid = ? AND property_id = ? FOR UPDATE', $key)->fetch() ?: [];
    $known = query(Bench\LINKED, $key)->fetchAll(PDO::FETCH_KEY_PAIR);
    $ids = [];
    foreach ($houses as $house) {
        $plan = $house['floorplan_id'];
        query(Bench\writeHouses(1), Bench\valuesOf($client, $state, $house, $known[$plan] ?? null));
        $ids[$plan] = $known[$plan] ?? (int) db()->lastInsertId();
        query(Bench\link(1), [$ids[$plan], ...$key, $plan]);
    }
    $marks = implode(', ', array_fill(0, count($ids), '?'));
    $retired = query(sprintf(Bench\RETIRE, $marks), [...$key, ...array_keys($ids)])->rowCount();
    query(sprintf(Bench\FORGET_LISTED, 'house_images'), $key);
    $images = 0;
    foreach ($houses as $house) {
        $position = 0;
        foreach ($house['images'] as $url => [$caption, $kind]) {
            query(
                'INSERT INTO house_images (house_id, url, caption, kind, position) VALUES (?, ?, ?, ?, ?)',
                [$ids[$house['floorplan_id']], $url, $caption, $kind, ++$position],
            );
            $images++;
        }
    }
    foreach (array_keys(Bench\LISTED_COLUMNS) as $table) {
        query(sprintf(Bench\FORGET_LISTED, $table), $key);
        foreach (Bench\listedRows($table, $cid, $houses, $ids) as $row) {
            query(Bench\writeListed($table, 1), $row);
        }
    }
    $zone = $responses['getMitsPropertyUnits']['PhysicalProperty']['Property'][0]['ILS_Identification']['TimeZone'] ?? '';
    $name = $responses['getProperties']['PhysicalProperty']['Property'][0]['MarketingName'];
    query(Bench\INGESTED, [...$key, $name, Bench\ZONES[$zone] ?? null]);
    query(Bench\INGESTED_EVENT, $key);
    return ['houses' => count($houses), 'images' => $images, 'retired' => $retired];
}

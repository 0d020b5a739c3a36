<?php

declare(strict_types=1);

require_once __DIR__ . '/db.php';
require_once __DIR__ . '/entrata.php';
require_once __DIR__ . '/../shared/houses.php';

const ROWS_A_STATEMENT = 500;

/** A property, as well as PHP can: all questions at once, rows in batches. */
function ingestProperty(int $cid, int $propertyId): array
{
    $client = query('SELECT * FROM entrata_clients WHERE cid = ?', [$cid])->fetch();
    $responses = entrata()->ask($client, Bench\questionsOf($propertyId), $propertyId, false);
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
    $ids = houseIds($client, $key, $state, $houses);
    // Numbers of our own: nothing that a quote could hide in.
    $retired = query(sprintf(Bench\RETIRE, implode(', ', array_map(intval(...), array_keys($ids)))), $key)->rowCount();
    query(sprintf(Bench\FORGET_LISTED, 'house_images'), $key);
    $images = [];
    foreach ($houses as $house) {
        $position = 0;
        foreach ($house['images'] as $url => [$caption, $kind]) {
            $images[] = [$ids[$house['floorplan_id']], $url, $caption, $kind, ++$position];
        }
    }
    foreach (array_chunk($images, ROWS_A_STATEMENT) as $batch) {
        query('INSERT INTO house_images (house_id, url, caption, kind, position) VALUES ' . Bench\marks(count($batch), 5), array_merge(...$batch));
    }
    foreach (array_keys(Bench\LISTED_COLUMNS) as $table) {
        query(sprintf(Bench\FORGET_LISTED, $table), $key);
        foreach (array_chunk(Bench\listedRows($table, $cid, $houses, $ids), ROWS_A_STATEMENT) as $batch) {
            query(Bench\writeListed($table, count($batch)), array_merge(...$batch));
        }
    }
    $zone = $responses['getMitsPropertyUnits']['PhysicalProperty']['Property'][0]['ILS_Identification']['TimeZone'] ?? '';
    $name = $responses['getProperties']['PhysicalProperty']['Property'][0]['MarketingName'];
    query(Bench\INGESTED, [...$key, $name, Bench\ZONES[$zone] ?? null]);
    query(Bench\INGESTED_EVENT, $key);
    return ['houses' => count($houses), 'images' => count($images), 'retired' => $retired];
}

/** Writes the houses in batches. @return array<int, int> the id of each by its floor plan */
function houseIds(array $client, array $key, array $state, array $houses): array
{
    $known = query(Bench\LINKED, $key)->fetchAll(PDO::FETCH_KEY_PAIR);
    $ids = [];
    foreach (array_chunk($houses, ROWS_A_STATEMENT) as $batch) {
        $values = array_map(fn(array $house): array => Bench\valuesOf($client, $state, $house, $known[$house['floorplan_id']] ?? null), $batch);
        query(Bench\writeHouses(count($batch)), array_merge(...$values));
        // The new rows of one statement have ids in a row; its first is the one that the server names.
        $next = (int) db()->lastInsertId();
        foreach ($batch as $house) {
            $ids[$house['floorplan_id']] = $known[$house['floorplan_id']] ?? $next++;
        }
    }
    foreach (array_chunk($ids, ROWS_A_STATEMENT, true) as $batch) {
        $rows = array_map(fn(int $plan, int $id): array => [$id, ...$key, $plan], array_keys($batch), $batch);
        query(Bench\link(count($batch)), array_merge(...$rows));
    }
    return $ids;
}

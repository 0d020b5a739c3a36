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
    $key = [$client['id'], $propertyId];
    $state = query('SELECT status, feed_type FROM entrata_properties WHERE cid = ? AND property_id = ? FOR UPDATE', [$client['cid'], $propertyId])->fetch() ?: [];
    foreach (array_chunk($houses, ROWS_A_STATEMENT) as $batch) {
        $values = array_map(fn(array $house): array => Bench\valuesOf($client, $propertyId, $state, $house), $batch);
        query(Bench\writeHouses(count($batch)), array_merge(...$values));
    }
    $listed = array_column($houses, 'floorplan_id');
    // Numbers of our own: nothing that a quote could hide in.
    $retired = query(sprintf(Bench\RETIRE, implode(', ', array_map(intval(...), $listed))), $key)->rowCount();
    $ids = query('SELECT entrata_floorplan_id, id FROM houses WHERE entrata_client_id = ? AND entrata_property_id = ?', $key)->fetchAll(PDO::FETCH_KEY_PAIR);
    query(Bench\FORGET_IMAGES, $key);
    $images = [];
    foreach ($houses as $house) {
        $position = 0;
        foreach ($house['images'] as $url => $caption) {
            $images[] = [$ids[$house['floorplan_id']], $url, $caption, ++$position];
        }
    }
    foreach (array_chunk($images, ROWS_A_STATEMENT) as $batch) {
        $rows = implode(', ', array_fill(0, count($batch), '(?, ?, ?, ?)'));
        query("INSERT INTO house_images (house_id, url, caption, position) VALUES $rows", array_merge(...$batch));
    }
    $zone = $responses['getMitsPropertyUnits']['PhysicalProperty']['Property'][0]['ILS_Identification']['TimeZone'] ?? null;
    $name = $responses['getProperties']['PhysicalProperty']['Property'][0]['MarketingName'];
    query(Bench\INGESTED, [$client['cid'], $propertyId, $name, $zone]);
    return ['houses' => count($houses), 'images' => count($images), 'retired' => $retired];
}

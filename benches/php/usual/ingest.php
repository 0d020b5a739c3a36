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
    $state = query('SELECT status, feed_type FROM entrata_properties WHERE cid = ? AND property_id = ? FOR UPDATE', [$client['cid'], $propertyId])->fetch() ?: [];
    foreach ($houses as $house) {
        query(Bench\writeHouses(1), Bench\valuesOf($client, $propertyId, $state, $house));
    }
    $listed = array_column($houses, 'floorplan_id');
    $marks = implode(', ', array_fill(0, count($listed), '?'));
    $retired = query(sprintf(Bench\RETIRE, $marks), [$client['id'], $propertyId, ...$listed])->rowCount();
    query(Bench\FORGET_IMAGES, [$client['id'], $propertyId]);
    $images = 0;
    foreach ($houses as $house) {
        $houseId = query(
            'SELECT id FROM houses WHERE entrata_client_id = ? AND entrata_property_id = ? AND entrata_floorplan_id = ?',
            [$client['id'], $propertyId, $house['floorplan_id']],
        )->fetchColumn();
        $position = 0;
        foreach ($house['images'] as $url => $caption) {
            query('INSERT INTO house_images (house_id, url, caption, position) VALUES (?, ?, ?, ?)', [$houseId, $url, $caption, ++$position]);
            $images++;
        }
    }
    $zone = $responses['getMitsPropertyUnits']['PhysicalProperty']['Property'][0]['ILS_Identification']['TimeZone'] ?? null;
    $name = $responses['getProperties']['PhysicalProperty']['Property'][0]['MarketingName'];
    query(Bench\INGESTED, [$client['cid'], $propertyId, $name, $zone]);
    return ['houses' => count($houses), 'images' => $images, 'retired' => $retired];
}

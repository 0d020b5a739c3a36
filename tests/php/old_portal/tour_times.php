<?php

/** @return list<array{date: string, time: string}> the free tours of a house, as Entrata writes them */
function getEntrataTourTimes(int $houseId): array
{
    $house = query('SELECT cid, property_id FROM houses WHERE id = ?', [$houseId])->fetch();
    $params = ['propertyId' => $house['property_id'], 'fromDate' => date('m/d/Y'), 'toDate' => date('m/d/Y', time() + 30 * 86400), 'tourType' => 'AGENT_GUIDED'];
    $times = [];
    foreach (callEntrata($house['cid'], 'properties', 'getCalendarAvailability', $params, 'r2')['availableTours']['availableTour'] as $day) {
        foreach ($day['tourTime'] as $time) {
            $times[] = ['date' => $day['tourDate'], 'time' => $time];
        }
    }
    return $times;
}

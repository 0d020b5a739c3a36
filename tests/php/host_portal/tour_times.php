<?php

/** @return array{subdomain: string, accessToken: string, propertyId: int} where a house's tours are at Entrata */
function entrataPropertyOf(int $houseId): array
{
    return query('SELECT c.subdomain, c.access_token AS accessToken, h.entrata_property_id AS propertyId
        FROM houses h JOIN entrata_clients c ON c.cid = h.entrata_cid WHERE h.id = ?', [$houseId])[0];
}

/** @return array<string, list<string>>|string the tour times by day, or TOURS_NOT_SUPPORTED */
function getTourTimeSlots(string $subdomain, string $accessToken, int $propertyId, ?string $requestedMonth = null, ?string $tourType = null): array|string
{
    $first = new DateTimeImmutable($requestedMonth === null ? 'today' : "01-$requestedMonth");
    $last = $requestedMonth === null ? $first->modify('+30 days') : $first->modify('last day of this month');
    $params = ['propertyId' => $propertyId, 'fromDate' => $first->format('m/d/Y'), 'toDate' => $last->format('m/d/Y'), 'tourType' => $tourType ?? 'AGENT_GUIDED'];
    try {
        $url = "{$_ENV['ENTRATA_API_URL']}/$subdomain/v1/properties";
        $found = askEntrata($url, ['type' => 'oauth'], 'getCalendarAvailability', $params, $accessToken, 'r2');
    } catch (RuntimeException $failure) {
        return str_contains($failure->getMessage(), '314') ? 'TOURS_NOT_SUPPORTED' : throw $failure;
    }
    $days = [];
    foreach ($found['availableTours']['availableTour'] as $day) {
        $days[$day['tourDate']] = $day['tourTime'];
    }
    return $days;
}

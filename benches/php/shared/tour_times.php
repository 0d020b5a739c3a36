<?php

declare(strict_types=1);

namespace Bench;

use DateTimeImmutable;
use DateTimeZone;
use Portal\Http\Problem;

/** What both PHP versions of the tour times' endpoint do alike, each over its own query() and shownDays(). */
function tourTimes(int $houseId): array
{
    $window = window();
    $house = keptTimes($houseId, $window);
    if (!$house || (int) $house['status'] === 0) {
        throw new Problem(404, 'NOT_AN_ENTRATA_PROPERTY', 'This house is not an Entrata property.');
    }
    if ($house['answer'] === null) {
        // The benchmark measures the shared answer; without one, Entrata would have to be asked.
        throw new Problem(503, 'NO_TOUR_TIMES', 'There are no tour times at hand.');
    }
    $shown = \shownDays(json_decode($house['answer'], true, 512, JSON_THROW_ON_ERROR));
    $inWindow = fn(array $day): bool => $day['date'] >= $window['from'] && $day['date'] <= $window['to'];
    return [
        'propertyId' => (int) $house['id'],
        'entrataPropertyId' => (int) $house['property_id'],
        'timeZone' => 'America/Chicago',
        'tourType' => 'AGENT_GUIDED',
        'tourTimes' => array_values(array_filter($shown['tourTimes'], $inWindow)),
        'unreadable' => $shown['unreadable'],
    ];
}

/** A house with Entrata's answer for a window, as it is kept in the tables. */
function keptTimes(int $houseId, array $window): array|false
{
    return \query(
        "SELECT h.id, e.property_id, h.status, IF(t.fresh_until > UTC_TIMESTAMP(3), t.answer, NULL) AS answer
         FROM entrata_houses e JOIN houses h ON h.id = e.house_id JOIN entrata_clients c ON c.cid = e.cid
         LEFT JOIN entrata_tour_times t ON t.cid = e.cid AND t.property_id = e.property_id
         AND t.tour_type = 'AGENT_GUIDED' AND t.from_date = ? AND t.to_date = ?
         WHERE e.house_id = ? AND h.deleted_at IS NULL",
        [$window['askedFrom'], $window['askedTo'], $houseId],
    )->fetch();
}

/** The next 30 days where they are shown, and the days that are asked for so that all of theirs are among them. */
function window(): array
{
    $today = new DateTimeImmutable('today', new DateTimeZone('America/Chicago'));
    $from = $today->format('Y-m-d');
    $before = $today->modify('-1 day')->format('Y-m-d');
    $entratas = (new DateTimeImmutable('today', new DateTimeZone('America/Denver')))->format('Y-m-d');
    return [
        'from' => $from,
        'to' => $today->modify('+29 days')->format('Y-m-d'),
        'askedFrom' => max($before, min($entratas, $from)),
        'askedTo' => $today->modify('+30 days')->format('Y-m-d'),
    ];
}

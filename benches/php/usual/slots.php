<?php
declare(strict_types=1);

/** A slot as PHP is usually written: DateTime reads it and shows it. */
function shownSlot(string $date, string $time, string $zone = 'America/Chicago'): array
{
    if (!preg_match('/^(\d{2}:\d{2}) ([A-Z]{3,4}) - (\d{2}:\d{2}) ([A-Z]{3,4})$/D', $time, $part)) {
        throw new InvalidArgumentException("unreadable: $time");
    }
    static $zones = [];
    $shownIn = $zones[$zone] ??= new DateTimeZone($zone);
    $start = (new DateTimeImmutable("$date $part[1] $part[2]"))->setTimezone($shownIn);
    $end = (new DateTimeImmutable("$date $part[3] $part[4]"))->setTimezone($shownIn);
    return [
        'raw' => ['date' => $date, 'time' => $time],
        'start' => $start->format(DATE_RFC3339),
        'end' => $end->format(DATE_RFC3339),
        'label' => $start->format('g:i A') . ' - ' . $end->format('g:i A T'),
    ];
}

/**
 * Entrata's days as the days of the endpoint.
 *
 * @param list<array{string, list<string>}> $days date and times
 * @return list<array{date: string, slots: list<array>}>
 */
function shownDays(array $days): array
{
    $shown = [];
    foreach ($days as [$date, $times]) {
        foreach ($times as $time) {
            $slot = shownSlot($date, $time);
            $shown[substr($slot['start'], 0, 10)][] = $slot;
        }
    }
    ksort($shown);
    $tourTimes = [];
    foreach ($shown as $date => $slots) {
        usort($slots, fn(array $one, array $other): int => strtotime($one['start']) <=> strtotime($other['start']));
        $tourTimes[] = ['date' => $date, 'slots' => $slots];
    }
    return $tourTimes;
}

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
    $localStart = new DateTimeImmutable("$date $part[1] $part[2]");
    $localEnd = new DateTimeImmutable("$date $part[3] $part[4]");
    $start = $localStart->setTimezone($shownIn);
    $end = $localEnd->setTimezone($shownIn);
    $slot = [
        'raw' => ['date' => $date, 'time' => $time],
        'start' => $start->format(DATE_RFC3339),
        'end' => $end->format(DATE_RFC3339),
        'label' => $start->format('g:i A') . ' - ' . $end->format('g:i A T'),
    ];
    if ([$localStart->getOffset(), $localEnd->getOffset()] !== [$start->getOffset(), $end->getOffset()]) {
        $slot['localLabel'] = $localStart->format($part[2] === $part[4] ? 'g:i A' : 'g:i A T') . ' - ' . $localEnd->format('g:i A T');
    }
    return $slot;
}

/**
 * Entrata's days as the endpoint shows them: by day, in order, no slot twice, none that has started.
 *
 * @param list<array{string, list<string>}> $days date and times
 * @return array{tourTimes: list<array{date: string, slots: list<array>}>, unreadable: list<array>}
 */
function shownDays(array $days): array
{
    $shown = $unreadable = [];
    foreach ($days as [$date, $times]) {
        foreach ($times as $time) {
            try {
                $slot = shownSlot($date, $time);
            } catch (Exception) {
                $unreadable[] = ['date' => $date, 'time' => $time];
                continue;
            }
            if (strtotime($slot['start']) > time()) {
                $shown[substr($slot['start'], 0, 10)][$slot['start'] . $slot['end']] ??= $slot;
            }
        }
    }
    ksort($shown);
    $tourTimes = [];
    foreach ($shown as $date => $slots) {
        usort($slots, fn(array $one, array $other): int => strtotime($one['start']) <=> strtotime($other['start']));
        $tourTimes[] = ['date' => $date, 'slots' => $slots];
    }
    return ['tourTimes' => $tourTimes, 'unreadable' => $unreadable];
}

<?php

declare(strict_types=1);

/**
 * Slots, as well as PHP can: no DateTime for a slot. A day is read once, the zone's changes of clock once, and what a
 * clock shows comes from a table.
 */
final class SlotReader
{
    private const OFFSETS = [
        'MST' => -25200, 'MDT' => -21600, 'CST' => -21600, 'CDT' => -18000, 'EST' => -18000, 'EDT' => -14400,
        'PST' => -28800, 'PDT' => -25200, 'AKST' => -32400, 'AKDT' => -28800, 'HST' => -36000, 'UTC' => 0, 'GMT' => 0,
    ];

    /** When the slot that was shown last starts. */
    public int $startedAt = 0;
    /** @var array<string, int> midnight in UTC of each day that was read */
    private array $midnights = [];
    /** @var array<int, string> each day that was shown, by its number since 1970 */
    private array $dates = [];
    /** @var list<array{clock: string, label: string}> by minute of the day */
    private array $minutes = [];
    private DateTimeZone $zone;
    /** @var array{from: int, to: int, offset: int, suffix: string, word: string} the clock in force around the last slot */
    private array $clock = ['from' => 0, 'to' => 0, 'offset' => 0, 'suffix' => '', 'word' => ''];

    public function __construct(string $zone)
    {
        $this->zone = new DateTimeZone($zone);
        for ($minute = 0; $minute < 1440; $minute++) {
            $hour = intdiv($minute, 60);
            $this->minutes[] = [
                'clock' => sprintf('T%02d:%02d:00', $hour, $minute % 60),
                'label' => sprintf('%d:%02d %s', ($hour + 11) % 12 + 1, $minute % 60, $hour < 12 ? 'AM' : 'PM'),
            ];
        }
    }

    /** @return array{raw: array, start: string, end: string, label: string, localLabel?: string} */
    public function shown(string $date, string $time): array
    {
        // "10:00 MST - 10:30 MST": what is where is the same in nearly every slot.
        $parts = explode(' ', $time);
        $startZone = self::OFFSETS[$parts[1] ?? ''] ?? null;
        $endZone = self::OFFSETS[$parts[4] ?? ''] ?? null;
        if ($startZone === null || $endZone === null || count($parts) !== 5 || $parts[2] !== '-') {
            throw new InvalidArgumentException("unreadable: $time");
        }
        $midnight = $this->midnights[$date] ??= self::midnight($date);
        $startMinute = self::minute($parts[0]);
        $endMinute = self::minute($parts[3]);
        $start = $midnight + 60 * $startMinute - $startZone;
        $end = $midnight + 60 * $endMinute - $endZone;
        $this->startedAt = $start;
        [$startText, $startLabel] = $this->at($start);
        $isLocal = $this->clock['offset'] === $startZone;
        [$endText, $endLabel] = $this->at($end);
        $slot = [
            'raw' => ['date' => $date, 'time' => $time],
            'start' => $startText,
            'end' => $endText,
            'label' => "$startLabel - $endLabel {$this->clock['word']}",
        ];
        if (!$isLocal || $this->clock['offset'] !== $endZone) {
            $between = $parts[1] === $parts[4] ? '-' : "$parts[1] -";
            $slot['localLabel'] = "{$this->minutes[$startMinute]['label']} $between {$this->minutes[$endMinute]['label']} $parts[4]";
        }
        return $slot;
    }

    /** @return array{string, string} in RFC 3339, and as people write it */
    private function at(int $instant): array
    {
        if ($instant < $this->clock['from'] || $instant >= $this->clock['to']) {
            $this->clock = $this->clockAt($instant);
        }
        $local = $instant + $this->clock['offset'];
        $day = intdiv($local, 86400);
        $minute = $this->minutes[intdiv($local % 86400, 60)];
        $date = $this->dates[$day] ??= gmdate('Y-m-d', $local);
        return [$date . $minute['clock'] . $this->clock['suffix'], $minute['label']];
    }

    private function clockAt(int $instant): array
    {
        $changes = $this->zone->getTransitions($instant, $instant + 400 * 86400);
        $offset = $changes[0]['offset'];
        return [
            'from' => $instant,
            'to' => $changes[1]['ts'] ?? PHP_INT_MAX,
            'offset' => $offset,
            'suffix' => sprintf('%s%02d:%02d', $offset < 0 ? '-' : '+', intdiv(abs($offset), 3600), intdiv(abs($offset), 60) % 60),
            'word' => $changes[0]['abbr'],
        ];
    }

    private static function midnight(string $date): int
    {
        $parts = sscanf($date, '%4d-%2d-%2d');
        if ($parts[2] === null || !checkdate($parts[1], $parts[2], $parts[0])) {
            throw new InvalidArgumentException("unreadable: $date");
        }
        return gmmktime(0, 0, 0, $parts[1], $parts[2], $parts[0]);
    }

    private static function minute(string $clock): int
    {
        if (strlen($clock) !== 5 || $clock[2] !== ':') {
            throw new InvalidArgumentException("unreadable: $clock");
        }
        return (int) $clock * 60 + (int) substr($clock, 3);
    }
}

function slotReader(): SlotReader
{
    static $reader = null;
    return $reader ??= new SlotReader('America/Chicago');
}

/**
 * Entrata's days as the endpoint shows them: by day, in order, no slot twice, none that has started.
 *
 * @param list<array{string, list<string>}> $days date and times
 * @return array{tourTimes: list<array{date: string, slots: list<array>}>, unreadable: list<array>}
 */
function shownDays(array $days): array
{
    $reader = slotReader();
    $shown = $unreadable = [];
    $now = time();
    $last = 0;
    $inOrder = true;
    foreach ($days as [$date, $times]) {
        foreach ($times as $time) {
            try {
                $slot = $reader->shown($date, $time);
            } catch (InvalidArgumentException) {
                $unreadable[] = ['date' => $date, 'time' => $time];
                continue;
            }
            if ($reader->startedAt > $now) {
                // Entrata sends them in order, nearly always: only a step back can bring a slot twice.
                $inOrder = $inOrder && $reader->startedAt > $last;
                $last = $reader->startedAt;
                $shown[substr($slot['start'], 0, 10)][] = $slot;
            }
        }
    }
    $tourTimes = [];
    foreach ($inOrder ? $shown : sorted($shown) as $date => $slots) {
        $tourTimes[] = ['date' => $date, 'slots' => $slots];
    }
    return ['tourTimes' => $tourTimes, 'unreadable' => $unreadable];
}

/** @param array<string, list<array>> $days */
function sorted(array $days): array
{
    ksort($days);
    return array_map(function (array $slots): array {
        $once = [];
        foreach ($slots as $slot) {
            $once[$slot['start'] . $slot['end']] ??= $slot;
        }
        $instants = array_map(strtotime(...), array_column($once, 'start'));
        array_multisort($instants, $once);
        return array_values($once);
    }, $days);
}

<?php
declare(strict_types=1);

namespace Portal;

/** The zone in which people read times. */
function zone(): \DateTimeZone
{
    static $zone = null;
    return $zone ??= new \DateTimeZone(setting('time_zone') ?? 'America/Chicago');
}

/** "Chicago time", for America/Chicago. */
function zoneName(): string
{
    $parts = explode('/', zone()->getName());
    return str_replace('_', ' ', end($parts)) . ' time';
}

/** An instant in the shown zone: from the tables, where times are UTC, or from any text that names its offset. */
function shown(string $time): \DateTimeImmutable
{
    return (new \DateTimeImmutable($time, new \DateTimeZone('UTC')))->setTimezone(zone());
}

/** "Tue, Dec 1, 2026, 11:00 AM CST". */
function dayAndTime(?string $time): string
{
    return $time === null ? '' : shown($time)->format('D, M j, Y, g:i A T');
}

/** "Dec 1, 11:00 AM CST"; the year only when it is another one. */
function shortDayAndTime(string $time): string
{
    $sameYear = shown($time)->format('Y') === shown('now')->format('Y');
    return shown($time)->format($sameYear ? 'M j, g:i A T' : 'M j, Y, g:i A T');
}

/** "11:00 AM – 11:30 AM CST". */
function timeRange(string $start, ?string $end): string
{
    $from = shown($start);
    if ($end === null) {
        return $from->format('g:i A T');
    }
    $to = shown($end);
    $sameZone = $from->format('T') === $to->format('T');
    return $from->format($sameZone ? 'g:i A' : 'g:i A T') . ' – ' . $to->format('g:i A T');
}

/** "Tuesday, Dec 1". */
function dayName(string $day): string
{
    return (new \DateTimeImmutable($day))->format('l, M j');
}

<?php

declare(strict_types=1);

namespace Portal\View;

use Portal\Settings;

/**
 * Dates and times as people read them, in the zone of `ENTRATA_TIME_ZONE`.
 */
final class Clock
{
    private const DEFAULT_ZONE = 'America/Chicago';

    public static function zone(): \DateTimeZone
    {
        static $zone = null;
        return $zone ??= self::named(Settings::get('time_zone') ?? self::DEFAULT_ZONE);
    }

    /**
     * Returns a zone, also one of the old US names: systems without them have the city that each stands for.
     */
    private static function named(string $name): \DateTimeZone
    {
        $cities = [
            'US/Eastern' => 'America/New_York', 'US/Central' => 'America/Chicago',
            'US/Mountain' => 'America/Denver', 'US/Pacific' => 'America/Los_Angeles',
            'US/Arizona' => 'America/Phoenix', 'US/Alaska' => 'America/Anchorage',
            'US/Hawaii' => 'Pacific/Honolulu', 'US/Michigan' => 'America/Detroit',
        ];
        return new \DateTimeZone($cities[$name] ?? $name);
    }

    /**
     * "Central Time", for America/Chicago; "Berlin time", for Europe/Berlin.
     */
    public static function zoneName(): string
    {
        $american = [
            'America/New_York' => 'Eastern', 'America/Chicago' => 'Central', 'America/Denver' => 'Mountain',
            'America/Phoenix' => 'Arizona', 'America/Los_Angeles' => 'Pacific', 'America/Anchorage' => 'Alaska',
            'Pacific/Honolulu' => 'Hawaii',
        ];
        if (isset($american[self::zone()->getName()])) {
            return $american[self::zone()->getName()] . ' Time';
        }
        $parts = explode('/', self::zone()->getName());
        return str_replace('_', ' ', end($parts)) . ' time';
    }

    /**
     * Returns an instant in the shown zone, from a UTC column or from any text with an offset.
     */
    public static function shown(string $time): \DateTimeImmutable
    {
        return (new \DateTimeImmutable($time, new \DateTimeZone('UTC')))->setTimezone(self::zone());
    }

    /**
     * Today's date in the shown zone, written YYYY-MM-DD.
     */
    public static function today(): string
    {
        return self::shown('now')->format('Y-m-d');
    }

    /**
     * Returns when a day of the shown zone begins, or the day `$later` days after it, as a UTC column has it.
     */
    public static function startOfDay(string $day, int $later = 0): string
    {
        return (new \DateTimeImmutable($day, self::zone()))
            ->modify("+$later days")
            ->setTimezone(new \DateTimeZone('UTC'))
            ->format('Y-m-d H:i:s');
    }

    /**
     * "Tue, Dec 1, 2026, 11:00 AM CST".
     */
    public static function dayAndTime(?string $time): string
    {
        return $time === null ? '' : self::shown($time)->format('D, M j, Y, g:i A T');
    }

    /**
     * "Dec 1, 11:00 AM"; with the year if it is another one. For lists, whose page names the zone.
     */
    public static function shortDayAndTime(string $time): string
    {
        $sameYear = self::shown($time)->format('Y') === self::shown('now')->format('Y');
        return self::shown($time)->format($sameYear ? 'M j, g:i A' : 'M j, Y, g:i A');
    }

    /**
     * "Tue, Dec 1"; with the year if it is another one.
     */
    public static function shortDay(string $time): string
    {
        $sameYear = self::shown($time)->format('Y') === self::shown('now')->format('Y');
        return self::shown($time)->format($sameYear ? 'D, M j' : 'D, M j, Y');
    }

    /**
     * "Dec 1", for a day written YYYY-MM-DD; with the year if it is another one.
     */
    public static function date(string $day): string
    {
        $sameYear = substr($day, 0, 4) === self::shown('now')->format('Y');
        return (new \DateTimeImmutable($day))->format($sameYear ? 'M j' : 'M j, Y');
    }

    /**
     * "Tuesday, Dec 1".
     */
    public static function dayName(string $day): string
    {
        return (new \DateTimeImmutable($day))->format('l, M j');
    }

    /**
     * "11:00 AM CST (10:00 AM MST at the property)".
     *
     * @param ?string $localLabel the slot in the property's own zone, as the extension writes it; null if it does not
     *     differ
     */
    public static function bothTimes(string $start, ?string $localLabel): string
    {
        $local = self::localStart($localLabel);
        return self::shown($start)->format('g:i A T') . ($local === null ? '' : " ($local at the property)");
    }

    /**
     * "10:00 AM MST", from "10:00 AM - 10:30 AM MST".
     */
    public static function localStart(?string $localLabel): ?string
    {
        $label = '/^(\d{1,2}:\d\d [AP]M)(?: ([^\s-]+))? - \d{1,2}:\d\d [AP]M ([^\s]+)$/';
        return preg_match($label, $localLabel ?? '', $parts) === 1 ? "$parts[1] " . ($parts[2] ?: $parts[3]) : null;
    }

    /**
     * "30 minutes", "1 hour 30 minutes".
     */
    public static function duration(string $start, string $end): string
    {
        $minutes = intdiv(self::shown($end)->getTimestamp() - self::shown($start)->getTimestamp(), 60);
        $hours = intdiv($minutes, 60);
        $parts = [
            $hours > 0 ? Format::count($hours, 'hour') : '',
            $minutes % 60 > 0 ? Format::count($minutes % 60, 'minute') : '',
        ];
        return implode(' ', array_filter($parts));
    }
}

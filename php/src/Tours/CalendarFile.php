<?php

declare(strict_types=1);

namespace Portal\Tours;

use Portal\View\PlainText;

/**
 * A tour as an iCalendar file (RFC 5545).
 */
final class CalendarFile
{
    /** The longest line in bytes; longer ones continue on the next line after a blank. */
    private const LINE = 75;

    public static function of(Tour $tour, string $host): string
    {
        $about = array_filter([
            $tour->time(),
            $tour->type?->label(),
            $tour->house->phone === null ? null : "Phone: {$tour->house->phone}",
            $tour->house->email === null ? null : "Email: {$tour->house->email}",
        ]);
        $lines = [
            'BEGIN:VCALENDAR',
            'VERSION:2.0',
            'PRODID:-//Portal//Tours//EN',
            'BEGIN:VEVENT',
            "UID:tour-$tour->id@" . (preg_replace('/[^A-Za-z0-9.-]/', '', $host) ?: 'portal'),
            'DTSTAMP:' . self::instant($tour->updatedAt ?? 'now'),
            'DTSTART:' . self::instant((string) $tour->startsAt),
            // RFC 5545 wants an end after the start, or none.
            ...($tour->endsAt > $tour->startsAt ? ['DTEND:' . self::instant((string) $tour->endsAt)] : []),
            'SUMMARY:' . self::escaped("Tour of {$tour->house->title}"),
            'LOCATION:' . self::escaped($tour->house->fullAddress()),
            'DESCRIPTION:' . self::escaped(implode("\n", $about)),
            'STATUS:CONFIRMED',
            'END:VEVENT',
            'END:VCALENDAR',
        ];
        return implode('', array_map(self::folded(...), $lines));
    }

    private static function instant(string $utc): string
    {
        return (new \DateTimeImmutable($utc, new \DateTimeZone('UTC')))->format('Ymd\THis\Z');
    }

    private static function escaped(string $text): string
    {
        $escapes = ['\\' => '\\\\', ';' => '\\;', ',' => '\\,', "\n" => '\\n', "\r" => '', "\t" => ' '];
        return strtr(PlainText::of($text), $escapes);
    }

    private static function folded(string $line): string
    {
        $folded = '';
        $room = self::LINE;
        while (strlen($line) > $room) {
            $part = mb_strcut($line, 0, $room, 'UTF-8');
            $folded .= "$part\r\n ";
            $line = substr($line, strlen($part));
            $room = self::LINE - 1;
        }
        return "$folded$line\r\n";
    }
}

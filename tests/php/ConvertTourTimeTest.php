<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';

use Entrata\Exception\ValidationException;
use PHPUnit\Framework\TestCase;

use function Entrata\convertTourTime;

final class ConvertTourTimeTest extends TestCase
{
    public function test_a_slot_in_one_zone_is_shown_in_another(): void
    {
        self::assertSame([
            'raw' => ['date' => '2026-12-01', 'time' => '10:00 MST - 10:30 MST'],
            'start' => '2026-12-01T11:00:00-06:00',
            'end' => '2026-12-01T11:30:00-06:00',
            'label' => '11:00 AM - 11:30 AM CST',
            'localLabel' => '10:00 AM - 10:30 AM MST',
        ], convertTourTime('2026-12-01', '10:00 MST - 10:30 MST'));
    }

    public function test_the_raw_text_comes_back_byte_for_byte(): void
    {
        $time = " 10:00  MST \u{2013} 10:30 MST ";
        self::assertSame(['date' => '12/01/2026', 'time' => $time], convertTourTime('12/01/2026', $time)['raw']);
    }

    public function test_the_zone_may_be_given_by_name(): void
    {
        $shown = convertTourTime(timeZone: 'America/Los_Angeles', time: '10:00 MST - 10:30 MST', date: '2026-12-01');
        self::assertSame('9:00 AM - 9:30 AM PST', $shown['label']);
    }

    /**
     * PHP's own clock as an independent witness: every abbreviation, around both clock changes of ten years.
     *
     * @dataProvider abbreviations
     */
    public function test_every_abbreviation_means_what_php_says_around_every_clock_change(string $word, string $offset): void
    {
        $chicago = new DateTimeZone('America/Chicago');
        $changes = $chicago->getTransitions(strtotime('2020-01-01'), strtotime('2030-01-01'));
        self::assertGreaterThan(20, count($changes));
        foreach ($changes as $change) {
            foreach (range(-26, 26, 2) as $hours) {
                $local = (new DateTimeImmutable('@' . ($change['ts'] + $hours * 3600)))->setTimezone(new DateTimeZone($offset));
                $end = $local->modify('+30 minutes');
                $shown = convertTourTime($local->format('Y-m-d'), "{$local->format('H:i')} $word - {$end->format('H:i')} $word");
                self::assertSame($local->setTimezone($chicago)->format(DATE_RFC3339), $shown['start']);
                self::assertSame($end->setTimezone($chicago)->format(DATE_RFC3339), $shown['end']);
                self::assertStringStartsWith($local->setTimezone($chicago)->format('g:i A'), $shown['label']);
            }
        }
    }

    public static function abbreviations(): iterable
    {
        $hours = ['EST' => -5, 'EDT' => -4, 'CST' => -6, 'CDT' => -5, 'MST' => -7, 'MDT' => -6, 'PST' => -8, 'PDT' => -7,
            'AKST' => -9, 'AKDT' => -8, 'HST' => -10, 'UTC' => 0, 'GMT' => 0];
        foreach ($hours as $word => $offset) {
            yield $word => [$word, sprintf('%+03d:00', $offset)];
        }
    }

    public function test_utc_may_be_the_zone_to_show(): void
    {
        self::assertSame('2026-12-01T17:00:00+00:00', convertTourTime('2026-12-01', '10:00 MST - 10:30 MST', 'UTC')['start']);
    }

    /** @dataProvider unreadable */
    public function test_unreadable_text_is_rejected_with_its_parameter_name(string $field, string ...$arguments): void
    {
        try {
            convertTourTime(...$arguments);
            self::fail('nothing was thrown');
        } catch (ValidationException $refused) {
            self::assertSame([$field], array_column($refused->getErrors(), 'field'));
            self::assertSame([422, 'VALIDATION'], [$refused->getHttpStatus(), $refused->getErrorCode()]);
        }
    }

    public static function unreadable(): iterable
    {
        $slot = '10:00 MST - 10:30 MST';
        yield 'no date' => ['date', 'someday', $slot];
        yield 'no time' => ['time', '2026-12-01', 'noonish'];
        yield 'unknown zone in the slot' => ['time', '2026-12-01', '10:00 XST - 10:30 XST'];
        yield 'unknown zone to show' => ['timeZone', '2026-12-01', $slot, 'Mars/Olympus'];
        yield 'not UTF-8' => ['time', '2026-12-01', "10:00 MST - 10:30 MS\xff"];
        yield 'a NUL byte' => ['date', "2026-12-01\0", $slot];
        yield 'ten million bytes' => ['time', '2026-12-01', str_repeat('1', 10_000_000)];
        yield 'no date at all' => ['date', '', $slot];
        yield 'no time at all' => ['time', '2026-12-01', ''];
    }
}

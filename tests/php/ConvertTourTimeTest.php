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

    /** @dataProvider unreadable */
    public function test_what_cannot_be_read_is_refused_by_its_parameter(string $field, string ...$arguments): void
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

<?php
declare(strict_types=1);

/**
 * 1,200 tour slots, 60 days of 20: Entrata's answer in, the JSON of the app's endpoint out, in one process.
 *
 *     php -d extension=target/release/libentrata.so benches/php/tour_times.php
 *
 * PHP with DateTime beside the extension's convertTourTime(), which both do the same work: the results are compared
 * before anything is timed. The limit is reading that JSON and nothing else.
 */

const ROUNDS = 201;
const ZONE = 'America/Chicago';

function answer(): string
{
    $days = [];
    $first = new DateTimeImmutable('2026-12-01');
    for ($day = 0; $day < 60; $day++) {
        $times = [];
        for ($slot = 0; $slot < 20; $slot++) {
            $minute = 8 * 60 + $slot * 30;
            $times[] = sprintf('%02d:%02d MST - %02d:%02d MST', $minute / 60, $minute % 60, ($minute + 30) / 60, ($minute + 30) % 60);
        }
        $days[] = ['tourDate' => $first->modify("+$day days")->format('Y-m-d'), 'tourTime' => $times];
    }
    return json_encode(['response' => ['code' => 200, 'result' => ['availableTours' => ['availableTour' => $days]]]]);
}

/** As PHP is usually written. */
function with_datetime(string $date, string $time): array
{
    static $zone = new DateTimeZone(ZONE);
    if (!preg_match('/^(\d{2}:\d{2}) ([A-Z]{3,4}) - (\d{2}:\d{2}) ([A-Z]{3,4})$/', $time, $part)) {
        throw new InvalidArgumentException("unreadable: $time");
    }
    $start = (new DateTimeImmutable("$date $part[1] $part[2]"))->setTimezone($zone);
    $end = (new DateTimeImmutable("$date $part[3] $part[4]"))->setTimezone($zone);
    return [
        'raw' => ['date' => $date, 'time' => $time],
        'start' => $start->format(DATE_RFC3339),
        'end' => $end->format(DATE_RFC3339),
        'label' => $start->format('g:i A') . ' - ' . $end->format('g:i A T'),
    ];
}

function endpoint(string $answer, callable $convert): string
{
    $days = [];
    foreach (json_decode($answer, true)['response']['result']['availableTours']['availableTour'] as $day) {
        foreach ($day['tourTime'] as $time) {
            $slot = $convert($day['tourDate'], $time);
            $days[substr($slot['start'], 0, 10)][] = $slot;
        }
    }
    $tourTimes = array_map(fn (string $date, array $slots) => ['date' => $date, 'slots' => $slots], array_keys($days), $days);
    return json_encode(['timeZone' => ZONE, 'tourTimes' => $tourTimes]);
}

/** @return array{float, float, float} the median and the middle half, in microseconds */
function measured(callable $work): array
{
    $times = [];
    for ($round = 0; $round < ROUNDS; $round++) {
        $began = hrtime(true);
        $work();
        $times[] = (hrtime(true) - $began) / 1000;
    }
    sort($times);
    return [$times[intdiv(ROUNDS, 2)], $times[intdiv(ROUNDS, 4)], $times[intdiv(3 * ROUNDS, 4)]];
}

$answer = answer();
if (endpoint($answer, with_datetime(...)) !== endpoint($answer, Entrata\convertTourTime(...))) {
    fwrite(STDERR, "the two do not give the same result\n");
    exit(1);
}
$work = [
    'PHP with DateTime' => fn () => endpoint($answer, with_datetime(...)),
    'the extension' => fn () => endpoint($answer, Entrata\convertTourTime(...)),
    'reading the JSON, nothing else' => fn () => json_decode($answer, true),
];
$figures = array_map(measured(...), $work);
echo "| 1,200 tour slots | median, µs | middle half, µs | beside the extension |\n| --- | ---: | ---: | ---: |\n";
foreach ($figures as $name => [$median, $low, $high]) {
    printf("| %s | %.0f | %.0f to %.0f | %.2f × |\n", $name, $median, $low, $high, $median / $figures['the extension'][0]);
}

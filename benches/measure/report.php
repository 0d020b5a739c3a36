<?php

/** The figures as Markdown. */

declare(strict_types=1);

$figures = [];
foreach (file((string) getenv('BENCH_FIGURES')) as $line) {
    $read = json_decode($line, true);
    $figures[$read['row']] = $read;
}
$of = fn(string $row, string $who): ?float => $figures[$row]['who'][$who]['median'] ?? null;

/** Who is how many times as good; where more is better the ratio turns round. */
function times(?float $extension, ?float $other, bool $more): ?float
{
    return $extension && $other ? ($more ? $extension / $other : $other / $extension) : null;
}

function shown(?array $spread): string
{
    $digits = fn(float $number): int => $number >= 100 ? 0 : ($number >= 10 ? 1 : 2);
    return $spread === null ? '–' : sprintf('%2$.*1$f <br> <small>%3$.*1$f … %4$.*1$f</small>', $digits($spread['median']), $spread['median'], $spread['low'], $spread['high']);
}

function verdict(?float $value, bool $met, string $text): string
{
    return $value === null ? '–' : $text . ($met ? ' ✓' : ' **✗**');
}

$wire = $of('webhook alone, far', 'limit');
$toEntrata = $of('round trip to Entrata', 'limit');
$trips = fn(?float $took, ?float $trip): ?float => $took && $trip ? $took / $trip : null;
$commits = times($of('webhook', 'extension'), $of('webhook', 'limit'), true);
$page = times($of('webhook', 'extension'), $of('webhook', 'page'), true);
$parse = times($of('slots', 'limit'), $of('slots', 'extension'), false);
$read = times($of('slots', 'read'), $of('slots', 'extension'), false);
$load = times($of('property', 'limit'), $of('property', 'extension'), false);
$far = $trips($of('webhook, far above near', 'extension'), $wire);
$fetch = $trips($of('fetch', 'extension'), $toEntrata);
$booking = $trips($of('booking', 'extension'), $toEntrata);
$above = $of('convert', 'extension') === null ? null : $of('convert', 'extension') - $of('convert', 'limit');

$rows = [
    ['webhook', 'webhook logged, checked and answered, requests a second', true, 1.5, 1.1,
        verdict($commits, $commits >= 0.6, sprintf('%.0f %% of %s/s, a bare client\'s two commits (at least 60 %%)', 100 * $commits, number_format((float) $of('webhook', 'limit'))))
            . sprintf('; %.0f %% of %s/s, a page that does these two and nothing else', 100 * $page, number_format((float) $of('webhook', 'page')))],
    ['webhook far', 'the same with the database 1 ms away, requests a second', true, 3, 1.3,
        verdict($far, $far < 2.5, sprintf('%.1f round trips of %.2f ms (two)', $far, $wire))],
    ['slots', '1,200 tour slots (30 days of 40): kept answer in, JSON out, ms', false, 30, 7,
        verdict($parse, $parse <= 5, sprintf('%.1f × json_decode alone, %.3f ms (at most 5 ×)', $parse, $of('slots', 'limit')))
            . sprintf('; %.1f × reading the kept answer and json_decode, %.3f ms', $read, $of('slots', 'read'))],
    ['tour times', 'tour times endpoint from the shared cache, requests a second', true, 3, 1.5, ''],
    ['property', 'property of 200 floor plans and 2,000 units: answer to committed rows, ms', false, 10, 1.5,
        verdict($load, $load <= 2.5, sprintf('%.1f × LOAD DATA of the %d rows, %.1f ms (at most 2.5 ×)', $load, $figures['property']['rows'] ?? 0, $of('property', 'limit')))],
    ['fetch', 'fetch of a property over TLS, 50 ms a round trip, ms', false, 5, 1.2,
        verdict($fetch, $fetch < 1.5, sprintf('%.2f round trips of %.1f ms (under 1.5)', $fetch, $toEntrata))],
    ['booking', 'a booking, request to confirmation, Entrata at 50 ms, ms', false, 1.5, 1.1,
        verdict($booking, $booking < 3, sprintf('%.2f round trips of %.1f ms (under 3)', $booking, $toEntrata))],
    ['convert', 'one `convertTourTime()`, µs', false, 10, 2,
        verdict($above, $above < 2, sprintf('%.2f µs above an empty function (under 2)', $above))],
];

echo "\n| work | usual PHP | best PHP | the extension | beside usual | beside best | beside the limit |\n| --- | ---: | ---: | ---: | ---: | ---: | --- |\n";
foreach ($rows as [$row, $name, $more, $usual, $best, $limit]) {
    $ratios = [];
    foreach (['usual' => $usual, 'best' => $best] as $who => $least) {
        $ratio = times($of($row, 'extension'), $of($row, $who), $more);
        $ratios[] = verdict($ratio, $ratio >= $least, sprintf('%.2f × (%g ×)', $ratio, $least));
    }
    $who = $figures[$row]['who'] ?? [];
    echo '| ' . implode(' | ', [$name, shown($who['usual'] ?? null), shown($who['best'] ?? null), shown($who['extension'] ?? null), ...$ratios, $limit]) . " |\n";
}
echo "\nMedians, and below them the middle half. In brackets the target; ✓ met, ✗ missed.\n\n";

echo "| asked of MariaDB: statements, writes of its log | usual PHP | best PHP | the extension |\n| --- | ---: | ---: | ---: |\n";
foreach (['webhook', 'tour times', 'property, again', 'booking'] as $row) {
    $asked = $figures["asked: $row"]['asked'] ?? [];
    $pair = fn(string $who): string => isset($asked[$who]) ? implode(', ', $asked[$who]) : '–';
    echo "| $row | {$pair('usual')} | {$pair('best')} | {$pair('extension')} |\n";
}
echo "\n| cost of the extension | plain | with it | more | at most |\n| --- | ---: | ---: | ---: | ---: |\n";
foreach ([['start of PHP, ms', 1.5], ['memory of PHP, MB', 4], ['private memory after 10,000 calls, MB', 6]] as [$row, $most]) {
    $more = $of($row, 'extension') - $of($row, 'plain');
    printf("| %s | %.2f | %.2f | %s | %g |\n", $row, $of($row, 'plain'), $of($row, 'extension'), verdict($more, $more <= $most, sprintf('%.2f', $more)), $most);
}
$size = $of('the stripped .so, MB', 'extension');
printf("| the stripped .so, MB | – | %.2f | %s | 8 |\n", $size, verdict($size, $size <= 8, sprintf('%.2f', $size)));
[$first, $warm, $hands] = [$of('first HTTPS call, ms', 'extension'), $of('first HTTPS call, ms', 'warm'), $of('first HTTPS call, ms', 'limit')];
$own = $first === null ? null : $first - $warm - $hands;
printf("| first HTTPS call of a worker, ms: %.2f less a warm one and curl's connecting | %.2f + %.2f | %.2f | %s | 5 |\n\n", $first, $warm, $hands, $first, verdict($own, $own <= 5, sprintf('%.2f', $own)));

echo "| growth | | | |\n| --- | ---: | ---: | ---: |\n";
foreach ([739010 => '100 units', 739100 => '1,000 units', 740000 => '10,000 units'] as $property => $name) {
    $row = "growth of units, $property";
    printf("| ingestion of %s | %.1f ms | | %.1f MB more |\n", $name, $of($row, 'extension'), ($figures[$row]['private'] ?? 0) / 1048576);
}
foreach ([1, 2, 4, 8] as $workers) {
    printf("| webhooks a second with %d FPM workers | %s | %.2f × one | |\n", $workers, number_format((float) $of("FPM workers, $workers", 'extension')), $of("FPM workers, $workers", 'extension') / ($of('FPM workers, 1', 'extension') ?: 1));
}
printf("\n%s; %s; MariaDB %s; PHP %s; %d cores; measured on %s%s.\n", php_uname('s') . ' ' . php_uname('r'), cpu(), mariadb(), PHP_VERSION, (int) shell_exec('nproc'), gmdate('Y-m-d'), getenv('BENCH_QUICK') ? ', quickly: no figures to quote' : '');
echo "\n";

function cpu(): string
{
    preg_match('/^model name\s*: (.*)$/m', (string) file_get_contents('/proc/cpuinfo'), $found);
    return $found[1] ?? 'an unknown processor';
}

function mariadb(): string
{
    preg_match('/Ver ([\d.]+)/', (string) shell_exec('mariadbd --version'), $found);
    return $found[1] ?? 'unknown';
}

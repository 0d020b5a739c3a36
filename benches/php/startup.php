<?php

/**
 * What it costs PHP to start with the extension, and to make the first call: milliseconds and memory.
 *
 *     php benches/php/startup.php target/release/libentrata.so
 */

declare(strict_types=1);

const ROUNDS = 101;

$extension = realpath($argv[1] ?? '') ?: exit("Which extension? php benches/php/startup.php target/release/libentrata.so\n");
$with = ['-d', "extension=$extension"];
// No tables, no Entrata: what a first call makes of its own, the runtime, the HTTP client and the pool.
$settings = [
    'ENTRATA_DATABASE_URL' => 'mysql://startup@127.0.0.1:1/nothing',
    'ENTRATA_CLIENT_ID' => 'x',
    'ENTRATA_CLIENT_SECRET' => 'x',
    'ENTRATA_TOKEN_KEY' => base64_encode(str_repeat('k', 32)),
    'ENTRATA_LOG' => 'off',
];
$first = 'try { Entrata\runJobs(); } catch (Entrata\Exception\DatabaseException) {} ';
$ways = [
    "`php -n -r ''`" => [[], ''],
    "`php -n -d extension=entrata -r ''`" => [$with, ''],
    'the same, with a first call' => [$with, $first],
];

function run(array $arguments, string $code): string
{
    global $settings;
    $process = proc_open([PHP_BINARY, '-n', ...$arguments, '-r', $code], [1 => ['pipe', 'w']], $pipes, null, $settings);
    $output = stream_get_contents($pipes[1]);
    proc_close($process) === 0 || exit("it failed: $output\n");
    return $output;
}

/** @return array{float, float} in MB: all that is mapped and present, and what no other process shares */
function memory(array $arguments, string $code): array
{
    $rollup = run($arguments, "$code echo file_get_contents('/proc/self/smaps_rollup');");
    preg_match_all('/^(Rss|Private_Clean|Private_Dirty): +(\d+)/m', $rollup, $found);
    $of = array_combine($found[1], $found[2]);
    return [$of['Rss'] / 1024, ($of['Private_Dirty']) / 1024];
}

$times = [];
for ($round = 0; $round < ROUNDS; $round++) {
    // In turn, so that a busy moment of the machine meets all of them.
    foreach ($ways as $way => [$arguments, $code]) {
        $began = hrtime(true);
        run($arguments, $code);
        $times[$way][] = (hrtime(true) - $began) / 1e6;
    }
}
printf("PHP %s, extension of %.1f MB, %d runs each in turn\n\n", PHP_VERSION, filesize($extension) / 1e6, ROUNDS);
echo "| start of a process | median, ms | middle half, ms | Rss, MB | dirty and its own, MB |\n| --- | ---: | ---: | ---: | ---: |\n";
foreach ($ways as $way => [$arguments, $code]) {
    sort($times[$way]);
    [$rss, $private] = memory($arguments, $code);
    $at = fn(int $quarter) => $times[$way][intdiv($quarter * ROUNDS, 4)];
    printf("| %s | %.1f | %.1f to %.1f | %.1f | %.1f |\n", $way, $at(2), $at(1), $at(3), $rss, $private);
}

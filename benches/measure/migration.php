<?php

/**
 * The inserts of a live portal before and during `entrata migrate`; scripts/migration.sh prepares the database. With
 * `insert` as argument it is the live portal: it inserts until standard input ends, and prints each insert's start and
 * duration.
 */

declare(strict_types=1);

require __DIR__ . '/../../php/autoload.php';

use Portal\Database\ConnectionUrl;

const BASELINE_SECONDS = 5;

function insertUntilTheEnd(): void
{
    $url = ConnectionUrl::parse(getenv('ENTRATA_DATABASE_URL'));
    $database = new PDO("mysql:{$url->servers[0]};dbname=$url->database", $url->user, $url->password);
    stream_set_blocking(STDIN, false);
    for ($inserts = []; !feof(STDIN) && fgets(STDIN) === false;) {
        $start = microtime(true);
        $database->exec("INSERT INTO viewing_requests (user_id, house_id, status, message, channel) VALUES (1, 1, 'PENDING', 'Hello', 'app')");
        $inserts[] = [$start, microtime(true) - $start];
        usleep(1_000);
    }
    echo json_encode($inserts);
}

/** @return array{float, float} when a command of the program began and ended */
function entrata(string ...$arguments): array
{
    $start = microtime(true);
    exec(implode(' ', array_map(escapeshellarg(...), [getenv('ENTRATA_PROGRAM'), ...$arguments])) . ' 2>&1', $output, $status);
    if ($status !== 0) {
        throw new RuntimeException(implode("\n", $output));
    }
    return [$start, microtime(true)];
}

/** The count and the longest of the inserts that overlap a period. */
function summary(array $inserts, float $from, float $to): string
{
    $within = array_filter($inserts, static fn(array $insert): bool => $insert[0] + $insert[1] >= $from && $insert[0] <= $to);
    return sprintf('%d inserts, the longest %.1f ms', count($within), 1000 * max(array_column($within, 1)));
}

if (($argv[1] ?? '') === 'insert') {
    insertUntilTheEnd();
    exit;
}
$portal = proc_open([PHP_BINARY, __FILE__, 'insert'], [['pipe', 'r'], ['pipe', 'w']], $pipes);
$began = microtime(true);
sleep(BASELINE_SECONDS);
[$checkFrom, $checkTo] = entrata('migrate', '--check');
[$from, $to] = entrata('migrate');
fclose($pipes[0]);
$inserts = json_decode(stream_get_contents($pipes[1]), true);
proc_close($portal);
printf("%s, before: %s\n", $argv[1], summary($inserts, $began, $checkFrom));
printf("%s, during migrate --check (%.1f s): %s\n", $argv[1], $checkTo - $checkFrom, summary($inserts, $checkFrom, $checkTo));
printf("%s, during migrate (%.1f s): %s\n", $argv[1], $to - $from, summary($inserts, $from, $to));

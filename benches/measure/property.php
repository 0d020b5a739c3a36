<?php

/** A property: from Entrata's answers to committed rows, its fetch from far away, and how both grow with the units. */

declare(strict_types=1);

require __DIR__ . '/figures.php';
require __DIR__ . '/worker.php';
require __DIR__ . '/database.php';

const CID = 4711;
const LARGE = 739200;
const MIDDLING = 739040;

/** Everybody begins with empty tables, and ends with the same rows. */
function compare(array $workers, int $property): void
{
    $rows = $counts = [];
    foreach ($workers as $variant => $worker) {
        forgetProperty(CID, $property);
        $counts[$variant] = array_diff_key($worker->ask('ingest', [CID, $property])['result'], ['skipped' => []]);
        $rows[$variant] = propertyInTables(CID, $property);
    }
    foreach (['usual', 'best'] as $variant) {
        same("property $property", [$counts[$variant], $rows[$variant]], [$counts['extension'], $rows['extension']], "$variant PHP and the extension");
    }
}

/** @return array<string, list<float>> milliseconds */
function timed(array $workers, int $property, int $rounds): array
{
    $took = [];
    for ($round = 0; $round < $rounds; $round++) {
        foreach ($workers as $variant => $worker) {
            forgetProperty(CID, $property);
            $took[$variant][] = $worker->ask('ingest', [CID, $property])['took'][0] / 1000;
        }
    }
    return $took;
}

/** @return array<string, array> what an ingestion asks of MariaDB, by who */
function asked(array $workers, int $property): array
{
    return array_map(fn(Worker $worker): array => askedOfMariadb(function () use ($worker, $property): void {
        change('UPDATE entrata_rate_limits SET called_at = NULL, remaining = allowed_a_minute');
        $worker->ask('ingest', [CID, $property]);
    }, 1), $workers);
}

/** The property's rows as LOAD DATA takes them, and empty copies of their tables. @return array<string, string> files by table */
function rowFiles(int $property): array
{
    $folder = dirname((string) getenv('BENCH_FIGURES'));
    $write = function (string $file, array $rows): string {
        $cell = fn(mixed $value): string => $value === null ? '\N' : addcslashes((string) $value, "\\\t\n");
        file_put_contents($file, implode('', array_map(fn(array $row): string => implode("\t", array_map($cell, $row)) . "\n", $rows)));
        return $file;
    };
    $files = [];
    foreach (['houses' => 't.id', 'house_images' => 't.house_id', ...array_fill_keys(LISTED, 't.house_id')] as $table => $house) {
        change("DROP TABLE IF EXISTS bench_$table");
        change("CREATE TABLE bench_$table LIKE $table");
        $rows = rowsOf("SELECT t.* FROM $table t JOIN entrata_houses e ON e.house_id = $house WHERE e.property_id = ?", [$property]);
        $files["bench_$table"] = $write("$folder/$table.tsv", $rows);
    }
    return $files;
}

function loads(Worker $limit, array $files, int $rounds): array
{
    $took = [];
    for ($round = 0; $round < $rounds; $round++) {
        foreach (array_keys($files) as $table) {
            change("DELETE FROM $table");
        }
        $took[] = $limit->ask('load', [$files])['took'][0] / 1000;
    }
    return $took;
}

$replay = ['ENTRATA_API_URL' => (string) getenv('BENCH_REPLAY_URL')];
$workers = workers(['usual', 'best', 'extension'], $replay);
compare($workers, LARGE);
$files = rowFiles(LARGE);
$limit = new Worker('limit');
$took = timed($workers, LARGE, quick() ? 3 : 15) + ['limit' => loads($limit, $files, quick() ? 3 : 30)];
$rows = array_sum(array_map(fn(string $table): int => (int) rowsOf("SELECT COUNT(*) AS n FROM $table")[0]['n'], array_keys($files)));
keep('property', $took, ['rows' => $rows]);
keepAsked('property, again', asked($workers, LARGE));

foreach ([739010, 739100, 740000] as $property) {
    $fresh = new Worker('extension', $replay);
    forgetProperty(CID, MIDDLING);
    $before = $fresh->ask('ingest', [CID, 739010])['private'];
    $grown = [];
    for ($round = 0; $round < (quick() ? 2 : 5); $round++) {
        forgetProperty(CID, $property);
        $answer = $fresh->ask('ingest', [CID, $property]);
        $grown[] = $answer['took'][0] / 1000;
    }
    keep("growth of units, $property", ['extension' => $grown], ['private' => $answer['private'] - $before]);
    $fresh->end();
}

// TLS, 50 ms a round trip. The first fetch connects and is not counted, but for usual PHP, which always does.
$far = workers(['usual', 'best', 'extension'], ['ENTRATA_API_URL' => (string) getenv('BENCH_FAR_API_URL'), 'SSL_CERT_FILE' => (string) getenv('BENCH_CA')]);
compare($far, MIDDLING);
keep('fetch', timed($far, MIDDLING, quick() ? 3 : 12));

<?php

declare(strict_types=1);

/** What physics or MariaDB sets: the least that any of the others must do. */

/** A PHP function that takes what convertTourTime() takes and does nothing. */
function nothing(string $date, string $time, string $zone = 'America/Chicago'): array
{
    return [];
}

/** What every page of tour times must do: read the kept answer, and decode it. */
function readAndDecode(int $house): array
{
    return json_decode(Bench\keptTimes($house, Bench\window())['answer'], true);
}

/**
 * The rows of a property by LOAD DATA from files, in one durable commit, into empty copies of the tables.
 *
 * @param array<string, string> $files by table
 */
function loadData(array $files): int
{
    static $connection = null;
    $connection ??= loading();
    $connection->beginTransaction();
    $written = 0;
    foreach ($files as $table => $file) {
        $written += $connection->exec('LOAD DATA LOCAL INFILE ' . $connection->quote($file) . " INTO TABLE $table CHARACTER SET utf8mb4");
    }
    $connection->commit();
    return $written;
}

function loading(): PDO
{
    parse_str(parse_url((string) setting('database_url'), PHP_URL_QUERY), $options);
    $database = trim(parse_url((string) setting('database_url'), PHP_URL_PATH), '/');
    return new PDO("mysql:unix_socket={$options['socket']};dbname=$database;charset=utf8mb4", 'root', '', [PDO::MYSQL_ATTR_LOCAL_INFILE => true, PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION]);
}

/** The two durable commits of a webhook, a row and its outcome, over a kept connection. */
function commitTwice(): void
{
    $logId = vsprintf('%s%s-%s-%s-%s-%s%s%s', str_split(bin2hex(random_bytes(16)), 4));
    query('INSERT INTO entrata_webhooks (log_id, raw_query) VALUES (?, ?)', [$logId, 'a bare client']);
    query("UPDATE entrata_webhooks SET response_code = 200, outcome = 'APPROVED', completed_at = UTC_TIMESTAMP(6) WHERE log_id = ?", [$logId]);
}

/** For some seconds: how many a second. */
function commits(float $seconds): float
{
    $began = microtime(true);
    $count = 0;
    while (($passed = microtime(true) - $began) < $seconds) {
        commitTwice();
        $count++;
    }
    return $count / $passed;
}

/** One round trip on a kept connection: the smallest statement there is. */
function ask(): int
{
    return db()->exec('DO 1');
}

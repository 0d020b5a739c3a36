<?php

declare(strict_types=1);

/** A setting of the portal, from the environment. */
function setting(string $name): ?string
{
    $value = getenv('ENTRATA_' . strtoupper($name));
    return is_string($value) && $value !== '' ? $value : null;
}

/**
 * The database, as well as PHP can: the worker keeps its connection. PDO loses prepared statements with the request, so
 * over FPM each would cost a round trip to be prepared and one to be run: PDO fills in the values itself, which costs
 * one. Several statements in one text stay forbidden, as in the portal: a mistake in one query could then run another.
 */
function db(): PDO
{
    static $connection = null;
    return $connection ??= keptConnection();
}

function keptConnection(): PDO
{
    $parts = parse_url((string) setting('database_url'));
    parse_str($parts['query'] ?? '', $options);
    $server = isset($options['socket'])
        ? "unix_socket={$options['socket']}"
        : "host={$parts['host']};port={$parts['port']}";
    return new PDO(
        "mysql:$server;dbname=" . trim($parts['path'], '/') . ';charset=utf8mb4',
        $parts['user'],
        $parts['pass'] ?? '',
        [
            PDO::ATTR_PERSISTENT => true,
            PDO::ATTR_EMULATE_PREPARES => PHP_SAPI !== 'cli',
            PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION,
            PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC,
            PDO::MYSQL_ATTR_INIT_COMMAND => "SET SESSION time_zone = '+00:00', tx_isolation = 'READ-COMMITTED'",
            PDO::MYSQL_ATTR_MULTI_STATEMENTS => false,
        ],
    );
}

/**
 * Runs one statement. In a process that lives on, each text is prepared once.
 *
 * @param array<int|string, scalar|null> $values
 */
function query(string $sql, array $values = []): PDOStatement
{
    static $prepared = [];
    $statement = $prepared[$sql] ??= db()->prepare($sql);
    $statement->execute($values);
    return $statement;
}

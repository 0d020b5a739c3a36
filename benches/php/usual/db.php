<?php

declare(strict_types=1);

/** A setting of the portal, from the environment. */
function setting(string $name): ?string
{
    $value = getenv('ENTRATA_' . strtoupper($name));
    return is_string($value) && $value !== '' ? $value : null;
}

/** The database as PHP code usually uses it: each request opens a connection. */
function db(): PDO
{
    return $GLOBALS['connection'] ??= newConnection();
}

function newConnection(): PDO
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
            PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION,
            PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC,
            PDO::MYSQL_ATTR_INIT_COMMAND => "SET time_zone = '+00:00'",
        ],
    );
}

/** @param array<int|string, scalar|null> $values */
function query(string $sql, array $values = []): PDOStatement
{
    $statement = db()->prepare($sql);
    $statement->execute($values);
    return $statement;
}

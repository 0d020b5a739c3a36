<?php
declare(strict_types=1);

/** A setting of the portal: php.ini's `entrata.database_url` wins over `ENTRATA_DATABASE_URL`. */
function setting(string $name): ?string
{
    foreach ([ini_get("entrata.$name"), getenv('ENTRATA_' . strtoupper($name))] as $value) {
        if (is_string($value) && trim($value) !== '') {
            return trim($value);
        }
    }
    return null;
}

/**
 * The portal's database, connected when a request first needs it. Times are UTC, as in the tables.
 *
 * @throws PDOException when the database is away
 */
function db(): PDO
{
    static $connection = null;
    return $connection ??= connect((string) setting('database_url'));
}

/** @throws PDOException */
function connect(#[\SensitiveParameter] string $url): PDO
{
    $parts = parse_url($url);
    $database = trim($parts['path'] ?? '', '/');
    if (($parts['scheme'] ?? '') !== 'mysql' || $database === '') {
        throw new PDOException('ENTRATA_DATABASE_URL must read mysql://user:password@host:port/database');
    }
    parse_str($parts['query'] ?? '', $options);
    $server = is_string($options['socket'] ?? null)
        ? "unix_socket={$options['socket']}"
        : 'host=' . trim($parts['host'] ?? 'localhost', '[]') . ';port=' . ($parts['port'] ?? 3306);
    return new PDO(
        "mysql:$server;dbname=" . rawurldecode($database) . ';charset=utf8mb4',
        rawurldecode($parts['user'] ?? ''),
        rawurldecode($parts['pass'] ?? ''),
        [
            PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION,
            PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC,
            PDO::ATTR_EMULATE_PREPARES => false,
            PDO::ATTR_TIMEOUT => 5,
            PDO::MYSQL_ATTR_INIT_COMMAND => "SET time_zone = '+00:00'",
            PDO::MYSQL_ATTR_MULTI_STATEMENTS => false,
        ],
    );
}

/**
 * Runs one statement.
 *
 * @param list<scalar|null> $values
 */
function query(string $sql, array $values = []): PDOStatement
{
    $statement = db()->prepare($sql);
    $statement->execute($values);
    return $statement;
}

/** Logs a webhook under the name that the portal has always used; the work is the extension's. */
function logWebhook(
    ?string $requestType,
    ?int $cid,
    ?int $propertyId,
    string $rawQuery,
    ?string $remoteAddr = null,
): string {
    return Entrata\logWebhook($requestType, $cid, $propertyId, $rawQuery, $remoteAddr);
}

/**
 * Delivers a viewing's lead under the name that the portal has always used; the work is the extension's.
 *
 * @return array{viewingId: int, status: string, externalId: ?string, start: ?string, end: ?string}
 */
function sendLeadToEntrataFromViewing(int $viewingId): array
{
    return Entrata\sendLeadToEntrataFromViewing($viewingId);
}

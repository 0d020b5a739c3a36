<?php

/** The old portal's database. */
function db(): PDO
{
    static $connection = null;
    return $connection ??= new PDO(getenv('OLD_PORTAL_DSN'), 'root', '', [PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC]);
}

function query(string $sql, array $values = []): PDOStatement
{
    $statement = db()->prepare($sql);
    $statement->execute($values);
    return $statement;
}

require __DIR__ . '/entrata.php';
require __DIR__ . '/log_webhook.php';
require __DIR__ . '/tour_times.php';
require __DIR__ . '/send_lead.php';

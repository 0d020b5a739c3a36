<?php

declare(strict_types=1);

/** The bench's own connection, for what is not timed. */
function database(): PDO
{
    static $connection = null;
    if ($connection === null) {
        $url = (string) getenv('BENCH_DATABASE_URL');
        parse_str(parse_url($url, PHP_URL_QUERY), $options);
        $connection = new PDO("mysql:unix_socket={$options['socket']};dbname=" . trim(parse_url($url, PHP_URL_PATH), '/') . ';charset=utf8mb4', 'root', '', [
            PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC,
            PDO::MYSQL_ATTR_INIT_COMMAND => "SET time_zone = '+00:00'",
        ]);
    }
    return $connection;
}

function rowsOf(string $sql, array $values = []): array
{
    $statement = database()->prepare($sql);
    $statement->execute($values);
    return $statement->fetchAll();
}

function change(string $sql, array $values = []): void
{
    database()->prepare($sql)->execute($values);
}

const HOUSE = 'e.floorplan_id, e.retired_at, h.source, h.property_operator_id, h.agent_id, h.title, h.description, h.address, h.city, h.state,
    h.postal_code, h.country, h.latitude, h.longitude, h.bedrooms, h.bathrooms, h.square_feet_min, h.square_feet_max, h.price_pm,
    h.price_pm_max, h.deposit, h.application_fee, h.lease_terms, h.pets, h.property_type, h.year_built, h.number_available,
    h.available_on, h.availability_url, h.website, h.phone, h.email, h.status';

/** What is listed of a house beside its own row, each in tables of ours. */
const LISTED = ['entrata_units', 'entrata_unit_rents', 'entrata_specials', 'entrata_amenities', 'entrata_fees'];

/** A property in the tables, without ids and times of our own. */
function propertyInTables(int $cid, int $property): array
{
    $of = 'JOIN entrata_houses e ON e.house_id = %s WHERE e.cid = ? AND e.property_id = ? ORDER BY e.floorplan_id';
    $key = [$cid, $property];
    $found = [
        'houses' => rowsOf('SELECT ' . HOUSE . ' FROM houses h ' . sprintf($of, 'h.id'), $key),
        'images' => rowsOf('SELECT e.floorplan_id, i.url, i.caption, i.kind, i.position FROM house_images i ' . sprintf($of, 'i.house_id') . ', i.position', $key),
        'property' => rowsOf('SELECT status, feed_type, name, time_zone, empty_since FROM entrata_properties WHERE cid = ? AND property_id = ?', $key),
    ];
    foreach (LISTED as $table) {
        $rows = rowsOf("SELECT e.floorplan_id, l.* FROM $table l " . sprintf($of, 'l.house_id') . ', l.position', $key);
        $found[$table] = array_map(fn(array $row): array => array_diff_key($row, ['house_id' => 0]), $rows);
    }
    return $found;
}

function forgetProperty(int $cid, int $property): void
{
    forgetHouses($property);
    change('DELETE FROM entrata_properties WHERE cid = ? AND property_id = ?', [$cid, $property]);
    forgetCalls();
}

function forgetHouses(int $property): void
{
    foreach (['house_images', ...LISTED] as $table) {
        change("DELETE l FROM $table l JOIN entrata_houses e ON e.house_id = l.house_id WHERE e.property_id = ?", [$property]);
    }
    change('DELETE h, e FROM entrata_houses e JOIN houses h ON h.id = e.house_id WHERE e.property_id = ?', [$property]);
}

/** Lets a minute pass for Entrata's limits. */
function forgetCalls(): void
{
    change('UPDATE entrata_rate_limits SET called_at = NULL, remaining = allowed_a_minute');
    change('DELETE FROM entrata_rate_limit_days');
}

/**
 * What a piece of work asks of MariaDB: statements, and writes of its log, which are what a durable commit waits for.
 *
 * @param int $ours how many statements of the work, each with a commit, only prepare it
 * @return array{statements: int, log_writes: int}
 */
function askedOfMariadb(callable $work, int $ours = 0): array
{
    $count = fn(): array => array_map(intval(...), array_column(
        rowsOf("SHOW GLOBAL STATUS WHERE Variable_name IN ('Questions', 'Innodb_log_writes')"),
        'Value',
        'Variable_name',
    ));
    // Background work such as a purge would be counted too: the minimum of several runs is the work's own.
    $tries = [];
    for ($try = 0; $try < 5; $try++) {
        $before = $count();
        $work($try);
        $after = $count();
        // Asking for the count is a statement too, prepared and closed.
        $tries[] = ['statements' => $after['Questions'] - $before['Questions'] - 1, 'log_writes' => $after['Innodb_log_writes'] - $before['Innodb_log_writes']];
    }
    return ['statements' => min(array_column($tries, 'statements')) - $ours, 'log_writes' => min(array_column($tries, 'log_writes')) - $ours];
}

/** @param array<string, array{statements: int, log_writes: int}> $asked by who */
function keepAsked(string $row, array $asked): void
{
    file_put_contents((string) getenv('BENCH_FIGURES'), json_encode(['row' => "asked: $row", 'asked' => $asked]) . "\n", FILE_APPEND);
    fprintf(STDERR, "%-34s %s\n", "asked: $row", json_encode($asked));
}

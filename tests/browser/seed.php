<?php

/**
 * Creates people for the browser tests, in the database of ENTRATA_DATABASE_URL: renters, and a sign-in for the agent
 * of each company that has been authenticated, and an operator that has no company yet. All have the password "password". Running it again changes nothing.
 *
 *   php seed.php          renter@example.com and so on
 *   php seed.php RUN      renter+RUN@example.com and so on: renters who have booked nothing yet
 */

declare(strict_types=1);

use Portal\Database\Database;

require __DIR__ . '/../../php/db.php';

$tag = isset($argv[1]) ? "+$argv[1]" : '';
$hash = password_hash('password', PASSWORD_DEFAULT);
$renters = [
    ['Rosa', 'Renter', 'renter', '312-555-0101'],
    ['Sam', 'Second', 'second', '312-555-0102'],
    ['Pia', 'Pending', 'pending', '312-555-0103'],
    ['Nora', 'Noscript', 'noscript', '312-555-0104'],
    ['Lou', 'Looker', 'looker', null],
];
foreach ($renters as [$firstName, $lastName, $name, $phone]) {
    Database::shared()->change(
        "INSERT INTO users (role, first_name, last_name, email, phone, password_hash) VALUES ('USER', ?, ?, ?, ?, ?)
         ON DUPLICATE KEY UPDATE password_hash = VALUES(password_hash)",
        [$firstName, $lastName, "$name$tag@example.com", $phone, $hash],
    );
}
Database::shared()->change("INSERT INTO property_operators (name) VALUES ('New Homes')");
Database::shared()->change(
    "INSERT INTO users (role, first_name, email, password_hash, property_operator_id) VALUES ('AGENT', 'Nia', ?, ?, ?)
     ON DUPLICATE KEY UPDATE password_hash = VALUES(password_hash)",
    ["new-agent$tag@example.com", $hash, Database::shared()->lastId()],
);
Database::shared()->change(
    "UPDATE users u JOIN entrata_clients c ON c.agent_id = u.id
        SET u.email = CONCAT('agent-', c.cid, '@example.com'), u.password_hash = ?",
    [$hash],
);

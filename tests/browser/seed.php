<?php
declare(strict_types=1);

/**
 * The people of the browser tests, in the database of ENTRATA_DATABASE_URL: renters, and a sign-in for the agent
 * of each client that has been authenticated. All have the password "password". Running it again changes nothing.
 */

require __DIR__ . '/../../php/db.php';

$hash = password_hash('password', PASSWORD_DEFAULT);
$renters = [
    ['Rosa', 'Renter', 'renter@example.com', '312-555-0101'],
    ['Sam', 'Second', 'second@example.com', '312-555-0102'],
    ['Pia', 'Pending', 'pending@example.com', '312-555-0103'],
    ['Nora', 'Noscript', 'noscript@example.com', '312-555-0104'],
    ['Lou', 'Looker', 'looker@example.com', null],
];
foreach ($renters as [$firstName, $lastName, $email, $phone]) {
    query(
        "INSERT INTO users (role, first_name, last_name, email, phone, password_hash) VALUES ('USER', ?, ?, ?, ?, ?)
         ON DUPLICATE KEY UPDATE password_hash = VALUES(password_hash)",
        [$firstName, $lastName, $email, $phone, $hash],
    );
}
query(
    "UPDATE users u JOIN entrata_clients c ON c.agent_id = u.id
        SET u.email = CONCAT('agent-', c.cid, '@example.com'), u.password_hash = ?",
    [$hash],
);

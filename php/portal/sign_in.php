<?php
declare(strict_types=1);

namespace Portal;

/** A hash that no password fits, of the same cost as a user's, so that an unknown address takes as long. */
const NOBODYS_HASH = '$2y$10$xoPoc1cehsQU/cTmAdoq6ujdOqw9FI0Ocl4UefgVgEYxFlqVfn542';

/** How many wrong passwords are free before each further one costs a pause twice as long. */
const FREE_ATTEMPTS = 5;
const LONGEST_PAUSE = 900;

/**
 * The user with this e-mail and password.
 *
 * @throws Problem 401, the same for a wrong password and an unknown address; 429 during a pause
 */
function userByPassword(string $email, #[\SensitiveParameter] string $password): int
{
    $attempt = hash('sha256', mb_strtolower(trim($email)) . "\0" . ($_SERVER['REMOTE_ADDR'] ?? ''));
    countAttempt($attempt);
    $row = query('SELECT id, password_hash FROM users WHERE email = ?', [trim($email)])->fetch();
    $hash = $row['password_hash'] ?? null;
    if (!password_verify($password, $hash ?? NOBODYS_HASH) || $hash === null) {
        throw new Problem(401, 'WRONG_CREDENTIALS', 'This e-mail address and password do not belong together.');
    }
    query('DELETE FROM sign_in_attempts WHERE attempt = ? OR free_at < UTC_TIMESTAMP() - INTERVAL 1 DAY', [$attempt]);
    if (password_needs_rehash($hash, PASSWORD_DEFAULT)) {
        query('UPDATE users SET password_hash = ? WHERE id = ?', [password_hash($password, PASSWORD_DEFAULT), $row['id']]);
    }
    return (int) $row['id'];
}

/**
 * Counts an attempt before its password is looked at, so that a hundred at once are a hundred. One statement
 * decides: during a pause it changes nothing.
 *
 * @throws Problem
 */
function countAttempt(string $attempt): void
{
    $pause = sprintf('IF(failures < %1$d, 0, LEAST(%2$d, POW(2, LEAST(failures - %1$d, 10))))', FREE_ATTEMPTS, LONGEST_PAUSE);
    $counted = query(
        "INSERT INTO sign_in_attempts (attempt, failures, free_at) VALUES (?, 1, UTC_TIMESTAMP())
         ON DUPLICATE KEY UPDATE
            failures = IF(free_at > UTC_TIMESTAMP(), failures,
                          IF(free_at < UTC_TIMESTAMP() - INTERVAL 1 DAY, 1, failures + 1)),
            free_at = IF(free_at > UTC_TIMESTAMP(), free_at, UTC_TIMESTAMP() + INTERVAL $pause SECOND)",
        [$attempt],
    )->rowCount();
    if ($counted > 0) {
        return;
    }
    $pause = (int) query(
        'SELECT GREATEST(1, TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), free_at)) FROM sign_in_attempts WHERE attempt = ?',
        [$attempt],
    )->fetchColumn();
    $sentence = 'Too many wrong passwords. Wait ' . ($pause === 1 ? 'a second' : "$pause seconds") . ' and try again.';
    throw new Problem(429, 'TOO_MANY_ATTEMPTS', $sentence, [], ['Retry-After' => (string) $pause]);
}

<?php

/** The portal's own session and JSON, over the query() of the version that includes this. */

declare(strict_types=1);

namespace Bench;

use Portal\Http\Json;
use Portal\Http\Problem;
use Portal\Http\Request;
use Portal\Tours\TourTimesQuery;

require_once __DIR__ . '/../../../php/autoload.php';

/** Answers as the portal's `/api/getEntrataTourTimes.php` does. */
function answerTourTimes(): void
{
    Json::answer(static function (): array {
        Request::requireMethod('GET', 'HEAD');
        requireUser();
        return [200, tourTimes(TourTimesQuery::read($_GET)->houseId)];
    });
}

/** Checks the portal's session as `Portal\Account\Session` does, with one query. */
function requireUser(): void
{
    $id = $_COOKIE['portal_session'] ?? '';
    if (!is_string($id) || preg_match('/^[A-Za-z0-9,-]{22,256}$/D', $id) !== 1) {
        throw Problem::notSignedIn();
    }
    session_id($id);
    session_start(['use_cookies' => 0, 'use_strict_mode' => 1, 'read_and_close' => true, 'cache_limiter' => '']);
    $user = \query('SELECT id, role, email, password_hash, property_operator_id FROM users WHERE id = ?', [
        $_SESSION['user_id'] ?? 0,
    ])->fetch();
    $operator = isset($user['property_operator_id']) ? (int) $user['property_operator_id'] : null;
    $parts = $user ? [(int) $user['id'], $user['role'], $user['email'], $user['password_hash'], $operator] : [];
    if (!hash_equals(hash('sha256', json_encode($parts)), $_SESSION['fingerprint'] ?? '')) {
        throw Problem::notSignedIn();
    }
}

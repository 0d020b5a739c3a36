<?php
declare(strict_types=1);

namespace Portal;

const SESSION_COOKIE = 'portal_session';

/** Who is signed in. Visitors who never signed in get no session and no cookie. */
function signedInUser(): ?User
{
    static $known = false;
    static $user = null;
    if (!$known && isset($_COOKIE[SESSION_COOKIE])) {
        // Closed at once: a session that stays open would make one user's requests wait for each other.
        startSession(['read_and_close' => true]);
        $id = $_SESSION['user_id'] ?? null;
        $user = is_int($id) ? User::find($id) : null;
    }
    $known = true;
    return $user;
}

/** Starts a session for this user under a new id, so that an id planted before is worth nothing. */
function signIn(int $userId): void
{
    startSession();
    session_regenerate_id(true);
    $_SESSION = ['user_id' => $userId, 'form_token' => bin2hex(random_bytes(32))];
    session_write_close();
}

function signOut(): void
{
    startSession();
    $_SESSION = [];
    session_destroy();
    setcookie(SESSION_COOKIE, '', ['expires' => 1] + cookieRules());
}

/** What a form of this session carries, so that no other site can make it up. */
function formToken(): string
{
    return signedInUser() === null ? '' : ($_SESSION['form_token'] ?? '');
}

/** @throws Problem when a form does not come from one of our own pages */
function requireFormToken(): void
{
    $sent = $_POST['form_token'] ?? '';
    if (formToken() === '' || !is_string($sent) || !hash_equals(formToken(), $sent)) {
        throw new Problem(403, 'FORM_EXPIRED', 'This form is no longer valid. Go back, load the page again and repeat.');
    }
}

/** @param array<string, mixed> $options */
function startSession(array $options = []): void
{
    if (session_status() === PHP_SESSION_ACTIVE) {
        return;
    }
    session_name(SESSION_COOKIE);
    session_set_cookie_params(['lifetime' => 0] + cookieRules());
    session_start($options + ['use_strict_mode' => true, 'use_only_cookies' => true, 'cache_limiter' => '']);
}

function cookieRules(): array
{
    $https = ($_SERVER['HTTPS'] ?? 'off') !== 'off' || ($_SERVER['HTTP_X_FORWARDED_PROTO'] ?? '') === 'https';
    return ['path' => '/', 'secure' => $https, 'httponly' => true, 'samesite' => 'Lax'];
}

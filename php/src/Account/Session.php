<?php

declare(strict_types=1);

namespace Portal\Account;

use Portal\Http\Caller;
use Portal\Http\Problem;

/**
 * The session of a signed-in user. A visitor who is not signed in has none, whatever cookie the browser sends.
 *
 * A session ends when the user's password, e-mail address, role or operator changes, 12 hours after the last request,
 * and 7 days after signing in.
 */
final class Session
{
    private const COOKIE = 'portal_session';
    private const IDLE = 12 * 3600;
    private const LONGEST = 7 * 86_400;
    /** How often the time of the last request is written, in seconds. */
    private const SEEN_EVERY = 300;

    private static ?User $user = null;
    private static bool $read = false;

    public static function user(): ?User
    {
        if (!self::$read) {
            self::$user = self::read();
            self::$read = true;
        }
        return self::$user;
    }

    /**
     * @throws Problem 401 without a signed-in user
     */
    public static function requireUser(): User
    {
        return self::user() ?? throw Problem::notSignedIn();
    }

    /**
     * Starts a session under a new id, so that an id from before is worth nothing.
     */
    public static function start(User $user): void
    {
        if (self::open()) {
            self::destroy();
        }
        self::configure();
        session_id(session_create_id());
        session_start(['use_strict_mode' => false]);
        $_SESSION = [
            'user_id' => $user->id,
            'fingerprint' => $user->fingerprint(),
            'form_token' => bin2hex(random_bytes(32)),
            'signed_in_at' => time(),
            'seen_at' => time(),
        ];
        setcookie(self::cookieName(), (string) session_id(), self::cookieRules());
        session_write_close();
        [self::$user, self::$read] = [$user, true];
    }

    public static function end(): void
    {
        if (self::open()) {
            self::destroy();
        }
        setcookie(self::cookieName(), '', ['expires' => 1] + self::cookieRules());
        [self::$user, self::$read] = [null, true];
    }

    /**
     * Returns what each form of this session carries, so that no other site can make one up.
     */
    public static function formToken(): string
    {
        return self::user() === null ? '' : $_SESSION['form_token'] ?? '';
    }

    /**
     * @throws Problem if a form is not from one of our own pages
     */
    public static function requireFormToken(): void
    {
        $sent = $_POST['form_token'] ?? '';
        $token = self::formToken();
        if ($token === '' || !is_string($sent) || !hash_equals($token, $sent)) {
            throw new Problem(403, 'FORM_EXPIRED', 'This form has expired. Go back, reload the page, and try again.');
        }
    }

    private static function read(): ?User
    {
        if (!self::open()) {
            return null;
        }
        $user = self::userOf($_SESSION);
        if ($user === null) {
            self::destroy();
            return null;
        }
        if (time() - $_SESSION['seen_at'] >= self::SEEN_EVERY) {
            $_SESSION['seen_at'] = time();
        }
        // Closed at once: an open session would make one user's requests wait for each other.
        session_write_close();
        return $user;
    }

    /**
     * @param array<string, mixed> $session
     */
    private static function userOf(array $session): ?User
    {
        ['user_id' => $id, 'fingerprint' => $fingerprint, 'signed_in_at' => $signedIn, 'seen_at' => $seen] = $session
            + ['user_id' => null, 'fingerprint' => '', 'signed_in_at' => 0, 'seen_at' => 0];
        if (!is_int($id) || time() - $signedIn > self::LONGEST || time() - $seen > self::IDLE) {
            return null;
        }
        $user = User::find($id);
        return $user !== null && hash_equals($user->fingerprint(), $fingerprint) ? $user : null;
    }

    /**
     * Opens the session that the cookie names. One that does not exist is not created.
     */
    private static function open(): bool
    {
        $id = $_COOKIE[self::cookieName()] ?? null;
        if (!is_string($id) || preg_match('/^[A-Za-z0-9,-]{22,256}$/D', $id) !== 1) {
            return false;
        }
        self::configure();
        session_id($id);
        session_start();
        if ($_SESSION === []) {
            self::destroy();
            return false;
        }
        return true;
    }

    private static function destroy(): void
    {
        $_SESSION = [];
        session_destroy();
    }

    private static function configure(): void
    {
        // The cookie is ours to send: PHP would send one for a session that turns out not to exist.
        ini_set('session.use_cookies', '0');
        ini_set('session.use_only_cookies', '1');
        ini_set('session.use_trans_sid', '0');
        ini_set('session.use_strict_mode', '1');
        ini_set('session.cache_limiter', '');
        // Debian's own cleaning looks at one folder only, and only at PHP's default lifetime.
        ini_set('session.gc_maxlifetime', (string) self::IDLE);
        ini_set('session.gc_probability', '1');
        ini_set('session.gc_divisor', '500');
    }

    /**
     * Under TLS, the prefix keeps other hosts of the same domain from setting the cookie.
     */
    private static function cookieName(): string
    {
        return (Caller::current()->secure ? '__Host-' : '') . self::COOKIE;
    }

    /**
     * @return array<string, mixed>
     */
    private static function cookieRules(): array
    {
        return ['path' => '/', 'secure' => Caller::current()->secure, 'httponly' => true, 'samesite' => 'Lax'];
    }
}

<?php

declare(strict_types=1);

namespace Portal\Account;

use Portal\Database\Database;
use Portal\Http\Caller;
use Portal\Http\Problem;
use Portal\Tours\ContactText;

/**
 * Checks an e-mail address and a password.
 */
final class SignIn
{
    /** bcrypt reads no further, so a longer password would share its hash with others. */
    private const LONGEST_PASSWORD = 72;
    private const LONGEST_EMAIL = 254;
    /** Salt and hash of no password, in bcrypt's letters. */
    private const NO_PASSWORD = 'xoPoc1cehsQU/cTmAdoq6ujdOqw9FI0Ocl4UefgVgEYxFlqVfn542';

    /**
     * Returns the user with this e-mail address and password.
     *
     * @throws Problem 401, the same for a wrong password and an unknown address; 429 while the sender must wait
     */
    public static function user(string $email, #[\SensitiveParameter] string $password): User
    {
        $email = mb_substr(ContactText::email($email), 0, self::LONGEST_EMAIL, 'UTF-8');
        $user = User::findByEmail($email);
        $account = $user === null ? "address $email" : "user $user->id";
        $attempts = AttemptCounter::for($account, Caller::current()->address);
        $attempts->begin();
        if (!self::fits($password, $user?->passwordHash()) || $user === null) {
            $attempts->failed();
            throw new Problem(401, 'WRONG_CREDENTIALS', 'Incorrect email or password.');
        }
        $attempts->succeeded();
        return self::withCurrentHash($user, $password);
    }

    /**
     * Takes the time of one password at PHP's default cost, whether there is an account or not, and whatever cost the
     * account's hash has.
     */
    private static function fits(#[\SensitiveParameter] string $password, #[\SensitiveParameter] ?string $hash): bool
    {
        $usable = strlen($password) <= self::LONGEST_PASSWORD && !str_contains($password, "\0");
        $password = $usable ? $password : '';
        $fits = $hash !== null && password_verify($password, $hash) && $usable;
        foreach ($fits ? [] : self::furtherCosts($hash) as $cost) {
            password_verify($password, sprintf('$2y$%02d$%s', $cost, self::NO_PASSWORD));
        }
        return $fits;
    }

    /**
     * Returns the costs of the hashes to check in addition to the account's own. Each step of the cost doubles the
     * time, so together they take the time of one hash at PHP's default cost.
     *
     * @return list<int>
     */
    public static function furtherCosts(#[\SensitiveParameter] ?string $hash): array
    {
        $default = PASSWORD_BCRYPT_DEFAULT_COST;
        $own = $hash === null ? null : password_get_info($hash)['options']['cost'] ?? $default;
        return match (true) {
            $own === null => [$default],
            $own < $default => range($own, $default - 1),
            default => [],
        };
    }

    private static function withCurrentHash(User $user, #[\SensitiveParameter] string $password): User
    {
        if (!password_needs_rehash((string) $user->passwordHash(), PASSWORD_DEFAULT)) {
            return $user;
        }
        $hash = password_hash($password, PASSWORD_DEFAULT);
        Database::shared()->change('UPDATE users SET password_hash = ? WHERE id = ?', [$hash, $user->id]);
        return User::find($user->id) ?? $user;
    }
}

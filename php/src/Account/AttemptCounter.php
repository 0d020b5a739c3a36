<?php

declare(strict_types=1);

namespace Portal\Account;

use Portal\Database\Database;
use Portal\Http\Network;
use Portal\Http\Problem;

/**
 * Slows down the guessing of passwords.
 *
 * Attempts are counted in `entrata_sign_in_attempts` by account and sender together, by sender, by account and in all.
 * Only the first two make anyone wait, and a sender whose password is right has never waited for others: many
 * attempts at one account, or in all, only reduce the number of free attempts that each sender has.
 */
final class AttemptCounter
{
    /** Free attempts of one sender at one account, and at all accounts together. */
    private const FREE_AT_ACCOUNT = 5;
    private const FREE_OF_SENDER = 20;
    /** The same while an account, or the portal as a whole, is under attack. */
    private const FREE_UNDER_ATTACK = 1;
    /** Failures at one account in a day, and in all in a minute, that count as an attack. */
    private const ATTACK_ON_ACCOUNT = 50;
    private const ATTACK_ON_ALL = 300;
    /** The pause doubles with each further attempt, up to this many seconds. */
    private const LONGEST_PAUSE = 900;

    private function __construct(
        private readonly string $accountAndSender,
        private readonly string $sender,
        private readonly string $account,
        private readonly string $all,
    ) {}

    /**
     * @param string $account the account, or the typed address if no account has it
     * @param string $address the sender's IP address
     */
    public static function for(string $account, string $address): self
    {
        $key = static fn(string ...$parts): string => hash('sha256', implode("\0", $parts));
        $sender = Network::ofCustomer($address);
        return new self(
            $key('account and sender', $account, $sender),
            $key('sender', $sender),
            $key('account', $account, gmdate('Y-m-d')),
            $key('all', gmdate('Y-m-d H:i')),
        );
    }

    /**
     * Counts an attempt before its password is checked, so that a hundred at once count as a hundred.
     *
     * @throws Problem 429 while the sender must wait
     */
    public function begin(): void
    {
        $attack = $this->failures($this->account) >= self::ATTACK_ON_ACCOUNT
            || $this->failures($this->all) >= self::ATTACK_ON_ALL;
        $this->count($this->sender, $attack ? self::FREE_AT_ACCOUNT : self::FREE_OF_SENDER);
        $this->count($this->accountAndSender, $attack ? self::FREE_UNDER_ATTACK : self::FREE_AT_ACCOUNT);
    }

    public function failed(): void
    {
        Database::shared()->change(
            'INSERT INTO entrata_sign_in_attempts (attempt, failures, free_at)
             VALUES (?, 1, UTC_TIMESTAMP()), (?, 1, UTC_TIMESTAMP())
             ON DUPLICATE KEY UPDATE failures = failures + 1, free_at = UTC_TIMESTAMP()',
            [$this->account, $this->all],
        );
    }

    /**
     * Forgets the failures at this account. The sender gets back only this attempt: an account of one's own must not
     * make guessing at other accounts free.
     */
    public function succeeded(): void
    {
        Database::shared()->change(
            'UPDATE entrata_sign_in_attempts SET free_at = UTC_TIMESTAMP(),
                    failures = IF(attempt = ?, 0, GREATEST(failures, 1) - 1) WHERE attempt IN (?, ?)',
            [$this->accountAndSender, $this->accountAndSender, $this->sender],
        );
    }

    private function failures(string $key): int
    {
        $sql = 'SELECT failures FROM entrata_sign_in_attempts WHERE attempt = ?';
        return (int) Database::shared()->value($sql, [$key]);
    }

    /**
     * One statement decides: during a pause it changes nothing.
     *
     * @throws Problem
     */
    private function count(string $key, int $free): void
    {
        $growing = 'IF(failures < %1$d, 0, LEAST(%2$d, POW(2, LEAST(failures - %1$d, 10))))';
        $pause = sprintf($growing, $free, self::LONGEST_PAUSE);
        $counted = Database::shared()->change(
            "INSERT INTO entrata_sign_in_attempts (attempt, failures, free_at) VALUES (?, 1, UTC_TIMESTAMP())
             ON DUPLICATE KEY UPDATE
                failures = IF(free_at > UTC_TIMESTAMP(), failures,
                              IF(free_at < UTC_TIMESTAMP() - INTERVAL 1 DAY, 1, failures + 1)),
                free_at = IF(free_at > UTC_TIMESTAMP(), free_at, UTC_TIMESTAMP() + INTERVAL $pause SECOND)",
            [$key],
        );
        if ($counted === 0) {
            $this->reject($key);
        }
    }

    private function reject(string $key): never
    {
        $seconds = (int) Database::shared()->value(
            'SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), free_at) FROM entrata_sign_in_attempts WHERE attempt = ?',
            [$key],
        );
        $seconds = max(1, $seconds);
        $wait = $seconds === 1 ? '1 second' : "$seconds seconds";
        $sentence = "Too many attempts. Please wait $wait and try again.";
        throw new Problem(429, 'TOO_MANY_ATTEMPTS', $sentence, [], ['Retry-After' => (string) $seconds]);
    }
}

<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';
require_once __DIR__ . '/Visitor.php';
require_once __DIR__ . '/../../php/autoload.php';

use PHPUnit\Framework\TestCase;
use Portal\Account\SignIn;

/** Signing in, and guessing passwords, behind a trusted proxy. */
final class SignInTest extends TestCase
{
    private static OwnStage $stage;
    private static Pages $pages;

    public static function setUpBeforeClass(): void
    {
        self::$stage = new OwnStage('portal_sign_in');
        self::$stage->migrate();
        self::$pages = new Pages(self::$stage, 'env[ENTRATA_TRUSTED_PROXIES] = "127.0.0.1, 10.0.0.0/8"');
    }

    public static function tearDownAfterClass(): void
    {
        self::$pages->close();
        self::$stage->close();
    }

    protected function setUp(): void
    {
        self::$stage->value('DELETE FROM entrata_sign_in_attempts');
    }

    public function test_repeated_guesses_are_slowed_down_and_the_response_says_how_long(): void
    {
        $email = self::user();
        $guess = fn(): int => self::attempt($email, 'wrong', '198.51.100.7')->status;
        self::assertSame([401, 401, 401, 401], array_map($guess, range(1, 4)));
        self::lengthenNextPause();
        self::assertSame([401, 429], array_map($guess, range(5, 6)));
        $visitor = self::attempt($email, 'password', '198.51.100.7');
        self::assertSame(429, $visitor->status, 'the right password waits too');
        self::assertGreaterThan(0, (int) $visitor->headers['retry-after'][0]);
    }

    public function test_an_account_has_one_count_however_its_address_is_spelled(): void
    {
        $email = self::user('riley');
        $spellings = [
            $email, strtoupper($email), " $email ", "\u{200e}$email", "mailto:$email", ucfirst($email),
            "Riley <$email>", "$email\u{a0}",
        ];
        $guess = fn(string $spelling): int => self::attempt($spelling, 'wrong', '198.51.100.7')->status;
        self::assertSame([401, 401, 401, 401], array_map($guess, array_slice($spellings, 0, 4)));
        self::lengthenNextPause();
        self::assertSame([401, 429, 429, 429], array_map($guess, array_slice($spellings, 4)));
    }

    public function test_a_letter_with_an_accent_is_another_letter(): void
    {
        $email = self::user('riley');
        foreach (['ŕiley', 'rìley', 'rilëy'] as $accented) {
            self::assertSame(401, self::attempt(str_replace('riley', $accented, $email), 'password', '198.51.100.8')->status);
        }
        self::assertSame(303, self::attempt(strtoupper($email), 'password', '198.51.100.8')->status);
    }

    public function test_a_user_cannot_be_locked_out_from_afar(): void
    {
        $email = self::user();
        for ($guess = 0; $guess < 12; $guess++) {
            self::attempt($email, 'wrong', '198.51.100.7');
        }
        self::assertSame(303, self::attempt($email, 'password', '203.0.113.9')->status);
    }

    public function test_an_account_under_a_distributed_attack_still_lets_its_owner_in(): void
    {
        $email = self::user();
        for ($sender = 0; $sender < 55; $sender++) {
            self::attempt($email, 'wrong', "198.51.100.$sender");
        }
        // Each sender has fewer free attempts now.
        $statuses = array_map(fn(): int => self::attempt($email, 'wrong', '192.0.2.77')->status, range(1, 4));
        self::assertSame(401, $statuses[0]);
        self::assertContains(429, array_slice($statuses, 1));
        self::assertSame(303, self::attempt($email, 'password', '203.0.113.9')->status);
    }

    public function test_guesses_at_many_accounts_are_counted_by_sender(): void
    {
        $statuses = [];
        for ($guess = 0; $guess < 21; $guess++) {
            if ($guess === 19) {
                self::lengthenNextPause();
            }
            $statuses[] = self::attempt("someone-$guess@example.com", 'wrong', '198.51.100.9')->status;
        }
        self::assertSame([...array_fill(0, 20, 401), 429], $statuses);
        self::assertSame(401, self::attempt('someone-0@example.com', 'wrong', '198.51.100.10')->status);
    }

    public function test_a_sender_with_an_account_gets_no_extra_guesses_from_it(): void
    {
        $own = self::user('own');
        $statuses = [];
        for ($guess = 0; $guess < 30; $guess++) {
            $statuses[] = self::attempt("someone-$guess@example.com", 'wrong', '198.51.100.11')->status;
            if ($guess % 5 === 0) {
                self::attempt($own, 'password', '198.51.100.11');
            }
        }
        self::assertContains(429, $statuses);
    }

    public function test_an_ipv6_customer_is_one_sender(): void
    {
        $email = self::user();
        for ($guess = 1; $guess < 7; $guess++) {
            if ($guess === 5) {
                self::lengthenNextPause();
            }
            self::attempt($email, 'wrong', "2001:db8:1:2::$guess");
        }
        self::assertSame(429, self::attempt($email, 'wrong', '2001:db8:1:2:ffff::1')->status);
        self::assertSame(401, self::attempt($email, 'wrong', '2001:db8:1:3::1')->status);
    }

    public function test_a_made_up_sender_in_front_of_the_real_one_does_not_count(): void
    {
        $email = self::user();
        for ($guess = 0; $guess < 7; $guess++) {
            if ($guess === 4) {
                self::lengthenNextPause();
            }
            $last = self::attempt($email, 'wrong', "192.0.2.$guess, 198.51.100.7, 10.0.0.3")->status;
        }
        self::assertSame(429, $last);
    }

    public function test_a_password_ends_at_no_zero_byte_and_has_at_most_72_bytes(): void
    {
        $email = self::user();
        self::assertSame(401, self::attempt($email, "password\0x", '198.51.100.7')->status);
        $long = str_repeat('a', 72);
        self::$stage->value('UPDATE users SET password_hash = ? WHERE email = ?', password_hash($long, PASSWORD_DEFAULT), $email);
        self::assertSame(401, self::attempt($email, "{$long}b", '198.51.100.7')->status);
        self::assertSame(303, self::attempt($email, $long, '198.51.100.7')->status);
    }

    public function test_known_and_unknown_addresses_read_the_same(): void
    {
        $known = self::attempt(self::user(), 'wrong', '198.51.100.7');
        $unknown = self::attempt('not-a-user@example.com', 'wrong', '198.51.100.7');
        self::assertSame([401, 401], [$known->status, $unknown->status]);
        $text = fn(Visitor $visitor): string => preg_replace('/value="[^"]*"/', '', $visitor->body);
        self::assertSame($text($known), $text($unknown));
        self::assertStringContainsString('Incorrect email or password.', $known->body);
    }

    public function test_known_and_unknown_addresses_cost_the_same_hashes(): void
    {
        $default = PASSWORD_BCRYPT_DEFAULT_COST;
        $work = fn(array $costs): int => array_sum(array_map(fn(int $cost): int => 2 ** $cost, $costs));
        self::assertSame(2 ** $default, $work(SignIn::furtherCosts(null)));
        foreach (range(4, $default) as $cost) {
            $hash = password_hash('x', PASSWORD_BCRYPT, ['cost' => $cost]);
            self::assertSame(2 ** $default, $work([$cost, ...SignIn::furtherCosts($hash)]), "cost $cost");
        }
    }

    public function test_a_hash_of_an_older_cost_is_replaced_at_sign_in(): void
    {
        $email = self::user();
        self::$stage->value('UPDATE users SET password_hash = ? WHERE email = ?', password_hash('password', PASSWORD_BCRYPT, ['cost' => 4]), $email);
        $visitor = (new Visitor(self::$pages->url))->signIn($email);
        self::assertSame(200, $visitor->get('/tours.php')->status, 'the new hash does not end the session');
        $hash = self::$stage->value('SELECT password_hash FROM users WHERE email = ?', $email);
        self::assertFalse(password_needs_rehash($hash, PASSWORD_DEFAULT));
    }

    /**
     * Lets the next guess that has to wait begin a pause that no test outlasts: the first one lasts a second.
     */
    private static function lengthenNextPause(): void
    {
        self::$stage->value('UPDATE entrata_sign_in_attempts SET failures = failures + 10 WHERE failures >= 4');
    }

    private static function attempt(string $email, string $password, string $sender): Visitor
    {
        $fields = ['email' => $email, 'password' => $password];
        return (new Visitor(self::$pages->url))->post('/login.php', $fields, ["X-Forwarded-For: $sender"]);
    }

    private static function user(string $name = 'user'): string
    {
        static $hash = null;
        $hash ??= password_hash('password', PASSWORD_DEFAULT);
        $email = $name . '-' . bin2hex(random_bytes(4)) . '@example.com';
        $sql = "INSERT INTO users (role, first_name, last_name, email, password_hash) VALUES ('USER', 'Some', 'Body', ?, ?)";
        self::$stage->value($sql, $email, $hash);
        return $email;
    }
}

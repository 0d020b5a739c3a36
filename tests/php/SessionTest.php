<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';
require_once __DIR__ . '/Visitor.php';

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;

/** How sessions begin and end. */
final class SessionTest extends TestCase
{
    private static OwnStage $stage;
    private static Pages $pages;

    public static function setUpBeforeClass(): void
    {
        self::$stage = new OwnStage('portal_session');
        self::$stage->migrate();
        self::$pages = new Pages(self::$stage, 'env[ENTRATA_TRUSTED_PROXIES] = 127.0.0.1');
    }

    public static function tearDownAfterClass(): void
    {
        self::$pages->close();
        self::$stage->close();
    }

    /** @dataProvider changes */
    #[DataProvider('changes')]
    public function test_a_session_ends_when_its_account_changes(string $change): void
    {
        [$email, $visitor] = self::signedIn();
        self::assertSame(200, $visitor->get('/tours.php')->status);
        self::$stage->value("UPDATE users SET $change WHERE email = ?", $email);
        self::assertSame([303, ['/login.php']], [$visitor->get('/tours.php')->status, $visitor->headers['location']]);
        self::assertSame(401, $visitor->get('/api/getEntrataTourTimes.php?propertyId=1')->status);
    }

    /** @return array<string, array{string}> */
    public static function changes(): array
    {
        return [
            'the password' => ["password_hash = CONCAT(password_hash, 'x')"],
            'the email address' => ["email = CONCAT('new-', email)"],
            'the role' => ["role = 'AGENT'"],
            'the operator' => ['property_operator_id = 7'],
            'the renter, who was forgotten' => ["email = CONCAT('user-', id, '@forgotten.invalid')"],
        ];
    }

    public function test_a_session_ends_with_its_account(): void
    {
        [$email, $visitor] = self::signedIn();
        self::$stage->value('DELETE FROM users WHERE email = ?', $email);
        self::assertSame(303, $visitor->get('/tours.php')->status);
    }

    /** @dataProvider ages */
    #[DataProvider('ages')]
    public function test_a_session_ends_with_time(string $field, int $seconds, int $status): void
    {
        [, $visitor, $file] = self::signedIn();
        $session = file_get_contents($file);
        $earlier = preg_replace_callback("/$field\\|i:(\\d+);/", fn(array $time): string => "$field|i:" . ($time[1] - $seconds) . ';', $session);
        self::assertNotSame($session, $earlier);
        file_put_contents($file, $earlier);
        self::assertSame($status, $visitor->get('/tours.php')->status);
    }

    /** @return array<string, array{string, int, int}> */
    public static function ages(): array
    {
        return [
            'idle for 11 hours' => ['seen_at', 11 * 3600, 200],
            'idle for 13 hours' => ['seen_at', 13 * 3600, 303],
            'signed in 6 days ago' => ['signed_in_at', 6 * 86_400, 200],
            'signed in 8 days ago' => ['signed_in_at', 8 * 86_400, 303],
        ];
    }

    public function test_a_made_up_cookie_leaves_nothing_behind(): void
    {
        $before = count(self::files());
        foreach (['x1', str_repeat('a', 32), '../../etc/passwd', str_repeat('b', 300), 'sess_' . str_repeat('c', 32)] as $made) {
            $visitor = (new Visitor(self::$pages->url))->withCookie("portal_session=$made")->get('/tours.php');
            self::assertSame(303, $visitor->status, $made);
            self::assertArrayNotHasKey('set-cookie', $visitor->headers, $made);
        }
        self::assertCount($before, self::files());
    }

    public function test_a_planted_session_id_is_not_accepted(): void
    {
        $planted = str_repeat('a', 32);
        [$email] = self::signedIn();
        $victim = (new Visitor(self::$pages->url))->withCookie("portal_session=$planted")->signIn($email);
        self::assertNotSame($planted, $victim->cookie('portal_session'));
        $attacker = (new Visitor(self::$pages->url))->withCookie("portal_session=$planted")->get('/tours.php');
        self::assertSame([303, ['/login.php']], [$attacker->status, $attacker->headers['location']]);
    }

    public function test_signing_out_removes_the_session(): void
    {
        [, $visitor, $file] = self::signedIn();
        $token = $visitor->get('/tours.php')->formToken();
        self::assertSame(403, $visitor->post('/logout.php', ['form_token' => 'guess'])->status);
        self::assertSame(303, $visitor->post('/logout.php', ['form_token' => $token])->status);
        self::assertFileDoesNotExist($file);
    }

    public function test_signing_in_again_ends_the_session_before(): void
    {
        [$email, $visitor, $file] = self::signedIn();
        $visitor->signIn($email);
        self::assertFileDoesNotExist($file);
    }

    public function test_scripts_and_other_sites_cannot_read_the_cookie(): void
    {
        [$email] = self::signedIn();
        $cookie = (new Visitor(self::$pages->url))->signIn($email)->headers['set-cookie'][0];
        self::assertMatchesRegularExpression('/^portal_session=[A-Za-z0-9,-]{22,}; path=\/; HttpOnly; SameSite=Lax$/', $cookie);
    }

    public function test_under_tls_the_cookie_belongs_to_this_host_alone(): void
    {
        [$email] = self::signedIn();
        foreach (['https', 'https,http'] as $proto) {
            $visitor = (new Visitor(self::$pages->url))->signIn($email, ["X-Forwarded-Proto: $proto"]);
            $cookie = $visitor->headers['set-cookie'][0];
            self::assertMatchesRegularExpression('/^__Host-portal_session=[^;]+; path=\/; secure; HttpOnly; SameSite=Lax$/i', $cookie);
        }
        // A cookie without the prefix could come from another host of the domain.
        $session = $visitor->cookie('__Host-portal_session');
        $planted = (new Visitor(self::$pages->url))->withCookie("portal_session=$session");
        self::assertSame(303, $planted->get('/tours.php', ['X-Forwarded-Proto: https'])->status);
        $own = (new Visitor(self::$pages->url))->withCookie("__Host-portal_session=$session");
        self::assertSame(200, $own->get('/tours.php', ['X-Forwarded-Proto: https'])->status);
    }

    public function test_forms_work_behind_a_proxy_that_changes_the_host(): void
    {
        [$email] = self::signedIn();
        $headers = ['Origin: https://portal.example', 'X-Forwarded-Host: portal.example', 'X-Forwarded-Proto: https'];
        self::assertSame(303, (new Visitor(self::$pages->url))->signIn($email, $headers)->status);
        $headers = ['Origin: https://portal.example', 'Sec-Fetch-Site: same-origin'];
        self::assertSame(303, (new Visitor(self::$pages->url))->signIn($email, $headers)->status);
        $fields = ['email' => $email, 'password' => 'password'];
        $headers = ['Origin: https://evil.example', 'X-Forwarded-Host: portal.example'];
        self::assertSame(403, (new Visitor(self::$pages->url))->post('/login.php', $fields, $headers)->status);
    }

    /** @return array{string, Visitor, string} the address, the visitor, and the session's file */
    private static function signedIn(): array
    {
        $email = 'user-' . bin2hex(random_bytes(4)) . '@example.com';
        $sql = "INSERT INTO users (role, first_name, last_name, email, password_hash) VALUES ('USER', 'Some', 'Body', ?, ?)";
        self::$stage->value($sql, $email, password_hash('password', PASSWORD_DEFAULT));
        $visitor = (new Visitor(self::$pages->url))->signIn($email);
        return [$email, $visitor, self::$pages->sessions() . '/sess_' . $visitor->cookie('portal_session')];
    }

    /** @return list<string> */
    private static function files(): array
    {
        return glob(self::$pages->sessions() . '/sess_*');
    }
}

<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';
require_once __DIR__ . '/Visitor.php';

use PHPUnit\Framework\TestCase;

/** What an attacker gets over HTTP: see docs/security.md. */
final class SecurityTest extends TestCase
{
    /** What would run, if any page let it. */
    private const MARKUP = '"><script>alert(1)</script><img src=x onerror=alert(2)>';

    private static string $renter;
    private static string $otherRenter;
    private static string $agent;
    private static string $otherAgent;
    private static int $house;
    private static string $logId;

    public static function setUpBeforeClass(): void
    {
        Stage::enter();
        $run = bin2hex(random_bytes(4));
        self::$renter = self::user('USER', "renter-$run@example.com", null);
        self::$otherRenter = self::user('USER', "other-$run@example.com", null);
        $operator = self::insert('INSERT INTO property_operators (name) VALUES (?)', "Operator $run " . self::MARKUP);
        $other = self::insert('INSERT INTO property_operators (name) VALUES (?)', "Other $run");
        self::$agent = self::user('AGENT', "agent-$run@example.com", $operator);
        self::$otherAgent = self::user('AGENT', "stranger-$run@example.com", $other);
        $cid = random_int(1_000_000, 9_999_999);
        $client = self::insert(
            "INSERT INTO entrata_clients (cid, subdomain, company_name, access_token, property_operator_id, agent_id)
             VALUES (?, 'evil', ?, 'v1.none', ?, 0)",
            $cid,
            'Company ' . self::MARKUP,
            $operator,
        );
        self::$house = self::insert(
            "INSERT INTO houses (source, status, entrata_client_id, entrata_property_id, entrata_floorplan_id, property_operator_id,
                title, description, address, city, state, phone, email, website)
             VALUES ('ENTRATA', 1, ?, 77, 1, ?, ?, ?, ?, ?, ?, ?, ?, 'javascript:alert(3)')",
            $client,
            $operator,
            "House $run " . self::MARKUP,
            self::MARKUP,
            self::MARKUP,
            self::MARKUP,
            'TX',
            self::MARKUP,
            self::MARKUP,
        );
        self::insert("INSERT INTO house_images (house_id, url, caption) VALUES (?, 'javascript:alert(4)', ?)", self::$house, self::MARKUP);
        self::insert("INSERT INTO house_images (house_id, url, caption) VALUES (?, ?, ?)", self::$house, 'https://x.example/"' . self::MARKUP, self::MARKUP);
        self::insert("INSERT INTO entrata_properties (cid, property_id, status, name, decided_by) VALUES (?, 77, 'ACTIVE', ?, '')", $cid, self::MARKUP);
        self::insert("INSERT INTO entrata_jobs (kind, cid, property_id, state, due_at, last_error) VALUES ('INGEST', ?, 77, 'DEAD', NOW(), ?)", $cid, self::MARKUP);
        self::$logId = Stage::row('SELECT UUID() AS id')['id'];
        self::insert(
            "INSERT INTO entrata_webhooks (log_id, request_type, cid, property_id, raw_query, response_code, outcome, error)
             VALUES (?, ?, ?, 77, ?, 502, 'ENTRATA_ERROR', ?)",
            self::$logId,
            substr(self::MARKUP, 0, 64),
            $cid,
            'auth_code=planted-code&x=' . self::MARKUP,
            self::MARKUP,
        );
        $user = Stage::row('SELECT id FROM users WHERE email = ?', self::$renter)['id'];
        self::insert(
            "INSERT INTO viewings (user_id, house_id, status, message, first_name, lead_error, starts_at, ends_at)
             VALUES (?, ?, 'REJECTED', ?, ?, ?, UTC_TIMESTAMP() + INTERVAL 1 DAY, UTC_TIMESTAMP() + INTERVAL 1 DAY)",
            $user,
            self::$house,
            self::MARKUP,
            self::MARKUP,
            'planted-message ' . self::MARKUP,
        );
    }

    public static function tearDownAfterClass(): void
    {
        // The browser tests count what is on the market.
        Stage::row('UPDATE houses SET status = 0, deleted_at = UTC_TIMESTAMP() WHERE id = ?', self::$house);
        Stage::row('DELETE FROM entrata_jobs WHERE property_id = 77');
        Stage::row("UPDATE entrata_properties SET status = 'SUSPENDED' WHERE property_id = 77");
    }

    /** @dataProvider pages */
    public function test_no_text_of_entrata_or_a_renter_runs_in_a_page(string $who, string $path): void
    {
        $page = self::visitor($who)->get(strtr($path, ['{house}' => self::$house, '{log}' => self::$logId]));
        self::assertContains($page->status, [200, 404]);
        self::assertStringContainsString('alert(', $page->body, 'the text is there, as text');
        self::assertStringNotContainsString('<script>alert', $page->body);
        self::assertStringNotContainsString('<img src=x', $page->body);
        self::assertDoesNotMatchRegularExpression('/(href|src)="?\s*javascript:/i', $page->body);
        self::assertStringContainsString("script-src 'self'", $page->headers['content-security-policy'][0]);
        self::assertSame(['nosniff'], $page->headers['x-content-type-options']);
    }

    public static function pages(): array
    {
        $search = urlencode(self::MARKUP);
        return [
            'tours' => ['renter', '/tours.php'],
            'a search for homes' => ['renter', "/tours.php?place=$search"],
            'a property' => ['renter', '/property.php?propertyId={house}'],
            'the dashboard' => ['agent', '/dashboard.php'],
            'a search for webhooks' => ['agent', "/dashboard.php?q=$search"],
            'a webhook' => ['agent', '/webhook.php?log={log}'],
        ];
    }

    public function test_a_failed_sign_in_shows_the_address_as_text(): void
    {
        $page = (new Visitor())->post('/login.php', ['email' => self::MARKUP, 'password' => 'x']);
        self::assertSame(401, $page->status);
        self::assertStringNotContainsString('<script>alert', $page->body);
    }

    public function test_a_renter_sees_no_other_renter_s_tours_and_nothing_of_an_operator(): void
    {
        $renter = (new Visitor())->signIn(self::$renter);
        self::assertStringContainsString('planted-message', $renter->get('/tours.php')->body);
        $other = (new Visitor())->signIn(self::$otherRenter);
        self::assertStringNotContainsString('planted-message', $other->get('/tours.php')->body);
        self::assertSame(403, $other->get('/dashboard.php')->status);
        self::assertSame(403, $other->get('/webhook.php?log=' . self::$logId)->status);
    }

    public function test_an_operator_sees_nothing_of_another_company(): void
    {
        $own = (new Visitor())->signIn(self::$agent);
        self::assertSame(200, $own->get('/webhook.php?log=' . self::$logId)->status);
        $other = (new Visitor())->signIn(self::$otherAgent);
        $page = $other->get('/dashboard.php?q=' . self::$logId);
        self::assertSame(200, $page->status);
        self::assertStringNotContainsString('planted-message', $page->body);
        self::assertStringNotContainsString('/webhook.php?log=' . self::$logId, $page->body);
        self::assertSame(404, $other->get('/webhook.php?log=' . self::$logId)->status);
    }

    public function test_an_authorisation_code_is_shown_to_no_operator(): void
    {
        $page = (new Visitor())->signIn(self::$agent)->get('/webhook.php?log=' . self::$logId);
        self::assertStringContainsString('auth_code=***', $page->body);
        self::assertStringNotContainsString('planted-code', $page->body);
    }

    public function test_a_booking_is_always_the_signed_in_renter_s_and_starts_as_a_request(): void
    {
        $stranger = Stage::row('SELECT id FROM users WHERE email = ?', self::$otherRenter)['id'];
        $tomorrow = date('Y-m-d', time() + 86_400 * 3);
        $fields = ['propertyId' => self::$house, 'tourDate' => $tomorrow, 'tourTime' => '10:00 MST - 10:30 MST', 'tourType' => 'AGENT_GUIDED'];
        $planted = ['userId' => $stranger, 'user_id' => $stranger, 'status' => 'CONFIRMED', 'externalId' => '1', 'id' => 1];
        $renter = (new Visitor())->signIn(self::$renter);
        $renter->post('/api/requestViewing.php', json_encode($fields + $planted), ['Content-Type: application/json']);
        $row = Stage::row('SELECT u.email, v.status, v.external_id FROM viewings v JOIN users u ON u.id = v.user_id ORDER BY v.id DESC LIMIT 1');
        self::assertSame(self::$renter, $row['email']);
        self::assertNotSame('CONFIRMED', $row['status']);
        self::assertNull($row['external_id']);
        Stage::row('DELETE FROM viewings WHERE house_id = ? AND entrata_tour_date = ?', self::$house, $tomorrow);
    }

    /** @dataProvider sqlInjections */
    public function test_a_parameter_is_a_value_and_never_sql(string $who, string $path): void
    {
        foreach (["' OR '1'='1", "\\' OR 1=1 -- ", '1) OR 1=1 -- ', "' UNION SELECT access_token FROM entrata_clients -- "] as $evil) {
            $page = self::visitor($who)->get($path . urlencode($evil));
            self::assertContains($page->status, [200, 303, 404, 422], "$path$evil");
            self::assertStringNotContainsString(self::$logId, $page->body, 'what belongs to somebody else');
            $path !== '/tours.php?place=' || self::assertStringContainsString('No home fits', $page->body, $evil);
            self::assertStringNotContainsString('SQLSTATE', $page->body);
            self::assertStringNotContainsString('v1.', $page->body);
        }
    }

    public static function sqlInjections(): array
    {
        return [
            'a place' => ['renter', '/tours.php?place='],
            'bedrooms' => ['renter', '/tours.php?bedrooms='],
            'a page' => ['renter', '/tours.php?page='],
            'a property' => ['renter', '/property.php?propertyId='],
            'tour times' => ['renter', '/api/getEntrataTourTimes.php?propertyId='],
            'a month' => ['renter', '/api/getEntrataTourTimes.php?propertyId=1&month='],
            'a search' => ['stranger', '/dashboard.php?q='],
            'a day' => ['stranger', '/dashboard.php?from='],
            'a log id' => ['stranger', '/webhook.php?log='],
        ];
    }

    public function test_a_sign_in_is_no_sql(): void
    {
        foreach (["' OR 1=1 -- ", self::$renter . "' -- ", self::$renter . "'/*"] as $email) {
            $visitor = (new Visitor())->post('/login.php', ['email' => $email, 'password' => "' OR 1=1 -- "]);
            self::assertSame(401, $visitor->status);
        }
    }

    public function test_a_session_id_that_somebody_planted_is_worth_nothing(): void
    {
        $planted = str_repeat('a', 32);
        $victim = (new Visitor())->withCookie("portal_session=$planted")->signIn(self::$renter);
        self::assertStringNotContainsString($planted, implode($victim->headers['set-cookie']));
        $attacker = (new Visitor())->withCookie("portal_session=$planted")->get('/tours.php');
        self::assertSame([303, ['/login.php']], [$attacker->status, $attacker->headers['location']]);
    }

    public function test_who_asked_to_be_forgotten_is_signed_out(): void
    {
        $email = self::user('USER', bin2hex(random_bytes(4)) . '@example.com', null);
        $renter = (new Visitor())->signIn($email);
        self::assertSame(200, $renter->get('/tours.php')->status);
        Stage::row("UPDATE users SET email = CONCAT('user-', id, '@forgotten.invalid') WHERE email = ?", $email);
        self::assertSame([303, ['/login.php']], [$renter->get('/tours.php')->status, $renter->headers['location']]);
    }

    public function test_the_session_cookie_is_out_of_scripts_reach_and_secure_behind_tls(): void
    {
        $fields = ['email' => self::$renter, 'password' => 'password'];
        $cookie = (new Visitor())->post('/login.php', $fields)->headers['set-cookie'][0];
        self::assertMatchesRegularExpression('/HttpOnly/i', $cookie);
        self::assertMatchesRegularExpression('/SameSite=Lax/i', $cookie);
        $cookie = (new Visitor())->post('/login.php', $fields, ['X-Forwarded-Proto: https'])->headers['set-cookie'][0];
        self::assertMatchesRegularExpression('/;\s*secure/i', $cookie);
    }

    /** @dataProvider otherSites */
    public function test_another_site_can_do_nothing_in_a_renter_s_name(string ...$headers): void
    {
        $renter = (new Visitor())->signIn(self::$renter);
        foreach (['/api/requestViewing.php', '/book.php', '/logout.php', '/login.php'] as $path) {
            self::assertSame(403, $renter->post($path, ['propertyId' => '1'], $headers)->status, $path);
        }
        self::assertSame(200, $renter->get('/tours.php')->status, 'still signed in');
    }

    public static function otherSites(): array
    {
        return [
            'origin' => ['Origin: https://evil.example'],
            'no origin to tell' => ['Origin: null'],
            'fetch metadata' => ['Sec-Fetch-Site: cross-site'],
            'a sibling' => ['Sec-Fetch-Site: same-site'],
        ];
    }

    public function test_a_form_without_its_token_books_nothing(): void
    {
        $renter = (new Visitor())->signIn(self::$renter);
        self::assertSame(403, $renter->post('/book.php', ['propertyId' => self::$house])->status);
        self::assertSame(403, $renter->post('/book.php', ['propertyId' => self::$house, 'form_token' => 'guess'])->status);
    }

    public function test_no_parameter_becomes_a_header(): void
    {
        $evil = '%0d%0aX-Planted:%20yes%0d%0aSet-Cookie:%20a=b';
        $renter = (new Visitor())->signIn(self::$renter);
        foreach (["/tours.php?place=$evil", "/property.php?propertyId=1$evil", "/api/getEntrataTourTimes.php?propertyId=1&month=$evil", "/index.php?client_id=$evil", "/?$evil"] as $path) {
            $page = $renter->get($path);
            self::assertArrayNotHasKey('x-planted', $page->headers, $path);
            self::assertArrayNotHasKey('set-cookie', $page->headers, $path);
        }
    }

    public function test_a_webhook_by_another_method_does_nothing_and_its_row_says_so(): void
    {
        $query = Stage::credentials() . '&cid=4711&property_id=739077&request_type=SUSPENDED';
        $answer = (new Visitor())->by('DELETE', "/index.php?$query");
        self::assertSame([405, ['GET, POST']], [$answer->status, $answer->headers['allow']]);
        $logId = json_decode($answer->body, true)['response']['logId'];
        self::assertSame(
            ['response_code' => 405, 'outcome' => 'METHOD_NOT_ALLOWED', 'done' => 1],
            Stage::row('SELECT response_code, outcome, completed_at >= received_at AS done FROM entrata_webhooks WHERE log_id = ?', $logId),
        );
        self::assertSame(0, Stage::row('SELECT COUNT(*) AS decided FROM entrata_properties WHERE decided_by = ?', $logId)['decided']);
    }

    public function test_only_the_pages_are_served(): void
    {
        $root = dirname(__DIR__, 2) . '/php';
        $pages = ['book', 'dashboard', 'index', 'login', 'logout', 'property', 'tours', 'webhook'];
        $files = new RecursiveIteratorIterator(new RecursiveDirectoryIterator($root, FilesystemIterator::SKIP_DOTS));
        $hidden = 0;
        foreach ($files as $file) {
            $path = substr((string) $file, strlen($root));
            if (str_ends_with($path, '.php') && !str_starts_with($path, '/api/') && !in_array(basename($path, '.php'), dirname($path) === '/' ? $pages : [], true)) {
                self::assertSame(404, (new Visitor())->get($path)->status, $path);
                $hidden++;
            }
        }
        self::assertGreaterThan(10, $hidden);
        foreach (['/../Cargo.toml', '/%2e%2e/Cargo.toml', '/api/../db.php', '/.git/config', '/index.php/x.css', '/db.php%00.css'] as $path) {
            self::assertContains((new Visitor())->get($path)->status, [400, 404], $path);
        }
    }

    public function test_a_caller_s_proxy_header_leads_no_call_elsewhere(): void
    {
        $house = Stage::row("SELECT MIN(h.id) AS id FROM houses h JOIN entrata_clients c ON c.id = h.entrata_client_id
            WHERE h.status = 1 AND c.cid = 4712")['id'];
        $house ?? self::markTestIncomplete('PortalTest has made no house');
        Stage::row('UPDATE entrata_tour_times SET fresh_until = NULL');
        $times = (new Visitor())->signIn(self::$renter)->get("/api/getEntrataTourTimes.php?propertyId=$house", ['Proxy: http://127.0.0.1:1']);
        self::assertSame(200, $times->status, $times->body);
    }

    public function test_a_server_whose_certificate_nobody_vouches_for_hears_no_secret(): void
    {
        $key = openssl_pkey_new(['private_key_bits' => 2048]);
        $certificate = openssl_csr_sign(openssl_csr_new(['commonName' => '127.0.0.1'], $key), null, $key, 1);
        openssl_x509_export($certificate, $public);
        openssl_pkey_export($key, $private);
        $pem = tempnam(sys_get_temp_dir(), 'entrata');
        file_put_contents($pem, $public . $private);
        $server = proc_open([PHP_BINARY, '-n', '-r', <<<'PHP'
            $context = stream_context_create(['ssl' => ['local_cert' => $argv[1]]]);
            $server = stream_socket_server('tcp://127.0.0.1:0', context: $context);
            echo stream_socket_get_name($server, false), "\n";
            $peer = stream_socket_accept($server, 20);
            $trusted = @stream_socket_enable_crypto($peer, true, STREAM_CRYPTO_METHOD_TLS_SERVER);
            echo $trusted === true ? 'heard ' . strlen((string) fread($peer, 65536)) : 'nothing', "\n";
            PHP, '--', $pem], [['file', '/dev/null', 'r'], ['pipe', 'w'], ['file', '/dev/null', 'w']], $pipes);
        $address = trim((string) fgets($pipes[1]));
        $settings = ['ENTRATA_OAUTH_URL' => "https://$address/api/oauth"] + Stage::settings();
        $code = 'try { Entrata\exchangeAuthCode("c2VjcmV0", 4711); } catch (Entrata\Exception\EntrataException $e) { echo get_class($e); }';
        $refused = Script::run($code, $settings);
        $heard = trim((string) fgets($pipes[1]));
        proc_close($server);
        unlink($pem);
        self::assertStringContainsString('Exception', $refused->output, $refused->errors);
        self::assertContains($heard, ['nothing', 'heard 0']);
    }

    private static function visitor(string $who): Visitor
    {
        return (new Visitor())->signIn(match ($who) {
            'renter' => self::$renter,
            'agent' => self::$agent,
            'stranger' => self::$otherAgent,
        });
    }

    private static function user(string $role, string $email, ?int $operator): string
    {
        static $hash = null;
        $hash ??= password_hash('password', PASSWORD_BCRYPT, ['cost' => 10]);
        self::insert(
            "INSERT INTO users (role, first_name, last_name, email, phone, password_hash, property_operator_id)
             VALUES (?, 'Some', 'Body', ?, '312-555-0100', ?, ?)",
            $role,
            $email,
            $hash,
            $operator,
        );
        return $email;
    }

    private static function insert(string $sql, mixed ...$values): int
    {
        Stage::row($sql, ...$values);
        return (int) Stage::database()->lastInsertId();
    }
}

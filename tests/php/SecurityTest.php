<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';
require_once __DIR__ . '/Visitor.php';
require_once __DIR__ . '/People.php';

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;

/** What an attacker gets over HTTP; see docs/security.md. */
final class SecurityTest extends TestCase
{
    /** Runs if a page does not escape it, and turns the text around it. */
    private const MARKUP = "\x1b\u{9b}\u{202e}\u{200f}\"><script>alert(1)</script><img src=x onerror=alert(2)>";
    /** Characters that act on what shows them. */
    private const ACTING = '/[^\P{Cc}\t\n\r]|[\x{61c}\x{200e}\x{200f}\x{2028}-\x{202e}\x{2066}-\x{2069}\x{feff}]/u';

    private static string $renter;
    private static string $otherRenter;
    private static string $agent;
    private static string $otherAgent;
    private static int $house;
    private static int $tour;
    private static string $logId;

    public static function setUpBeforeClass(): void
    {
        Stage::enter();
        self::$renter = People::renter();
        self::$otherRenter = People::renter('other');
        $operator = People::operator('Operator ' . self::MARKUP);
        self::$agent = People::agent($operator);
        self::$otherAgent = People::agent(People::operator('Other'), 'stranger');
        $cid = People::company($operator, 'Company ' . self::MARKUP);
        self::$house = self::house($operator, $cid);
        self::$tour = self::tour($cid);
        People::insert(
            "INSERT INTO entrata_jobs (kind, cid, property_id, state, due_at, last_error) VALUES ('INGEST', ?, 77, 'DEAD', NOW(), ?)",
            $cid,
            self::MARKUP,
        );
        self::$logId = Stage::row('SELECT UUID() AS id')['id'];
        People::insert(
            "INSERT INTO entrata_webhooks (log_id, authenticated_by, request_type, cid, property_id, raw_query, remote_addr,
                response_code, outcome, error) VALUES (?, 'KEY', ?, ?, 77, ?, ?, 502, 'ENTRATA_ERROR', ?)",
            self::$logId,
            substr(self::MARKUP, 0, 64),
            $cid,
            'auth%5Fcode=planted-code&x=' . self::MARKUP,
            self::MARKUP,
            self::MARKUP,
        );
    }

    private static function house(int $operator, int $cid): int
    {
        $house = People::insert(
            "INSERT INTO houses (source, status, property_operator_id, title, description, address, city, state, phone, email,
                website, availability_url, lease_terms, pets, property_type, number_available)
             VALUES ('ENTRATA', 1, ?, ?, ?, ?, ?, 'TX', ?, ?, 'javascript:alert(3)', 'javascript:alert(5)', ?, ?, ?, 1)",
            $operator,
            'House ' . self::MARKUP,
            ...array_fill(0, 5, self::MARKUP),
            ...array_fill(0, 2, self::MARKUP),
            ...['<b>' . bin2hex(random_bytes(4))],
        );
        People::insert('INSERT INTO entrata_houses (house_id, cid, property_id, floorplan_id) VALUES (?, ?, 77, 1)', $house, $cid);
        foreach (['javascript:alert(4)', 'https://x.example/"' . self::MARKUP, 'http://192.168.0.1/x.png'] as $url) {
            People::insert('INSERT INTO house_images (house_id, url, caption) VALUES (?, ?, ?)', $house, $url, self::MARKUP);
        }
        People::insert(
            "INSERT INTO entrata_properties (cid, property_id, status, name, feed_type, decided_by) VALUES (?, 77, 'ACTIVE', ?, ?, '')",
            $cid,
            self::MARKUP,
            substr(self::MARKUP, 0, 64),
        );
        People::insert('INSERT INTO entrata_units (house_id, position, cid, number, building) VALUES (?, 1, ?, ?, ?)', $house, $cid, substr(self::MARKUP, 0, 64), self::MARKUP);
        People::insert('INSERT INTO entrata_specials (house_id, position, cid, title, description) VALUES (?, 1, ?, ?, ?)', $house, $cid, self::MARKUP, self::MARKUP);
        People::insert("INSERT INTO entrata_amenities (house_id, position, cid, scope, name) VALUES (?, 1, ?, 'UNIT', ?)", $house, $cid, self::MARKUP);
        People::insert('INSERT INTO entrata_fees (house_id, position, cid, kind, name, frequency) VALUES (?, 1, ?, ?, ?, ?)', $house, $cid, ...array_fill(0, 3, substr(self::MARKUP, 0, 64)));
        return $house;
    }

    private static function tour(int $cid): int
    {
        $user = Stage::row('SELECT id FROM users WHERE email = ?', self::$renter)['id'];
        $tour = People::insert(
            "INSERT INTO viewings (user_id, house_id, status, message, tour_type, entrata_tour_date, entrata_tour_time, starts_at, ends_at)
             VALUES (?, ?, 'REJECTED', ?, 'AGENT_GUIDED', '2099-12-01', ?, '2099-12-01 17:00', '2099-12-01 17:30')",
            $user,
            self::$house,
            self::MARKUP,
            self::MARKUP,
        );
        People::insert(
            "INSERT INTO entrata_viewings (viewing_id, cid, property_id, house_id, user_id, tour_type, tour_date, tour_time,
                starts_at, ends_at, status, first_name, phone, error)
             VALUES (?, ?, 77, ?, ?, 'AGENT_GUIDED', '2099-12-01', ?, '2099-12-01 17:00', '2099-12-01 17:30', 'REJECTED', ?, ?, ?)",
            $tour,
            $cid,
            self::$house,
            $user,
            self::MARKUP,
            self::MARKUP,
            self::MARKUP,
            'planted-message ' . self::MARKUP,
        );
        return $tour;
    }

    public static function tearDownAfterClass(): void
    {
        // The browser tests count what is on the market.
        Stage::row('UPDATE houses SET status = 0, deleted_at = UTC_TIMESTAMP() WHERE id = ?', self::$house);
        Stage::row('DELETE FROM entrata_jobs WHERE property_id = 77');
        Stage::row("UPDATE entrata_properties SET status = 'SUSPENDED' WHERE property_id = 77");
    }

    /** @dataProvider pages */
    #[DataProvider('pages')]
    public function test_no_text_from_entrata_or_a_renter_runs_in_a_page(string $who, string $path): void
    {
        $page = self::visitor($who)->get(strtr($path, ['{house}' => self::$house, '{log}' => self::$logId, '{tour}' => self::$tour]));
        self::assertContains($page->status, [200, 404]);
        self::assertStringContainsString('alert(', $page->body, 'the text is in the page, as text');
        self::assertStringNotContainsString('<script>alert', $page->body);
        self::assertStringNotContainsString('<img src=x', $page->body);
        self::assertStringNotContainsString('192.168.0.1', $page->body, 'a picture must not call into a network');
        self::assertDoesNotMatchRegularExpression('/(href|src)="?\s*javascript:/i', $page->body);
        self::assertDoesNotMatchRegularExpression(self::ACTING, $page->body, 'control characters and turned text');
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
            'a tour' => ['renter', '/tour.php?id={tour}'],
            'a search for requests' => ['agent', "/dashboard.php?renter=$search"],
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

    public function test_a_stranger_s_webhook_is_neither_shown_nor_counted(): void
    {
        $agent = (new Visitor())->signIn(self::$agent);
        $counted = fn(): array => preg_match('/aria-label="([\d,]+ webhooks? in 30 days[^"]*)/', $agent->get('/dashboard.php')->body, $found) === 1 ? $found : [];
        $before = $counted();
        self::assertNotSame([], $before);
        $cid = Stage::row('SELECT cid FROM entrata_webhooks WHERE log_id = ?', self::$logId)['cid'];
        $logId = Stage::row('SELECT UUID() AS id')['id'];
        People::insert(
            "INSERT INTO entrata_webhooks (log_id, request_type, cid, property_id, raw_query, response_code, outcome, error)
             VALUES (?, 'CALL_1_900_555_0100', ?, 77, 'planted-stranger', 401, 'INVALID_CLIENT', 'planted-stranger')",
            $logId,
            $cid,
        );
        self::assertSame($before, $counted());
        foreach (["/dashboard.php?q=$logId", '/dashboard.php?q=planted-stranger', '/dashboard.php?result=failed'] as $path) {
            $page = $agent->get($path)->body;
            self::assertStringNotContainsString("webhook.php?log=$logId", $page);
            self::assertStringNotContainsString('1 900 555 0100', $page);
        }
        self::assertSame(404, $agent->get("/webhook.php?log=$logId")->status);
        self::assertStringNotContainsString($logId, $agent->get('/webhook.php?log=' . self::$logId)->body);
    }

    public function test_an_authorization_code_is_never_shown(): void
    {
        $page = (new Visitor())->signIn(self::$agent)->get('/webhook.php?log=' . self::$logId);
        self::assertStringContainsString('auth%5Fcode=***', $page->body);
        self::assertStringNotContainsString('planted-code', $page->body);
    }

    public function test_a_booking_belongs_to_the_signed_in_renter_and_starts_as_a_request(): void
    {
        $stranger = Stage::row('SELECT id FROM users WHERE email = ?', self::$otherRenter)['id'];
        $day = date('Y-m-d', time() + 86_400 * 3);
        $fields = ['propertyId' => self::$house, 'tourDate' => $day, 'tourTime' => '10:00 MST - 10:30 MST', 'tourType' => 'AGENT_GUIDED'];
        $planted = ['userId' => $stranger, 'user_id' => $stranger, 'status' => 'CONFIRMED', 'externalId' => '1', 'id' => 1];
        $renter = (new Visitor())->signIn(self::$renter);
        $renter->post('/api/requestViewing.php', json_encode($fields + $planted), ['Content-Type: application/json']);
        $row = Stage::row('SELECT u.email, v.status, v.external_id FROM viewings v JOIN users u ON u.id = v.user_id ORDER BY v.id DESC LIMIT 1');
        self::assertSame(self::$renter, $row['email']);
        self::assertNotSame('CONFIRMED', $row['status']);
        self::assertNull($row['external_id']);
        Stage::row('DELETE FROM entrata_viewings WHERE house_id = ? AND tour_date = ?', self::$house, $day);
        Stage::row('DELETE FROM viewings WHERE house_id = ? AND entrata_tour_date = ?', self::$house, $day);
    }

    public function test_a_lead_never_carries_another_person_s_address(): void
    {
        $fields = ['propertyId' => self::$house, 'tourDate' => '2099-12-01', 'tourTime' => '10:00 MST - 10:30 MST'];
        $renter = (new Visitor())->signIn(self::$renter);
        foreach ([self::$otherRenter, strtoupper(self::$otherRenter), 'someone@example.com'] as $email) {
            $renter->post('/api/requestViewing.php', ['email' => $email] + $fields);
            self::assertSame([422, 'email'], [$renter->status, json_decode($renter->body, true)['errors'][0]['field']]);
        }
    }

    public function test_another_renter_s_tour_can_be_neither_read_nor_changed(): void
    {
        $other = (new Visitor())->signIn(self::$otherRenter);
        self::assertSame(404, $other->get('/tour.php?id=' . self::$tour)->status);
        self::assertSame(404, $other->get('/calendar.php?tour=' . self::$tour)->status);
        $fields = ['form_token' => $other->get('/tours.php')->formToken(), 'id' => self::$tour, 'change' => 'CANCEL'];
        self::assertSame(404, $other->post('/tour.php', $fields)->status);
        self::assertSame(0, (int) Stage::row('SELECT COUNT(*) AS n FROM entrata_tour_changes WHERE viewing_id = ?', self::$tour)['n']);
    }

    public function test_a_page_far_beyond_the_last_is_a_page(): void
    {
        $agent = (new Visitor())->signIn(self::$agent);
        foreach (['requests', 'properties', 'page'] as $list) {
            self::assertSame(200, $agent->get("/dashboard.php?$list=9223372036854775807")->status, $list);
        }
        self::assertSame(200, (new Visitor())->signIn(self::$renter)->get('/tours.php?page=9223372036854775807')->status);
    }

    /** @dataProvider sqlInjections */
    #[DataProvider('sqlInjections')]
    public function test_a_parameter_is_a_value_and_never_sql(string $who, string $path): void
    {
        foreach (["' OR '1'='1", "\\' OR 1=1 -- ", '1) OR 1=1 -- ', "' UNION SELECT access_token FROM entrata_clients -- "] as $evil) {
            $page = self::visitor($who)->get($path . urlencode($evil));
            self::assertContains($page->status, [200, 303, 404, 422], "$path$evil");
            self::assertStringNotContainsString(self::$logId, $page->body, 'another company\'s webhook');
            $path !== '/tours.php?place=' || self::assertStringContainsString('No homes match', $page->body, $evil);
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

    public function test_a_sign_in_is_never_sql(): void
    {
        foreach (["' OR 1=1 -- ", self::$renter . "' -- ", self::$renter . "'/*"] as $email) {
            $visitor = (new Visitor())->post('/login.php', ['email' => $email, 'password' => "' OR 1=1 -- "]);
            self::assertSame(401, $visitor->status);
        }
    }

    /** @dataProvider otherSites */
    #[DataProvider('otherSites')]
    public function test_another_site_cannot_act_for_a_renter(string ...$headers): void
    {
        $renter = (new Visitor())->signIn(self::$renter);
        foreach (['/api/requestViewing.php', '/book.php', '/tour.php', '/logout.php', '/login.php'] as $path) {
            self::assertSame(403, $renter->post($path, ['propertyId' => '1'], $headers)->status, $path);
        }
        self::assertSame(200, $renter->get('/tours.php')->status, 'still signed in');
    }

    public static function otherSites(): array
    {
        return [
            'origin' => ['Origin: https://evil.example'],
            'a null origin' => ['Origin: null'],
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

    public function test_a_webhook_with_another_method_gets_405_and_its_row_says_so(): void
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
        $files = new RecursiveIteratorIterator(new RecursiveDirectoryIterator($root, FilesystemIterator::SKIP_DOTS));
        $hidden = 0;
        foreach ($files as $file) {
            $path = substr((string) $file, strlen($root));
            if (!str_starts_with($path, '/public/')) {
                self::assertSame(404, (new Visitor())->get($path)->status, $path);
                self::assertContains((new Visitor())->get("/..$path")->status, [400, 404], $path);
                $hidden++;
            }
        }
        self::assertGreaterThan(50, $hidden);
        $paths = ['/../Cargo.toml', '/%2e%2e/Cargo.toml', '/api/../../db.php', '/.git/config', '/login.php/x.css', '/db.php%00.css'];
        foreach ($paths as $path) {
            self::assertContains((new Visitor())->get($path)->status, [400, 404], $path);
        }
    }

    public function test_static_files_are_not_sniffed(): void
    {
        $style = (new Visitor())->get('/css/portal.css');
        self::assertSame([200, ['nosniff']], [$style->status, $style->headers['x-content-type-options']]);
    }

    public function test_a_caller_s_proxy_header_leads_no_call_elsewhere(): void
    {
        $house = Stage::row('SELECT MIN(e.house_id) AS id FROM entrata_houses e JOIN houses h ON h.id = e.house_id
            WHERE h.status = 1 AND e.cid = 4712')['id'];
        $house ?? self::markTestIncomplete('PortalTest has made no house');
        Stage::row('UPDATE entrata_tour_times SET fresh_until = NULL');
        $times = (new Visitor())->signIn(self::$renter)->get("/api/getEntrataTourTimes.php?propertyId=$house", ['Proxy: http://127.0.0.1:1']);
        self::assertSame(200, $times->status, $times->body);
    }

    public function test_a_server_with_an_untrusted_certificate_gets_no_secret(): void
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
            echo $trusted === true ? 'received ' . strlen((string) fread($peer, 65536)) : 'nothing', "\n";
            PHP, '--', $pem], [['file', '/dev/null', 'r'], ['pipe', 'w'], ['file', '/dev/null', 'w']], $pipes);
        $address = trim((string) fgets($pipes[1]));
        $settings = ['ENTRATA_OAUTH_URL' => "https://$address/api/oauth"] + Stage::settings();
        $code = 'try { Entrata\exchangeAuthCode("c2VjcmV0", 4711); } catch (Entrata\Exception\EntrataException $e) { echo get_class($e); }';
        $refused = Script::run($code, $settings);
        $received = trim((string) fgets($pipes[1]));
        proc_close($server);
        unlink($pem);
        self::assertStringContainsString('Exception', $refused->output, $refused->errors);
        self::assertContains($received, ['nothing', 'received 0']);
    }

    private static function visitor(string $who): Visitor
    {
        return (new Visitor())->signIn(match ($who) {
            'renter' => self::$renter,
            'agent' => self::$agent,
            'stranger' => self::$otherAgent,
        });
    }
}

<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';
require_once __DIR__ . '/Visitor.php';

use PHPUnit\Framework\TestCase;

/** The rate limits of the nginx configuration that is shipped. */
final class RateLimitTest extends TestCase
{
    private static OwnStage $stage;
    private static Pages $pages;

    public static function setUpBeforeClass(): void
    {
        self::$stage = new OwnStage('portal_rate_limit');
        self::$stage->migrate();
        self::$pages = new Pages(self::$stage, limits: 'shipped');
    }

    public static function tearDownAfterClass(): void
    {
        self::$pages->close();
        self::$stage->close();
    }

    public function test_one_sender_cannot_flood_the_webhook(): void
    {
        $statuses = self::$pages->ask(array_fill(0, 600, '/index.php?cid=1&request_type=ACTIVATION'), 20);
        self::assertSame([401, 429], self::sorted($statuses));
        self::assertGreaterThan(50, $statuses[401], 'a burst of webhooks passes');
        $rows = (int) self::$stage->value('SELECT COUNT(*) FROM entrata_webhooks');
        self::assertSame($statuses[401], $rows, 'what nginx rejects costs no row');
        $logged = substr_count((string) file_get_contents(dirname(self::$pages->sessions()) . '/nginx-access.log'), ' 429 ');
        self::assertLessThan($statuses[429] / 4, $logged, 'and hardly a line of the log');
    }

    public function test_one_sender_cannot_flood_the_sign_in(): void
    {
        $statuses = self::$pages->ask(array_fill(0, 200, '/login.php'), 20);
        self::assertSame([200, 429], self::sorted($statuses));
        self::assertSame([200 => 10], self::$pages->ask(array_fill(0, 10, '/css/portal.css')));
    }

    public function test_an_ipv6_customer_is_one_sender_to_nginx_too(): void
    {
        $status = fn(string $sender): int => (new Visitor(self::$pages->url))->get('/login.php', ["X-Forwarded-For: $sender"])->status;
        // Many addresses of one customer, and one IPv4 address in the notation of IPv6.
        foreach (['2001:db8:1:2::%d', '2001:db8:1:3:a:b:c:%d', '2001:db8::a:b:c:%d', '::ffff:192.0.2.7'] as $sender) {
            $seen = array_map(fn(int $host): int => $status(sprintf($sender, $host)), range(1, 40));
            self::assertSame(200, $seen[0], "$sender is another sender than those before");
            self::assertContains(429, $seen, $sender);
        }
        self::assertSame(200, $status('::ffff:192.0.2.8'), 'each IPv4 address counts alone in either notation');
    }

    public function test_requests_that_are_never_finished_keep_nobody_out(): void
    {
        $address = 'tcp://' . parse_url(self::$pages->url, PHP_URL_HOST) . ':' . parse_url(self::$pages->url, PHP_URL_PORT);
        $half = [];
        for ($number = 0; $number < 400; $number++) {
            $half[] = $connection = stream_socket_client($address, timeout: 5);
            fwrite($connection, "POST /login.php HTTP/1.1\r\nHost: portal\r\nX-Slow: ");
        }
        self::assertSame([200 => 10], self::$pages->ask(array_fill(0, 10, '/css/portal.css')));
        array_map(fclose(...), $half);
    }

    /**
     * @param array<int, int> $statuses
     * @return list<int>
     */
    private static function sorted(array $statuses): array
    {
        $codes = array_keys($statuses);
        sort($codes);
        return $codes;
    }
}

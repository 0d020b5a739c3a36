<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';

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
    }

    public function test_one_sender_cannot_flood_the_sign_in(): void
    {
        $statuses = self::$pages->ask(array_fill(0, 200, '/login.php'), 20);
        self::assertSame([200, 429], self::sorted($statuses));
        self::assertSame([200 => 10], self::$pages->ask(array_fill(0, 10, '/css/portal.css')));
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

<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';

use PHPUnit\Framework\TestCase;

/** A worker lives for weeks, and its connections end before it: that costs no call an error. */
final class ConnectionsTest extends TestCase
{
    public static function setUpBeforeClass(): void
    {
        Stage::enter();
    }

    public function test_a_connection_idle_beyond_wait_timeout_is_replaced_without_an_error(): void
    {
        Stage::database()->exec('SET GLOBAL wait_timeout = 1');
        // Another setting is another connection, which has the new time-out.
        ini_set('entrata.timeout_ms', '4321');
        try {
            $before = self::connections();
            self::assertSame('answers', Entrata\check()[1]['message']);
            self::assertCount(1, $new = array_diff(self::connections(), $before));
            self::wait('the server closes the idle connection', fn() => array_intersect($new, self::connections()) === []);
            self::assertSame('answers', Entrata\check()[1]['message']);
        } finally {
            ini_restore('entrata.timeout_ms');
            Stage::database()->exec('SET GLOBAL wait_timeout = DEFAULT');
        }
    }

    public function test_a_call_after_a_restart_of_the_server_succeeds(): void
    {
        self::assertSame('answers', Entrata\check()[1]['message']);
        self::server('stop');
        try {
            $logId = Entrata\logWebhook('ACTIVATION', 1, 2, 'while=away');
            self::assertFalse(Entrata\check()[1]['ok']);
        } finally {
            self::server('start', '--fast');
        }
        self::assertIsInt(Entrata\runJobs());
        self::assertSame('while=away', Stage::row('SELECT raw_query FROM entrata_webhooks WHERE log_id = ?', $logId)['raw_query'] ?? null);
    }

    public function test_a_call_after_a_crash_of_the_server_succeeds(): void
    {
        self::assertSame('answers', Entrata\check()[1]['message']);
        self::server('crash');
        self::server('start', '--fast');
        self::assertIsInt(Entrata\runJobs());
        $logId = Entrata\logWebhook('ACTIVATION', 1, 2, 'after=crash');
        self::assertSame('after=crash', Stage::row('SELECT raw_query FROM entrata_webhooks WHERE log_id = ?', $logId)['raw_query'] ?? null);
    }

    /** @return list<int> the ids of the server's connections */
    private static function connections(): array
    {
        return array_column(Stage::database()->query('SHOW PROCESSLIST')->fetchAll(), 'Id');
    }

    private static function wait(string $what, callable $until): void
    {
        for ($end = microtime(true) + 10; !$until(); usleep(50_000)) {
            self::assertLessThan($end, microtime(true), "$what: not within 10 seconds");
        }
    }

    /** The database that all tests share, as `make test` and others start it. */
    private static function server(string ...$arguments): void
    {
        $script = dirname(__DIR__, 2) . '/scripts/' . (getenv('DATABASE_SERVER') ?: 'mariadb') . '.sh';
        exec(escapeshellarg($script) . ' ' . implode(' ', $arguments) . ' </dev/null 2>&1', $output, $status);
        Stage::forget();
        self::assertSame(0, $status, implode("\n", $output));
    }
}

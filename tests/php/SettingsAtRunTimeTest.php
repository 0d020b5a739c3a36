<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';

use Entrata\Exception\ConfigException;
use Entrata\Portal;
use Entrata\PortalApi;
use PHPUnit\Framework\TestCase;

/** `Entrata\configure()` and `Entrata\Portal`: settings that come from PHP code. */
final class SettingsAtRunTimeTest extends TestCase
{
    private const SLOT = ['2026-12-01', '10:00 MST - 10:30 MST'];

    protected function tearDown(): void
    {
        Entrata\configure([]);
        Entrata\setLogger(null);
    }

    public function test_configured_settings_win_over_ini_entries(): void
    {
        ini_set('entrata.time_zone', 'America/New_York');
        self::assertSame('12:00 PM - 12:30 PM EST', Entrata\convertTourTime(...self::SLOT)['label']);
        Entrata\configure(['time_zone' => 'America/Los_Angeles']);
        self::assertSame('9:00 AM - 9:30 AM PST', Entrata\convertTourTime(...self::SLOT)['label']);
        Entrata\configure([]);
        self::assertSame('12:00 PM - 12:30 PM EST', Entrata\convertTourTime(...self::SLOT)['label']);
        ini_restore('entrata.time_zone');
    }

    /** @dataProvider badSettings */
    public function test_a_bad_setting_throws_at_once_and_changes_nothing(array $settings, string $message): void
    {
        foreach ([fn() => Entrata\configure($settings), fn() => new Portal($settings)] as $use) {
            try {
                $use();
                self::fail('nothing was thrown');
            } catch (ConfigException $thrown) {
                self::assertStringContainsString($message, $thrown->getMessage());
                self::assertStringNotContainsString('planted', $thrown->getMessage());
            }
        }
        self::assertSame('11:00 AM - 11:30 AM CST', Entrata\convertTourTime(...self::SLOT)['label']);
    }

    public static function badSettings(): iterable
    {
        yield 'an unknown name' => [['time_zone' => 'Europe/Paris', 'timezone' => 'x'], 'timezone is not a setting'];
        yield 'a name as in the environment' => [['ENTRATA_TIME_ZONE' => 'Europe/Paris'], 'ENTRATA_TIME_ZONE is not a setting'];
        yield 'a list' => [['Europe/Paris'], 'is not a setting'];
        yield 'an invalid value' => [['timeout_ms' => 'soon'], 'ENTRATA_TIMEOUT_MS'];
        yield 'a value of another type' => [['log_file' => ['planted']], 'ENTRATA_LOG_FILE'];
        yield 'a NUL byte' => [['client_secret' => "planted\0"], 'ENTRATA_CLIENT_SECRET'];
        yield 'a malformed URL' => [['database_url' => 'postgres://u:planted@h/d'], 'ENTRATA_DATABASE_URL'];
    }

    public function test_each_portal_has_settings_of_its_own(): void
    {
        $east = new Portal(['time_zone' => 'America/New_York']);
        $west = new Portal(['time_zone' => 'America/Los_Angeles']);
        foreach ([1, 2] as $round) {
            self::assertSame('12:00 PM - 12:30 PM EST', $east->convertTourTime(...self::SLOT)['label']);
            self::assertSame('9:00 AM - 9:30 AM PST', $west->convertTourTime(...self::SLOT)['label']);
            self::assertSame('11:00 AM - 11:30 AM CST', Entrata\convertTourTime(...self::SLOT)['label']);
        }
    }

    public function test_a_portal_keeps_its_settings_to_itself(): void
    {
        $portal = new Portal(['client_secret' => 'planted-secret']);
        ob_start();
        var_dump($portal, (array) $portal);
        print_r($portal);
        self::assertStringNotContainsString('planted', (string) ob_get_clean());
        self::assertInstanceOf(PortalApi::class, $portal);
        foreach ([fn() => clone $portal, fn() => serialize($portal)] as $copy) {
            try {
                $copy();
                self::fail('a portal was copied');
            } catch (Throwable $thrown) {
                self::assertStringContainsString('Entrata\Portal', $thrown->getMessage());
            }
        }
    }

    public function test_a_logger_gets_level_message_and_context(): void
    {
        $lines = [];
        Entrata\setLogger(function (string $level, string $message, array $context) use (&$lines): void {
            $lines[] = [$level, $message, $context];
        });
        $portal = new Portal([
            'database_url' => 'mysql://portal:planted@127.0.0.1:1/portal', 'client_id' => 'x.portal',
            'client_secret' => 'planted', 'token_key' => base64_encode(str_repeat('k', 32)),
            'spool_dir' => sys_get_temp_dir() . '/entrata-logger-' . getmypid(), 'log_file' => '/dev/null/never',
        ]);
        $id = $portal->logWebhook('ACTIVATION', 4711, 1, 'a=b');
        self::assertNotSame([], $lines);
        self::assertSame('warning', $lines[0][0]);
        self::assertSame($id, $lines[0][2]['log_id'] ?? null);
        self::assertStringNotContainsString('planted', json_encode($lines, JSON_THROW_ON_ERROR));
    }

    public function test_a_logger_that_throws_costs_the_caller_nothing(): void
    {
        $script = Script::run('
            Entrata\setLogger(fn () => throw new LogicException("no log"));
            echo strlen(Entrata\logWebhook("ACTIVATION", 4711, 1, "a=b"));
        ', [
            'ENTRATA_DATABASE_URL' => 'mysql://p:x@127.0.0.1:1/p', 'ENTRATA_CLIENT_ID' => 'x', 'ENTRATA_CLIENT_SECRET' => 'y',
            'ENTRATA_TOKEN_KEY' => base64_encode(str_repeat('k', 32)), 'ENTRATA_SPOOL_DIR' => sys_get_temp_dir() . '/entrata-logger-' . getmypid(),
        ], ['log_errors' => '1']);
        self::assertSame(['36', 0], [$script->output, $script->status]);
        self::assertStringContainsString('the logger threw', $script->errors);
        self::assertStringContainsString('LogicException', $script->errors);
        self::assertStringContainsString('"log_id"', $script->errors, 'the line itself is not lost');
    }

    public function test_a_logger_that_ends_the_script_ends_it(): void
    {
        $script = Script::run('
            Entrata\setLogger(function () { exit(3); });
            Entrata\handleWebhook("cid=5");
            echo "never";
        ', Stage::settings());
        self::assertSame(['', 3], [$script->output, $script->status]);
    }
}

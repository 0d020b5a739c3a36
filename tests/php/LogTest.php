<?php
declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';

use PHPUnit\Framework\TestCase;

/** The structured log, in PHP's own error log. */
final class LogTest extends TestCase
{
    private string $file;

    public static function setUpBeforeClass(): void
    {
        Stage::enter();
    }

    protected function setUp(): void
    {
        $this->file = tempnam(sys_get_temp_dir(), 'entrata');
    }

    protected function tearDown(): void
    {
        unlink($this->file);
    }

    public function test_every_line_is_an_object_and_those_of_a_webhook_carry_its_log_id(): void
    {
        $lines = $this->lines('$reply = Entrata\handleWebhook("client_id=nobody&client_secret=planted-secret&cid=5");');
        self::assertNotEmpty($lines);
        foreach ($lines as $line) {
            self::assertMatchesRegularExpression('/^[0-9a-f-]{36}$/', $line['log_id']);
            self::assertContains($line['level'], ['INFO', 'WARN']);
        }
        self::assertStringNotContainsString('planted', file_get_contents($this->file));
    }

    public function test_the_level_is_a_setting_that_a_script_may_change(): void
    {
        $call = 'Entrata\handleWebhook("cid=5");';
        self::assertSame([], $this->lines('ini_set("entrata.log", "error");' . $call));
        self::assertSame([], $this->lines($call, ['ENTRATA_LOG' => 'off']));
        self::assertNotEmpty($this->lines($call, ['ENTRATA_LOG' => 'entrata::portal=warn']));
    }

    public function test_a_webhook_that_meets_no_database_gets_its_id_and_leaves_a_warning(): void
    {
        $away = ['ENTRATA_DATABASE_URL' => 'mysql://portal:planted-password@127.0.0.1:1/portal'];
        $spool = sys_get_temp_dir() . '/entrata-spool-' . getmypid();
        mkdir($spool);
        $lines = $this->lines('echo Entrata\logWebhook("ACTIVATION", 1, 2, "a=b");', $away + ['ENTRATA_SPOOL_DIR' => $spool]);
        self::assertSame(['WARN'], array_column($lines, 'level'));
        self::assertStringContainsString('spool', $lines[0]['message']);
        self::assertStringNotContainsString('planted', file_get_contents($this->file));
        array_map(unlink(...), glob("$spool/*"));
        rmdir($spool);
    }

    /**
     * @param array<string, string> $settings
     *
     * @return list<array<string, mixed>> what the script logged
     */
    private function lines(string $code, array $settings = []): array
    {
        file_put_contents($this->file, '');
        $script = Script::run($code, $settings + Stage::settings(), ['error_log' => $this->file]);
        self::assertSame(0, $script->status, $script->errors);
        $lines = file($this->file, FILE_IGNORE_NEW_LINES);
        return array_map(function (string $line): array {
            self::assertMatchesRegularExpression('/^\[[^]]+\] \{.*\}$/', $line);
            return json_decode(substr($line, strpos($line, '{')), true, flags: JSON_THROW_ON_ERROR);
        }, $lines);
    }
}

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

    /** The code that handles a webhook of an authenticated sender. */
    private static function webhook(int $cid): string
    {
        return 'Entrata\handleWebhook(' . var_export(Stage::credentials() . "&cid=$cid&property_id=1&request_type=ACTIVATION", true) . ');';
    }

    public function test_every_line_is_an_object_and_those_of_a_webhook_carry_its_log_id(): void
    {
        $lines = $this->lines('$reply = Entrata\handleWebhook("client_id=stranger&client_secret=planted-secret&cid=5");');
        self::assertNotEmpty($lines);
        foreach ($lines as $line) {
            self::assertMatchesRegularExpression('/^[0-9a-f-]{36}$/', $line['log_id'] ?? $line['spans'][0]['log_id']);
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

    public function test_a_webhook_without_a_database_gets_its_id_and_logs_a_warning(): void
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

    public function test_the_log_file_has_timestamps_and_may_be_rotated_between_calls(): void
    {
        $log = "$this->file.log";
        $inPhpsLog = $this->lines(
            self::webhook(5) . 'rename($argv[1], "$argv[1].1");' . self::webhook(6),
            ['ENTRATA_LOG_FILE' => $log],
            [$log],
        );
        self::assertSame([], $inPhpsLog);
        foreach ([5 => "$log.1", 6 => $log] as $cid => $file) {
            $lines = array_map(fn(string $line) => json_decode($line, true, flags: JSON_THROW_ON_ERROR), file($file));
            self::assertSame([$cid], array_values(array_unique(array_column($lines, 'cid'))));
            foreach ($lines as $line) {
                self::assertMatchesRegularExpression('/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/', $line['timestamp']);
            }
            unlink($file);
        }
    }

    public function test_an_unwritable_log_file_is_reported_once_and_loses_no_line(): void
    {
        $lines = $this->lines(self::webhook(5) . self::webhook(6), ['ENTRATA_LOG_FILE' => '/dev/null/log']);
        $warnings = array_filter($lines, fn(array $line) => str_contains($line['message'], 'log file cannot be written'));
        self::assertSame([0], array_keys($warnings));
        self::assertSame('/dev/null/log', $warnings[0]['path']);
        self::assertSame([5, 6], array_values(array_unique(array_column($lines, 'cid'))));
    }

    public function test_every_line_of_a_webhook_and_its_ingestion_has_its_log_id(): void
    {
        $query = Stage::credentials() . '&cid=4712&property_id=739082&request_type=ACTIVATION&auth_code=' . rawurlencode(Stage::authCode(4712));
        $lines = $this->lines('echo Entrata\handleWebhook(' . var_export($query, true) . ')->logId; Entrata\runJobs();', logged: $logId);
        $spans = array_merge(...array_column($lines, 'spans'));
        self::assertContains('getAccessToken', array_column($spans, 'method'));
        self::assertContains('property ingested', array_column($lines, 'message'));
        foreach ($lines as $line) {
            self::assertContains($logId, [$line['log_id'] ?? null, ...array_column($line['spans'] ?? [], 'log_id')], json_encode($line));
        }
    }

    /** @depends test_every_line_of_a_webhook_and_its_ingestion_has_its_log_id */
    public function test_every_line_of_a_viewing_carries_its_id(): void
    {
        $house = Stage::row('SELECT MIN(house_id) AS id FROM entrata_houses WHERE property_id = 739082')['id'];
        Stage::row("INSERT INTO users (role, first_name, last_name, email) VALUES ('USER', 'Lou', 'Logged', CONCAT(UUID(), '@example.com'))");
        Stage::row("INSERT INTO viewings (user_id, house_id, tour_type, entrata_tour_date, entrata_tour_time)
            VALUES (LAST_INSERT_ID(), ?, 'AGENT_GUIDED', '2001-01-01', '10:00 PST - 10:30 PST')", $house);
        $viewing = (int) Stage::database()->lastInsertId();
        $lines = $this->lines("try { Entrata\\sendLeadToEntrataFromViewing($viewing); } catch (Entrata\\Exception\\EntrataException) {}");
        self::assertContains('tour rejected', array_column($lines, 'message'));
        foreach ($lines as $line) {
            self::assertContains($viewing, [$line['viewing_id'] ?? null, ...array_column($line['spans'] ?? [], 'viewing_id')], json_encode($line));
        }
    }

    /**
     * @param array<string, string> $settings
     * @param list<string> $arguments
     * @param ?string $logged what the script printed
     *
     * @return list<array<string, mixed>> what the script logged
     */
    private function lines(string $code, array $settings = [], array $arguments = [], ?string &$logged = null): array
    {
        file_put_contents($this->file, '');
        $script = Script::run($code, $settings + Stage::settings(), ['error_log' => $this->file], $arguments);
        self::assertSame(0, $script->status, $script->errors);
        $logged = $script->output;
        $lines = file($this->file, FILE_IGNORE_NEW_LINES);
        return array_map(function (string $line): array {
            self::assertMatchesRegularExpression('/^\[[^]]+\] \{.*\}$/', $line);
            return json_decode(substr($line, strpos($line, '{')), true, flags: JSON_THROW_ON_ERROR);
        }, $lines);
    }
}

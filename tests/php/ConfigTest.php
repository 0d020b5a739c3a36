<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';

use PHPUnit\Framework\TestCase;

final class ConfigTest extends TestCase
{
    private const COMPLETE = [
        'ENTRATA_DATABASE_URL' => 'mysql://portal:planted-password@127.0.0.1:1/portal',
        'ENTRATA_CLIENT_ID' => '0123456789abcdef0123.portal',
        'ENTRATA_CLIENT_SECRET' => 'planted-secret',
        'ENTRATA_TOKEN_KEY' => 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
        'ENTRATA_TIMEOUT_MS' => '1000',
    ];
    private const TELL = '
        try { Entrata\runJobs(); echo "ran"; }
        catch (Entrata\Exception\EntrataException $thrown) { echo get_class($thrown), ": ", $thrown->getMessage(); }
    ';

    public function test_a_missing_database_url_is_one_clear_sentence_and_an_exit_code(): void
    {
        $script = Script::run('Entrata\runJobs();', array_diff_key(self::COMPLETE, ['ENTRATA_DATABASE_URL' => 0]));
        self::assertNotSame(0, $script->status);
        self::assertStringContainsString('ConfigException: ENTRATA_DATABASE_URL: is not set (expected mysql://', $script->errors);
    }

    public function test_all_invalid_settings_are_reported_together_without_their_values(): void
    {
        $changed = ['ENTRATA_TOKEN_KEY' => base64_encode('planted: 31 bytes, one too few.'), 'ENTRATA_TIME_ZONE' => 'Mars', 'ENTRATA_LOG_FILE' => 'portal.log'];
        $script = Script::run(self::TELL, $changed + self::COMPLETE);
        self::assertStringStartsWith('Entrata\Exception\ConfigException: ', $script->output);
        self::assertStringContainsString('ENTRATA_TOKEN_KEY: ', $script->output);
        self::assertStringContainsString('but holds 31', $script->output);
        self::assertStringContainsString('ENTRATA_TIME_ZONE: must be an IANA time zone', $script->output);
        self::assertStringContainsString('ENTRATA_LOG_FILE: must be a whole path', $script->output);
        self::assertStringNotContainsString('planted', $script->output);
    }

    public function test_check_reports_invalid_settings_instead_of_failing(): void
    {
        $script = Script::run('echo json_encode(Entrata\check());', ['ENTRATA_TIME_ZONE' => 'Mars'] + self::COMPLETE);
        [$line] = json_decode($script->output, true);
        self::assertSame(['settings', false], [$line['name'], $line['ok']]);
        self::assertStringContainsString('ENTRATA_TIME_ZONE: must be', $line['message']);
    }

    public function test_a_malformed_log_filter_names_its_setting(): void
    {
        $script = Script::run(self::TELL, ['ENTRATA_LOG' => 'entrata=loud'] + self::COMPLETE);
        self::assertStringContainsString('ConfigException: ENTRATA_LOG: must be a level', $script->output);
    }

    public function test_php_ini_wins_over_the_environment(): void
    {
        $script = Script::run(self::TELL, self::COMPLETE, ['entrata.token_key' => 'AAAA']);
        self::assertStringContainsString('ENTRATA_TOKEN_KEY: ', $script->output);
        self::assertStringContainsString('but holds 3', $script->output);
    }

    public function test_a_script_may_change_what_is_safe_and_nothing_else(): void
    {
        $script = Script::run('
            var_dump(ini_set("entrata.time_zone", "Mars"), @ini_set("entrata.client_secret", "x"));
        ' . self::TELL, self::COMPLETE);
        self::assertStringStartsWith("string(0) \"\"\nbool(false)\n", $script->output);
        self::assertStringContainsString('ConfigException: ENTRATA_TIME_ZONE: ', $script->output);
    }

    public function test_every_setting_is_a_php_ini_entry(): void
    {
        self::assertCount(19, ini_get_all('entrata'));
        foreach (ini_get_all('entrata') as $name => $entry) {
            self::assertMatchesRegularExpression('/^entrata\.[a-z_]+$/', $name);
            $secret = preg_match('/_url|secret|key|client_id|spool_dir|log_file|portal_map|trusted_proxies/', $name);
            self::assertSame($secret ? INI_SYSTEM : INI_ALL, $entry['access'], $name);
        }
    }

    public function test_phpinfo_shows_settings_and_no_secret(): void
    {
        $script = Script::run('phpinfo(INFO_MODULES);', self::COMPLETE);
        self::assertStringContainsString('ENTRATA_CLIENT_ID => 0123456789abcdef0123.portal', $script->output);
        self::assertStringContainsString('ENTRATA_CLIENT_SECRET => ***', $script->output);
        self::assertStringContainsString('ENTRATA_DATABASE_URL => ***', $script->output);
        self::assertStringNotContainsString('planted', $script->output);
    }
}

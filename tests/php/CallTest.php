<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';

use PHPUnit\Framework\TestCase;

/** What `Entrata\call()` sends and returns, byte for byte: Entrata's API is a server of this test. */
final class CallTest extends TestCase
{
    private const ENTRATA = '<?php
        file_put_contents(__DIR__ . "/request.json", file_get_contents("php://input"));
        header("Content-Type: application/json");
        readfile(__DIR__ . "/response.json");
    ';
    private static OwnStage $stage;
    private static string $folder;
    /** @var resource */
    private static $server;
    /** @var array<string, string> */
    private static array $settings;

    public static function setUpBeforeClass(): void
    {
        self::$stage = new OwnStage('portal_call');
        self::$stage->migrate();
        self::$stage->activate(4711, 739076);
        self::$folder = sys_get_temp_dir() . '/entrata-call-' . getmypid();
        mkdir(self::$folder);
        file_put_contents(self::$folder . '/router.php', self::ENTRATA);
        $command = [PHP_BINARY, '-n', '-S', '127.0.0.1:0', self::$folder . '/router.php'];
        self::$server = proc_open($command, [['file', '/dev/null', 'r'], ['file', '/dev/null', 'w'], ['pipe', 'w']], $pipes);
        preg_match('~\((http://[\d.:]+)\) started~', (string) fgets($pipes[2]), $address);
        self::$settings = ['ENTRATA_API_URL' => $address[1], 'ENTRATA_LOG' => 'off'] + self::$stage->settings;
    }

    public static function tearDownAfterClass(): void
    {
        proc_terminate(self::$server);
        proc_close(self::$server);
        array_map(unlink(...), glob(self::$folder . '/*'));
        rmdir(self::$folder);
        self::$stage->close();
    }

    protected function setUp(): void
    {
        // A method that has no limit of its own is called once a minute.
        Stage::database()->exec('DELETE FROM portal_call.entrata_rate_limits');
    }

    public function test_the_order_of_keys_stays_both_ways(): void
    {
        $result = '{"leadSources":{"10":"Referral","9":"Website","2":"Walk-in"},"zeta":1,"alpha":[{"b":1,"a":2}]}';
        self::assertSame($result, $this->call($result, 'echo json_encode(Entrata\call(4711, "leads", "getOrder", ["zip" => 1, "city" => 2, "address" => ["b" => 1, "a" => 2]]));'));
        $request = file_get_contents(self::$folder . '/request.json');
        self::assertStringContainsString('{"zip":1,"city":2,"address":{"b":1,"a":2}}', $request);
    }

    public function test_an_integer_beyond_64_bits_comes_back_as_a_float(): void
    {
        $output = $this->call('[9223372036854775807,9223372036854775808,1.5]', 'var_export(Entrata\call(4711, "leads", "getNumbers"));');
        self::assertSame([PHP_INT_MAX, 9223372036854775808.0, 1.5], eval("return $output;"));
    }

    public function test_a_response_that_does_not_fit_in_memory_is_an_exception(): void
    {
        $output = $this->call('[' . str_repeat('[1],', 100_000) . '[1]]', '
            try { Entrata\call(4711, "leads", "getMuch"); }
            catch (Entrata\Exception\ApiException $failure) { echo $failure->getMessage(); }
        ', ['memory_limit' => '16M']);
        self::assertStringContainsString('memory_limit leaves', $output);
    }

    /** Returns what the code prints while Entrata answers with the result. */
    private function call(string $result, string $code, array $ini = []): string
    {
        file_put_contents(self::$folder . '/response.json', '{"response":{"requestId":"1","code":200,"result":' . $result . '}}');
        $script = Script::run($code, self::$settings, $ini);
        self::assertSame([0, ''], [$script->status, $script->errors]);
        return $script->output;
    }
}

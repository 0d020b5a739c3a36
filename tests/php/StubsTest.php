<?php
declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';

use PHPUnit\Framework\TestCase;

final class StubsTest extends TestCase
{
    /** @var array{declared: array<string, mixed>, undocumented: list<string>} */
    private static array $stub;

    public static function setUpBeforeClass(): void
    {
        $json = shell_exec(escapeshellarg(PHP_BINARY) . ' -n ' . escapeshellarg(__DIR__ . '/describe.php'));
        self::$stub = json_decode((string) $json, true, flags: JSON_THROW_ON_ERROR);
    }

    public function test_the_stub_declares_exactly_what_the_extension_declares(): void
    {
        $text = fn (array $declared) => json_encode($declared, JSON_THROW_ON_ERROR | JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES);
        self::assertSame($text(describe(internal: true)), $text(self::$stub['declared']));
    }

    public function test_everything_in_the_stub_has_a_doc_comment(): void
    {
        self::assertSame([], self::$stub['undocumented']);
    }

    public function test_the_extension_declares_every_name_of_the_contract(): void
    {
        $functions = [
            'logWebhook', 'handleWebhook', 'exchangeAuthCode', 'ingestProperty', 'getTourAvailability',
            'getTourAvailabilityJson', 'convertTourTime', 'sendLeadToEntrataFromViewing', 'call', 'runJobs', 'check',
        ];
        $declared = array_map(fn (string $name) => (new ReflectionFunction($name))->getName(), get_extension_funcs('entrata'));
        self::assertEqualsCanonicalizing(array_map(fn (string $name) => "Entrata\\$name", $functions), $declared);
    }

    /** @dataProvider secretParameters */
    public function test_a_secret_argument_does_not_show_in_a_stack_trace(string $call): void
    {
        $script = Script::run("Entrata\\$call;", ini: ['zend.exception_ignore_args' => '0']);
        self::assertStringContainsString('ValidationException', $script->errors);
        self::assertStringContainsString('Object(SensitiveParameterValue)', $script->errors);
        self::assertStringNotContainsString('planted', $script->errors);
    }

    public static function secretParameters(): iterable
    {
        yield 'authCode' => ["exchangeAuthCode('planted', -1)"];
        yield 'rawQuery of logWebhook' => ["logWebhook(null, -1, null, 'client_secret=planted')"];
        yield 'rawQuery of handleWebhook' => ["handleWebhook('client_secret=planted', null, 'x')"];
    }
}

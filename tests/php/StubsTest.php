<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';

use PHPUnit\Framework\TestCase;

final class StubsTest extends TestCase
{
    /** @var array{declared: array<string, mixed>, undocumented: list<string>, comments: array<string, string>, unknownShapes: list<string>} */
    private static array $stub;

    public static function setUpBeforeClass(): void
    {
        $json = shell_exec(escapeshellarg(PHP_BINARY) . ' -n ' . escapeshellarg(__DIR__ . '/describe.php'));
        self::$stub = json_decode((string) $json, true, flags: JSON_THROW_ON_ERROR);
    }

    public function test_the_stub_declares_exactly_what_the_extension_declares(): void
    {
        $text = fn(array $declared) => json_encode($declared, JSON_THROW_ON_ERROR | JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES);
        self::assertSame($text(describe(internal: true)), $text(self::$stub['declared']));
    }

    public function test_everything_in_the_stub_has_a_doc_comment(): void
    {
        self::assertSame([], self::$stub['undocumented']);
    }

    public function test_a_shape_is_named_only_where_analyzers_know_the_name(): void
    {
        self::assertSame([], self::$stub['unknownShapes']);
    }

    /** @dataProvider documented */
    public function test_a_doc_comment_names_only_what_exists(string $name): void
    {
        $comment = self::$stub['comments'][$name];
        $function = new ReflectionFunction($name);
        $parameters = array_map(fn(ReflectionParameter $parameter) => $parameter->getName(), $function->getParameters());
        preg_match_all('/@param\s+(\S+)\s+\$(\w+)/', strtr($comment, ['array<string, mixed>' => 'array']), $documented);
        self::assertSame(array_values(array_intersect($parameters, $documented[2])), $documented[2], 'parameters, in their order');
        foreach (array_combine($documented[2], $documented[1]) as $parameter => $type) {
            $declared = ltrim((string) $function->getParameters()[array_search($parameter, $parameters, true)]->getType(), '?');
            self::assertSame($declared, preg_replace('/\|null$/', '', $type), $parameter);
        }
        preg_match_all('/@throws\s+(\S+)/', $comment, $thrown);
        foreach ($thrown[1] as $class) {
            self::assertTrue(class_exists("Entrata\\$class", false), $class);
        }
    }

    public static function documented(): iterable
    {
        foreach (get_extension_funcs('entrata') as $name) {
            yield $name => [(new ReflectionFunction($name))->getName()];
        }
    }

    public function test_the_extension_declares_every_name_of_the_contract(): void
    {
        $functions = [
            'configure', 'setLogger', 'logWebhook', 'handleWebhook', 'exchangeAuthCode', 'ingestProperty', 'getTourAvailability',
            'getTourAvailabilityJson', 'convertTourTime', 'sendLeadToEntrataFromViewing', 'call', 'runJobs', 'deliverEvents', 'check',
        ];
        $declared = array_map(fn(string $name) => (new ReflectionFunction($name))->getName(), get_extension_funcs('entrata'));
        self::assertEqualsCanonicalizing(array_map(fn(string $name) => "Entrata\\$name", $functions), $declared);
    }

    /** @dataProvider secretParameters */
    public function test_a_secret_argument_does_not_show_in_a_stack_trace(string $call): void
    {
        $script = Script::run("Entrata\\$call;", ini: ['zend.exception_ignore_args' => '0']);
        self::assertMatchesRegularExpression('/ValidationException|ConfigException/', $script->errors);
        self::assertStringContainsString('Object(SensitiveParameterValue)', $script->errors);
        self::assertStringNotContainsString('planted', $script->errors);
    }

    public static function secretParameters(): iterable
    {
        yield 'settings of configure' => ["configure(['client_secret' => 'planted', 'bogus' => 1])"];
        yield 'settings of a portal' => ["Portal::class && new Entrata\\Portal(['client_secret' => 'planted', 'bogus' => 1])"];
        yield 'authCode' => ["exchangeAuthCode('planted', -1)"];
        yield 'rawQuery of logWebhook' => ["logWebhook(null, -1, null, 'client_secret=planted')"];
        yield 'rawQuery of handleWebhook' => ["handleWebhook('client_secret=planted', null, 'x')"];
    }
}

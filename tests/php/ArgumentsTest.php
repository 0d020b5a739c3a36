<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';

use Entrata\Exception\ValidationException;
use PHPUnit\Framework\TestCase;

/** Types as PHP's own functions take them, in files with and without strict types. */
final class ArgumentsTest extends TestCase
{
    /** @dataProvider wrongTypes */
    public function test_a_wrong_type_is_rejected_with_php_s_own_message(string $message, callable $call): void
    {
        $this->expectException(TypeError::class);
        $this->expectExceptionMessage($message);
        $call();
    }

    public static function wrongTypes(): iterable
    {
        $must = fn(string $function, string $where, string $type, string $given)
            => "Entrata\\$function(): Argument $where must be of type $type, $given given";
        yield 'text for an int' => [$must('runJobs', '#1 ($max)', 'int', 'string'), fn() => Entrata\runJobs('5')];
        yield 'a float for an int' => [$must('runJobs', '#1 ($max)', 'int', 'float'), fn() => Entrata\runJobs(5.0)];
        // PHP 8.3 began to tell which of the two.
        $true = PHP_VERSION_ID < 80300 ? 'bool' : 'true';
        yield 'a bool for an int' => [$must('runJobs', '#1 ($max)', 'int', $true), fn() => Entrata\runJobs(true)];
        yield 'an int for text' => [$must('convertTourTime', '#2 ($time)', 'string', 'int'), fn() => Entrata\convertTourTime('x', 5)];
        yield 'an array for text' => [$must('convertTourTime', '#1 ($date)', 'string', 'array'), fn() => Entrata\convertTourTime([], 'x')];
        yield 'null for text' => [$must('convertTourTime', '#1 ($date)', 'string', 'null'), fn() => Entrata\convertTourTime(null, 'x')];
        yield 'an object for nullable text' => [$must('logWebhook', '#1 ($requestType)', '?string', 'stdClass'), fn() => Entrata\logWebhook(new stdClass(), null, null, '')];
        yield 'text for a nullable int' => [$must('logWebhook', '#2 ($cid)', '?int', 'string'), fn() => Entrata\logWebhook(null, '1', null, '')];
        yield 'text for an array' => [$must('call', '#4 ($params)', 'array', 'string'), fn() => Entrata\call(1, 'a', 'b', 'c')];
        yield 'null for a default' => ['$max', fn() => Entrata\runJobs(null)];
    }

    public function test_a_wrong_number_of_arguments_is_rejected(): void
    {
        $this->expectException(ArgumentCountError::class);
        $this->expectExceptionMessage('Entrata\ingestProperty() expects exactly 2 arguments, 1 given');
        Entrata\ingestProperty(1);
    }

    public function test_an_unknown_named_argument_is_rejected(): void
    {
        $this->expectException(Error::class);
        $this->expectExceptionMessage('Unknown named parameter $viewing_id');
        Entrata\sendLeadToEntrataFromViewing(viewing_id: 1);
    }

    public function test_a_file_without_strict_types_may_pass_digits_for_an_int(): void
    {
        $script = Script::run('
            foreach (["5", 5.0, true, 5.5, "x", null, []] as $value) {
                try { Entrata\ingestProperty($value, 0); }
                catch (Entrata\Exception\ValidationException $refused) { echo $refused->getErrors()[0]["field"], "\n"; }
                catch (TypeError $refused) { echo get_debug_type($value), "\n"; }
            }
            echo Entrata\convertTourTime(20261201, new Exception("x"));
        ');
        self::assertSame("propertyId\npropertyId\npropertyId\npropertyId\nstring\nnull\narray\n", $script->output);
        self::assertStringContainsString('Implicit conversion from float 5.5 to int loses precision', $script->errors);
        self::assertStringContainsString('ValidationException: time: ', $script->errors);
    }

    public function test_a_webhook_is_logged_whatever_its_values_are(): void
    {
        foreach ([[-1, 'a=b'], [1, str_repeat('x', 10_000_000)]] as [$cid, $query]) {
            self::assertMatchesRegularExpression('/^[0-9a-f-]{36}$/', Entrata\logWebhook(null, $cid, null, $query));
        }
        self::assertSame(401, Entrata\handleWebhook(str_repeat('x', 10_000_000))->status);
    }

    /** @dataProvider badValues */
    public function test_an_invalid_value_is_rejected_with_its_parameter_name(string $field, callable $call): void
    {
        try {
            $call();
            self::fail('nothing was thrown');
        } catch (ValidationException $refused) {
            self::assertSame([$field], array_column($refused->getErrors(), 'field'));
        }
    }

    public static function badValues(): iterable
    {
        $long = str_repeat('x', 10_000_000);
        yield 'a negative cid' => ['cid', fn() => Entrata\ingestProperty(-1, 5)];
        yield 'cid 0' => ['cid', fn() => Entrata\exchangeAuthCode('code', 0)];
        yield 'a huge property' => ['propertyId', fn() => Entrata\ingestProperty(1, PHP_INT_MAX)];
        yield 'a negative house' => ['propertyId', fn() => Entrata\getTourAvailability(PHP_INT_MIN)];
        yield 'viewing 0' => ['viewingId', fn() => Entrata\sendLeadToEntrataFromViewing(0)];
        yield 'a negative count' => ['max', fn() => Entrata\runJobs(-1)];
        yield 'no UTF-8' => ['month', fn() => Entrata\getTourAvailability(1, "\xff")];
        yield 'a NUL byte' => ['tourType', fn() => Entrata\getTourAvailability(1, tourType: "SELF\0")];
        yield 'ten million bytes' => ['authCode', fn() => Entrata\exchangeAuthCode($long, 1)];
        yield 'no log id' => ['logId', fn() => Entrata\handleWebhook('', logId: '../x')];
        yield 'a long service' => ['service', fn() => Entrata\call(1, $long, 'b')];
    }

    /** @dataProvider badParams */
    public function test_parameters_without_a_json_form_are_rejected_with_their_path(string $message, array $params): void
    {
        $this->expectException(ValidationException::class);
        $this->expectExceptionMessage($message);
        Entrata\call(1, 'properties', 'getProperties', $params);
    }

    public static function badParams(): iterable
    {
        $deep = [];
        for ($level = 0; $level < 100; $level++) {
            $deep = ['a' => $deep];
        }
        $itself = [];
        $itself['me'] = &$itself;
        yield 'no UTF-8' => ['params.name must be UTF-8', ['name' => "\xff"]];
        yield 'a key that is no UTF-8' => ['params.deep has a key that is not UTF-8', ['deep' => ["\xff" => 1]]];
        yield 'a resource' => ['params.file must be an array', ['file' => STDERR]];
        yield 'an object' => ['params.when must be an array', ['when' => new DateTime()]];
        yield 'not a number' => ['params.rent must be a finite number', ['rent' => NAN]];
        yield 'too deep' => ['is nested more than 32 levels deep', $deep];
        yield 'an array in itself' => ['is nested more than 32 levels deep', $itself];
        yield 'too much' => ['params holds too many values', range(0, 100_000)];
    }
}

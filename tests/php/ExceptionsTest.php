<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';

use Entrata\Exception\ApiException;
use Entrata\Exception\EntrataException;
use Entrata\Exception\RateLimitedException;
use Entrata\Exception\ValidationException;
use PHPUnit\Framework\TestCase;

final class ExceptionsTest extends TestCase
{
    private static function thrown(): ValidationException
    {
        try {
            Entrata\ingestProperty(4711, 0);
        } catch (ValidationException $thrown) {
            return $thrown;
        }
        self::fail('nothing was thrown');
    }

    public function test_a_thrown_exception_has_status_code_and_every_invalid_field(): void
    {
        $thrown = self::thrown();
        self::assertInstanceOf(EntrataException::class, $thrown);
        self::assertInstanceOf(RuntimeException::class, $thrown);
        self::assertSame([422, 422, 'VALIDATION'], [$thrown->getHttpStatus(), $thrown->getCode(), $thrown->getErrorCode()]);
        $message = 'must be a positive whole number of at most 18 digits';
        self::assertSame([['field' => 'propertyId', 'message' => $message]], $thrown->getErrors());
        self::assertSame("propertyId: $message", $thrown->getMessage());
    }

    public function test_a_thrown_exception_knows_where_it_was_thrown(): void
    {
        $thrown = self::thrown();
        self::assertSame(__FILE__, $thrown->getFile());
        self::assertSame('Entrata\ingestProperty', $thrown->getTrace()[0]['function']);
        self::assertStringContainsString('ingestProperty', (string) $thrown);
    }

    public function test_a_thrown_exception_survives_serialization(): void
    {
        $copy = unserialize(serialize(new ValidationException('kept', 7)));
        self::assertSame(['kept', 7, []], [$copy->getMessage(), $copy->getCode(), $copy->getErrors()]);
    }

    public function test_an_exception_made_in_php_has_the_defaults_of_its_class(): void
    {
        $cause = new LogicException('cause');
        $made = new ApiException('made by hand', 3, $cause);
        self::assertSame([502, 3, 'ENTRATA_ERROR', null], [$made->getHttpStatus(), $made->getCode(), $made->getErrorCode(), $made->getEntrataCode()]);
        self::assertSame($cause, $made->getPrevious());
        $limited = new RateLimitedException();
        self::assertSame([429, 429, 'RATE_LIMITED', 60, true], [$limited->getHttpStatus(), $limited->getCode(), $limited->getErrorCode(), $limited->getRetryAfter(), $limited->isRetryable()]);
    }

    public function test_an_exception_can_be_constructed_with_each_of_its_values(): void
    {
        $made = new ApiException('no', httpStatus: 503, errorCode: 'X', retryable: false, requestId: 'r-1', userMessage: 'Sorry.', entrataCode: 314);
        self::assertSame(
            ['no', 503, 503, 'X', false, 'r-1', 'Sorry.', 314],
            [$made->getMessage(), $made->getCode(), $made->getHttpStatus(), $made->getErrorCode(), $made->isRetryable(), $made->getRequestId(), $made->getUserMessage(), $made->getEntrataCode()],
        );
        $errors = [['field' => 'email', 'message' => 'is missing']];
        self::assertSame($errors, (new ValidationException('bad', errors: $errors))->getErrors());
        self::assertSame(7, (new RateLimitedException(retryAfter: 7))->getRetryAfter());
    }

    /** @dataProvider wrongValues */
    public function test_a_wrong_value_in_a_constructor_is_a_type_error(Closure $construct): void
    {
        $this->expectException(TypeError::class);
        $construct();
    }

    public static function wrongValues(): iterable
    {
        yield 'message' => [fn() => new ApiException([])];
        yield 'code' => [fn() => new ApiException('x', 'many')];
        yield 'previous' => [fn() => new ApiException('x', previous: new stdClass())];
        yield 'httpStatus' => [fn() => new ApiException('x', httpStatus: 'soon')];
        yield 'errors' => [fn() => new ValidationException('x', errors: 'none')];
        yield 'retryAfter' => [fn() => new RateLimitedException('x', retryAfter: [])];
    }

    public function test_a_class_of_the_portal_may_extend_ours(): void
    {
        $own = new class ('ours') extends EntrataException {
            protected string $errorCode = 'OWN';
        };
        self::assertSame(['OWN', 500], [$own->getErrorCode(), $own->getHttpStatus()]);
    }

    public function test_the_cause_is_kept_and_the_password_is_not(): void
    {
        $script = Script::run('
            try { Entrata\runJobs(); }
            catch (Entrata\Exception\DatabaseException $away) {
                echo json_encode([$away->getHttpStatus(), $away->getErrorCode(), get_class($away->getPrevious())]), $away;
            }
        ', [
            'ENTRATA_DATABASE_URL' => 'mysql://portal:planted-password@127.0.0.1:1/portal',
            'ENTRATA_CLIENT_ID' => 'x.portal',
            'ENTRATA_CLIENT_SECRET' => 'planted-secret',
            'ENTRATA_TOKEN_KEY' => base64_encode(str_repeat('k', 32)),
        ]);
        self::assertStringStartsWith('[503,"DATABASE_UNAVAILABLE","RuntimeException"]', $script->output, $script->errors);
        self::assertStringContainsString('Connection refused', $script->output);
        self::assertStringNotContainsString('planted', $script->output);
    }

    public function test_every_exception_is_one_of_ours(): void
    {
        $classes = (new ReflectionExtension('entrata'))->getClassNames();
        $exceptions = preg_grep('/^Entrata\\\\Exception\\\\/', $classes);
        self::assertCount(9, $exceptions);
        foreach ($exceptions as $class) {
            self::assertTrue(is_a($class, EntrataException::class, true), $class);
        }
    }
}

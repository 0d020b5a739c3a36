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

    public function test_a_thrown_exception_tells_status_code_and_every_bad_field(): void
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

    public function test_a_thrown_exception_survives_serialisation(): void
    {
        $copy = unserialize(serialize(new ValidationException('kept', 7)));
        self::assertSame(['kept', 7, []], [$copy->getMessage(), $copy->getCode(), $copy->getErrors()]);
    }

    public function test_an_exception_made_in_php_has_sensible_details(): void
    {
        $cause = new LogicException('why');
        $made = new ApiException('made by hand', 3, $cause);
        self::assertSame([500, 'INTERNAL', null], [$made->getHttpStatus(), $made->getErrorCode(), $made->getEntrataCode()]);
        self::assertSame($cause, $made->getPrevious());
        self::assertSame(60, (new RateLimitedException())->getRetryAfter());
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
        self::assertCount(10, $classes);
        foreach (array_diff($classes, ['Entrata\Reply']) as $class) {
            self::assertTrue(is_a($class, EntrataException::class, true), $class);
        }
    }
}

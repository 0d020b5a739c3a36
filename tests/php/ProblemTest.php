<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';
require_once __DIR__ . '/Visitor.php';
require_once __DIR__ . '/People.php';

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;

/** Errors of the JSON API: RFC 9457, with a sentence for the app's user. */
final class ProblemTest extends TestCase
{
    private static OwnStage $stage;
    private static Pages $pages;
    private static int $house;

    public static function setUpBeforeClass(): void
    {
        self::$stage = new OwnStage('portal_problem');
        self::$stage->migrate();
        self::$house = self::$stage->activate(4711, 739076);
        // As a php.ini for development has it, and with a notice in every request.
        self::$pages = new Pages(self::$stage, implode("\n", [
            'php_admin_flag[display_errors] = on',
            'php_admin_value[auto_prepend_file] = ' . __DIR__ . '/fixtures/notice.php',
        ]));
        self::$pages->signIn(self::$stage, 'lea@example.com');
    }

    public static function tearDownAfterClass(): void
    {
        self::$pages->close();
        self::$stage->close();
    }

    protected function tearDown(): void
    {
        self::$stage->tell('faults', []);
    }

    public function test_the_body_is_json_alone(): void
    {
        $times = self::$pages->get('/api/getEntrataTourTimes.php?propertyId=' . self::$house);
        self::assertSame(self::$house, $times['propertyId']);
        self::assertStringContainsString('a notice of another file', self::$pages->log());
    }

    /** @dataProvider failures */
    #[DataProvider('failures')]
    public function test_a_failure_of_entrata_is_a_sentence_with_a_log_entry(array $faults, string $type, array $codes): void
    {
        self::$stage->tell('faults', ['methods' => ['getCalendarAvailability' => $faults]]);
        $problem = self::$pages->get('/api/getEntrataTourTimes.php?propertyId=' . self::$house . "&tourType=$type");
        self::assertContains($problem['code'], $codes);
        self::assertMatchesRegularExpression('/^[A-Z][A-Za-z\' ,.]+\.$/', $problem['detail']);
        foreach (['4711', '739076', 'getCalendarAvailability', 'attempt', 'token', '(request', 'HTTP'] as $internal) {
            self::assertStringNotContainsString($internal, $problem['detail']);
        }
        self::assertMatchesRegularExpression('/^urn:uuid:[0-9a-f-]{36}$/', $problem['instance']);
        $entries = preg_grep('/' . preg_quote($problem['instance'], '/') . '/', explode("\n", self::$pages->log()));
        self::assertCount(1, $entries, 'the log has one line for it');
        self::assertStringContainsString('739076', reset($entries), 'the log has the internals');
    }

    /** @return array<string, array{array<string, float>, string, list<string>}> */
    public static function failures(): array
    {
        return [
            'an error' => [['error_rate' => 1.0], 'SELF_GUIDED', ['ENTRATA_ERROR', 'ENTRATA_UNAVAILABLE']],
            'a rate limit' => [['rate_limit_rate' => 1.0], 'VIRTUAL_GUIDED', ['RATE_LIMITED', 'ENTRATA_ERROR']],
        ];
    }

    /** @dataProvider titles */
    #[DataProvider('titles')]
    public function test_the_title_is_the_phrase_of_the_status(string $path, int $status, string $title): void
    {
        $problem = self::$pages->get($path);
        self::assertSame(['about:blank', $title, $status], [$problem['type'], $problem['title'], $problem['status']]);
    }

    /** @return array<string, array{string, int, string}> */
    public static function titles(): array
    {
        return [
            'an unknown home' => ['/api/getEntrataTourTimes.php?propertyId=999999999', 404, 'Not Found'],
            'a bad month' => ['/api/getEntrataTourTimes.php?propertyId=1&month=2026-12', 422, 'Unprocessable Content'],
            'the wrong method' => ['/api/requestViewing.php', 405, 'Method Not Allowed'],
        ];
    }

    public function test_bad_fields_have_no_log_entry(): void
    {
        $problem = self::$pages->get('/api/getEntrataTourTimes.php?propertyId=x&month=2026-12');
        self::assertSame([422, 'VALIDATION'], [$problem['status'], $problem['code']]);
        self::assertSame(['propertyId', 'month'], array_column($problem['errors'], 'field'));
        self::assertArrayNotHasKey('instance', $problem);
    }

    public function test_a_fatal_error_of_php_is_a_problem_too(): void
    {
        $problem = self::$pages->get('/api/getEntrataTourTimes.php?propertyId=' . self::$house . '&fatal=1');
        self::assertSame([500, 'INTERNAL'], [$problem['status'], $problem['code']]);
        self::assertStringNotContainsString('fatal', strtolower(json_encode($problem)));
    }
}

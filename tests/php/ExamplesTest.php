<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';

use PHPUnit\Framework\TestCase;

/** The programs in examples/php, each in a process of its own, against the sandbox. */
final class ExamplesTest extends TestCase
{
    private const CID = 4711;
    private const PROPERTY = 739076;
    private static OwnStage $stage;
    private static int $house;

    public static function setUpBeforeClass(): void
    {
        self::$stage = new OwnStage('portal_examples');
        self::$stage->migrate();
        self::$house = self::$stage->activate(self::CID, self::PROPERTY);
    }

    public static function tearDownAfterClass(): void
    {
        self::$stage->close();
    }

    public function test_webhook(): void
    {
        $query = Stage::credentials() . '&cid=' . self::CID . '&property_id=' . self::PROPERTY . '&request_type=SUSPENDED';
        self::assertStringContainsString('"status":"SUSPENDED"', self::example('webhook', [], ['QUERY_STRING' => $query]));
        $query = strtr($query, ['SUSPENDED' => 'ACTIVATION']);
        self::assertStringContainsString('"status":"APPROVED"', self::example('webhook', [], ['QUERY_STRING' => $query]));
        self::assertStringContainsString('"code":401', self::example('webhook', [], ['QUERY_STRING' => 'cid=1']));
    }

    public function test_tour_times(): void
    {
        self::assertMatchesRegularExpression(
            '/^\d{4}-\d\d-\d\d \d+:\d\d [AP]M - \d+:\d\d [AP]M C[SD]T  \(Entrata: \S+ \d+:\d\d M[SD]T - \d+:\d\d M[SD]T\)$/m',
            self::example('tour_times', [self::$house]),
        );
    }

    public function test_book_a_tour(): void
    {
        self::assertMatchesRegularExpression(
            '/^\d+:\d\d [AP]M - .* is booked: viewing \d+, lead \d+\n$/',
            self::example('book_a_tour', [self::$house, 'riley@example.com']),
        );
        self::assertSame('riley@example.com', self::$stage->truth()['appointments'][0]['email']);
    }

    /** @depends test_book_a_tour */
    public function test_deliver_events(): void
    {
        self::assertMatchesRegularExpression('/^your tour is confirmed \(viewing \d+\)$/m', self::example('deliver_events', []));
        self::assertSame("0 events delivered\n", self::example('deliver_events', []));
    }

    public function test_call_any_method(): void
    {
        self::assertStringContainsString('739076: Sample Court', self::example('call_any_method', [self::CID]));
    }

    public function test_handle_errors(): void
    {
        $lines = explode("\n", trim(self::example('handle_errors', [self::CID])));
        $expected = [
            'An odd month: month is not', "An unknown house: ", 'An unknown client: the client must install',
            'An unknown method: Entrata says no: 400', 'A setting that cannot be: please try again',
        ];
        self::assertCount(count($expected), $lines);
        foreach ($expected as $number => $beginning) {
            self::assertStringStartsWith($beginning, $lines[$number]);
        }
    }

    public function test_every_example_is_tested_here(): void
    {
        foreach (glob(__DIR__ . '/../../examples/php/*.php') as $file) {
            self::assertTrue(method_exists($this, 'test_' . basename($file, '.php')), $file);
        }
    }

    /** @return string what it printed, after it has ended well */
    private static function example(string $name, array $arguments, array $environment = []): string
    {
        $process = proc_open(
            [PHP_BINARY, '-d', 'extension=' . Script::extension(), '-d', 'error_log=/dev/null', "examples/php/$name.php", ...array_map(strval(...), $arguments)],
            [1 => ['pipe', 'w'], 2 => ['redirect', 1]],
            $pipes,
            dirname(__DIR__, 2),
            $environment + self::$stage->settings + getenv(),
        );
        $output = stream_get_contents($pipes[1]);
        self::assertSame(0, proc_close($process), $output);
        return $output;
    }
}

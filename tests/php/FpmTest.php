<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';

use PHPUnit\Framework\TestCase;

/** The pages under nginx and PHP-FPM, through all that happens to workers in their lives. */
final class FpmTest extends TestCase
{
    private const CID = 4711;
    private const PROPERTY = 739076;
    private static OwnStage $stage;
    private static int $house;
    private ?Pages $pages = null;

    public static function setUpBeforeClass(): void
    {
        self::$stage = new OwnStage('portal_fpm');
        self::$stage->migrate();
        self::$house = self::$stage->activate(self::CID, self::PROPERTY);
    }

    public static function tearDownAfterClass(): void
    {
        self::$stage->close();
    }

    protected function tearDown(): void
    {
        $this->pages?->close();
    }

    public function test_workers_that_end_after_max_requests_lose_no_request(): void
    {
        $this->pages = new Pages(self::$stage, 'pm.max_requests = 10');
        $before = $this->pages->workers();
        self::assertSame([200 => 200], $this->pages->ask(array_fill(0, 200, self::webhook())));
        self::assertSame([], array_intersect($before, $this->pages->workers()), 'every first worker has ended');
        self::assertSame(200, (int) self::$stage->value('SELECT COUNT(*) FROM entrata_webhooks WHERE response_code = 200 AND request_type = ?', 'SUSPENDED'));
    }

    public function test_a_reload_during_load_fails_no_request(): void
    {
        $this->pages = new Pages(self::$stage);
        $before = $this->pages->workers();
        $master = $this->pages->master();
        $reload = fn(int $answers) => in_array($answers, [50, 150], true) && posix_kill($master, SIGUSR2);
        self::assertSame([200 => 300], $this->pages->ask(array_fill(0, 300, self::webhook()), after: $reload));
        self::assertSame($master, $this->pages->master());
        self::assertSame([], array_intersect($before, $this->pages->workers()), 'every first worker has ended');
    }

    public function test_a_request_that_the_pool_ends_leaves_nothing_half_done(): void
    {
        $settings = "request_terminate_timeout = 2s\nenv[ENTRATA_TIMEOUT_MS] = 20000";
        $this->pages = new Pages(self::$stage, $settings);
        $this->pages->signIn(self::$stage, 'late@example.com');
        $slot = $this->pages->get('/api/getEntrataTourTimes.php?propertyId=' . self::$house)['tourTimes'][0]['slots'][0]['raw'];
        // Entrata books the tour, and responds after the caller has given up.
        self::$stage->tell('faults', ['methods' => ['sendLeads' => ['delay_ms' => 8000, 'delay_rate' => 1.0]]]);
        $booking = ['propertyId' => self::$house, 'tourDate' => $slot['date'], 'tourTime' => $slot['time'], 'tourType' => 'AGENT_GUIDED'];
        self::assertSame(502, $this->pages->post('/api/requestViewing.php', $booking));
        self::$stage->tell('faults', []);
        self::assertSame([200 => 20], $this->pages->ask(array_fill(0, 20, self::webhook())), 'the next workers work');

        $viewing = self::$stage->value('SELECT MAX(id) FROM viewings');
        self::assertSame('REQUESTED', self::$stage->value('SELECT status FROM viewings WHERE id = ?', $viewing));
        // As if the lease, and the time in which Entrata may still be busy, had passed.
        self::$stage->value('UPDATE entrata_viewings SET lease_until = NULL, next_attempt_at = NULL, sent_at = sent_at - INTERVAL 1 HOUR WHERE viewing_id = ?', $viewing);
        self::$stage->value('UPDATE entrata_prospect_leases SET lease_until = NULL');
        // A process of the pool may have claimed the viewing first: it runs jobs after each webhook.
        $status = fn(): string => (string) self::$stage->value('SELECT status FROM viewings WHERE id = ?', $viewing);
        for ($end = microtime(true) + 20; $status() === 'REQUESTED' && microtime(true) < $end; usleep(50_000)) {
            self::$stage->entrata('worker', '--once');
        }
        self::assertSame('CONFIRMED', $status());
        $booked = array_filter(self::$stage->truth()['appointments'], fn(array $tour) => $tour['email'] === 'late@example.com');
        self::assertCount(1, $booked);
    }

    public function test_workers_run_after_a_preload_script_called_the_extension(): void
    {
        $preload = tempnam(sys_get_temp_dir(), 'entrata');
        $called = "$preload.called";
        file_put_contents($preload, sprintf(
            '<?php opcache_compile_file(%s); file_put_contents(%s, Entrata\check()[1]["message"]);',
            var_export(dirname(__DIR__, 2) . '/php/db.php', true),
            var_export($called, true),
        ));
        try {
            $user = posix_getpwuid(posix_geteuid())['name'];
            $this->pages = new Pages(self::$stage, arguments: "-d opcache.enable=1 -d opcache.preload=$preload -d opcache.preload_user=$user");
            self::assertSame('answers', file_get_contents($called));
            self::assertSame([200 => 100], $this->pages->ask(array_fill(0, 100, self::webhook())));
        } finally {
            array_map(unlink(...), glob("$preload*"));
        }
    }

    /** A webhook that changes nothing the second time. */
    private static function webhook(): string
    {
        return '/index.php?' . Stage::credentials() . '&cid=' . self::CID . '&property_id=739077&request_type=SUSPENDED';
    }
}

<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';

use PHPUnit\Framework\TestCase;

/** What a process keeps, what its children get, and how it ends. */
final class ProcessTest extends TestCase
{
    public static function setUpBeforeClass(): void
    {
        Stage::enter();
    }

    public function test_nothing_is_opened_before_the_first_call(): void
    {
        $script = self::script('
            // Sockets may be inherited from the parent process; only a runtime has an epoll instance.
            $open = fn () => preg_grep("/eventpoll/", array_map(fn ($fd) => (string) @readlink("/proc/self/fd/$fd"), scandir("/proc/self/fd")));
            $threads = fn () => count(scandir("/proc/self/task")) - 2;
            echo json_encode([count($open()), $threads()]);
            Entrata\runJobs();
            echo json_encode(count($open()) > 0);
        ');
        self::assertSame('[0,1]true', $script->output, $script->errors);
    }

    public function test_a_process_ends_while_the_database_hangs(): void
    {
        $server = (int) file_get_contents(Stage::row("SHOW VARIABLES LIKE 'pid_file'")['Value']);
        $hung = false;
        pcntl_async_signals(true);
        pcntl_signal(SIGALRM, function () use ($server, &$hung): void {
            $hung = true;
            posix_kill($server, SIGCONT);
        });
        pcntl_alarm(20);
        try {
            $script = self::script("echo Entrata\\check()[1]['message']; exec('kill -STOP $server');");
        } finally {
            pcntl_alarm(0);
            posix_kill($server, SIGCONT);
            pcntl_signal(SIGALRM, SIG_DFL);
            pcntl_async_signals(false);
        }
        self::assertSame(['answers', 0, false], [$script->output, $script->status, $hung]);
    }

    public function test_a_hundred_thousand_calls_do_not_make_a_process_grow(): void
    {
        $script = self::script('
            $own = function (): int {
                preg_match("/^Private_Dirty: +(\\d+)/m", file_get_contents("/proc/self/smaps_rollup"), $found);
                return (int) $found[1];
            };
            $calls = function (int $count): void {
                for ($call = 0; $call < $count; $call++) {
                    Entrata\convertTourTime("2026-12-01", "10:00 MST - 10:30 MST");
                    try { Entrata\ingestProperty(0, $call); } catch (Entrata\Exception\ValidationException) {}
                    if ($call % 250 === 0) { Entrata\handleWebhook("cid=1&secret=$call"); }
                }
            };
            $calls(5_000);
            $before = $own();
            $calls(50_000);
            echo $own() - $before;
        ');
        self::assertMatchesRegularExpression('/^-?\d+$/', $script->output, $script->errors);
        self::assertLessThan(512, (int) $script->output, 'KiB');
    }

    public function test_a_forked_child_gets_a_connection_of_its_own(): void
    {
        $script = self::script('
            echo Entrata\logWebhook(null, null, null, "before"), "\n";
            $child = pcntl_fork();
            if ($child === 0) {
                echo Entrata\logWebhook(null, null, null, "child"), "\n";
                exit(0);
            }
            pcntl_waitpid($child, $status);
            echo Entrata\logWebhook(null, null, null, "after"), "\n", pcntl_wexitstatus($status), "\n";
        ');
        [$before, $child, $after, $status] = explode("\n", $script->output);
        self::assertSame(['0', 0], [$status, $script->status], $script->errors);
        foreach (compact('before', 'child', 'after') as $query => $logId) {
            self::assertSame($query, Stage::row('SELECT raw_query FROM entrata_webhooks WHERE log_id = ?', $logId)['raw_query'] ?? null);
        }
    }

    public function test_a_child_that_never_calls_does_not_disturb_its_parent(): void
    {
        $script = self::script('
            Entrata\check();
            $child = pcntl_fork();
            if ($child === 0) { exit(0); }
            pcntl_waitpid($child, $status);
            echo json_encode(Entrata\check()[1]);
        ');
        self::assertSame('{"name":"database","ok":true,"message":"answers"}', $script->output, $script->errors);
    }

    public function test_a_process_closes_its_database_connections_when_it_ends(): void
    {
        $aborted = fn() => Stage::row("SHOW GLOBAL STATUS LIKE 'Aborted_clients'")['Value'];
        $before = $aborted();
        $script = self::script('echo Entrata\check()[1]["message"];');
        self::assertSame(['answers', 0, $before], [$script->output, $script->status, $aborted()]);
    }

    public function test_a_connection_closed_by_the_server_is_replaced_without_an_error(): void
    {
        Entrata\check();
        foreach (Stage::database()->query('SHOW PROCESSLIST')->fetchAll() as $connection) {
            if ($connection['Command'] === 'Sleep') {
                Stage::database()->exec("KILL {$connection['Id']}");
            }
        }
        self::assertSame('answers', Entrata\check()[1]['message']);
    }

    public function test_a_signal_handler_runs_while_a_call_waits(): void
    {
        // The call can end only when the handler has let go of the table that it waits for.
        Stage::database()->exec('LOCK TABLES entrata_jobs WRITE');
        pcntl_async_signals(true);
        pcntl_signal(SIGALRM, fn() => Stage::database()->exec('UNLOCK TABLES'));
        pcntl_alarm(1);
        try {
            self::assertIsInt(Entrata\runJobs());
        } finally {
            pcntl_signal(SIGALRM, SIG_DFL);
            pcntl_async_signals(false);
        }
    }

    public function test_what_a_signal_handler_throws_ends_the_call(): void
    {
        Stage::database()->exec('LOCK TABLES entrata_jobs WRITE');
        pcntl_async_signals(true);
        pcntl_signal(SIGALRM, fn() => throw new DomainException('enough'));
        pcntl_alarm(1);
        try {
            Entrata\runJobs();
            self::fail('nothing was thrown');
        } catch (DomainException $thrown) {
            self::assertSame('enough', $thrown->getMessage());
        } finally {
            Stage::database()->exec('UNLOCK TABLES');
            pcntl_signal(SIGALRM, SIG_DFL);
            pcntl_async_signals(false);
        }
        self::assertIsInt(Entrata\runJobs());
    }

    public function test_a_hanging_database_ends_a_call_at_its_timeout_and_the_next_works(): void
    {
        Stage::database()->exec('LOCK TABLES entrata_jobs WRITE');
        ini_set('entrata.timeout_ms', '200');
        try {
            Entrata\runJobs();
            self::fail('nothing was thrown');
        } catch (Entrata\Exception\EntrataException $late) {
            self::assertContains($late->getHttpStatus(), [502, 503]);
        } finally {
            Stage::database()->exec('UNLOCK TABLES');
        }
        self::assertIsInt(Entrata\runJobs());
        ini_restore('entrata.timeout_ms');
    }

    public function test_changing_settings_does_not_pile_up_connections(): void
    {
        $connections = fn() => count(Stage::database()->query('SHOW PROCESSLIST')->fetchAll());
        $before = $connections();
        for ($timeout = 5000; $timeout < 5010; $timeout++) {
            ini_set('entrata.timeout_ms', (string) $timeout);
            self::assertSame('answers', Entrata\check()[1]['message']);
        }
        ini_restore('entrata.timeout_ms');
        self::assertLessThanOrEqual($before + 8, $connections());
    }

    public function test_phpinfo_shows_whether_the_database_responds(): void
    {
        $script = self::script('phpinfo(INFO_MODULES);');
        self::assertStringContainsString("Database => answers\nOpen connections => 1\n", $script->output);
    }

    private static function script(string $code): Script
    {
        return Script::run($code, Stage::settings(), ['log_errors' => '1', 'error_log' => '/dev/null']);
    }
}

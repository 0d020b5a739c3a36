<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';
require_once __DIR__ . '/../../php/autoload.php';

use PHPUnit\Framework\TestCase;
use Portal\Database\ConnectionUrl;
use Portal\Database\Database;
use Portal\Database\Failure;
use Portal\Http\Problem;

/** The pages' database: what every connection sets, and what runs again. */
final class DatabaseTest extends TestCase
{
    private Database $database;

    public static function setUpBeforeClass(): void
    {
        Stage::enter();
        Stage::row('CREATE TABLE IF NOT EXISTS database_test (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20) NOT NULL UNIQUE)');
    }

    public static function tearDownAfterClass(): void
    {
        Stage::row('DROP TABLE database_test');
    }

    protected function setUp(): void
    {
        Stage::row('DELETE FROM database_test');
        $this->database = new Database(ConnectionUrl::parse(getenv('ENTRATA_DATABASE_URL')));
    }

    public function test_a_connection_depends_on_no_default_of_the_server(): void
    {
        $globals = ['autocommit' => '0', 'sql_mode' => "'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'", 'time_zone' => "'+09:00'"];
        $before = Stage::row('SELECT @@GLOBAL.autocommit AS autocommit, @@GLOBAL.sql_mode AS sql_mode, @@GLOBAL.time_zone AS time_zone');
        try {
            foreach ($globals as $name => $value) {
                Stage::row("SET GLOBAL $name = $value");
            }
            $row = $this->database->row('SELECT @@autocommit AS a, @@sql_mode AS m, @@time_zone AS z, @@character_set_client AS c');
            self::assertSame([1, '+00:00', 'utf8mb4'], [$row['a'], $row['z'], $row['c']]);
            self::assertStringContainsString('STRICT_TRANS_TABLES', $row['m']);
            self::assertStringNotContainsString('ANSI_QUOTES', $row['m']);
            $isolation = $this->database->row("SHOW VARIABLES WHERE Variable_name IN ('tx_isolation', 'transaction_isolation')");
            self::assertSame('READ-COMMITTED', $isolation['Value']);
            $this->database->change("INSERT INTO database_test (name) VALUES ('kept')");
        } finally {
            foreach ($globals as $name => $_) {
                Stage::row("SET GLOBAL $name = " . (is_int($before[$name]) ? $before[$name] : "'$before[$name]'"));
            }
        }
        self::assertSame(1, (int) Stage::row('SELECT COUNT(*) AS n FROM database_test')['n'], 'committed without a COMMIT');
    }

    public function test_a_deadlocked_transaction_runs_again_as_a_whole(): void
    {
        $runs = 0;
        $id = $this->database->transaction(function (Database $database) use (&$runs): int {
            $database->change("INSERT INTO database_test (name) VALUES ('once')");
            return ++$runs < 3 ? throw self::failure(1213) : $database->lastId();
        });
        self::assertSame(3, $runs);
        self::assertSame([['id' => $id, 'name' => 'once']], $this->database->rows('SELECT * FROM database_test'));
    }

    public function test_a_transaction_has_a_maximum_of_attempts(): void
    {
        $runs = 0;
        try {
            $this->database->transaction(function () use (&$runs): void {
                $runs++;
                throw self::failure(1205);
            });
            self::fail('nothing was thrown');
        } catch (PDOException $failure) {
            self::assertSame(6, $runs);
            $problem = self::quietly(fn(): Problem => Problem::of($failure));
            self::assertSame([503, '30'], [$problem->status, $problem->headers['Retry-After']]);
        }
    }

    public function test_a_killed_connection_is_replaced(): void
    {
        $this->database->value('SELECT 1');
        Stage::row('KILL ' . (int) $this->database->value('SELECT CONNECTION_ID()'));
        self::assertSame(1, (int) $this->database->value('SELECT 1'));
    }

    public function test_a_failed_transaction_leaves_nothing(): void
    {
        try {
            $this->database->transaction(function (Database $database): void {
                $database->change("INSERT INTO database_test (name) VALUES ('gone')");
                throw new LogicException('stop');
            });
        } catch (LogicException) {
        }
        self::assertSame([], $this->database->rows('SELECT * FROM database_test'));
    }

    public function test_a_duplicate_key_is_final(): void
    {
        $this->database->change("INSERT INTO database_test (name) VALUES ('twice')");
        try {
            $this->database->change("INSERT INTO database_test (name) VALUES ('twice')");
            self::fail('nothing was thrown');
        } catch (PDOException $failure) {
            self::assertSame(Failure::DuplicateKey, Failure::of($failure));
            self::assertFalse(Failure::isUnavailable($failure));
        }
    }

    public function test_each_server_error_has_the_consequence_that_it_has_in_the_extension(): void
    {
        $source = file_get_contents(dirname(__DIR__, 2) . '/src/store/errors.rs');
        self::assertGreaterThan(25, preg_match_all('/^ {4}\((\d+), Remedy::(\w+)\),$/m', $source, $found, PREG_SET_ORDER));
        $names = ['Again' => 'RunAgain', 'Leave' => 'LeaveServer', 'Lost' => 'Lost', 'Wait' => 'Wait'];
        $expected = [1062 => 'DuplicateKey'];
        foreach ($found as [, $code, $remedy]) {
            $expected[(int) $code] = $names[$remedy];
            self::assertSame($names[$remedy], Failure::of(self::failure((int) $code))->name, $code);
        }
        $own = array_map(fn(Failure $kind): string => $kind->name, (new ReflectionEnum(Failure::class))->getConstant('SERVER'));
        self::assertEqualsCanonicalizing(array_keys($expected), array_keys($own));
        self::assertSame($expected, array_replace($expected, $own));
        foreach ([1054, 1064, 1146, 1175, 1364, 1406] as $code) {
            self::assertSame(Failure::Final, Failure::of(self::failure($code)));
        }
        foreach ([2002, 2003, 2006, 2013] as $code) {
            self::assertSame(Failure::Lost, Failure::of(self::failure($code)));
        }
    }

    public function test_the_pages_connections_set_what_the_extension_s_set(): void
    {
        $settings = function (string $file): array {
            preg_match_all("/SESSION (\\w+) = ('[^']*'|\\d+)/", file_get_contents(dirname(__DIR__, 2) . $file), $found);
            $all = array_combine($found[1], $found[2]);
            ksort($all);
            return $all;
        };
        $extension = $settings('/src/store/connection.rs');
        self::assertGreaterThan(8, count($extension));
        self::assertSame($extension, $settings('/php/src/Database/Database.php'));
    }

    public function test_pauses_grow_and_end(): void
    {
        $longest = fn(Failure $kind): array => array_map(fn(int $try): ?int => $kind->pause($try, 0.0), range(2, 6));
        foreach ([[Failure::RunAgain, 5], [Failure::LeaveServer, 50]] as [$kind, $base]) {
            $pauses = $longest($kind);
            self::assertNull(array_pop($pauses));
            foreach ($pauses as $at => $pause) {
                self::assertGreaterThanOrEqual($base * 2 ** ($at + 1) / 2, $pause);
            }
        }
        self::assertSame(0, Failure::RunAgain->pause(1, 0.0));
        self::assertNull(Failure::LeaveServer->pause(2, 5.0));
        self::assertNull(Failure::Final->pause(1, 0.0));
    }

    public function test_an_unreachable_server_is_unavailable_and_never_named(): void
    {
        $away = new Database(ConnectionUrl::parse('mysql://planted-user:planted-password@127.0.0.1:1/d'));
        try {
            $away->value('SELECT 1');
            self::fail('nothing was thrown');
        } catch (PDOException $failure) {
            $problem = self::quietly(fn(): Problem => Problem::of($failure));
            self::assertSame([503, 'DATABASE_UNAVAILABLE'], [$problem->status, $problem->reason]);
            self::assertStringNotContainsString('planted', json_encode($problem->body()) . $failure->getMessage());
        }
    }

    private static function failure(int $code): PDOException
    {
        $failure = new PDOException("SQLSTATE[HY000]: General error: $code");
        $failure->errorInfo = ['HY000', $code, 'text'];
        return $failure;
    }

    /** Runs what writes to the error log. */
    private static function quietly(callable $work): mixed
    {
        $before = ini_set('error_log', '/dev/null');
        try {
            return $work();
        } finally {
            ini_set('error_log', (string) $before);
        }
    }
}

<?php

declare(strict_types=1);

namespace Portal\Database;

use Portal\Settings;

/**
 * The portal's database. Times are UTC, as in the tables.
 *
 * A statement outside a transaction, and a transaction as a whole, runs again after a deadlock, a lost connection or a
 * switch to another server, as in the extension. So each must be safe to run twice.
 */
final class Database
{
    /** How long a statement may keep a page waiting, in seconds. */
    private const ANSWER_WITHIN = '10';
    private const CONNECT_WITHIN = 2;
    /**
     * Session settings, so that the server's defaults do not matter. MariaDB and MySQL name the
     * isolation level differently; each reads only its own comment.
     */
    private const SESSION = "SET NAMES utf8mb4, SESSION time_zone = '+00:00', "
        . 'SESSION autocommit = 1, SESSION completion_type = 0, '
        . "SESSION sql_mode = 'STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO', "
        . 'SESSION sql_safe_updates = 0, SESSION innodb_lock_wait_timeout = 3, SESSION lock_wait_timeout = 3 '
        . "/*M!100300 , SESSION tx_isolation = 'READ-COMMITTED', SESSION idle_transaction_timeout = 10 */ "
        . "/*!80000 , SESSION transaction_isolation = 'READ-COMMITTED' */";

    private static ?self $shared = null;
    private ?\PDO $connection = null;
    private bool $inTransaction = false;

    public function __construct(private readonly ConnectionUrl $url) {}

    /**
     * Returns the request's database, connected at its first statement.
     *
     * @throws UnusableUrl
     */
    public static function shared(): self
    {
        return self::$shared ??= new self(ConnectionUrl::parse(Settings::get('database_url')));
    }

    /**
     * @param list<scalar|null> $values
     * @return list<array<string, mixed>>
     * @throws \PDOException
     */
    public function rows(string $sql, array $values = []): array
    {
        return $this->run($sql, $values, static fn(\PDOStatement $statement): array => $statement->fetchAll());
    }

    /**
     * Returns the first row, or null.
     *
     * @param list<scalar|null> $values
     * @return array<string, mixed>|null
     * @throws \PDOException
     */
    public function row(string $sql, array $values = []): ?array
    {
        return $this->rows($sql, $values)[0] ?? null;
    }

    /**
     * Returns the first column of the first row, or null.
     *
     * @param list<scalar|null> $values
     * @throws \PDOException
     */
    public function value(string $sql, array $values = []): mixed
    {
        $row = $this->row($sql, $values);
        return $row === null ? null : array_values($row)[0];
    }

    /**
     * Runs a statement that writes, and returns the number of rows that it changed.
     *
     * @param list<scalar|null> $values
     * @throws \PDOException
     */
    public function change(string $sql, array $values = []): int
    {
        return $this->run($sql, $values, static fn(\PDOStatement $statement): int => $statement->rowCount());
    }

    /**
     * Returns the id of the row that was inserted last.
     */
    public function lastId(): int
    {
        return (int) $this->connection()->lastInsertId();
    }

    /**
     * Runs `$work` in one transaction: all of it happens, or nothing.
     *
     * @template T
     * @param callable(self): T $work may run several times
     * @return T
     * @throws \PDOException
     */
    public function transaction(callable $work): mixed
    {
        return $this->repeat(function () use ($work): mixed {
            $this->connection()->beginTransaction();
            $this->inTransaction = true;
            try {
                $done = $work($this);
                $this->connection()->commit();
                return $done;
            } catch (\Throwable $failure) {
                $this->rollBack();
                throw $failure;
            } finally {
                $this->inTransaction = false;
            }
        });
    }

    private function rollBack(): void
    {
        try {
            $this->connection?->rollBack();
        } catch (\PDOException) {
            // The connection ends, and with it the transaction.
            $this->connection = null;
        }
    }

    /**
     * @template T
     * @param list<scalar|null> $values
     * @param callable(\PDOStatement): T $read
     * @return T
     */
    private function run(string $sql, array $values, callable $read): mixed
    {
        $once = function () use ($sql, $values, $read): mixed {
            // The statement ends with this call: the server keeps no more than one prepared statement for a page.
            // Without PHP's own warning when the connection is gone (`SSL: Broken pipe`): the exception says it too.
            $statement = @$this->connection()->prepare($sql);
            @$statement->execute($values);
            return $read($statement);
        };
        return $this->inTransaction ? $once() : $this->repeat($once);
    }

    /**
     * @template T
     * @param callable(): T $work
     * @return T
     */
    private function repeat(callable $work): mixed
    {
        $began = microtime(true);
        for ($try = 1;; $try++) {
            try {
                return $work();
            } catch (\PDOException $failure) {
                $kind = Failure::of($failure);
                if ($kind === Failure::LeaveServer || $kind === Failure::Lost) {
                    $this->connection = null;
                }
                usleep(1000 * ($kind->pause($try, microtime(true) - $began) ?? throw $failure));
            }
        }
    }

    private function connection(): \PDO
    {
        return $this->connection ??= $this->connect();
    }

    private function connect(): \PDO
    {
        // The driver's own default is a day.
        ini_set('mysqlnd.net_read_timeout', self::ANSWER_WITHIN);
        $failure = null;
        foreach ($this->url->servers as $server) {
            foreach ($this->tlsOptions() as $tls) {
                try {
                    return $this->open($server, $tls);
                } catch (\PDOException $failure) {
                    if (Failure::of($failure) !== Failure::Lost) {
                        throw $failure;
                    }
                }
            }
        }
        throw $failure;
    }

    /**
     * @param array<int, mixed> $tls
     */
    private function open(string $server, array $tls): \PDO
    {
        return new \PDO(
            "mysql:$server;dbname={$this->url->database};charset=utf8mb4",
            $this->url->user,
            $this->url->password,
            $tls + [
                \PDO::ATTR_ERRMODE => \PDO::ERRMODE_EXCEPTION,
                \PDO::ATTR_DEFAULT_FETCH_MODE => \PDO::FETCH_ASSOC,
                \PDO::ATTR_EMULATE_PREPARES => false,
                \PDO::ATTR_TIMEOUT => self::CONNECT_WITHIN,
                self::option('INIT_COMMAND') => self::SESSION,
                self::option('MULTI_STATEMENTS') => false,
            ],
        );
    }

    /**
     * The driver's TLS options for each way to try. It starts TLS only if one of them is set, and where it checks the
     * certificate it also checks the server's name: `VERIFY_CA` is as strict as `VERIFY_IDENTITY` here.
     *
     * @return list<array<int, mixed>>
     */
    private function tlsOptions(): array
    {
        $tls = [self::option('SSL_CIPHER') => 'DEFAULT'];
        foreach ($this->url->files as $name => $file) {
            $tls[self::option(strtoupper(strtr($name, '-', '_')))] = $file;
        }
        $verify = self::option('SSL_VERIFY_SERVER_CERT');
        return match ($this->url->sslMode) {
            'DISABLED' => [[]],
            'PREFERRED' => [[$verify => false] + $tls, []],
            'REQUIRED' => [[$verify => false] + $tls],
            default => [[$verify => true] + $tls],
        };
    }

    /**
     * The number of one of the MySQL driver's options. PHP 8.4 moved them and PHP 8.5 deprecated the old names.
     */
    private static function option(string $name): int
    {
        return constant(defined("Pdo\\Mysql::ATTR_$name") ? "Pdo\\Mysql::ATTR_$name" : "PDO::MYSQL_ATTR_$name");
    }
}

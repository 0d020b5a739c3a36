<?php

declare(strict_types=1);

namespace Portal\Database;

/**
 * What to do after a failed statement. The server's errors are those of the extension's table.
 */
enum Failure
{
    /** The server rolled it back, because others were in the way; it can run again. */
    case RunAgain;
    /** This server is read-only or not in its cluster; a new connection may reach another one. */
    case LeaveServer;
    /** The connection is lost. */
    case Lost;
    /** The server has reached a limit, such as its number of connections. */
    case Wait;
    /** A row with this key exists. */
    case DuplicateKey;
    /** The same statement would fail again. */
    case Final;

    private const SERVER = [
        1205 => self::RunAgain, // a lock was not free in time
        1213 => self::RunAgain, // deadlock, also at COMMIT in a Galera cluster
        1020 => self::RunAgain, // the row has changed: MariaDB's innodb_snapshot_isolation
        3101 => self::RunAgain, // a conflict that Group Replication found at COMMIT
        1015 => self::LeaveServer, // InnoDB is read-only: MySQL
        1036 => self::LeaveServer, // the same: MariaDB
        1047 => self::LeaveServer, // a Galera node outside of its cluster
        1290 => self::LeaveServer, // read_only, super_read_only
        1792 => self::LeaveServer, // a reader of Aurora
        1836 => self::LeaveServer, // read-only mode
        1874 => self::LeaveServer, // InnoDB is read-only
        3032 => self::LeaveServer, // offline mode
        3100 => self::LeaveServer, // a member of Group Replication that cannot commit
        3168 => self::LeaveServer, // the server is starting
        1053 => self::Lost, // shutting down
        1077 => self::Lost, // the same
        1079 => self::Lost, // the same
        1080 => self::Lost, // the same
        1152 => self::Lost, // the connection was aborted
        1180 => self::Lost, // a Galera node that leaves during a COMMIT
        1184 => self::Lost, // the connection was aborted
        1317 => self::Lost, // KILL QUERY
        1927 => self::Lost, // KILL: MariaDB
        3169 => self::Lost, // KILL: MySQL
        4031 => self::Lost, // idle for longer than wait_timeout
        1040 => self::Wait, // max_connections
        1135 => self::Wait, // no thread
        1203 => self::Wait, // max_user_connections
        1226 => self::Wait, // the account's own limits
        1461 => self::Wait, // max_prepared_stmt_count
        1062 => self::DuplicateKey,
    ];
    /** The driver's own numbers: the server was not reached, or the connection ended. */
    private const DRIVER = [2002, 2003, 2006, 2013, 2055];
    /** Access denied, unknown database: not the fault of the statement. */
    private const UNUSABLE = [1044, 1045, 1049, 1698, 3159];
    /** How often anything is tried, and after how many seconds nothing is repeated. */
    private const TRIES = 6;
    private const REPEAT_WITHIN = 5.0;

    public static function of(\PDOException $failure): self
    {
        $code = self::code($failure);
        return in_array($code, self::DRIVER, true) ? self::Lost : self::SERVER[$code] ?? self::Final;
    }

    /**
     * Returns whether the database failed, rather than our statement.
     */
    public static function isUnavailable(\PDOException $failure): bool
    {
        return !in_array(self::of($failure), [self::DuplicateKey, self::Final], true)
            || in_array(self::code($failure), self::UNUSABLE, true);
    }

    /**
     * Returns the pause before the next try, in milliseconds, or null if there must be none. The pauses are the
     * extension's: a proxy needs a moment to notice that a server is gone, and two nodes in each other's way must not
     * meet again.
     */
    public function pause(int $try, float $seconds): ?int
    {
        $base = match ($this) {
            self::RunAgain, self::Lost => $try === 1 ? 0 : 5,
            self::LeaveServer, self::Wait => 50,
            self::DuplicateKey, self::Final => null,
        };
        return $base === null || $try >= self::TRIES || $seconds >= self::REPEAT_WITHIN
            ? null
            : intdiv($base * 2 ** ($try - 1) * random_int(50, 150), 100);
    }

    /**
     * The server's or the driver's number. A failed connection carries it in the exception's code.
     */
    private static function code(\PDOException $failure): int
    {
        return (int) ($failure->errorInfo[1] ?? $failure->getCode());
    }
}

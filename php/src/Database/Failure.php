<?php

declare(strict_types=1);

namespace Portal\Database;

/**
 * What to do after a failed statement. The same table as the extension's.
 */
enum Failure
{
    /** The server rolled the transaction back; it can run again at once. */
    case RunAgain;
    /** This server is gone or read-only; a new connection may reach another one. */
    case LeaveServer;
    /** The server has reached a limit, such as its number of connections. */
    case Wait;
    /** A row with this key exists. */
    case DuplicateKey;
    /** The same statement would fail again. */
    case Final;

    private const RUN_AGAIN = [
        1205, // lock wait timeout
        1213, // deadlock, also at COMMIT in a Galera cluster
        3101, // a conflict that Group Replication found at COMMIT
        3572, // NOWAIT
    ];
    private const LEAVE_SERVER = [
        1015, 1036, 1290, 1792, 1836, 1874, // read-only
        1047, 3032, 3100, // not part of the cluster, or offline
        1053, 1317, 1927, 4031, // shutting down, killed, idle for too long
        2002, 2003, 2006, 2013, 2055, // not reached, or lost
    ];
    private const WAIT = [1040, 1203, 1226, 1461];
    private const DUPLICATE_KEY = 1062;
    /** Access denied, unknown database: not the fault of the statement. */
    private const UNUSABLE = [1044, 1045, 1049, 1698, 3159];

    public static function of(\PDOException $failure): self
    {
        $code = self::code($failure);
        return match (true) {
            in_array($code, self::RUN_AGAIN, true) => self::RunAgain,
            in_array($code, self::LEAVE_SERVER, true) => self::LeaveServer,
            in_array($code, self::WAIT, true) => self::Wait,
            $code === self::DUPLICATE_KEY => self::DuplicateKey,
            default => self::Final,
        };
    }

    /**
     * Returns whether the database failed, rather than our statement.
     */
    public static function isUnavailable(\PDOException $failure): bool
    {
        return in_array(self::of($failure), [self::RunAgain, self::LeaveServer, self::Wait], true)
            || in_array(self::code($failure), self::UNUSABLE, true);
    }

    /**
     * The server's or the driver's number. A failed connection carries it in the exception's code.
     */
    private static function code(\PDOException $failure): int
    {
        return (int) ($failure->errorInfo[1] ?? $failure->getCode());
    }
}

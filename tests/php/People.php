<?php

declare(strict_types=1);

/** Creates users, operators and companies for tests of the pages; every user's password is "password". */
final class People
{
    /** @return string the email address */
    public static function renter(string $name = 'renter'): string
    {
        return self::user('USER', $name, null);
    }

    /** @return string the email address */
    public static function agent(int $operator, string $name = 'agent'): string
    {
        return self::user('AGENT', $name, $operator);
    }

    public static function operator(string $name): int
    {
        return self::insert('INSERT INTO property_operators (name) VALUES (?)', $name);
    }

    /** @return int the company's id at Entrata */
    public static function company(int $operator, string $name): int
    {
        $cid = random_int(1_000_000, 9_999_999);
        self::insert(
            "INSERT INTO entrata_clients (cid, subdomain, company_name, access_token, property_operator_id, agent_id)
             VALUES (?, 'example', ?, 'v1.none', ?, 0)",
            $cid,
            $name,
            $operator,
        );
        return $cid;
    }

    public static function insert(string $sql, mixed ...$values): int
    {
        Stage::row($sql, ...$values);
        return (int) Stage::database()->lastInsertId();
    }

    private static function user(string $role, string $name, ?int $operator): string
    {
        static $hash = null;
        $hash ??= password_hash('password', PASSWORD_DEFAULT);
        $email = $name . '-' . bin2hex(random_bytes(4)) . '@example.com';
        self::insert(
            "INSERT INTO users (role, first_name, last_name, email, phone, password_hash, property_operator_id)
             VALUES (?, 'Some', 'Body', ?, '312-555-0100', ?, ?)",
            $role,
            $email,
            $hash,
            $operator,
        );
        return $email;
    }
}

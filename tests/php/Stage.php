<?php

declare(strict_types=1);

use Portal\Database\ConnectionUrl;

/** The database and the sandbox that `make test` has set up around the tests. */
final class Stage
{
    private static ?PDO $database = null;

    /** Says what to do when there is no stage, instead of letting each test fail in its own way. */
    public static function enter(): void
    {
        foreach (['ENTRATA_DATABASE_URL', 'ENTRATA_CLIENT_ID', 'ENTRATA_CLIENT_SECRET', 'ENTRATA_TOKEN_KEY', 'SANDBOX_URL'] as $needed) {
            if (getenv($needed) === false) {
                throw new LogicException("$needed is not set: these tests need a database and the sandbox. Run: make test");
            }
        }
    }

    public static function database(): PDO
    {
        if (self::$database === null) {
            $url = ConnectionUrl::parse(getenv('ENTRATA_DATABASE_URL'));
            $tls = isset($url->files['ssl-ca']) ? [PDO::MYSQL_ATTR_SSL_CA => $url->files['ssl-ca']] : [];
            self::$database = new PDO(
                "mysql:{$url->servers[0]};dbname=$url->database;charset=utf8mb4",
                $url->user,
                $url->password,
                [PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC] + $tls,
            );
        }
        return self::$database;
    }

    /** Reconnects at the next statement: the server was restarted. */
    public static function forget(): void
    {
        self::$database = null;
    }

    /** @return array<string, mixed> the first row, or none */
    public static function row(string $sql, mixed ...$values): array
    {
        $statement = self::database()->prepare($sql);
        $statement->execute($values);
        return $statement->fetch() ?: [];
    }

    /** @return array<string, string> the settings of the stage, for a Script */
    public static function settings(): array
    {
        return array_filter(getenv(), fn(string $name) => str_starts_with($name, 'ENTRATA_'), ARRAY_FILTER_USE_KEY);
    }

    /** What proves that a webhook comes from Entrata. */
    public static function credentials(): string
    {
        return http_build_query([
            'client_id' => getenv('ENTRATA_CLIENT_ID'),
            'client_secret' => getenv('ENTRATA_CLIENT_SECRET'),
        ]);
    }

    /** A fresh authorization code of the sandbox. */
    public static function authCode(int $cid): string
    {
        $request = ['method' => 'POST', 'header' => 'Content-Type: application/json', 'content' => json_encode(['cid' => $cid])];
        $answer = file_get_contents(getenv('SANDBOX_URL') . '/_sandbox/codes', false, stream_context_create(['http' => $request]));
        return json_decode($answer, true, flags: JSON_THROW_ON_ERROR)['auth_code'];
    }
}

<?php

declare(strict_types=1);

/** A database and a sandbox that one class of tests has for itself, beside those of `make test`. */
final class OwnStage
{
    public readonly string $sandbox;
    /** @var array<string, string> */
    public readonly array $settings;
    /** @var resource */
    private $process;

    /** @param list<string> $switches of the sandbox */
    public function __construct(private readonly string $name, array $switches = ['--limits', 'none'])
    {
        Stage::enter();
        $this->process = proc_open(
            [self::program(), 'sandbox', '--listen', '127.0.0.1:0', ...$switches],
            [['file', '/dev/null', 'r'], ['pipe', 'w'], ['file', '/dev/null', 'w']],
            $pipes,
        );
        if (!preg_match('~^sandbox listening on (http://\S+?)/?$~', trim((string) fgets($pipes[1])), $found)) {
            throw new LogicException('the sandbox did not start');
        }
        $this->sandbox = $found[1];
        Stage::database()->exec("DROP DATABASE IF EXISTS `$name`; CREATE DATABASE `$name`");
        $this->settings = [
            'ENTRATA_DATABASE_URL' => preg_replace('~(?<=[^/]/)[^/?]+(?=\?|$)~', $name, getenv('ENTRATA_DATABASE_URL'), 1),
            'ENTRATA_OAUTH_URL' => "$this->sandbox/api/oauth",
            'ENTRATA_API_URL' => "$this->sandbox/ext/orgs",
        ] + Stage::settings();
    }

    /** Makes the tables, as `entrata migrate` does. */
    public function migrate(): void
    {
        $this->entrata('migrate');
    }

    /** Runs the program with this stage's settings. */
    public function entrata(string ...$arguments): string
    {
        $process = proc_open([self::program(), ...$arguments], [1 => ['pipe', 'w'], 2 => ['redirect', 1]], $pipes, env_vars: $this->settings + getenv());
        $output = stream_get_contents($pipes[1]);
        if (proc_close($process) !== 0) {
            throw new LogicException('entrata ' . implode(' ', $arguments) . " failed: $output");
        }
        return $output;
    }

    /** A client is authenticated and a property of it ingested; returns its first house. */
    public function activate(int $cid, int $property): int
    {
        foreach (["cid=$cid&auth_code=" . rawurlencode($this->authCode($cid)), "cid=$cid&property_id=$property&request_type=ACTIVATION"] as $query) {
            $query = Stage::credentials() . "&$query";
            $script = Script::run('echo Entrata\handleWebhook(' . var_export($query, true) . ')->status; Entrata\runJobs();', $this->settings);
            if ($script->output !== '200') {
                throw new LogicException("no activation: $script->output $script->errors");
            }
        }
        return (int) $this->value('SELECT MIN(house_id) FROM entrata_houses WHERE property_id = ?', $property);
    }

    public function authCode(int $cid): string
    {
        return $this->tell('codes', ['cid' => $cid])['auth_code'];
    }

    /** @return array<string, mixed> what the sandbox knows of leads and tours */
    public function truth(): array
    {
        return json_decode(file_get_contents("$this->sandbox/_sandbox/truth"), true, flags: JSON_THROW_ON_ERROR);
    }

    /** @return array<string, mixed> the answer of the sandbox's control API */
    public function tell(string $what, array $body): array
    {
        $request = ['method' => 'POST', 'header' => 'Content-Type: application/json', 'content' => json_encode((object) $body)];
        $answer = file_get_contents("$this->sandbox/_sandbox/$what", false, stream_context_create(['http' => $request]));
        return json_decode($answer, true) ?? [];
    }

    /** The first value of the first row, or null; a bare name is a table of this stage's database. */
    public function value(string $sql, mixed ...$values): mixed
    {
        Stage::database()->exec("USE `$this->name`");
        try {
            return array_values(Stage::row($sql, ...$values))[0] ?? null;
        } finally {
            Stage::database()->exec('USE `' . trim(parse_url(getenv('ENTRATA_DATABASE_URL'))['path'], '/') . '`');
        }
    }

    public function close(): void
    {
        proc_terminate($this->process);
        proc_close($this->process);
        Stage::database()->exec("DROP DATABASE `$this->name`");
    }

    private static function program(): string
    {
        return dirname(Script::extension()) . '/entrata';
    }
}

<?php

declare(strict_types=1);

use Portal\Database\ConnectionUrl;

/**
 * The portal in host_portal: a copy of its files under nginx and PHP-FPM, with settings that only its `.env` has and a
 * database user of its own.
 */
final class HostPortal
{
    private const USER = 'host_portal';
    private const PASSWORD = 'p@ss/w:rd%#?';
    public readonly string $folder;
    public readonly string $databaseUrl;
    private WebServer $server;

    public function __construct(private readonly OwnStage $stage, private readonly string $database)
    {
        $this->folder = sys_get_temp_dir() . "/entrata-$database-" . getmypid();
        mkdir("$this->folder/public", 0700, true);
        foreach (glob(__DIR__ . '/host_portal/{*.php,public/*.php}', GLOB_BRACE) as $file) {
            $this->write(substr($file, strlen(__DIR__ . '/host_portal/')), file_get_contents($file));
        }
        Stage::database()->exec(sprintf(
            "CREATE USER IF NOT EXISTS %s@'%%' IDENTIFIED BY '%s'; GRANT ALL ON `%s`.* TO %1\$s@'%%'",
            self::USER,
            self::PASSWORD,
            $database,
        ));
        $account = self::USER . ':' . rawurlencode(self::PASSWORD) . '@';
        $this->databaseUrl = preg_replace('~^mysql://[^@]*@~', "mysql://$account", $stage->settings['ENTRATA_DATABASE_URL']);
        $this->writeSettings();
        foreach (preg_split('/;\n/', file_get_contents(__DIR__ . '/host_portal/tables.sql')) as $statement) {
            $stage->value($statement);
        }
        $this->server = new WebServer($this->folder, "$this->folder/public", [
            'clear_env = yes',
            "php_admin_value[auto_prepend_file] = $this->folder/bootstrap.php",
            'php_admin_flag[opcache.enable] = off',
        ]);
    }

    public function close(): void
    {
        $this->server->close();
        exec('rm -rf ' . escapeshellarg($this->folder));
    }

    public function write(string $file, string $text): void
    {
        file_put_contents("$this->folder/$file", $text);
    }

    public function read(string $file): string
    {
        return file_get_contents("$this->folder/$file");
    }

    /** @return array<string, mixed> the JSON that a page responds with */
    public function get(string $path, ?string $jwt = null): array
    {
        return $this->request($path, $jwt === null ? [] : [CURLOPT_HTTPHEADER => ["Authorization: $jwt"]]);
    }

    /** @return array<string, mixed> the JSON that the response to a form has */
    public function post(string $path, array $form): array
    {
        return $this->request($path, [CURLOPT_POSTFIELDS => http_build_query($form)]);
    }

    /** Runs the program with the settings of the portal's `.env`, and returns its exit code and output. */
    public function entrata(string ...$arguments): array
    {
        $outside = array_filter(getenv(), fn(string $name) => !str_starts_with($name, 'ENTRATA_'), ARRAY_FILTER_USE_KEY);
        $command = [dirname(Script::extension()) . '/entrata', '--env-file', "$this->folder/.env", ...$arguments];
        $process = proc_open($command, [1 => ['pipe', 'w'], 2 => ['redirect', 1]], $pipes, env_vars: $outside);
        $output = stream_get_contents($pipes[1]);
        return [proc_close($process), $output];
    }

    public function log(): string
    {
        return $this->server->log();
    }

    private function request(string $path, array $options): array
    {
        $request = curl_init($this->server->url . $path);
        curl_setopt_array($request, $options + [CURLOPT_RETURNTRANSFER => true, CURLOPT_TIMEOUT => 30]);
        $body = (string) curl_exec($request);
        return json_decode($body, true)
            ?? throw new LogicException("$path: HTTP " . curl_getinfo($request, CURLINFO_RESPONSE_CODE) . " $body\n" . $this->log());
    }

    private function writeSettings(): void
    {
        $url = ConnectionUrl::parse($this->databaseUrl);
        preg_match('/(?:unix_socket=(?<socket>.*)|host=(?<host>.*);port=(?<port>\d+))$/', $url->servers[0], $server, PREG_UNMATCHED_AS_NULL);
        $settings = [
            'DB_HOST' => $server['host'] ?? 'localhost',
            'DB_PORT' => $server['port'] ?? '3306',
            'DB_SOCKET' => $server['socket'] ?? '',
            'DB_USER' => self::USER,
            'DB_PASSWORD' => self::PASSWORD,
            'DB_NAME' => $this->database,
            'DB_SSL_CA' => $url->files['ssl-ca'] ?? '',
            'JWT_SECRET' => bin2hex(random_bytes(32)),
            'ENTRATA_DATABASE_URL' => $this->databaseUrl,
            'ENTRATA_PORTAL_MAP' => "$this->folder/portal.toml",
            'ENTRATA_SPOOL_DIR' => "$this->folder/spool",
            'ENTRATA_TOUR_CACHE_SECONDS' => '0',
        ];
        foreach (['CLIENT_ID', 'CLIENT_SECRET', 'TOKEN_KEY', 'OAUTH_URL', 'API_URL'] as $name) {
            $settings["ENTRATA_$name"] = $this->stage->settings["ENTRATA_$name"];
        }
        $lines = array_map(fn(string $name, string $value): string => "$name=$value\n", array_keys($settings), $settings);
        $this->write('.env', implode($lines));
    }
}

<?php

declare(strict_types=1);

/** The portal's pages under nginx and PHP-FPM of their own, on an OwnStage. */
final class Pages
{
    public readonly string $url;
    private ?CurlHandle $renter = null;

    /**
     * @param string $pool      further lines of FPM's pool
     * @param string $arguments further ones of php-fpm
     * @param string $limits    `shipped` for the rate limits of the shipped configuration
     */
    public function __construct(
        private readonly OwnStage $stage,
        private readonly string $pool = '',
        private readonly string $arguments = '',
        private readonly string $limits = '',
    ) {
        $this->script('start');
        $this->url = trim(file_get_contents($this->folder() . '/url'));
    }

    public function close(): void
    {
        $this->script('stop');
    }

    /** Creates a renter with this address and signs them in. */
    public function signIn(OwnStage $stage, string $email): void
    {
        $stage->value(
            "INSERT INTO users (role, first_name, last_name, email, phone, password_hash) VALUES ('USER', 'Lea', 'Late', ?, '312-555-0100', ?)",
            $email,
            password_hash('password', PASSWORD_BCRYPT, ['cost' => 4]),
        );
        $this->renter = curl_init();
        curl_setopt_array($this->renter, [CURLOPT_RETURNTRANSFER => true, CURLOPT_TIMEOUT => 30, CURLOPT_COOKIEFILE => '']);
        $status = $this->post('/login.php', ['email' => $email, 'password' => 'password']);
        if ($status !== 303 && $status !== 302) {
            throw new LogicException("$email could not sign in: HTTP $status");
        }
    }

    /** @return array<string, mixed> the JSON that the signed-in renter gets */
    public function get(string $path): array
    {
        curl_setopt_array($this->renter, [CURLOPT_URL => $this->url . $path, CURLOPT_HTTPGET => true]);
        return json_decode((string) curl_exec($this->renter), true, flags: JSON_THROW_ON_ERROR);
    }

    /** @return int the HTTP status of a form that the renter sends */
    public function post(string $path, array $fields): int
    {
        curl_setopt_array($this->renter, [CURLOPT_URL => $this->url . $path, CURLOPT_POST => true, CURLOPT_POSTFIELDS => http_build_query($fields)]);
        curl_exec($this->renter);
        return curl_getinfo($this->renter, CURLINFO_RESPONSE_CODE);
    }

    /** FPM's master process. */
    public function master(): int
    {
        return (int) file_get_contents($this->folder() . '/php-fpm.pid');
    }

    /** @return list<int> FPM's workers */
    public function workers(): array
    {
        $children = trim((string) @file_get_contents("/proc/{$this->master()}/task/{$this->master()}/children"));
        return $children === '' ? [] : array_map(intval(...), explode(' ', $children));
    }

    /** The pages' log, with what PHP wrote. */
    public function log(): string
    {
        return (string) @file_get_contents($this->folder() . '/php-error.log');
    }

    /**
     * Requests many pages, `$atOnce` of them at a time.
     *
     * @param list<string>          $paths
     * @param null|callable(int): void $after gets the number of responses so far
     *
     * @return array<int, int> how many responses had each HTTP status; 0 means no response
     */
    public function ask(array $paths, int $atOnce = 4, ?callable $after = null): array
    {
        return self::load(array_map(fn(string $path) => $this->url . $path, $paths), $atOnce, $after);
    }

    /** @return array<int, int> */
    public static function load(array $urls, int $atOnce = 4, ?callable $after = null): array
    {
        $multi = curl_multi_init();
        $statuses = [];
        $begin = function () use (&$urls, $multi): void {
            if ($urls !== []) {
                $request = curl_init(array_shift($urls));
                curl_setopt_array($request, [CURLOPT_RETURNTRANSFER => true, CURLOPT_TIMEOUT => 20]);
                curl_multi_add_handle($multi, $request);
            }
        };
        array_map($begin, range(1, $atOnce));
        do {
            curl_multi_exec($multi, $running);
            while ($done = curl_multi_info_read($multi)) {
                $status = curl_getinfo($done['handle'], CURLINFO_RESPONSE_CODE);
                $statuses[$status] = ($statuses[$status] ?? 0) + 1;
                curl_multi_remove_handle($multi, $done['handle']);
                $begin();
                if ($after !== null) {
                    $after(array_sum($statuses));
                }
                $running = 1;
            }
            curl_multi_select($multi, 0.05);
        } while ($running > 0);
        return $statuses;
    }

    /** The folder of PHP's session files. */
    public function sessions(): string
    {
        return $this->folder() . '/sessions';
    }

    private function folder(): string
    {
        return dirname(__DIR__, 2) . '/target/' . $this->place() . '/portal';
    }

    /** A folder beside the one of the stage that the tests run on. */
    private function place(): string
    {
        return trim(getenv('ENTRATA_STAGE') . '/pages', '/');
    }

    private function script(string $command): void
    {
        $environment = [
            'ENTRATA_STAGE' => $this->place(),
            'PORTAL_POOL' => $this->pool,
            'PORTAL_FPM' => $this->arguments,
            'PORTAL_LIMITS' => $this->limits,
        ];
        $process = proc_open(
            [dirname(__DIR__, 2) . '/scripts/portal.sh', $command],
            [['file', '/dev/null', 'r'], ['file', '/dev/null', 'w'], ['file', $errors = tempnam(sys_get_temp_dir(), 'entrata'), 'w']],
            $pipes,
            env_vars: $environment + $this->stage->settings + getenv(),
        );
        $status = proc_close($process);
        $written = file_get_contents($errors);
        unlink($errors);
        if ($status !== 0) {
            throw new LogicException("portal.sh $command: $written");
        }
    }
}

<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';

use PHPUnit\Framework\TestCase;

/** The extension in the other servers that people run PHP in: Apache's mod_php, PHP's own server, the command line. */
final class ServersTest extends TestCase
{
    private const SCRIPT = '<?php
        declare(strict_types=1);
        header("Content-Type: application/json");
        $reply = Entrata\handleWebhook($_SERVER["QUERY_STRING"], $_SERVER["REMOTE_ADDR"]);
        http_response_code($reply->status);
        echo json_encode([PHP_SAPI, getmypid(), json_decode($reply->body)->response->logId]);
    ';
    private static OwnStage $stage;
    private string $folder;
    /** @var ?resource */
    private $server = null;

    public static function setUpBeforeClass(): void
    {
        self::$stage = new OwnStage('portal_servers');
        self::$stage->migrate();
        self::$stage->activate(4711, 739076);
    }

    public static function tearDownAfterClass(): void
    {
        self::$stage->close();
    }

    protected function setUp(): void
    {
        // Neither root's nor long: Apache's workers read it, and a socket may lie in it.
        $this->folder = sys_get_temp_dir() . '/entrata-servers-' . getmypid();
        mkdir($this->folder, 0755);
        file_put_contents("$this->folder/index.php", self::SCRIPT);
        copy(Script::extension(), "$this->folder/entrata.so");
    }

    protected function tearDown(): void
    {
        if ($this->server !== null) {
            proc_terminate($this->server);
            proc_close($this->server);
            $this->server = null;
        }
        array_map(unlink(...), glob("$this->folder/*"));
        rmdir($this->folder);
    }

    public function test_apache_s_mod_php_serves_before_and_after_a_graceful_restart(): void
    {
        $port = self::freePort();
        file_put_contents("$this->folder/apache.conf", $this->apache($port));
        // A session of its own: Apache signals its whole process group, which would be that of these tests. And it never
        // serves as root, whom alone the stage's database lets in: so it gets root's right to open files instead.
        $rights = ['--reuid=www-data', '--regid=www-data', '--clear-groups', '--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
        $as = posix_geteuid() === 0 ? ['setpriv', ...$rights] : [];
        $this->start(['setsid', ...$as, 'apache2', '-d', $this->folder, '-f', "$this->folder/apache.conf", '-DFOREGROUND', '-c', "PHPINIDir $this->folder"], $port);
        [$sapi, $worker, $logId] = $this->webhook($port);
        self::assertSame('apache2handler', $sapi);
        self::assertSame('SUSPENDED', self::$stage->value('SELECT outcome FROM entrata_webhooks WHERE log_id = ?', $logId));
        $statuses = Pages::load(array_fill(0, 200, self::url($port)), after: function (int $answers): void {
            if ($answers === 50) {
                posix_kill(proc_get_status($this->server)['pid'], SIGUSR1);
            }
        });
        // With threads, Apache itself drops a connection now and then as it restarts, also under a PHP without the extension.
        self::assertSame([200], array_keys(array_diff_key($statuses, PHP_ZTS ? [0 => true] : [])));
        self::assertNotSame($worker, $this->webhook($port)[1], 'the first workers have ended');
    }

    public function test_php_s_own_server_keeps_its_connection_from_request_to_request(): void
    {
        $port = self::freePort();
        $this->start([PHP_BINARY, '-n', '-d', "extension=$this->folder/entrata.so", '-S', "127.0.0.1:$port", '-t', $this->folder], $port);
        self::assertSame('cli-server', $this->webhook($port)[0]);
        $connections = fn() => (int) Stage::row("SHOW GLOBAL STATUS LIKE 'Connections'")['Value'];
        $before = $connections();
        self::assertSame([200 => 50], Pages::load(array_fill(0, 50, self::url($port)), 1));
        self::assertSame($before, $connections());
    }

    public function test_opcache_and_preloading_on_the_command_line(): void
    {
        $preload = "$this->folder/preload.php";
        file_put_contents($preload, '<?php function preloaded(): string { return Entrata\check()[1]["message"]; } preloaded();');
        // PHP 8.5 has opcache built in.
        $load = PHP_VERSION_ID < 80500 ? ['-d', 'zend_extension=opcache'] : [];
        $opcache = [...$load, '-d', 'opcache.enable_cli=1', '-d', "opcache.preload=$preload"];
        $user = ['-d', 'opcache.preload_user=' . posix_getpwuid(posix_geteuid())['name']];
        $this->carryOut([PHP_BINARY, '-n', '-d', "extension=$this->folder/entrata.so", ...$opcache, ...$user, '-r', 'echo preloaded(), count(opcache_get_status()["preload_statistics"]["functions"]);'], $output);
        self::assertSame('answers1', $output);
    }

    private function apache(int $port): string
    {
        $modules = '/usr/lib/apache2/modules';
        // Debian's module has no thread safety, so a PHP that has it brings its own, and Apache can serve by threads.
        $php = getenv('LIBPHP') ?: "$modules/libphp" . PHP_MAJOR_VERSION . '.' . PHP_MINOR_VERSION . '.so';
        // With room for a second process of threads, which serves while the first one finishes.
        [$mpm, $workers] = PHP_ZTS
            ? ['event', "StartServers 1\nThreadsPerChild 4\nMaxRequestWorkers 16"]
            : ['prefork', "StartServers 2\nMaxRequestWorkers 4"];
        file_put_contents("$this->folder/php.ini", "extension=$this->folder/entrata.so\n");
        $settings = implode("\n", array_map(
            fn(string $name, string $value) => "php_admin_value entrata." . strtolower(substr($name, 8)) . " \"$value\"",
            array_keys($this->settings()),
            $this->settings(),
        ));
        return <<<END
            ServerName localhost
            Listen 127.0.0.1:$port
            PidFile $this->folder/apache.pid
            ErrorLog $this->folder/apache.log
            DefaultRuntimeDir $this->folder
            Mutex pthread
            LoadModule mpm_{$mpm}_module $modules/mod_mpm_$mpm.so
            LoadModule authz_core_module $modules/mod_authz_core.so
            LoadModule mime_module $modules/mod_mime.so
            LoadModule php_module $php
            TypesConfig /dev/null
            $workers
            DocumentRoot $this->folder
            <FilesMatch "\.php$">
                SetHandler application/x-httpd-php
            </FilesMatch>
            $settings
            END;
    }

    /** @return array<string, string> */
    private function settings(): array
    {
        return ['ENTRATA_LOG' => 'off'] + array_diff_key(self::$stage->settings, ['ENTRATA_STAGE' => 0]);
    }

    /** Starts a server, and returns when it listens. */
    private function start(array $command, int $port): void
    {
        $log = ['file', "$this->folder/server.log", 'w'];
        $this->server = proc_open($command, [['file', '/dev/null', 'r'], $log, $log], $pipes, $this->folder, $this->settings() + self::outside());
        $end = microtime(true) + 10;
        while (!$connection = @fsockopen('127.0.0.1', $port)) {
            if (microtime(true) > $end || !proc_get_status($this->server)['running']) {
                self::fail("$command[0] does not listen: " . implode(array_map(file_get_contents(...), glob("$this->folder/*.log"))));
            }
            usleep(20_000);
        }
        fclose($connection);
    }

    private function carryOut(array $command, ?string &$output): void
    {
        $process = proc_open($command, [1 => ['pipe', 'w'], 2 => ['redirect', 1]], $pipes, null, $this->settings() + self::outside());
        $output = stream_get_contents($pipes[1]);
        self::assertSame(0, proc_close($process), $output);
    }

    /** @return array{string, int, string} the server's name for itself, the process that answered, and the log id */
    private function webhook(int $port): array
    {
        return json_decode((string) file_get_contents(self::url($port)), true, flags: JSON_THROW_ON_ERROR);
    }

    private static function url(int $port): string
    {
        return "http://127.0.0.1:$port/index.php?" . Stage::credentials() . '&cid=4711&property_id=739077&request_type=SUSPENDED';
    }

    /** @return array<string, string> the environment without settings */
    private static function outside(): array
    {
        return ['PATH' => getenv('PATH') . ':/usr/sbin:/sbin']
            + array_filter(getenv(), fn(string $name) => !str_starts_with($name, 'ENTRATA_'), ARRAY_FILTER_USE_KEY);
    }

    private static function freePort(): int
    {
        $socket = stream_socket_server('tcp://127.0.0.1:0');
        return (int) substr(strrchr(stream_socket_get_name($socket, false), ':'), 1);
    }
}

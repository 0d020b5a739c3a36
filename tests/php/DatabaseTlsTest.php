<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';
require_once __DIR__ . '/../../php/autoload.php';

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use Portal\Database\ConnectionUrl;
use Portal\Database\Database;

/** The pages reach a database over TLS as its URL says, as the program does: a server of their own with a private CA. */
final class DatabaseTlsTest extends TestCase
{
    private static string $folder;
    private static int $port;
    /** @var resource */
    private static $server;

    public static function setUpBeforeClass(): void
    {
        self::$folder = sys_get_temp_dir() . '/entrata-tls-' . bin2hex(random_bytes(4));
        mkdir(self::$folder, 0700);
        self::certificates();
        $socket = stream_socket_server('tcp://127.0.0.1:0');
        self::$port = (int) parse_url('tcp://' . stream_socket_get_name($socket, false), PHP_URL_PORT);
        fclose($socket);
        $user = posix_geteuid() === 0 ? ['--user=root'] : [];
        $data = '--datadir=' . self::$folder . '/data';
        self::command(['mariadb-install-db', '--no-defaults', ...$user, $data, '--skip-test-db', '--auth-root-authentication-method=normal']);
        self::$server = proc_open(
            [
                'mariadbd', '--no-defaults', ...$user, $data, '--socket=' . self::$folder . '/s', '--bind-address=127.0.0.1',
                '--port=' . self::$port, '--ssl-ca=' . self::$folder . '/ca.pem', '--ssl-cert=' . self::$folder . '/server.pem',
                '--ssl-key=' . self::$folder . '/server.key', '--pid-file=' . self::$folder . '/pid',
            ],
            [['file', '/dev/null', 'r'], ['file', '/dev/null', 'w'], ['file', self::$folder . '/log', 'w']],
            $pipes,
        );
        $root = new PDO('mysql:unix_socket=' . self::socket(), 'root');
        $root->exec("CREATE DATABASE d; CREATE USER plain IDENTIFIED BY 'p'; GRANT ALL ON d.* TO plain;
            CREATE USER tls IDENTIFIED BY 'p' REQUIRE SSL; GRANT ALL ON d.* TO tls;
            CREATE USER client IDENTIFIED BY 'p' REQUIRE X509; GRANT ALL ON d.* TO client");
    }

    public static function tearDownAfterClass(): void
    {
        proc_terminate(self::$server);
        proc_close(self::$server);
        self::command(['rm', '-rf', self::$folder]);
    }

    /** @dataProvider urls */
    #[DataProvider('urls')]
    public function test_a_url_connects_as_it_says(string $user, string $options, ?bool $encrypted): void
    {
        $options = str_replace('{}', self::$folder, $options);
        $url = "mysql://$user:p@localhost:" . self::$port . "/d$options";
        $database = new Database(ConnectionUrl::parse($url));
        try {
            $cipher = @$database->row("SHOW STATUS LIKE 'Ssl_cipher'")['Value'];
            self::assertSame($encrypted, $cipher !== '');
        } catch (PDOException $failure) {
            self::assertNull($encrypted, $failure->getMessage());
        }
        if (!str_contains($options, 'other.pem')) {
            self::assertSame($encrypted !== null, self::programConnects($url), 'the program reads the URL alike');
        }
    }

    /** @return array<string, array{string, string, ?bool}> */
    public static function urls(): array
    {
        return [
            'TLS where the server offers it' => ['plain', '', true],
            'no TLS' => ['plain', '?ssl-mode=DISABLED', false],
            'TLS that the user requires' => ['tls', '', true],
            'TLS that the user requires, and the URL forbids' => ['tls', '?ssl-mode=DISABLED', null],
            'TLS that the URL requires' => ['plain', '?ssl-mode=REQUIRED', true],
            'a private CA' => ['plain', '?ssl-ca={}/ca.pem', true],
            'a private CA and the name' => ['plain', '?ssl-mode=VERIFY_IDENTITY&ssl-ca={}/ca.pem', true],
            'another CA' => ['plain', '?ssl-mode=VERIFY_CA&ssl-ca={}/other.pem', null],
            'no certificate where one is required' => ['client', '?ssl-mode=REQUIRED', null],
            'a certificate of our own' => ['client', '?ssl-ca={}/ca.pem&ssl-cert={}/client.pem&ssl-key={}/client.key', true],
        ];
    }

    private static function programConnects(string $url): bool
    {
        $program = dirname(Script::extension()) . '/entrata';
        $process = proc_open([$program, 'migrate'], [1 => ['file', '/dev/null', 'w'], 2 => ['file', '/dev/null', 'w']], $pipes, env_vars: [
            'ENTRATA_DATABASE_URL' => $url,
        ] + getenv());
        return proc_close($process) === 0;
    }

    private static function certificates(): void
    {
        $config = self::$folder . '/openssl.cnf';
        file_put_contents($config, "[req]\ndistinguished_name = name\n[name]\n[ca]\nbasicConstraints = critical, CA:TRUE\n"
            . "[server]\nsubjectAltName = DNS:localhost, IP:127.0.0.1\n[client]\nbasicConstraints = CA:FALSE\n");
        $certify = static function (string $file, string $kind, mixed $issuer, mixed $issuerKey) use ($config): array {
            $options = ['config' => $config, 'x509_extensions' => $kind, 'digest_alg' => 'sha256'];
            $key = openssl_pkey_new(['private_key_bits' => 2048] + $options);
            $request = openssl_csr_new(['commonName' => "$file of a test"], $key, $options);
            $certificate = openssl_csr_sign($request, $issuer, $issuerKey ?? $key, 2, $options, random_int(1, 1_000_000));
            openssl_x509_export_to_file($certificate, self::$folder . "/$file.pem");
            openssl_pkey_export_to_file($key, self::$folder . "/$file.key", null, $options);
            return [$certificate, $key];
        };
        [$ca, $caKey] = $certify('ca', 'ca', null, null);
        $certify('other', 'ca', null, null);
        $certify('server', 'server', $ca, $caKey);
        $certify('client', 'client', $ca, $caKey);
    }

    /** Waits for the server and returns its socket. */
    private static function socket(): string
    {
        $socket = self::$folder . '/s';
        for ($end = time() + 60; time() < $end;) {
            if (@stream_socket_client("unix://$socket", timeout: 1) !== false) {
                return $socket;
            }
            usleep(50_000);
        }
        throw new LogicException('the database with TLS did not start: ' . file_get_contents(self::$folder . '/log'));
    }

    /** @param list<string> $command */
    private static function command(array $command): void
    {
        $process = proc_open($command, [1 => ['file', '/dev/null', 'w'], 2 => ['file', '/dev/null', 'w']], $pipes);
        if (proc_close($process) !== 0) {
            throw new LogicException(implode(' ', $command) . ' failed');
        }
    }
}

<?php

declare(strict_types=1);

require_once __DIR__ . '/../../php/autoload.php';

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use Portal\Database\ConnectionUrl;
use Portal\Database\UnusableUrl;

/** The pages read the database URL as the extension and the program do. */
final class ConnectionUrlTest extends TestCase
{
    /**
     * @dataProvider servers
     * @param list<string> $servers
     */
    #[DataProvider('servers')]
    public function test_hosts_ports_and_sockets_are_read_alike(string $url, array $servers): void
    {
        self::assertSame($servers, ConnectionUrl::parse($url)->servers);
    }

    /** @return array<string, array{string, list<string>}> */
    public static function servers(): array
    {
        return [
            'a name' => ['mysql://u:p@db.example.com/portal', ['host=db.example.com;port=3306']],
            'localhost is TCP' => ['mysql://u@localhost:3397/d', ['host=127.0.0.1;port=3397', 'host=[::1];port=3397']],
            'IPv6' => ['mysql://u:p@[2001:db8::5]:3307/d', ['host=[2001:db8::5];port=3307']],
            'a socket' => ['mysql://u@localhost/d?socket=%2Frun%2Fmy%20sql.sock', ['unix_socket=/run/my sql.sock']],
            'a socket without a host' => ['mysql://u@/d?socket=/run/mysqld.sock', ['unix_socket=/run/mysqld.sock']],
            'blanks around it' => [" mysql://u:p@10.1.2.3:3306/d\n", ['host=10.1.2.3;port=3306']],
        ];
    }

    public function test_names_and_passwords_are_percent_decoded(): void
    {
        $url = ConnectionUrl::parse('mysql://port%40l:p%40ss%3Aw%2Fo%3Fr%23d%25%2B%20%C3%A9%26=@h/data%20base');
        self::assertSame(['port@l', 'p@ss:w/o?r#d%+ é&=', 'data base'], [$url->user, $url->password, $url->database]);
        self::assertSame('', ConnectionUrl::parse('mysql://u@h/d')->password);
        self::assertSame('p@ss:w+d%', ConnectionUrl::parse('mysql://u:p@ss:w+d%@h/d')->password);
    }

    /** @dataProvider modes */
    #[DataProvider('modes')]
    public function test_ssl_modes_have_mysql_s_defaults(string $options, string $mode): void
    {
        self::assertSame($mode, ConnectionUrl::parse("mysql://u:p@h/d$options")->sslMode);
    }

    /** @return array<string, array{string, string}> */
    public static function modes(): array
    {
        return [
            'none' => ['', 'PREFERRED'],
            'lower case' => ['?ssl-mode=required', 'REQUIRED'],
            'a CA is verified' => ['?ssl-ca=' . __FILE__, 'VERIFY_CA'],
            'underscores' => ['?ssl_ca=' . __FILE__ . '&ssl_mode=VERIFY_IDENTITY', 'VERIFY_IDENTITY'],
            'off' => ['?ssl-mode=DISABLED', 'DISABLED'],
        ];
    }

    public function test_files_for_tls_are_named_by_their_options(): void
    {
        $file = __FILE__;
        $url = ConnectionUrl::parse("mysql://u:p@h/d?ssl-ca=$file&ssl-cert=" . rawurlencode($file) . "&ssl-key=$file");
        self::assertSame(['ssl-ca' => $file, 'ssl-cert' => $file, 'ssl-key' => $file], $url->files);
    }

    /** @dataProvider unusable */
    #[DataProvider('unusable')]
    public function test_an_unusable_url_is_named_without_its_password(string $url, string $named): void
    {
        try {
            ConnectionUrl::parse($url);
            self::fail('nothing was thrown');
        } catch (UnusableUrl $failure) {
            self::assertStringContainsString($named, $failure->getMessage());
            self::assertStringNotContainsString('anted', (string) $failure);
        }
    }

    /** @return array<string, array{string, string}> */
    public static function unusable(): array
    {
        return [
            'another database' => ['postgres://u:planted@h/d', 'mysql://'],
            'no database' => ['mysql://u:planted@h', 'mysql://'],
            'two databases' => ['mysql://u:planted@h/a/b', 'mysql://'],
            'a hash sign in the password' => ['mysql://u:pl#anted@h/d', 'percent-encoded'],
            'a slash in the password' => ['mysql://u:pl/anted@h/d', 'percent-encoded'],
            'a slash in the name' => ['mysql://u:planted@h/a%2Fb', 'mysql://'],
            'no port after a colon' => ['mysql://u:planted@h:/d', 'mysql://'],
            'port 0' => ['mysql://u:planted@h:0/d', 'mysql://'],
            'a port of more than 16 bits' => ['mysql://u:planted@h:65536/d', 'mysql://'],
            'IPv4 in brackets' => ['mysql://u:planted@[127.0.0.1]/d', 'mysql://'],
            'IPv6 without brackets' => ['mysql://u:planted@::1/d', 'mysql://'],
            'a blank in the host' => ['mysql://u:planted@h x/d', 'mysql://'],
            'a tab' => ["mysql://u:plan\tted@h/d", 'percent-encoded'],
            'an option twice' => ['mysql://u:planted@h/d?ssl-mode=REQUIRED&ssl_mode=DISABLED', 'ssl-mode twice'],
            'a file that is missing' => ['mysql://u:planted@h/d?ssl-ca=/missing.pem', 'not a file'],
            'a folder' => ['mysql://u:planted@h/d?ssl-ca=/', 'not a file'],
            'no host' => ['mysql://u:planted@/d', 'mysql://'],
            'a port that is a word' => ['mysql://u:planted@h:port/d', 'mysql://'],
            'bytes that are not UTF-8' => ['mysql://u:planted%FF@h/d', 'percent-encoded'],
            'an unknown option' => ['mysql://u:planted@h/d?require_ssl=true', 'unknown option require-ssl'],
            'a part of the password as option' => ['mysql://u@h/d?PLANTED=1', 'unknown option (expected socket'],
            'an unknown mode' => ['mysql://u:planted@h/d?ssl-mode=maybe', 'VERIFY_IDENTITY'],
            'a relative path' => ['mysql://u:planted@h/d?ssl-ca=ca.pem', 'whole path'],
            'a certificate without its key' => ['mysql://u:planted@h/d?ssl-cert=' . __FILE__, 'both ssl-cert and ssl-key'],
            'a socket elsewhere' => ['mysql://u:planted@db.example.com/d?socket=/m.sock', 'another machine'],
            'TLS over a socket' => ['mysql://u@localhost/d?socket=/m.sock&ssl-mode=REQUIRED', 'Unix socket'],
        ];
    }
}

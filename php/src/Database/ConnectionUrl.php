<?php

declare(strict_types=1);

namespace Portal\Database;

/**
 * Parses `ENTRATA_DATABASE_URL` for PDO, with the extension's rules:
 * `mysql://user:password@host:port/database`, with MySQL's own option names in the query.
 *
 * User, password, database and options may be percent-encoded; an IPv6 address is in brackets. A Unix socket is
 * used only if `socket` names one: `localhost` alone means TCP.
 */
final readonly class ConnectionUrl
{
    private const DEFAULT_PORT = 3306;
    private const FORM = 'must read mysql://user:password@host:port/database, with special characters percent-encoded';
    /** A password may hold an @; a host cannot. */
    private const URL = '~^mysql://(?:(?<user>[^:/?#]*)(?::(?<password>[^/?#]*))?@)?'
        . '(?<host>\[[0-9a-f:.]+\]|[^:/?#@\[\]]*)(?::(?<port>\d{1,5}))?/(?<database>[^/?#]+)(?:\?(?<query>[^#]*))?$~Di';
    private const OPTIONS = ['socket', 'ssl-mode', 'ssl-ca', 'ssl-cert', 'ssl-key'];
    private const SSL_MODES = ['DISABLED', 'PREFERRED', 'REQUIRED', 'VERIFY_CA', 'VERIFY_IDENTITY'];
    private const THIS_MACHINE = ['', 'localhost', '127.0.0.1', '[::1]'];

    /**
     * @param list<string> $servers the server's part of the DSN; tried in this order
     * @param array<string, string> $files TLS files by the option's name in the URL
     */
    private function __construct(
        public array $servers,
        public string $database,
        public string $user,
        #[\SensitiveParameter]
        public string $password,
        public string $sslMode,
        public array $files,
    ) {}

    /**
     * @throws UnusableUrl naming what is wrong; never the URL itself, since it holds a password
     */
    public static function parse(#[\SensitiveParameter] ?string $url): self
    {
        if ($url === null) {
            throw new UnusableUrl('is not set (expected mysql://user:password@host:port/database)');
        }
        $url = trim($url);
        $isForm = preg_match(self::URL, $url, $parts, PREG_UNMATCHED_AS_NULL) === 1;
        if (!$isForm || preg_match('/[[:cntrl:]]/', $url) === 1) {
            throw new UnusableUrl(self::FORM);
        }
        $options = self::options($parts['query'] ?? '');
        $host = self::host($parts['host'] ?? '');
        $port = (int) ($parts['port'] ?? self::DEFAULT_PORT);
        $database = self::decoded($parts['database']);
        if ($port < 1 || $port > 65_535 || str_contains($database, '/')) {
            throw new UnusableUrl(self::FORM);
        }
        $socket = $options['socket'] ?? null;
        if ($socket !== null && !in_array($host, self::THIS_MACHINE, true)) {
            throw new UnusableUrl("names the socket $socket but a host of another machine");
        }
        if ($socket === null && $host === '') {
            throw new UnusableUrl(self::FORM);
        }
        $mode = self::sslMode($options);
        if ($socket !== null && !in_array($mode, ['DISABLED', 'PREFERRED'], true)) {
            throw new UnusableUrl("asks for ssl-mode=$mode over a Unix socket, where there is no TLS");
        }
        return new self(
            $socket === null ? self::hosts($host, $port) : ["unix_socket=$socket"],
            $database,
            self::decoded($parts['user'] ?? ''),
            self::decoded($parts['password'] ?? ''),
            $socket === null ? $mode : 'DISABLED',
            array_intersect_key($options, ['ssl-ca' => true, 'ssl-cert' => true, 'ssl-key' => true]),
        );
    }

    private static function host(string $host): string
    {
        $isAddress = str_starts_with($host, '[');
        $host = strtolower($isAddress ? $host : self::decoded($host));
        $usable = $isAddress
            ? filter_var(trim($host, '[]'), FILTER_VALIDATE_IP, FILTER_FLAG_IPV6) !== false
            : strpbrk($host, ' /@[]') === false;
        return $usable ? $host : throw new UnusableUrl(self::FORM);
    }

    /**
     * @return array<string, string>
     */
    private static function options(string $query): array
    {
        $options = [];
        foreach (array_filter(explode('&', $query), strlen(...)) as $pair) {
            [$name, $value] = explode('=', strtr($pair, '+', ' '), 2) + [1 => ''];
            // As in MySQL's option files, dashes and underscores are the same.
            $name = strtr(self::decoded($name), '_', '-');
            if (!in_array($name, self::OPTIONS, true)) {
                $shown = preg_match('/^[a-z-]{1,32}$/D', $name) === 1 ? " $name" : '';
                throw new UnusableUrl("has an unknown option$shown (expected " . implode(', ', self::OPTIONS) . ')');
            }
            if (isset($options[$name])) {
                throw new UnusableUrl("has the option $name twice");
            }
            $options[$name] = self::decoded($value);
            if ($name !== 'ssl-mode') {
                self::requireFile($name, $options[$name]);
            }
        }
        if (isset($options['ssl-cert']) !== isset($options['ssl-key'])) {
            throw new UnusableUrl('must have both ssl-cert and ssl-key, or neither');
        }
        return $options;
    }

    private static function requireFile(string $option, string $path): void
    {
        if (!str_starts_with($path, '/')) {
            throw new UnusableUrl("must name $option by a whole path, from / on");
        }
        if ($option !== 'socket' && !(is_file($path) && is_readable($path))) {
            throw new UnusableUrl("names $path as $option, which is not a file that can be read");
        }
    }

    /**
     * For the driver, `localhost` means its default socket, regardless of the port. Here it means the loopback
     * addresses.
     *
     * @return list<string>
     */
    private static function hosts(string $host, int $port): array
    {
        $addresses = $host === 'localhost' ? ['127.0.0.1', '[::1]'] : [$host];
        return array_map(static fn(string $address): string => "host=$address;port=$port", $addresses);
    }

    /**
     * Without a mode, TLS is used if the server offers it. As in MySQL's clients, naming a CA turns verification on.
     *
     * @param array<string, string> $options
     */
    private static function sslMode(array $options): string
    {
        $mode = strtoupper($options['ssl-mode'] ?? (isset($options['ssl-ca']) ? 'VERIFY_CA' : 'PREFERRED'));
        return in_array($mode, self::SSL_MODES, true)
            ? $mode
            : throw new UnusableUrl('has an unknown ssl-mode (expected ' . implode(', ', self::SSL_MODES) . ')');
    }

    private static function decoded(#[\SensitiveParameter] string $text): string
    {
        $text = rawurldecode($text);
        $usable = mb_check_encoding($text, 'UTF-8') && !str_contains($text, "\0");
        return $usable ? $text : throw new UnusableUrl(self::FORM);
    }
}

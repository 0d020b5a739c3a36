<?php

declare(strict_types=1);

namespace Portal\Http;

use Portal\Settings;

/**
 * Who sent the current request, and under which public address of the portal.
 *
 * The `X-Forwarded-…` headers count only when the request comes from a proxy that `ENTRATA_TRUSTED_PROXIES` names.
 */
final readonly class Caller
{
    private function __construct(
        /** The sender's IP address. */
        public string $address,
        /** Whether the browser used HTTPS. */
        public bool $secure,
        /** Host and port as the browser wrote them. */
        public string $host,
        /** Whether the request came through a trusted proxy. */
        public bool $proxied,
    ) {}

    public static function current(): self
    {
        static $caller = null;
        return $caller ??= self::of($_SERVER, Settings::get('trusted_proxies'));
    }

    /**
     * @param array<string, mixed> $server as in `$_SERVER`
     * @param ?string $trustedProxies addresses and CIDR ranges, separated by commas or blanks
     */
    public static function of(array $server, ?string $trustedProxies): self
    {
        $peer = (string) ($server['REMOTE_ADDR'] ?? '');
        $https = strtolower((string) ($server['HTTPS'] ?? ''));
        $secure = $https !== '' && $https !== 'off';
        $host = (string) ($server['HTTP_HOST'] ?? '');
        $trusted = self::networks($trustedProxies);
        if (!self::isTrusted($peer, $trusted)) {
            return new self($peer, $secure, $host, false);
        }
        $scheme = strtolower(self::first($server['HTTP_X_FORWARDED_PROTO'] ?? null));
        return new self(
            self::sender($peer, (string) ($server['HTTP_X_FORWARDED_FOR'] ?? ''), $trusted),
            $scheme === '' ? $secure : $scheme === 'https',
            self::first($server['HTTP_X_FORWARDED_HOST'] ?? null) ?: $host,
            true,
        );
    }

    /**
     * Returns the address that the outermost trusted proxy saw. What stands left of it was written by the sender.
     *
     * @param list<Network> $trusted
     */
    private static function sender(string $peer, string $forwardedFor, array $trusted): string
    {
        $sender = $peer;
        foreach (array_reverse(explode(',', $forwardedFor)) as $hop) {
            $address = self::withoutPort(trim($hop));
            if (filter_var($address, FILTER_VALIDATE_IP) === false) {
                break;
            }
            $sender = $address;
            if (!self::isTrusted($address, $trusted)) {
                break;
            }
        }
        return $sender;
    }

    /**
     * `192.0.2.1:4711` and `[2001:db8::1]:4711`, as some proxies write them.
     */
    private static function withoutPort(string $hop): string
    {
        return preg_match('/^(?:\[([0-9a-f:.]+)\]|([0-9.]+))(?::\d+)?$/Di', $hop, $parts) === 1
            ? $parts[1] . ($parts[2] ?? '')
            : $hop;
    }

    /**
     * With several proxies the first value is the one of the proxy that the browser spoke to.
     */
    private static function first(mixed $values): string
    {
        return trim(explode(',', is_string($values) ? $values : '')[0]);
    }

    /**
     * @param list<Network> $trusted
     */
    private static function isTrusted(string $address, array $trusted): bool
    {
        foreach ($trusted as $network) {
            if ($network->contains($address)) {
                return true;
            }
        }
        return false;
    }

    /**
     * @return list<Network>
     */
    private static function networks(?string $text): array
    {
        $networks = [];
        foreach (preg_split('/[\s,]+/', $text ?? '', -1, PREG_SPLIT_NO_EMPTY) ?: [] as $entry) {
            $network = Network::parse($entry);
            if ($network === null) {
                throw new \UnexpectedValueException(
                    'ENTRATA_TRUSTED_PROXIES has an entry that is neither an address nor a CIDR range (expected for '
                    . 'example 10.0.0.0/8, 192.0.2.7)',
                );
            }
            $networks[] = $network;
        }
        return $networks;
    }
}

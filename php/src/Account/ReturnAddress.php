<?php

declare(strict_types=1);

namespace Portal\Account;

/**
 * The page of ours to which a visitor goes back after signing in.
 */
final class ReturnAddress
{
    private const LONGEST = 1000;
    private const OURS = '~^/(?:property|tour|tours|dashboard|webhook)\.php(?:\?[^\s\\\\]*)?$~D';

    /**
     * Returns the page that the current request wanted, or whose form it sent; null if that is where everyone starts.
     *
     * @param array<string, mixed> $server as in `$_SERVER`
     */
    public static function of(array $server): ?string
    {
        $isPage = in_array($server['REQUEST_METHOD'] ?? 'GET', ['GET', 'HEAD'], true);
        $wanted = $isPage ? $server['REQUEST_URI'] ?? null : self::pathOf($server['HTTP_REFERER'] ?? null);
        $address = self::read($wanted);
        return in_array($address, ['/tours.php', '/dashboard.php'], true) ? null : $address;
    }

    /**
     * Returns an address that a browser sent, or null if it is not one of our pages.
     */
    public static function read(mixed $address): ?string
    {
        return is_string($address) && strlen($address) <= self::LONGEST && preg_match(self::OURS, $address) === 1
            ? $address
            : null;
    }

    /**
     * Returns path and query. The host does not matter: the path is used on our own.
     */
    private static function pathOf(mixed $url): ?string
    {
        $parts = is_string($url) ? parse_url($url) : false;
        return isset($parts['path']) ? $parts['path'] . (isset($parts['query']) ? "?{$parts['query']}" : '') : null;
    }
}

<?php

declare(strict_types=1);

namespace Portal\Http;

/**
 * A range of IP addresses, written as an address or in CIDR notation.
 */
final readonly class Network
{
    private function __construct(private string $packed, private int $bits) {}

    /**
     * Returns null for a text that is neither an address nor a CIDR range.
     */
    public static function parse(string $text): ?self
    {
        [$address, $length] = explode('/', $text, 2) + [1 => null];
        $packed = self::pack($address);
        if ($packed === null) {
            return null;
        }
        $most = strlen($packed) * 8;
        if ($length === null) {
            return new self($packed, $most);
        }
        return ctype_digit($length) && (int) $length <= $most ? new self($packed, (int) $length) : null;
    }

    public function contains(string $address): bool
    {
        $packed = self::pack($address);
        if ($packed === null || strlen($packed) !== strlen($this->packed)) {
            return false;
        }
        return self::masked($packed, $this->bits) === self::masked($this->packed, $this->bits);
    }

    /**
     * Returns the network that one customer gets: an IPv4 address, or the /64 of an IPv6 address.
     */
    public static function ofCustomer(string $address): string
    {
        $packed = self::pack($address);
        if ($packed === null) {
            return $address;
        }
        return (string) inet_ntop(strlen($packed) === 16 ? self::masked($packed, 64) : $packed);
    }

    /**
     * Four bytes for IPv4, also when it is written as `::ffff:192.0.2.1`; sixteen for IPv6.
     */
    private static function pack(string $address): ?string
    {
        if (filter_var($address, FILTER_VALIDATE_IP) === false) {
            return null;
        }
        $packed = (string) inet_pton($address);
        $mapped = "\0\0\0\0\0\0\0\0\0\0\xff\xff";
        return str_starts_with($packed, $mapped) && strlen($packed) === 16 ? substr($packed, 12) : $packed;
    }

    private static function masked(string $packed, int $bits): string
    {
        $masked = '';
        foreach (str_split($packed) as $index => $byte) {
            $kept = max(0, min(8, $bits - 8 * $index));
            $masked .= chr(ord($byte) & (0xff << (8 - $kept)) & 0xff);
        }
        return $masked;
    }
}

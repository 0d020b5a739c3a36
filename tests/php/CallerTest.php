<?php

declare(strict_types=1);

require_once __DIR__ . '/../../php/autoload.php';

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use Portal\Http\Caller;
use Portal\Http\Network;
use Portal\Http\Request;

/** Who sends a request, behind proxies and without. */
final class CallerTest extends TestCase
{
    private const FORWARDED = [
        'REMOTE_ADDR' => '10.0.0.2',
        'HTTP_HOST' => '10.0.0.9:8080',
        'HTTP_X_FORWARDED_FOR' => '203.0.113.9',
        'HTTP_X_FORWARDED_PROTO' => 'https',
        'HTTP_X_FORWARDED_HOST' => 'portal.example',
    ];

    public function test_forwarded_headers_count_only_from_a_trusted_proxy(): void
    {
        $caller = Caller::of(self::FORWARDED, '10.0.0.0/8');
        self::assertSame(['203.0.113.9', true, 'portal.example'], [$caller->address, $caller->secure, $caller->host]);
        foreach ([null, '', '192.0.2.0/24', '10.0.0.3, ::1'] as $others) {
            $caller = Caller::of(self::FORWARDED, $others);
            self::assertSame(['10.0.0.2', false, '10.0.0.9:8080'], [$caller->address, $caller->secure, $caller->host]);
        }
    }

    /** @dataProvider senders */
    #[DataProvider('senders')]
    public function test_the_sender_is_what_the_outermost_trusted_proxy_saw(string $forwarded, string $sender): void
    {
        $server = ['REMOTE_ADDR' => '10.0.0.2', 'HTTP_X_FORWARDED_FOR' => $forwarded];
        self::assertSame($sender, Caller::of($server, '10.0.0.0/8 2001:db8::/32')->address);
    }

    /** @return array<string, array{string, string}> */
    public static function senders(): array
    {
        return [
            'none' => ['', '10.0.0.2'],
            'two proxies' => ['203.0.113.9, 10.0.0.3', '203.0.113.9'],
            'a made-up one in front' => ['198.51.100.7, 203.0.113.9', '203.0.113.9'],
            'words' => ['unknown', '10.0.0.2'],
            'words before a proxy' => ['secret, 10.0.0.3', '10.0.0.3'],
            'ports' => ['203.0.113.9:4711', '203.0.113.9'],
            'IPv6 with a port' => ['[2001:db9::7]:4711, 2001:db8::1', '2001:db9::7'],
            'proxies alone' => ['10.0.0.7, 10.0.0.3', '10.0.0.7'],
        ];
    }

    public function test_the_scheme_is_the_one_that_the_browser_used(): void
    {
        $secure = static fn(array $server): bool => Caller::of($server + ['REMOTE_ADDR' => '::1'], '::1')->secure;
        self::assertTrue($secure(['HTTP_X_FORWARDED_PROTO' => 'https,http']));
        self::assertTrue($secure(['HTTP_X_FORWARDED_PROTO' => 'HTTPS']));
        self::assertTrue($secure(['HTTPS' => 'on']));
        self::assertFalse($secure(['HTTP_X_FORWARDED_PROTO' => 'http', 'HTTPS' => 'on']));
        self::assertFalse($secure(['HTTPS' => 'off']));
        self::assertFalse($secure([]));
    }

    public function test_a_malformed_list_of_proxies_is_an_error(): void
    {
        $this->expectExceptionMessage('ENTRATA_TRUSTED_PROXIES');
        Caller::of(['REMOTE_ADDR' => '10.0.0.2'], '10.0.0.0/33');
    }

    public function test_a_network_contains_its_addresses(): void
    {
        foreach (['192.0.2.7', '192.0.2.255', '::ffff:192.0.2.7'] as $address) {
            self::assertTrue(Network::parse('192.0.2.0/24')->contains($address), $address);
        }
        foreach (['192.0.3.0', '::1', '2001:db8::1', '', 'x'] as $address) {
            self::assertFalse(Network::parse('192.0.2.0/24')->contains($address), $address);
        }
        self::assertTrue(Network::parse('0.0.0.0/0')->contains('203.0.113.9'));
        self::assertTrue(Network::parse('2001:db8:7::/47')->contains('2001:db8:6:ffff::1'));
        foreach (['', 'x', '192.0.2.0/33', '192.0.2.0/-1', '192.0.2.0/', '::/129', '1.2.3'] as $text) {
            self::assertNull(Network::parse($text), $text);
        }
    }

    public function test_a_customer_has_one_ipv4_address_or_an_ipv6_64(): void
    {
        self::assertSame('192.0.2.7', Network::ofCustomer('192.0.2.7'));
        self::assertSame('2001:db8:1:2::', Network::ofCustomer('2001:db8:1:2:3:4:5:6'));
        self::assertSame('192.0.2.7', Network::ofCustomer('::ffff:192.0.2.7'));
    }

    /**
     * @dataProvider origins
     * @param array<string, string> $headers
     */
    #[DataProvider('origins')]
    public function test_only_our_own_pages_may_send_forms(bool $ours, array $headers): void
    {
        self::assertSame($ours, Request::isFromOurSite($headers, 'portal.example'));
    }

    /** @return array<string, array{bool, array<string, string>}> */
    public static function origins(): array
    {
        return [
            'not a browser' => [true, []],
            'the browser says so' => [true, ['HTTP_SEC_FETCH_SITE' => 'same-origin', 'HTTP_ORIGIN' => 'https://x:8443']],
            'the origin says so' => [true, ['HTTP_ORIGIN' => 'https://portal.example']],
            'the default port' => [true, ['HTTP_ORIGIN' => 'https://PORTAL.example:443']],
            'another port' => [false, ['HTTP_ORIGIN' => 'https://portal.example:8443']],
            'another site' => [false, ['HTTP_SEC_FETCH_SITE' => 'cross-site', 'HTTP_ORIGIN' => 'https://portal.example']],
            'a sibling' => [false, ['HTTP_SEC_FETCH_SITE' => 'same-site']],
            'another origin' => [false, ['HTTP_ORIGIN' => 'https://evil.example']],
            'our name in another' => [false, ['HTTP_ORIGIN' => 'https://portal.example.evil.example']],
            'our name as a user' => [false, ['HTTP_ORIGIN' => 'https://portal.example@evil.example']],
            'no origin to tell' => [false, ['HTTP_ORIGIN' => 'null']],
            'typed in, from elsewhere' => [false, ['HTTP_SEC_FETCH_SITE' => 'none', 'HTTP_ORIGIN' => 'https://evil.example']],
        ];
    }
}

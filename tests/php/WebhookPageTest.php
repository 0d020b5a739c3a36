<?php

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';
require_once __DIR__ . '/Visitor.php';

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;

/** The page that receives webhooks: every request is logged and gets a JSON response. */
final class WebhookPageTest extends TestCase
{
    private const KEY = 'a-webhook-key-of-31-characters';
    private static OwnStage $stage;
    private static Pages $pages;

    public static function setUpBeforeClass(): void
    {
        self::$stage = new OwnStage('portal_webhook_page');
        self::$stage->migrate();
        self::$pages = self::pages();
        $code = rawurlencode(self::$stage->authCode(4711));
        self::assertSame(200, self::visit('/index.php?key=' . self::KEY . "&cid=4711&auth_code=$code")->status);
    }

    public static function tearDownAfterClass(): void
    {
        self::$pages->close();
        self::$stage->close();
    }

    /** @dataProvider malformed */
    #[DataProvider('malformed')]
    public function test_a_malformed_webhook_is_logged_and_rejected(string $query): void
    {
        $before = self::rows();
        $visitor = self::visit("/index.php?key=" . self::KEY . "&$query");
        self::assertContains($visitor->status, [400, 401, 422], $visitor->body);
        self::assertSame(['application/json'], $visitor->headers['content-type']);
        self::assertSame($visitor->status, json_decode($visitor->body, true)['response']['code']);
        self::assertSame($before + 1, self::rows());
    }

    /** @return array<string, array{string}> */
    public static function malformed(): array
    {
        return [
            'a list as type' => ['cid=4711&property_id=1&request_type[]=ACTIVATION'],
            'a list as company' => ['cid[]=4711&property_id=1&request_type=ACTIVATION'],
            'bytes that are not UTF-8' => ['cid=4711&property_id=1&request_type=%FF'],
            'negative numbers' => ['cid=-5&property_id=-1&request_type=ACTIVATION'],
            'huge numbers' => ['cid=99999999999999999999&property_id=1&request_type=ACTIVATION'],
            'a zero byte' => ['cid=4711%00&property_id=1&request_type=ACTIVATION'],
            'no parameters' => [''],
            'an unknown type' => ['cid=4711&property_id=739076&request_type=DELETE'],
            'escape sequences' => ['cid=4711&property_id=1&request_type=%1b[31m%0d%0a'],
            '16 KiB' => ['cid=4711&x=' . str_repeat('a', 16_384)],
        ];
    }

    public function test_the_key_may_be_the_last_segment_of_the_path(): void
    {
        $query = 'cid=4711&property_id=739077&request_type=ACTIVATION';
        self::assertSame(200, self::visit('/index.php/' . self::KEY . "?$query")->status);
        self::assertSame(401, self::visit("/index.php/another-key?$query")->status);
        self::assertSame(401, self::visit("/index.php?$query")->status);
        foreach (['/webhook/%s', '/INDEX.PHP/%s', '/index.php/x/%s', '/index.php/%s/', '/index.php;%s', '/%s', '/index/%s.php'] as $misspelled) {
            self::assertSame(404, self::visit(sprintf($misspelled, self::KEY) . "?$query")->status, $misspelled);
        }
        foreach (['nginx-access.log', 'php-error.log', 'nginx-error.log'] as $log) {
            self::assertStringNotContainsString(self::KEY, (string) @file_get_contents(dirname(self::$pages->sessions()) . "/$log"), $log);
        }
        $kept = self::$stage->value('SELECT GROUP_CONCAT(raw_query) FROM entrata_webhooks');
        self::assertStringNotContainsString(self::KEY, $kept);
    }

    public function test_form_parameters_count_like_query_parameters(): void
    {
        $fields = ['cid' => 4711, 'property_id' => 739077, 'request_type' => 'ACTIVATION', 'key' => self::KEY];
        $visitor = (new Visitor(self::$pages->url))->post('/index.php', $fields);
        self::assertSame(200, $visitor->status, $visitor->body);
        $visitor = (new Visitor(self::$pages->url))->post('/index.php?key=' . self::KEY, array_slice($fields, 0, 3));
        self::assertSame(200, $visitor->status, $visitor->body);
        $multipart = "--x\r\nContent-Disposition: form-data; name=\"cid\"\r\n\r\n4711\r\n"
            . "--x\r\nContent-Disposition: form-data; name=\"property_id\"\r\n\r\n739077\r\n"
            . "--x\r\nContent-Disposition: form-data; name=\"request_type\"\r\n\r\nACTIVATION\r\n--x--\r\n";
        $visitor = (new Visitor(self::$pages->url))
            ->post('/index.php?key=' . self::KEY, $multipart, ['Content-Type: multipart/form-data; boundary=x']);
        self::assertSame(200, $visitor->status, $visitor->body);
    }

    public function test_a_form_of_any_size_gets_a_response(): void
    {
        $form = 'cid=4711&' . str_repeat('x&', 100_000);
        $visitor = (new Visitor(self::$pages->url))->post('/index.php', $form);
        self::assertSame(401, $visitor->status);
    }

    public function test_other_methods_get_405(): void
    {
        foreach (['PUT', 'DELETE', 'OPTIONS', 'PATCH'] as $method) {
            $visitor = (new Visitor(self::$pages->url))->by($method, '/index.php?cid=4711');
            self::assertSame([405, ['GET, POST']], [$visitor->status, $visitor->headers['allow']], $method);
        }
    }

    public function test_unusable_settings_are_an_error_of_ours(): void
    {
        self::$pages->close();
        self::$pages = new Pages(self::$stage, 'env[ENTRATA_TOKEN_KEY] = not-a-key');
        try {
            $visitor = self::visit('/index.php?cid=4711');
            self::assertSame(500, $visitor->status);
            $response = json_decode($visitor->body, true)['response'];
            self::assertSame(500, $response['code']);
            self::assertStringNotContainsString('ENTRATA_TOKEN_KEY', $visitor->body);
        } finally {
            self::$pages->close();
            self::$pages = self::pages();
        }
    }

    private static function pages(): Pages
    {
        return new Pages(self::$stage, 'env[ENTRATA_WEBHOOK_KEY] = ' . self::KEY);
    }

    private static function visit(string $path): Visitor
    {
        return (new Visitor(self::$pages->url))->get($path);
    }

    private static function rows(): int
    {
        return (int) self::$stage->value('SELECT COUNT(*) FROM entrata_webhooks');
    }
}

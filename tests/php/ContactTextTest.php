<?php

declare(strict_types=1);

require_once __DIR__ . '/../../php/autoload.php';

use PHPUnit\Framework\Attributes\DataProvider;
use PHPUnit\Framework\TestCase;
use Portal\Tours\ContactText;
use Portal\View\Format;

/** E-mail addresses and phone numbers as people paste them; the rules of the Rust crate. */
final class ContactTextTest extends TestCase
{
    /** @dataProvider phones */
    #[DataProvider('phones')]
    public function test_a_phone_number_is_cleaned(string $text, ?string $phone): void
    {
        self::assertSame($phone, ContactText::phone($text));
    }

    /** @return list<array{string, ?string}> */
    public static function phones(): array
    {
        return [
            ['312-555-0100', '312-555-0100'],
            ["\u{202a}+1 (555) 010-0123\u{202c}", '+1 (555) 010-0123'],
            ["(555)\u{a0}010\u{2011}0123", '(555) 010-0123'],
            ["555\u{2013}010\u{2013}0123", '555-010-0123'],
            ['tel:+15550100123', '+15550100123'],
            ['Phone: 555 010 0123', '555 010 0123'],
            ['555-010-0123 x12', '555-010-0123 x12'],
            ['555-010-0123 extension 12', '555-010-0123 x12'],
            ['555-010-0123, ext. 4', '555-010-0123 x4'],
            ['555-010-0123#4', '555-010-0123 x4'],
            ["\u{665}\u{665}\u{665} \u{660}\u{661}\u{660} \u{660}\u{661}\u{662}\u{663}", '555 010 0123'],
            ["\u{ff0b}1 555 010 0123", '+1 555 010 0123'],
            ['tel:%2B1%20555%20010%200123', '+1 555 010 0123'],
            ['mobile +1 555 010 0123', '+1 555 010 0123'],
            ['Tel. No.: 555-010-0123', '555-010-0123'],
            ["'5550100123", '5550100123'],
            ['<tel:+15550100123>', '+15550100123'],
            ['[555] 010-0123', '(555) 010-0123'],
            ["555-010-0123 \u{d7}12", '555-010-0123 x12'],
            ['555-010-0123 Ext. No. 12', '555-010-0123 x12'],
            ['', null],
            ['call me', null],
            ['12', null],
            ['1234567890123456', null],
            ['555-010-0123 ext. 123456789', null],
            ['555-010-0123 or 555-010-0124', null],
            [str_repeat('1 ', 150), null],
        ];
    }

    /** @dataProvider emails */
    #[DataProvider('emails')]
    public function test_an_email_address_is_cleaned(string $text, ?string $email): void
    {
        $cleaned = ContactText::email($text);
        self::assertSame($email, ContactText::isEmail($cleaned) ? $cleaned : null);
    }

    /** @return list<array{string, ?string}> */
    public static function emails(): array
    {
        return [
            ['riley@example.com', 'riley@example.com'],
            ['riley@example.com ', 'riley@example.com'],
            ["\u{a0}riley@example.com\r\n", 'riley@example.com'],
            ["\u{200e}riley@\u{200b}example.com\u{feff}", 'riley@example.com'],
            ['mailto:riley@example.com?subject=Tour', 'riley@example.com'],
            ['Riley Renter <riley@example.com>', 'riley@example.com'],
            ['Riley@Example.COM', 'Riley@example.com'],
            ["o'brien@example.com", "o'brien@example.com"],
            ['jörg@example.com', 'jörg@example.com'],
            ['riley@MÜNCHEN.example', 'riley@münchen.example'],
            ["riley@my\u{2011}home.example", 'riley@my-home.example'],
            ["riley@my\u{2013}home.example", 'riley@my-home.example'],
            ['riley @example.com', 'riley@example.com'],
            ["riley@\u{a0}example.com", 'riley@example.com'],
            ["'riley@example.com'", 'riley@example.com'],
            ['riley@example.com;', 'riley@example.com'],
            ['', null],
            ['a', null],
            ['a@b', null],
            ['@b.co', null],
            ['a@b..co', null],
            ['a@@b.co', null],
            ['a b@c.co', null],
            ['a@b.co, c@d.co', null],
            ['a@1.2.3.4', null],
            ['a@-b.co', null],
            ["a\n@b.co", null],
            [str_repeat('a', 65) . '@example.com', null],
        ];
    }

    public function test_a_link_carries_no_further_fields_of_a_mail(): void
    {
        self::assertSame('mailto:a@b.example', Format::emailLink('mailto:a@b.example?cc=c@d.example&body=x'));
        self::assertNull(Format::emailLink('a@b.example?cc=c@d.example&body=x'));
        self::assertSame('mailto:a%26b@b.example', Format::emailLink('a&b@b.example'));
        self::assertNull(Format::emailLink('a@b.example"><script>'));
        self::assertSame('tel:+15550100123', Format::phoneLink('+1 (555) 010-0123 x12'));
        self::assertNull(Format::phoneLink('call me'));
    }
}

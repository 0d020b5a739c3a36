<?php

declare(strict_types=1);

namespace Portal\Tours;

/**
 * E-mail addresses and phone numbers as people type or paste them. The rules are those of the extension.
 */
final class ContactText
{
    /** The longest address that mail servers deliver to, and the longest part before the `@`, in bytes. */
    private const LONGEST_EMAIL = 254;
    private const LONGEST_LOCAL_PART = 64;
    /** Digits of a phone number without its extension. */
    private const FEWEST_DIGITS = 7;
    private const MOST_DIGITS = 15;
    private const LONGEST_PHONE = 200;

    /** Characters that show nothing and that copying from a contact list brings along. */
    private const INVISIBLE = '/[\x{ad}\x{61c}\x{180e}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{2064}'
        . '\x{2066}-\x{206f}\x{feff}\x{fff9}-\x{fffb}]|(?!\s)\p{Cc}/u';
    private const PLAIN_IN_EMAIL = [
        "\u{2010}" => '-', "\u{2011}" => '-', "\u{2012}" => '-', "\u{2013}" => '-', "\u{2014}" => '-',
        "\u{2015}" => '-', "\u{2212}" => '-', "\u{ff20}" => '@', "\u{3002}" => '.', "\u{ff0e}" => '.',
    ];
    private const PLAIN_IN_PHONE = [
        "\u{2010}" => '-', "\u{2011}" => '-', "\u{2012}" => '-', "\u{2013}" => '-', "\u{2014}" => '-',
        "\u{2015}" => '-', "\u{2212}" => '-', "\u{fe58}" => '-', "\u{fe63}" => '-', "\u{ff0d}" => '-',
        "\u{ff08}" => '(', "\u{ff09}" => ')', "\u{ff0b}" => '+', "\u{b7}" => '.', "\u{2022}" => '.',
        "\u{2024}" => '.', "\u{ff0e}" => '.', "\u{2044}" => '/', "\u{ff0f}" => '/',
        '_' => '-', '~' => '-', '[' => '(', ']' => ')', "\u{d7}" => 'x',
    ];
    private const ESCAPED = ['%2B' => '+', '%2b' => '+', '%20' => ' ', '%28' => '(', '%29' => ')'];
    /** The digit zero of the scripts in which phones write numbers. */
    private const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6, 0xff10];
    private const LABELS = '/^(?:(?:telephone|tel|phone|ph|cell|mobile|office|home|work|main|direct|iphone|no|number'
        . '|callto|sms|t|p|m|c)(?![a-z])[:.\/ ]*)+/i';
    private const PHONE = '/^(?<number>\+?[0-9()\-.\/ ]*[0-9)])[ \-.\/(]*'
        . '(?:[ ,;.:=#\-(]*(?:x|xt|ex|ext|extn|extension|(?:ext|extension)[ .]*no|p|w)?[ ,;.:=#\-(]*'
        . '(?<extension>[0-9]{1,8})[ ).#]*|[ ,;.:=#\-(]*)$/Di';

    /**
     * Returns an address without what copying adds: blanks, direction marks, `mailto:`, a name before it.
     */
    public static function email(string $text): string
    {
        $text = self::trim(strtr(self::visible($text), self::PLAIN_IN_EMAIL));
        if (preg_match('/<([^<>]*)>$/D', $text, $inside) === 1) {
            $text = self::trim($inside[1]);
        }
        $text = (string) preg_replace('/^([\'"])(.*)\1$/Ds', '$2', self::trim(rtrim($text, ',;')));
        if (stripos($text, 'mailto:') === 0) {
            $text = self::trim(explode('?', substr($text, 7))[0]);
        }
        // No address has a blank there.
        $text = (string) preg_replace('/[ \x{a0}\x{202f}]*@[ \x{a0}\x{202f}]*(?=[^@]*$)/u', '@', $text);
        $at = strrpos($text, '@');
        return $at === false ? $text : substr($text, 0, $at) . mb_strtolower(substr($text, $at), 'UTF-8');
    }

    /**
     * Returns whether a cleaned text is an e-mail address.
     */
    public static function isEmail(string $email): bool
    {
        $local = '[^\s\p{Cc}@,;:<>()\[\]\\\\"]{1,' . self::LONGEST_LOCAL_PART . '}';
        $label = '[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?';
        return strlen($email) <= self::LONGEST_EMAIL
            && preg_match("/^$local@(?:$label\.)+$label\$/Du", $email) === 1
            && filter_var(substr((string) strrchr($email, '@'), 1), FILTER_VALIDATE_IP) === false;
    }

    /**
     * Returns a phone number in plain characters, with an extension as ` x12`, or null if the text is not one.
     */
    public static function phone(string $text): ?string
    {
        if (strlen($text) > self::LONGEST_PHONE) {
            return null;
        }
        $text = strtr(self::visible(strtr($text, self::ESCAPED)), self::PLAIN_IN_PHONE);
        $text = (string) preg_replace_callback('/[^\x00-\x7f]/u', self::asciiDigit(...), $text);
        $text = trim((string) preg_replace('/[\s\p{Z}]+/u', ' ', $text));
        $text = (string) preg_replace(self::LABELS, '', trim($text, '\'"<>='));
        if (preg_match(self::PHONE, $text, $parts) !== 1) {
            return null;
        }
        $number = rtrim($parts['number']);
        $digits = preg_match_all('/[0-9]/', $number);
        if ($digits < self::FEWEST_DIGITS || $digits > self::MOST_DIGITS) {
            return null;
        }
        return ($parts['extension'] ?? '') === '' ? $number : "$number x{$parts['extension']}";
    }

    /**
     * @param array{string} $match
     */
    private static function asciiDigit(array $match): string
    {
        $code = mb_ord($match[0], 'UTF-8');
        foreach (self::ZEROS as $zero) {
            if ($code >= $zero && $code < $zero + 10) {
                return (string) ($code - $zero);
            }
        }
        return $match[0];
    }

    private static function visible(string $text): string
    {
        return (string) preg_replace(self::INVISIBLE, '', mb_scrub($text, 'UTF-8'));
    }

    private static function trim(string $text): string
    {
        return (string) preg_replace('/^[\s\p{Z}]+|[\s\p{Z}]+$/u', '', $text);
    }
}

<?php

declare(strict_types=1);

namespace Portal\View;

/**
 * Text from outside without invisible characters that affect how it is displayed: control characters, line
 * separators, and those that turn the direction of the text around them.
 */
final class PlainText
{
    private const LINES = '\t\n\r';
    private const DIRECTION = '\x{61c}\x{200e}\x{200f}\x{2028}-\x{202e}\x{2066}-\x{2069}\x{feff}';

    /**
     * Returns the text without them. Line breaks and tabs stay.
     */
    public static function of(string $text): string
    {
        if (preg_match('/[^' . self::LINES . ' -~]/', $text) !== 1) {
            return $text;
        }
        $acting = '/(?![' . self::LINES . '])\p{Cc}|[' . self::DIRECTION . ']/u';
        return (string) preg_replace($acting, '', mb_scrub($text, 'UTF-8'));
    }

    /**
     * Returns the text as one line, with a blank in place of each run of them.
     */
    public static function line(string $text): string
    {
        $acting = '/[\p{Cc}' . self::DIRECTION . ']+/u';
        return trim((string) preg_replace($acting, ' ', mb_scrub($text, 'UTF-8')));
    }
}

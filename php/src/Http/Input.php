<?php

declare(strict_types=1);

namespace Portal\Http;

use Portal\View\PlainText;

/**
 * Reads values that a browser sent, where an unusable value counts as left out.
 */
final class Input
{
    public static function positiveInteger(mixed $value): ?int
    {
        if (!is_string($value) && !is_int($value)) {
            return null;
        }
        $number = filter_var($value, FILTER_VALIDATE_INT, ['options' => ['min_range' => 1]]);
        return $number === false ? null : $number;
    }

    public static function page(mixed $value): int
    {
        return self::positiveInteger($value) ?? 1;
    }

    /**
     * A short text in valid UTF-8, without characters that control a terminal or turn the direction of text.
     */
    public static function text(mixed $value, int $longest = 100): string
    {
        $text = is_string($value) ? mb_substr(mb_scrub($value, 'UTF-8'), 0, $longest, 'UTF-8') : '';
        return PlainText::line($text);
    }

    /**
     * A text of any length that keeps its line breaks.
     */
    public static function paragraphs(mixed $value): string
    {
        return is_string($value) ? trim(str_replace("\r\n", "\n", PlainText::of($value))) : '';
    }

    /**
     * A day written YYYY-MM-DD.
     */
    public static function day(mixed $value): ?string
    {
        $day = is_string($value) ? \DateTimeImmutable::createFromFormat('!Y-m-d', $value) : false;
        return $day !== false && $day->format('Y-m-d') === $value ? $value : null;
    }

    /**
     * One of some words, or null.
     *
     * @param list<string> $words
     */
    public static function oneOf(mixed $value, array $words): ?string
    {
        return in_array($value, $words, true) ? $value : null;
    }
}

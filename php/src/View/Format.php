<?php

declare(strict_types=1);

namespace Portal\View;

/**
 * Values as people read them.
 */
final class Format
{
    /**
     * "1 tour", "3 tours".
     */
    public static function count(int $number, string $one, ?string $many = null): string
    {
        return number_format($number) . ' ' . ($number === 1 ? $one : $many ?? "{$one}s");
    }

    /**
     * "$1,450", with cents only where there are some.
     */
    public static function money(string $amount): string
    {
        return '$' . preg_replace('/\.00$/', '', number_format((float) $amount, 2));
    }

    /**
     * "$1,450" or "$1,450 – $1,900".
     */
    public static function moneyRange(?string $low, ?string $high): ?string
    {
        if ($low === null) {
            return null;
        }
        return $high === null || (float) $high <= (float) $low
            ? self::money($low)
            : self::money($low) . ' – ' . self::money($high);
    }

    /**
     * "850 sq ft" or "650–720 sq ft".
     */
    public static function area(?int $least, ?int $most): ?string
    {
        $known = array_filter([$least, $most], static fn(?int $area): bool => $area !== null && $area > 0);
        return $known === []
            ? null
            : implode('–', array_map(number_format(...), array_unique($known))) . "\u{a0}sq\u{a0}ft";
    }

    /**
     * A text for a list, cut where it is longer than `$longest` characters.
     */
    public static function short(string $text, int $longest): string
    {
        return mb_strlen($text) <= $longest ? $text : rtrim(mb_substr($text, 0, $longest - 1)) . '…';
    }

    /**
     * "Feed type changed", for FEED_TYPE_CHANGED.
     */
    public static function words(string $constant): string
    {
        return ucfirst(strtolower(str_replace('_', ' ', $constant)));
    }

    /**
     * Returns a web address that a link or a picture may lead to, or null.
     */
    public static function webAddress(?string $url): ?string
    {
        return preg_match('~^https?://[^\s"<>\\\\]+$~Di', $url ?? '') === 1 ? $url : null;
    }

    /**
     * Returns the address of a picture. Only TLS: a page must not make browsers call addresses inside their network.
     */
    public static function pictureAddress(?string $url): ?string
    {
        $address = self::webAddress($url);
        $origin = ContentSecurity::developmentOrigin();
        $allowed = $address !== null
            && (stripos($address, 'https://') === 0 || ($origin !== null && str_starts_with($address, "$origin/")));
        return $allowed ? $address : null;
    }

    /**
     * Returns a `tel:` link for a phone number, or null if it has no digits.
     */
    public static function phoneLink(?string $phone): ?string
    {
        $digits = (string) preg_replace('/(?:x|ext).*|[^+\d]/is', '', $phone ?? '');
        return $digits === '' ? null : "tel:$digits";
    }

    /**
     * Returns a `mailto:` link without anything that a mail program would read as a further field, or null.
     */
    public static function emailLink(?string $email): ?string
    {
        $email = \Portal\Tours\ContactText::email($email ?? '');
        return \Portal\Tours\ContactText::isEmail($email)
            ? 'mailto:' . strtr(rawurlencode($email), ['%40' => '@'])
            : null;
    }

    /**
     * Returns what Entrata said about a lead, without the notes on attempts, which are for the log.
     */
    public static function reason(?string $error): string
    {
        $words = trim((string) preg_replace('/ \([^()]*attempts?[^()]*\)/', '', $error ?? ''));
        return $words === '' || preg_match('/[.!?]$/', $words) === 1 ? $words : "$words.";
    }
}

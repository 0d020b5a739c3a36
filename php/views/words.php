<?php
declare(strict_types=1);

namespace Portal;

/** Text as HTML: every value that stands in a page goes through here. */
function e(string|int|float|null $text): string
{
    return htmlspecialchars((string) $text, ENT_QUOTES | ENT_SUBSTITUTE | ENT_HTML5, 'UTF-8');
}

/** "$1,450", or "$1,450 – $1,900". */
function rent(array $house): string
{
    [$low, $high] = [$house['price_pm'], $house['price_pm_max']];
    if ($low === null) {
        return 'Rent on request';
    }
    return $high === null || (float) $high <= (float) $low ? money($low) : money($low) . ' – ' . money($high);
}

/** A DECIMAL column as dollars; cents only where there are some. */
function money(string $amount): string
{
    return '$' . preg_replace('/\.00$/', '', number_format((float) $amount, 2));
}

function bedrooms(?int $number): string
{
    return match ($number) {
        null => '',
        0 => 'Studio',
        1 => '1 bedroom',
        default => "$number bedrooms",
    };
}

function bathrooms(?string $number): string
{
    $plain = $number === null ? '' : rtrim(rtrim($number, '0'), '.');
    return match ($plain) {
        '' => '',
        '1' => '1 bathroom',
        default => "$plain bathrooms",
    };
}

function area(array $house): string
{
    [$least, $most] = [$house['square_feet_min'], $house['square_feet_max']];
    if (!$least && !$most) {
        return '';
    }
    $range = $least && $most && $most > $least ? number_format($least) . '–' . number_format($most) : number_format($most ?: $least);
    return "$range sq\u{a0}ft";
}

/** "2 bedrooms · 1.5 bathrooms · 850 sq ft". */
function rooms(array $house): string
{
    $parts = [bedrooms($house['bedrooms']), bathrooms($house['bathrooms']), area($house)];
    return implode(' · ', array_filter($parts, strlen(...)));
}

/** "12 Elm Street, Springfield, IL 62701". */
function address(array $house): string
{
    $town = trim("{$house['state']} {$house['postal_code']}");
    return implode(', ', array_filter([$house['address'], $house['city'], $town], fn(?string $part): bool => (string) $part !== ''));
}

/** "3 available now", "1 available from Dec 15", or nothing. */
function availability(array $house): string
{
    $number = (int) $house['number_available'];
    if ($number === 0) {
        return 'None available at the moment';
    }
    $today = (new \DateTimeImmutable('now', zone()))->format('Y-m-d');
    $later = $house['available_on'] !== null && $house['available_on'] > $today;
    return "$number available " . ($later ? 'from ' . (new \DateTimeImmutable($house['available_on']))->format('M j') : 'now');
}

/** Why a lead was refused, without how often and how long it was tried: that is for the log. */
function reason(?string $leadError): string
{
    $words = trim((string) preg_replace('/ \(\d+ attempts? in [^)]*\)/', '', (string) $leadError));
    return $words === '' || str_ends_with($words, '.') ? $words : "$words.";
}

/** "Feed type changed", for FEED_TYPE_CHANGED. */
function inWords(string $constant): string
{
    return ucfirst(strtolower(str_replace('_', ' ', $constant)));
}

function tourTypeName(?string $type): string
{
    return match ($type) {
        'SELF_GUIDED' => 'Self-guided',
        'VIRTUAL_GUIDED' => 'Virtual',
        default => 'With an agent',
    };
}

/** A picture's or a property's address, when it is one that may be followed. */
function webAddress(?string $url): ?string
{
    return preg_match('~^https?://[^\s]+$~i', $url ?? '') ? $url : null;
}

/** "1 tour", "3 tours". */
function counted(int $number, string $one, ?string $many = null): string
{
    return number_format($number) . ' ' . ($number === 1 ? $one : $many ?? "{$one}s");
}

/** A phone number and an e-mail address that can be tapped. */
function showContact(?string $phone, ?string $email): void
{
    if ((string) $phone !== '') {
        ?><a href="tel:<?= e(preg_replace('/[^+\d]/', '', $phone)) ?>"><?= e($phone) ?></a> <?php
    }
    if ((string) $email !== '') {
        ?><a href="mailto:<?= e($email) ?>"><?= e($email) ?></a> <?php
    }
}

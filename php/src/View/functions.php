<?php

declare(strict_types=1);

namespace Portal\View;

/**
 * Returns a text as HTML. Every value in a template goes through here.
 *
 * Invisible characters that change the direction of text are left out: they would let a stranger's text rearrange ours.
 */
function e(string|int|float|null $text): string
{
    $text = (string) $text;
    if (preg_match('/[^\x00-\x7f]/', $text) === 1) {
        $text = (string) preg_replace('/[\x{202a}-\x{202e}\x{2066}-\x{2069}]/u', '', mb_scrub($text, 'UTF-8'));
    }
    return htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE | ENT_HTML5, 'UTF-8');
}

<?php

declare(strict_types=1);

namespace Portal\View;

/**
 * Returns a text as HTML. Every value in a template goes through here.
 *
 * Characters that change the direction of text are left out: they would let a stranger's text rearrange ours.
 */
function e(string|int|float|null $text): string
{
    return htmlspecialchars(PlainText::of((string) $text), ENT_QUOTES | ENT_SUBSTITUTE | ENT_HTML5, 'UTF-8');
}

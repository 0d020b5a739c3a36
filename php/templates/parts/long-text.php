<?php

declare(strict_types=1);

namespace Portal\View;

/**
 * A text of several paragraphs; what goes beyond the first few lines is folded away.
 *
 * @var string $text
 * @var int $first how many characters are shown, more or less
 */

$length = mb_strlen($text);
$cut = $length;
if ($length > $first * 1.3) {
    // At a blank, if there is one close by.
    $blank = mb_strpos($text, ' ', $first);
    $cut = $blank === false || $blank > $first * 1.3 ? $first : $blank;
}
?>
<?php if ($cut === $length): ?>
<p><?= nl2br(e($text)) ?></p>
<?php else: ?>
<p><?= nl2br(e(rtrim(mb_substr($text, 0, $cut)))) ?> …</p>
<details class="more">
<summary>Read more</summary>
<p><?= nl2br(e(ltrim(mb_substr($text, $cut)))) ?></p>
</details>
<?php endif ?>

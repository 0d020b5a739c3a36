<?php

declare(strict_types=1);

namespace Portal\View;

/**
 * A text of several paragraphs; what goes beyond the first few lines is folded away.
 *
 * @var string $text
 */

$first = 300;
$cut = mb_strlen($text) <= $first * 1.3 ? false : mb_strpos($text, ' ', $first);
?>
<?php if ($cut === false): ?>
<p><?= nl2br(e($text)) ?></p>
<?php else: ?>
<p><?= nl2br(e(rtrim(mb_substr($text, 0, $cut)))) ?> …</p>
<details class="more">
<summary>Read more</summary>
<p><?= nl2br(e(mb_substr($text, $cut + 1))) ?></p>
</details>
<?php endif ?>

<?php

declare(strict_types=1);

namespace Portal\View;

/**
 * Links to the pages of a list.
 *
 * @var int $page
 * @var int $pages
 * @var callable(int): string $address
 * @var string $of what is listed
 */

if ($pages < 2 && $page === 1) {
    return;
}
?>
<nav class="pages" aria-label="Pages of <?= e($of) ?>">
<?php if ($page > 1): ?>
<a class="button" rel="prev" href="<?= e($address(min($page, $pages + 1) - 1)) ?>">Previous</a>
<?php endif ?>
<span>Page <?= e($page) ?> of <?= e(max(1, $pages)) ?></span>
<?php if ($page < $pages): ?>
<a class="button" rel="next" href="<?= e($address($page + 1)) ?>">Next</a>
<?php endif ?>
</nav>

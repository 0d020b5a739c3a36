<?php

declare(strict_types=1);

namespace Portal\View;

/**
 * Links to the pages of a list.
 *
 * @var \Portal\Database\Paging $paging
 * @var callable(int): string $address
 * @var string $of what is listed
 */

if ($paging->pages < 2) {
    return;
}
?>
<nav class="pages" aria-label="Pages of <?= e($of) ?>">
<?php if ($paging->page > 1): ?>
<a class="button" rel="prev" href="<?= e($address($paging->page - 1)) ?>">Previous</a>
<?php endif ?>
<span>Page <?= e($paging->page) ?> of <?= e($paging->pages) ?></span>
<?php if ($paging->page < $paging->pages): ?>
<a class="button" rel="next" href="<?= e($address($paging->page + 1)) ?>">Next</a>
<?php endif ?>
</nav>

<?php

declare(strict_types=1);

namespace Portal\View;

/**
 * What a person must take care of; what goes beyond the first few is folded away.
 *
 * @var \Portal\Operators\Attention $attention
 */

$shown = 2;
$rows = [];
foreach (['company' => $attention->companies, 'change' => $attention->changes, 'declined' => $attention->declined, 'job' => $attention->jobs] as $kind => $items) {
    foreach ($items as $item) {
        $rows[] = Template::render('parts/attention-row', ['kind' => $kind, 'item' => $item]);
    }
}
?>
<section id="attention" aria-labelledby="attention-title">
<h2 id="attention-title">Needs attention<?php if (!$attention->isEmpty()): ?> <span class="number"><?= e($attention->count) ?></span><?php endif ?></h2>
<?php if ($attention->isEmpty()): ?>
<p class="notice good">Nothing right now. No failed leads, no failed imports.</p>
<?php else: ?>
<ul class="rows">
<?= implode('', array_slice($rows, 0, $shown)) ?>
</ul>
<?php if (count($rows) > $shown): ?>
<details class="more">
<summary>Show <?= e(count($rows) - $shown) ?> more</summary>
<ul class="rows">
<?= implode('', array_slice($rows, $shown)) ?>
</ul>
</details>
<?php endif ?>
<?php endif ?>
</section>

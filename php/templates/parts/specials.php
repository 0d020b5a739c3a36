<?php

declare(strict_types=1);

namespace Portal\View;

/**
 * The special offers of a home.
 *
 * @var list<\Portal\Homes\Special> $specials
 */

// Two of them, if their titles are short.
$titles = implode(array_map(static fn($special): string => $special->title, array_slice($specials, 0, 2)));
$shown = mb_strlen($titles) > 120 ? 1 : 2;
?>
<?php foreach ($specials as $index => $special): ?>
<?php if ($index === $shown): ?>
<details class="more">
<summary>Show <?= e(Format::count(count($specials) - $shown, 'more special')) ?></summary>
<?php endif ?>
<div class="notice good special">
<p><strong><?= e($special->title) ?></strong><?= $special->until === '' ? '' : ' ' . e($special->until) ?></p>
<?php if ($special->description !== ''): ?>
<?= Template::render('parts/long-text', ['text' => $special->description, 'first' => 70]) ?>
<?php endif ?>
</div>
<?php endforeach ?>
<?php if (count($specials) > $shown): ?>
</details>
<?php endif ?>

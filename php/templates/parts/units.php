<?php

declare(strict_types=1);

namespace Portal\View;

/**
 * The apartments of a floor plan that can be rented.
 *
 * @var list<\Portal\Homes\Unit> $units
 * @var ?int $total how many there are; the list may be shorter
 * @var ?string $url where the property shows its availability
 */

$shown = 2;
$address = Format::webAddress($url);
$unlisted = max(0, (int) $total - count($units));
if ($units === [] && $address === null) {
    return;
}
?>
<section aria-labelledby="units-title">
<h2 id="units-title"><?= $units === [] ? 'Availability' : 'Available units' ?></h2>
<?php foreach (array_filter([array_slice($units, 0, $shown), array_slice($units, $shown)]) as $index => $some): ?>
<?php if ($index === 1): ?>
<details class="more">
<summary>Show <?= e(Format::count(count($some) + $unlisted, 'more unit')) ?></summary>
<?php endif ?>
<table>
<thead><tr><th scope="col">Unit</th><th scope="col" class="right">Rent</th><th scope="col" class="right">Available</th></tr></thead>
<tbody>
<?php foreach ($some as $unit): ?>
<tr><th scope="row"><?= e($unit->name) ?>
<?php if ($unit->area !== null || $unit->deposit !== null): ?>
<span class="quiet-text"><?= e(implode(', ', array_filter([$unit->area, $unit->deposit === null ? null : "$unit->deposit deposit"]))) ?></span>
<?php endif ?>
<?php if ($unit->terms !== []): ?>
<details><summary>Rent by lease term</summary><ul>
<?php foreach ($unit->terms as $term): ?>
<li><?= e($term) ?></li>
<?php endforeach ?>
</ul></details>
<?php endif ?>
</th><td class="right"><?= e($unit->rent ?? 'Call for rent') ?></td><td class="right"><?= e($unit->available) ?></td></tr>
<?php endforeach ?>
</tbody>
</table>
<?php if ($index === 1): ?>
<?php if ($unlisted > 0): ?>
<p class="quiet-text">And <?= e(number_format($unlisted)) ?> more. Please ask the property.</p>
<?php endif ?>
</details>
<?php endif ?>
<?php endforeach ?>
<?php if ($address !== null): ?>
<p><a href="<?= e($address) ?>" rel="noopener noreferrer">Availability on the property’s website</a></p>
<?php endif ?>
</section>

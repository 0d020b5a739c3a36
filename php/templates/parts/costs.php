<?php

declare(strict_types=1);

namespace Portal\View;

use Portal\Homes\Fee;

/**
 * What living here costs: rent, fees that everyone pays each month, and what is paid once.
 *
 * @var \Portal\Homes\House $house
 * @var \Portal\Homes\ListingDetails $details
 */

$monthly = array_filter($details->fees, static fn(Fee $fee): bool => $fee->isMonthlyForAll());
$others = array_udiff($details->fees, $monthly, static fn(Fee $one, Fee $other): int => spl_object_id($one) <=> spl_object_id($other));
// Three of them are shown; more are folded away.
$isFolded = count($monthly) > 3;
$total = (float) $house->rent + array_sum(array_map(static fn(Fee $fee): float => $fee->monthly(), $monthly));
$facts = array_filter([
    'Deposit' => $house->deposit === null ? null : Format::money($house->deposit),
    'Application fee' => $house->applicationFee === null ? null : Format::money($house->applicationFee),
    'Lease terms' => $house->leaseTerms,
    'Pets' => $house->pets,
    'Home type' => $house->propertyType,
    'Year built' => $house->yearBuilt === null ? null : (string) $house->yearBuilt,
], static fn(?string $fact): bool => $fact !== null && $fact !== '');
?>
<section aria-labelledby="costs-title">
<h2 id="costs-title">Price and fees</h2>
<dl class="facts">
<div><dt>Monthly rent</dt><dd><?= e($house->rentRange() ?? 'Call for rent') ?></dd></div>
<?php if (!$isFolded): ?>
<?= Template::render('parts/fees', ['fees' => $monthly]) ?>
<?php endif ?>
<?php if ($monthly !== [] && $house->rent !== null): ?>
<div class="total"><dt>Monthly total</dt><dd>from <?= e(Format::money((string) $total)) ?>, with required fees</dd></div>
<?php endif ?>
<?php foreach ($facts as $name => $fact): ?>
<div><dt><?= e($name) ?></dt><dd><?= Template::render('parts/long-text', ['text' => $fact, 'first' => 55]) ?></dd></div>
<?php endforeach ?>
</dl>
<?php foreach (array_filter(['Required monthly fees' => $isFolded ? $monthly : [], 'Other fees' => $others]) as $name => $fees): ?>
<details class="more">
<summary><?= e($name) ?> <span><?= e(count($fees)) ?></span></summary>
<dl class="facts">
<?= Template::render('parts/fees', ['fees' => $fees]) ?>
</dl>
</details>
<?php endforeach ?>
</section>

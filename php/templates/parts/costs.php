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
<?php foreach ($monthly as $fee): ?>
<div><dt><?= e($fee->name) ?></dt><dd><?= e("$fee->amount $fee->frequency") ?></dd></div>
<?php endforeach ?>
<?php if ($monthly !== [] && $house->rent !== null): ?>
<div class="total"><dt>Total a month</dt><dd>from <?= e(Format::money((string) $total)) ?>, with required fees</dd></div>
<?php endif ?>
<?php foreach ($facts as $name => $fact): ?>
<div><dt><?= e($name) ?></dt><dd><?= e($fact) ?></dd></div>
<?php endforeach ?>
</dl>
<?php if ($others !== []): ?>
<details class="more">
<summary>Other fees <span><?= e(count($others)) ?></span></summary>
<dl class="facts">
<?php foreach ($others as $fee): ?>
<div><dt><?= e($fee->name) ?></dt><dd><?= e(trim("$fee->amount $fee->frequency")) ?></dd></div>
<?php endforeach ?>
</dl>
</details>
<?php endif ?>
</section>

<?php

declare(strict_types=1);

namespace Portal\View;

/**
 * What Entrata says about a home beside its name, its photos and its tour times.
 *
 * @var \Portal\Homes\House $house
 * @var list<\Portal\Homes\Image> $plans
 * @var \Portal\Homes\ListingDetails $details
 */

$website = Format::webAddress($house->website);
?>
<?= Template::render('parts/costs', ['house' => $house, 'details' => $details]) ?>
<?php if ($plans !== []): ?>
<section aria-labelledby="plan-title">
<h2 id="plan-title">Floor plan</h2>
<?php foreach ($plans as $index => $plan): ?>
<?php if ($index === 1): ?>
<details class="more">
<summary>More floor plans <span><?= e(count($plans) - 1) ?></span></summary>
<?php endif ?>
<?= Template::render('parts/picture', [
    'url' => $plan->url,
    'alt' => $plan->caption ?: "Floor plan of $house->title",
    'isFloorPlan' => true,
    'isFirst' => false,
]) ?>
<?php endforeach ?>
<?php if (count($plans) > 1): ?>
</details>
<?php endif ?>
</section>
<?php endif ?>
<?= Template::render('parts/units', ['units' => $details->units, 'total' => $house->numberAvailable, 'url' => $house->availabilityUrl]) ?>
<?php if ($house->description !== ''): ?>
<section aria-labelledby="about-title">
<h2 id="about-title">About this home</h2>
<div class="description"><?= Template::render('parts/long-text', ['text' => $house->description, 'first' => 200]) ?></div>
</section>
<?php endif ?>
<?php foreach ($details->amenities as $place => $names): ?>
<section aria-label="Amenities, <?= e(strtolower($place)) ?>">
<details class="more">
<summary>Amenities <?= e(strtolower($place)) ?> <span><?= e(count($names)) ?></span></summary>
<ul class="chips">
<?php foreach ($names as $name): ?>
<li><?= e($name) ?></li>
<?php endforeach ?>
</ul>
</details>
</section>
<?php endforeach ?>
<section aria-labelledby="contact-title">
<h2 id="contact-title">Contact the property</h2>
<p class="links"><?= Template::render('parts/contact', ['phone' => $house->phone, 'email' => $house->email]) ?><?php if ($website !== null): ?><a href="<?= e($website) ?>" rel="noopener noreferrer">Website</a><?php endif ?></p>
</section>

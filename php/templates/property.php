<?php

declare(strict_types=1);

namespace Portal\View;

use Portal\Homes\Image;

/**
 * A home: its photos, a form that books a tour, and everything that Entrata says about it.
 *
 * @var \Portal\Account\User $user
 * @var \Portal\Homes\House $house
 * @var list<Image> $images
 * @var \Portal\Homes\ListingDetails $details
 * @var \Portal\Tours\TourCalendar $calendar
 * @var array<string, mixed> $fields what the form sent
 * @var ?\Portal\Http\Problem $problem of the booking
 */

$photos = array_values(array_filter($images, static fn(Image $image): bool => !$image->isFloorPlan));
$plans = array_values(array_filter($images, static fn(Image $image): bool => $image->isFloorPlan));
$website = Format::webAddress($house->website);
?>
<p class="back"><a href="/tours.php#homes">All homes</a></p>
<div class="property">
<div class="intro">
<?php if ($photos === []): ?>
<?= Template::render('parts/picture', ['url' => null, 'alt' => '', 'isFloorPlan' => false, 'isFirst' => true]) ?>
<?php else: ?>
<ul class="gallery<?= count($photos) === 1 ? ' single' : '' ?>" aria-label="Photos" tabindex="0">
<?php foreach ($photos as $index => $photo): ?>
<li><?= Template::render('parts/picture', [
    'url' => $photo->url,
    'alt' => $photo->caption ?: 'Photo ' . ($index + 1) . " of $house->title",
    'isFloorPlan' => false,
    'isFirst' => $index === 0,
]) ?></li>
<?php endforeach ?>
</ul>
<?php endif ?>
<h1><?= e($house->title) ?></h1>
<p class="lead"><?= e($house->fullAddress()) ?></p>
<p class="rent"><?= Template::render('parts/rent', ['house' => $house]) ?></p>
<p><?= e($house->rooms()) ?></p>
<p class="quiet-text"><?= e($house->availability()) ?></p>
<?php foreach ($details->specials as $special): ?>
<p class="notice good special"><strong><?= e($special->title) ?></strong><?= $special->description === '' ? '' : '<br>' . nl2br(e($special->description)) ?><?= $special->until === '' ? '' : '<br>' . e($special->until) ?></p>
<?php endforeach ?>
</div>
<section class="booking" aria-labelledby="times-title" id="times">
<h2 id="times-title">Book a tour</h2>
<?php if ($problem !== null): ?>
<?= Template::render('parts/booking-problem', ['problem' => $problem]) ?>
<?php endif ?>
<?= Template::render('parts/calendar', [
    'user' => $user,
    'house' => $house,
    'calendar' => $calendar,
    'fields' => $fields,
    'problem' => $problem,
]) ?>
</section>
<div class="about">
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
<?= Template::render('parts/units', ['units' => $details->units, 'url' => $house->availabilityUrl]) ?>
<?php if ($house->description !== ''): ?>
<section aria-labelledby="about-title">
<h2 id="about-title">About this home</h2>
<div class="description"><?= Template::render('parts/long-text', ['text' => $house->description]) ?></div>
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
</div>
</div>

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

$isPlan = static fn(Image $image): bool => $image->isFloorPlan;
$plans = array_values(array_filter($images, $isPlan));
$photos = array_values(array_filter($images, static fn(Image $image): bool => !$isPlan($image)));
$about = Template::render('parts/about-home', ['house' => $house, 'plans' => $plans, 'details' => $details]);
?>
<p class="back"><a href="/tours.php#homes">All homes</a></p>
<div class="property">
<div class="intro">
<?php if ($problem === null): ?>
<?= Template::render('parts/photos', ['house' => $house, 'photos' => $photos]) ?>
<?php endif ?>
<h1<?= mb_strlen($house->title) > 60 ? ' class="long"' : '' ?>><?= e($house->title) ?></h1>
<p class="lead"><?= e($house->fullAddress()) ?></p>
<p class="rent"><?= Template::render('parts/rent', ['house' => $house]) ?></p>
<p><?= e($house->rooms()) ?></p>
<p class="quiet-text"><?= e($house->availability()) ?></p>
<?php if ($problem === null): ?>
<?= Template::render('parts/specials', ['specials' => $details->specials]) ?>
<?php endif ?>
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
<?php if ($problem === null): ?>
<div class="about">
<?= $about ?>
</div>
<?php else: ?>
<details class="about more">
<summary>About this home and what it costs</summary>
<?= $about ?>
</details>
<?php endif ?>
</div>

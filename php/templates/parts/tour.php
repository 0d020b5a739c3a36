<?php

declare(strict_types=1);

namespace Portal\View;

use Portal\Tours\TourStatus;

/**
 * One tour in a renter's list.
 *
 * @var \Portal\Tours\Tour $tour
 * @var string $heading the element of its title
 * @var bool $isChangeable whether it links to the page that changes it
 */

$start = $tour->startsAt === null ? null : Clock::shown($tour->startsAt);
$about = implode(' · ', array_filter([$tour->type?->label(), $tour->duration(), $tour->house->fullAddress()]));
?>
<li class="card tour" id="tour-<?= e($tour->id) ?>">
<?php if ($start !== null): ?>
<p class="date" aria-hidden="true"><span><?= e($start->format('M')) ?></span><strong><?= e($start->format('j')) ?></strong><span><?= e($start->format('D')) ?></span></p>
<?php endif ?>
<div class="what">
<<?= $heading ?>><a href="/property.php?propertyId=<?= e($tour->houseId) ?>"><?= e($tour->house->title) ?></a></<?= $heading ?>>
<p class="when">
<?php if ($start === null): ?>
<?= e("{$tour->day()} {$tour->time()}") ?>
<?php else: ?>
<time datetime="<?= e($start->format(DATE_ATOM)) ?>"><?= e($tour->day()) ?>, <?= e($tour->time()) ?></time>
<?php endif ?>
</p>
<p class="quiet-text"><?= e($about) ?></p>
<p class="state"><span class="badge <?= e($tour->status->mood()) ?>"><?= e($tour->status->label()) ?></span> <?= e($tour->explanation()) ?></p>
<?php if (!$tour->isPast()): ?>
<p class="links"><?php if ($tour->status === TourStatus::Confirmed && $start !== null): ?><a href="/calendar.php?tour=<?= e($tour->id) ?>" download>Add to calendar</a> <?php endif ?><?php if ($isChangeable && $tour->isOpen()): ?><a href="/tour.php?id=<?= e($tour->id) ?>">Change or cancel</a> <?php endif ?><?= Template::render('parts/contact', ['phone' => $tour->house->phone, 'email' => $tour->house->phone === null ? $tour->house->email : null]) ?></p>
<?php endif ?>
</div>
</li>

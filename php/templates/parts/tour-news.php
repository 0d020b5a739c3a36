<?php

declare(strict_types=1);

namespace Portal\View;

use Portal\Tours\TourChange;
use Portal\Tours\TourStatus;

/**
 * What became of a tour that the renter has just booked or changed.
 *
 * @var \Portal\Tours\Tour $tour
 * @var bool $isBooked
 */

$time = "{$tour->day()}, {$tour->time()}";
[$mood, $sentence] = match (true) {
    $isBooked && $tour->status === TourStatus::Confirmed => ['good', "Your tour is confirmed: $time."],
    $isBooked && $tour->status === TourStatus::Requested
        => ['wait', "We received your request for $time. This page updates when the property confirms it."],
    $tour->status === TourStatus::Rejected => ['bad', 'The property could not take your tour. Please choose another time.'],
    $tour->status === TourStatus::Cancelled => ['good', 'Your tour is canceled.'],
    $tour->change === TourChange::Cancel => ['wait', 'We asked the property to cancel your tour.'],
    $tour->change === TourChange::Move => ['wait', 'We asked the property for another time. The property will contact you.'],
    default => ['wait', 'Your tour has changed.'],
};
?>
<p class="notice <?= e($mood) ?>" role="status"><?= e($sentence) ?>
<?php if ($tour->change !== null): ?>
If your tour is soon, please also contact the property: <?= Template::render('parts/contact', ['phone' => $tour->house->phone, 'email' => $tour->house->email]) ?>
<?php endif ?>
</p>

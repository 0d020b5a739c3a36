<?php

declare(strict_types=1);

namespace Portal\View;

/**
 * Why there are no tour times, and what the renter can do instead.
 *
 * @var \Portal\Tours\TourCalendar $calendar
 * @var string $contact
 */

$problem = $calendar->problem;
$sentence = match ($problem->reason) {
    'TOURS_NOT_SUPPORTED' => 'This property does not offer this kind of tour. Try another kind.',
    'RATE_LIMITED' => 'Too many people are looking at tour times right now. Please try again in '
        . Format::count((int) ($problem->headers['Retry-After'] ?? 60), 'second') . '.',
    'TOO_MANY_TOUR_TIMES' => $problem->getMessage(),
    default => 'The property’s calendar is not responding right now. Please try again in a few minutes.',
};
?>
<div class="empty" role="status">
<p><strong>No tour times to show.</strong> <?= e($sentence) ?></p>
<?php if ($contact !== ''): ?>
<p>Or contact the property:</p>
<p class="links"><?= $contact ?></p>
<?php endif ?>
<?php if (!$calendar->isUnsupported()): ?>
<p><a class="button" href="<?= e($calendar->address()) ?>" data-times>Try again</a></p>
<?php endif ?>
</div>

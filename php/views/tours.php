<?php
declare(strict_types=1);

namespace Portal;

/** @param array{upcoming: list<array>, past: list<array>} $tours */
function showTours(array $tours, ?int $booked): void
{
    $pending = array_filter($tours['upcoming'], fn(array $tour): bool => $tour['status'] === 'REQUESTED');
    ?>
<section id="tours" aria-labelledby="tours-title"<?= $pending ? ' data-refresh="5"' : '' ?>>
<h1 id="tours-title">Your tours</h1>
<?php
    foreach ($tours['upcoming'] as $tour) {
        if ($tour['id'] === $booked) {
            showBooked($tour);
        }
    }
    if ($tours['upcoming'] === []) {
        ?>
<div class="empty">
<p><strong>No tours ahead.</strong> Choose a home below, pick one of its tour times, and it will show up here.</p>
<p><a class="button primary" href="#homes">Find a home</a></p>
</div>
<?php
    } else {
        ?>
<h2>Upcoming</h2>
<ul class="tours">
<?php array_map(showTour(...), $tours['upcoming']) ?>
</ul>
<?php
    }
    if ($tours['past'] !== []) {
        ?>
<details class="past">
<summary><?= e(counted(count($tours['past']), 'past tour')) ?></summary>
<ul class="tours">
<?php array_map(showTour(...), $tours['past']) ?>
</ul>
</details>
<?php
    }
    ?>
</section>
<?php
}

/** What became of the booking that was just made. */
function showBooked(array $tour): void
{
    [$mood, $sentence] = match ($tour['status']) {
        'CONFIRMED' => ['good', 'Your tour is confirmed. See you there!'],
        'REJECTED' => ['bad', 'The property could not take your tour. Please choose another time.'],
        default => ['wait', 'We have your request. The property has not confirmed it yet; this page shows when it does.'],
    };
    ?><p class="notice <?= $mood ?>" role="status"><?= e($sentence) ?></p>
<?php
}

function showTour(array $tour): void
{
    [$mood, $state, $explanation] = tourState($tour);
    ?>
<li class="card tour" id="tour-<?= e($tour['id']) ?>">
<?php if ($tour['starts_at'] !== null): $start = shown($tour['starts_at']) ?>
<p class="day" aria-hidden="true"><span><?= e($start->format('M')) ?></span><strong><?= e($start->format('j')) ?></strong><span><?= e($start->format('D')) ?></span></p>
<?php endif ?>
<div class="what">
<h3><a href="/property.php?propertyId=<?= e($tour['house_id']) ?>"><?= e($tour['title']) ?></a></h3>
<p class="when">
<?php if ($tour['starts_at'] === null): ?>
<?= e("{$tour['entrata_tour_date']} {$tour['entrata_tour_time']}") ?>
<?php else: ?>
<time datetime="<?= e($start->format(DATE_ATOM)) ?>"><?= e($start->format('l, F j, Y')) ?>, <?= e(timeRange($tour['starts_at'], $tour['ends_at'])) ?></time>
<?php endif ?>
</p>
<p class="quiet-text"><?= e(tourTypeName($tour['tour_type'])) ?> · <?= e(address($tour)) ?></p>
<p class="state"><span class="badge <?= $mood ?>"><?= e($state) ?></span> <?= e($explanation) ?></p>
<?php if (!$tour['is_past']): ?>
<p class="contact-line"><?php showContact($tour['phone'], $tour['email']) ?></p>
<?php endif ?>
</div>
</li>
<?php
}

/** @return array{string, string, string} its colour, its name, and what it means */
function tourState(array $tour): array
{
    return match ($tour['status']) {
        'CONFIRMED' => ['good', 'Confirmed', 'The property expects you.'],
        'REJECTED' => ['bad', 'Refused', reason($tour['lead_error']) ?: 'The property could not take this tour.'],
        default => $tour['is_past']
            ? ['bad', 'Not confirmed', 'The property never confirmed this tour.']
            : ['wait', 'Pending', 'Sent to the property; we keep trying until it confirms. Nothing more for you to do.'],
    };
}

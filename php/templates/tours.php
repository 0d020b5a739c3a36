<?php

declare(strict_types=1);

namespace Portal\View;

/**
 * @var list<\Portal\Tours\Tour> $upcoming
 * @var list<\Portal\Tours\Tour> $past
 * @var ?int $booked the tour that was just booked
 * @var ?int $changed the tour that was just canceled, or that the renter wants to move
 * @var \Portal\Homes\HouseSearch $search
 * @var array{houses: list<\Portal\Homes\House>, total: int, paging: \Portal\Database\Paging, withoutTours: int} $found
 */

// How many tours are shown at once; the others are folded away.
$shown = 3;

$isPending = static fn(\Portal\Tours\Tour $tour): bool => $tour->status === \Portal\Tours\TourStatus::Requested;
$pending = array_filter($upcoming, $isPending) !== [];
// The tour that the page is about must not be folded away.
$isNews = static fn(\Portal\Tours\Tour $tour): bool => in_array($tour->id, [$booked, $changed], true);
usort($upcoming, static fn($one, $other): int => $isNews($other) <=> $isNews($one));
$card = static fn(\Portal\Tours\Tour $tour): string => Template::render('parts/tour', ['tour' => $tour, 'heading' => 'h3', 'isChangeable' => true]);
?>
<section id="tours" aria-labelledby="tours-title"<?= $pending ? ' data-refresh="5"' : '' ?>>
<h1 id="tours-title">Your tours</h1>
<?php foreach (array_filter($upcoming, $isNews) as $tour): ?>
<?= Template::render('parts/tour-news', ['tour' => $tour, 'isBooked' => $tour->id === $booked]) ?>
<?php endforeach ?>
<?php if ($upcoming === []): ?>
<div class="empty">
<p><strong>No upcoming tours.</strong> Choose a home below and pick a tour time.</p>
<p><a class="button primary" href="#homes">Find a home</a></p>
</div>
<?php else: ?>
<h2>Upcoming</h2>
<ul class="tours">
<?= implode('', array_map($card, array_slice($upcoming, 0, $shown))) ?>
</ul>
<?php if (count($upcoming) > $shown): ?>
<details class="more">
<summary>Show <?= e(Format::count(count($upcoming) - $shown, 'more tour')) ?></summary>
<ul class="tours">
<?= implode('', array_map($card, array_slice($upcoming, $shown))) ?>
</ul>
</details>
<?php endif ?>
<?php endif ?>
<?php if ($past !== []): ?>
<details class="more">
<summary>Past tours <span><?= e(count($past)) ?></span></summary>
<ul class="tours">
<?= implode('', array_map($card, $past)) ?>
</ul>
</details>
<?php endif ?>
</section>
<section id="homes" aria-labelledby="homes-title">
<h2 id="homes-title"><?= $search->withoutTours ? 'Homes without online tours' : 'Homes to tour' ?></h2>
<form class="filter" method="get" action="/tours.php#homes" role="search" aria-label="Homes">
<p><label for="place">Name, street or city</label><input id="place" name="place" type="search" value="<?= e($search->place) ?>" maxlength="100"></p>
<p><label for="bedrooms">Bedrooms</label><select id="bedrooms" name="bedrooms">
<option value="">Any</option>
<?php foreach ([1, 2, 3, 4] as $number): ?>
<option value="<?= $number ?>"<?= $search->bedrooms === $number ? ' selected' : '' ?>><?= $number ?> or more</option>
<?php endforeach ?>
</select></p>
<p><label for="rent">Max. monthly rent ($)</label><input id="rent" name="rent" type="number" inputmode="numeric" min="1" step="1" value="<?= e($search->rent) ?>"></p>
<p class="go"><button>Search</button></p>
</form>
<?php if ($found['total'] === 0): ?>
<div class="empty">
<?php if ($search->isFiltered()): ?>
<p><strong>No homes match.</strong> Try a higher rent, fewer bedrooms, or another place.</p>
<p><a class="button" href="/tours.php#homes">Show all homes</a></p>
<?php else: ?>
<p><strong><?= $search->withoutTours ? 'Every home offers online tours.' : 'No homes to tour yet.' ?></strong><?= $search->withoutTours ? '' : ' Please check back soon.' ?></p>
<?php endif ?>
</div>
<?php else: ?>
<p class="quiet-text"><?= e(Format::count($found['total'], 'home')) ?></p>
<ul class="homes">
<?php foreach ($found['houses'] as $house): ?>
<?= Template::render('parts/home', ['house' => $house]) ?>
<?php endforeach ?>
</ul>
<?= Template::render('parts/pages', [
    'paging' => $found['paging'],
    'address' => $search->address(...),
    'of' => 'homes',
]) ?>
<?php endif ?>
<?php if ($search->withoutTours): ?>
<p><a href="<?= e($search->address(withoutTours: false)) ?>">Show homes to tour</a></p>
<?php elseif ($found['withoutTours'] > 0): ?>
<p class="quiet-text"><a href="<?= e($search->address(withoutTours: true)) ?>"><?= e(Format::count($found['withoutTours'], 'more home does', 'more homes do')) ?> not offer online tours</a></p>
<?php endif ?>
</section>

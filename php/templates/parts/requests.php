<?php

declare(strict_types=1);

namespace Portal\View;

use Portal\Operators\TourRequest;
use Portal\Tours\TourStatus;

/**
 * The tours that renters requested.
 *
 * @var \Portal\Operators\TourRequestSearch $search
 * @var array{requests: list<TourRequest>, total: int, paging: \Portal\Database\Paging} $found
 */

$isPending = array_filter($found['requests'], static fn(TourRequest $request): bool => $request->isOnItsWay()) !== [];
?>
<section id="requests" aria-labelledby="requests-title"<?= $isPending ? ' data-refresh="5"' : '' ?>>
<h2 id="requests-title">Tour requests <span class="number"><?= e(number_format($found['total'])) ?></span></h2>
<?php if ($found['total'] > 0 || $search->isFiltered()): ?>
<details class="more filters"<?= $search->isFiltered() ? ' open' : '' ?>>
<summary>Filter</summary>
<form class="filter" method="get" action="/dashboard.php#requests" role="search" aria-label="Tour requests">
<p><label for="renter">Renter or home</label><input id="renter" name="renter" type="search" maxlength="100" value="<?= e($search->text) ?>"></p>
<p><label for="status">Status</label><select id="status" name="status"><option value="">Any</option>
<?php foreach (TourStatus::cases() as $status): ?>
<option value="<?= e($status->value) ?>"<?= $status === $search->status ? ' selected' : '' ?>><?= e($status->label()) ?></option>
<?php endforeach ?>
</select></p>
<p class="date-field"><label for="tours_from">Tours from</label><input id="tours_from" name="tours_from" type="date" value="<?= e($search->from) ?>"></p>
<p class="date-field"><label for="tours_to">Tours to</label><input id="tours_to" name="tours_to" type="date" value="<?= e($search->to) ?>"></p>
<p class="go"><button>Filter</button></p>
</form>
</details>
<?php endif ?>
<?php if ($found['requests'] === []): ?>
<div class="empty">
<?php if ($search->isFiltered()): ?>
<p><strong>No tour requests match.</strong></p>
<p><a class="button" href="/dashboard.php#requests">Show all</a></p>
<?php else: ?>
<p><strong>No tour requests yet.</strong> When a renter books a tour at one of your properties, it appears here right away.</p>
<?php endif ?>
</div>
<?php else: ?>
<ul class="requests">
<?php foreach ($found['requests'] as $request): ?>
<li class="card request">
<h3><?= e($request->renter ?: $request->email) ?></h3>
<p class="state"><span class="badge <?= e($request->status->mood()) ?>"><?= e($request->state()) ?></span></p>
<div class="when">
<p><strong><?= e($request->day()) ?>, <?= e($request->time()) ?></strong></p>
<p><?= e(implode(' · ', array_filter([Format::short($request->home, 80), $request->type?->label(), $request->moveInDate === null ? null : 'move-in ' . (new \DateTimeImmutable($request->moveInDate))->format('M j, Y')]))) ?></p>
</div>
<p class="links"><?= Template::render('parts/contact', ['phone' => $request->phone, 'email' => $request->email]) ?></p>
<p class="quiet-text more-about"><?= e(implode(' ', array_filter([Format::short($request->explanation(), 160), 'Requested ' . Clock::shortDayAndTime($request->createdAt)]))) ?></p>
<?php if ((string) $request->message !== ''): ?>
<blockquote><?= Template::render('parts/long-text', ['text' => (string) $request->message, 'first' => 80]) ?></blockquote>
<?php endif ?>
</li>
<?php endforeach ?>
</ul>
<?php endif ?>
<?= Template::render('parts/pages', [
    'paging' => $found['paging'],
    'address' => $search->address(...),
    'of' => 'tour requests',
]) ?>
</section>

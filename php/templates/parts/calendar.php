<?php

declare(strict_types=1);

namespace Portal\View;

use Portal\Account\Session;
use Portal\Tours\TourCalendar;
use Portal\Tours\TourType;

/**
 * The kinds of tour, one week of tour times with a day picker, and the form that books one.
 *
 * @var \Portal\Account\User $user
 * @var \Portal\Homes\House $house
 * @var TourCalendar $calendar
 * @var array<string, mixed> $fields
 * @var ?\Portal\Http\Problem $problem
 */

$contact = Template::render('parts/contact', ['phone' => $house->phone, 'email' => $house->email]);
?>
<?php if ($calendar->problem !== null && $house->withoutTours): ?>
<div class="empty" role="status">
<p><strong>This property does not book tours online.</strong> Please contact the property to see this home.</p>
<?php if ($contact !== ''): ?>
<p class="links"><?= $contact ?></p>
<?php endif ?>
</div>
<?php return; ?>
<?php endif ?>
<nav class="choice" aria-label="Kind of tour">
<?php foreach (TourType::cases() as $type): ?>
<a href="<?= e($calendar->address(type: $type)) ?>"<?= $type === $calendar->type ? ' aria-current="true"' : '' ?> data-times><?= e($type->label()) ?></a>
<?php endforeach ?>
</nav>
<?php if ($calendar->problem !== null): ?>
<?= Template::render('parts/no-times', ['calendar' => $calendar, 'contact' => $contact]) ?>
<?php return; ?>
<?php endif ?>
<nav class="choice" aria-label="Month">
<?php foreach (TourCalendar::months() as $month => $name): ?>
<a href="<?= e($calendar->address(month: (string) $month)) ?>"<?= (string) $month === (string) $calendar->month ? ' aria-current="true"' : '' ?> data-times><?= e($name) ?></a>
<?php endforeach ?>
</nav>
<?php if ($calendar->days === []): ?>
<div class="empty" role="status">
<p><strong>No tour times are open.</strong> Try another month or another kind of tour.</p>
<?php if ($contact !== ''): ?>
<p>Or contact the property:</p>
<p class="links"><?= $contact ?></p>
<?php endif ?>
</div>
<?php else: ?>
<?php if ($calendar->stale): ?>
<p class="notice wait">The property’s calendar is not responding. These times are a few minutes old.</p>
<?php endif ?>
<form method="post" action="/book.php" class="book">
<input type="hidden" name="form_token" value="<?= e(Session::formToken()) ?>">
<input type="hidden" name="propertyId" value="<?= e($calendar->houseId) ?>">
<input type="hidden" name="tourType" value="<?= e($calendar->type->value) ?>">
<input type="hidden" name="month" value="<?= e($calendar->month) ?>">
<input type="hidden" name="week" value="<?= e($calendar->week) ?>">
<?= Template::render('parts/week', ['calendar' => $calendar, 'fields' => $fields, 'problem' => $problem]) ?>
<?= Template::render('parts/renter', ['user' => $user, 'fields' => $fields, 'problem' => $problem]) ?>
<div class="go">
<p class="chosen" aria-live="polite" data-chosen></p>
<button class="primary" data-busy="Booking your tour…">Book this tour</button>
</div>
</form>
<?php endif ?>
<?php if ($calendar->unreadable !== []): ?>
<p class="quiet-text">The property also lists <?= e(Format::count(count($calendar->unreadable), 'time')) ?> that we could not read (<?= e(implode('; ', array_map(static fn(array $raw): string => "“{$raw['time']}” on {$raw['date']}", array_slice($calendar->unreadable, 0, 3)))) ?>). Please ask the property.</p>
<?php endif ?>

<?php
declare(strict_types=1);

namespace Portal;

/** The kinds of tour and the months to choose from. */
function showTourChoice(TourTimesAsked $asked): void
{
    $type = $asked->tourType ?? TOUR_TYPES[0];
    $first = new \DateTimeImmutable('first day of this month', zone());
    $months = [null => 'Next 30 days'];
    foreach ([1, 2, 3] as $ahead) {
        $month = $first->modify("+$ahead months");
        $months[$month->format('m-Y')] = $month->format('F');
    }
    ?>
<nav class="choice" aria-label="Kind of tour">
<?php foreach (TOUR_TYPES as $one): ?>
<a href="<?= e($asked->address(tourType: $one)) ?>"<?= $one === $type ? ' aria-current="true"' : '' ?> data-times><?= e(tourTypeName($one)) ?></a>
<?php endforeach ?>
</nav>
<nav class="choice" aria-label="Month">
<?php foreach ($months as $month => $name): ?>
<a href="<?= e($asked->address(month: (string) $month)) ?>"<?= (string) $month === (string) $asked->month ? ' aria-current="true"' : '' ?> data-times><?= e($name) ?></a>
<?php endforeach ?>
</nav>
<?php
}

/**
 * The form that books one of the times.
 *
 * @param array<string, mixed> $fields what was entered before
 */
function showTourTimes(array $times, User $user, TourTimesAsked $asked, array $fields, ?Problem $problem): void
{
    $count = array_sum(array_map(fn(array $day): int => count($day['slots']), $times['tourTimes']));
    if ($count === 0) {
        ?>
<div class="empty">
<p><strong>No tour times are free here.</strong> Try another month or another kind of tour.</p>
</div>
<?php
        showUnreadable($times['unreadable'] ?? []);
        return;
    }
    $chosen = is_string($fields['slot'] ?? null) && $problem?->problem !== 'SLOT_UNAVAILABLE' ? $fields['slot'] : null;
    ?>
<?php if ($times['stale'] ?? false): ?>
<p class="notice wait">Entrata does not answer at the moment: these are the times of a few minutes ago.</p>
<?php endif ?>
<form method="post" action="/book.php" class="book">
<?php showFormToken() ?>
<input type="hidden" name="propertyId" value="<?= e($asked->houseId) ?>">
<input type="hidden" name="tourType" value="<?= e($asked->tourType ?? TOUR_TYPES[0]) ?>">
<input type="hidden" name="month" value="<?= e($asked->month) ?>">
<p class="quiet-text"><?= e(counted($count, 'time')) ?> on <?= e(counted(count($times['tourTimes']), 'day')) ?>, in <?= e(zoneName()) ?></p>
<?php
    foreach ($times['tourTimes'] as $index => $day) {
        $values = array_map(fn(array $slot): string => slotValue($slot['raw']), $day['slots']);
        showDay($day, $values, $chosen, $chosen === null ? $index === 0 : in_array($chosen, $values, true));
    }
    showUnreadable($times['unreadable'] ?? []);
    showRenterFields($user, $fields, $problem);
    ?>
<div class="go">
<p class="chosen" aria-live="polite" data-chosen></p>
<button class="primary" data-busy="Booking your tour…">Book this tour</button>
</div>
</form>
<?php
}

/** @param list<string> $values the form's value of each slot */
function showDay(array $day, array $values, ?string $chosen, bool $open): void
{
    ?>
<details class="day" name="day"<?= $open ? ' open' : '' ?>>
<summary><?= e(dayName($day['date'])) ?> <span><?= e(counted(count($day['slots']), 'time')) ?></span></summary>
<fieldset>
<legend class="unseen"><?= e(dayName($day['date'])) ?></legend>
<?php foreach ($day['slots'] as $index => $slot): $start = shown($slot['start']); $range = timeRange($slot['start'], $slot['end']) ?>
<label class="slot"><input type="radio" name="slot" value="<?= e($values[$index]) ?>" data-label="<?= e(dayName($day['date']) . ", $range") ?>"<?= $values[$index] === $chosen ? ' checked' : '' ?>><span><strong><?= e($start->format('g:i A')) ?></strong> <small><?= e('– ' . explode(' – ', $range, 2)[1]) ?></small></span></label>
<?php endforeach ?>
</fieldset>
</details>
<?php
}

/** Times that nobody can read are said, not dropped. @param list<array{date: string, time: string}> $unreadable */
function showUnreadable(array $unreadable): void
{
    if ($unreadable === []) {
        return;
    }
    ?>
<p class="quiet-text">The property also wrote <?= e(counted(count($unreadable), 'time')) ?> that we cannot read:
<?= e(implode('; ', array_map(fn(array $raw): string => "“{$raw['time']}” on {$raw['date']}", array_slice($unreadable, 0, 5)))) ?>. Ask the property about them.</p>
<?php
}

/** @param array<string, mixed> $fields */
function showRenterFields(User $user, array $fields, ?Problem $problem): void
{
    $bad = array_column($problem->errors ?? [], 'message', 'field');
    $own = ['firstName' => $user->firstName, 'lastName' => $user->lastName, 'email' => $user->email, 'phone' => $user->phone];
    $value = fn(string $field): string => is_string($fields[$field] ?? null) ? $fields[$field] : (string) ($own[$field] ?? '');
    $incomplete = $user->firstName === '' || $user->lastName === '' || (string) $user->phone === '';
    $open = $incomplete || array_intersect_key($bad, $own + ['moveInDate' => true]) !== [];
    ?>
<details class="contact"<?= $open ? ' open' : '' ?>>
<summary>Your contact <span><?= e(implode(' · ', array_filter([trim("{$value('firstName')} {$value('lastName')}"), $value('email'), $value('phone')]))) ?></span></summary>
<div class="fields">
<?php
    showField('firstName', 'First name', $value('firstName'), $bad, 'autocomplete="given-name" maxlength="255"');
    showField('lastName', 'Last name', $value('lastName'), $bad, 'autocomplete="family-name" maxlength="255"');
    showField('email', 'E-mail', $value('email'), $bad, 'autocomplete="email" type="email" maxlength="254"');
    showField('phone', 'Phone', $value('phone'), $bad, 'autocomplete="tel" type="tel" maxlength="64"');
    showField('moveInDate', 'Move-in date (if you know it)', $value('moveInDate'), $bad, 'type="date"');
    ?>
</div>
</details>
<label for="message">Message to the property (optional)</label>
<textarea id="message" name="message" rows="3" maxlength="5000"><?= e($value('message')) ?></textarea>
<?php
}

/**
 * @param array<string, string> $bad what is wrong, by field
 * @param literal-string $attributes
 */
function showField(string $name, string $label, string $value, array $bad, string $attributes): void
{
    $wrong = $bad[$name] ?? null;
    ?>
<p><label for="<?= e($name) ?>"><?= e($label) ?></label>
<input id="<?= e($name) ?>" name="<?= e($name) ?>" value="<?= e($value) ?>" <?= $attributes ?><?= $wrong ? ' aria-invalid="true" aria-describedby="' . e("$name-wrong") . '"' : '' ?>>
<?php if ($wrong): ?><span class="wrong" id="<?= e($name) ?>-wrong"><?= e(ucfirst($wrong)) ?>.</span><?php endif ?></p>
<?php
}

/** Why there are no times, and what the renter can do instead. */
function showNoTourTimes(Problem $problem, array $house, TourTimesAsked $asked): void
{
    $sentence = match ($problem->problem) {
        'TOURS_NOT_SUPPORTED' => 'This property does not offer tours of this kind. Another kind may be possible.',
        'RATE_LIMITED' => 'Too many people are asking for tour times right now. Please try again in ' . counted((int) ($problem->headers['Retry-After'] ?? 60), 'second') . '.',
        'VALIDATION' => 'These times cannot be shown. Choose another month.',
        default => 'The property’s calendar does not answer at the moment. Please try again in a few minutes.',
    };
    ?>
<div class="empty" role="status">
<p><strong>No tour times to show.</strong> <?= e($sentence) ?></p>
<?php if ((string) $house['phone'] !== '' || (string) $house['email'] !== ''): ?>
<p>Or ask the property: <?php showContact($house['phone'], $house['email']) ?></p>
<?php endif ?>
<?php if ($problem->problem !== 'TOURS_NOT_SUPPORTED'): ?>
<p><a class="button" href="<?= e($asked->address()) ?>" data-times>Try again</a></p>
<?php endif ?>
</div>
<?php
}

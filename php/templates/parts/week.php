<?php

declare(strict_types=1);

namespace Portal\View;

/**
 * One week of tour times. The day picker shows one day at a time, by the style sheet alone.
 *
 * @var \Portal\Tours\TourCalendar $calendar
 * @var array<string, mixed> $fields
 * @var ?\Portal\Http\Problem $problem
 */

$sent = is_string($fields['slot'] ?? null) && $problem?->reason !== 'SLOT_UNAVAILABLE' ? $fields['slot'] : null;
$open = 0;
foreach ($calendar->days as $index => $day) {
    $open = $day->offers($sent) ? $index : $open;
}
?>
<div class="week">
<p class="weeks">
<?php if ($calendar->week > 1): ?>
<a class="button" href="<?= e($calendar->address(week: $calendar->week - 1)) ?>" rel="prev" data-times><span class="unseen">Earlier times</span><span aria-hidden="true">←</span></a>
<?php endif ?>
<strong><?= e($calendar->range()) ?></strong>
<?php if ($calendar->week < $calendar->weeks): ?>
<a class="button" href="<?= e($calendar->address(week: $calendar->week + 1)) ?>" rel="next" data-times><span class="unseen">Later times</span><span aria-hidden="true">→</span></a>
<?php endif ?>
</p>
<fieldset class="days">
<legend class="unseen">Day</legend>
<?php foreach ($calendar->days as $index => $day): ?>
<?php $date = new \DateTimeImmutable($day->date) ?>
<label class="day"><input type="radio" name="day" value="<?= e($day->date) ?>" id="day-<?= e($index) ?>"<?= $index === $open ? ' checked' : '' ?>><span><span class="unseen"><?= e($date->format('l, F j') . ', ' . Format::count(count($day->slots), 'time')) ?></span><span aria-hidden="true"><?= e($date->format('D')) ?></span> <strong aria-hidden="true"><?= e($date->format('j')) ?></strong></span></label>
<?php endforeach ?>
</fieldset>
<?php foreach ($calendar->days as $index => $day): ?>
<fieldset class="slots slots-<?= e($index) ?>">
<legend><?= e(Clock::dayName($day->date)) ?></legend>
<?php foreach ($day->slots as $slot): ?>
<label class="slot"><input type="radio" name="slot" value="<?= e($slot->value) ?>" data-label="<?= e(Clock::dayName($day->date) . ", $slot->label") ?>"<?= $slot->value === $sent ? ' checked' : '' ?>><span><strong><?= e(Clock::shown($slot->start)->format('g:i A T')) ?></strong><?php if ($slot->localStart !== null): ?> <small>(<?= e($slot->localStart) ?> at the property)</small><?php endif ?></span></label>
<?php endforeach ?>
</fieldset>
<?php endforeach ?>
</div>

<?php

declare(strict_types=1);

namespace Portal\View;

/**
 * Why a booking failed.
 *
 * @var \Portal\Http\Problem $problem
 */

$names = [
    'firstName' => 'First name', 'lastName' => 'Last name', 'email' => 'Email', 'phone' => 'Phone',
    'moveInDate' => 'Move-in date', 'message' => 'Message', 'tourType' => 'Kind of tour',
];
$sentences = [];
foreach ($problem->errors as ['field' => $field, 'message' => $message]) {
    $sentences[$field] = match ($field) {
        'tourDate', 'tourTime', 'entrataSlotDate', 'entrataSlotTime' => 'Please choose one of the tour times.',
        default => ($names[$field] ?? $field) . " $message.",
    };
}
$sentence = match ($problem->reason) {
    'SLOT_UNAVAILABLE' => 'Someone else just booked that time. Please choose another one.',
    'VALIDATION' => 'Your tour is not booked yet. Please check:',
    default => "Your tour is not booked. {$problem->getMessage()}",
};
?>
<div class="notice bad" role="alert" id="problem" tabindex="-1">
<p><?= e($sentence) ?></p>
<?php if ($sentences !== []): ?>
<ul>
<?php foreach (array_unique($sentences) as $field => $text): ?>
<li><?php if (isset($names[$field])): ?><a href="#<?= e($field) ?>"><?= e($text) ?></a><?php else: ?><?= e($text) ?><?php endif ?></li>
<?php endforeach ?>
</ul>
<?php endif ?>
</div>

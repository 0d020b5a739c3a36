<?php

declare(strict_types=1);

namespace Portal\View;

/**
 * Who tours the home.
 *
 * @var \Portal\Account\User $user
 * @var array<string, mixed> $fields
 * @var ?\Portal\Http\Problem $problem
 */

$wrong = array_column($problem->errors ?? [], 'message', 'field');
$own = ['firstName' => $user->firstName, 'lastName' => $user->lastName, 'phone' => $user->phone];
$value = static fn(string $field): string => is_string($fields[$field] ?? null)
    ? $fields[$field]
    : (string) ($own[$field] ?? '');
$isOpen = $user->firstName === '' || $user->lastName === '' || array_intersect_key($wrong, $own + ['email' => true, 'moveInDate' => true]) !== [];
$summary = array_filter([trim("{$value('firstName')} {$value('lastName')}"), $user->email, $value('phone') ?: 'no phone number yet']);
$inputs = [
    'firstName' => ['First name', 'autocomplete="given-name" maxlength="255"'],
    'lastName' => ['Last name', 'autocomplete="family-name" maxlength="255"'],
    'phone' => ['Phone', 'autocomplete="tel" type="tel" maxlength="64"'],
    'moveInDate' => ['Move-in date (optional)', 'type="date"'],
];
?>
<details class="contact"<?= $isOpen ? ' open' : '' ?>>
<summary>Your contact details <span><?= e(implode(' · ', $summary)) ?></span></summary>
<div class="fields">
<p id="email"><span class="label">Email</span> <span class="value"><?= e($user->email) ?></span></p>
<?php foreach ($inputs as $name => [$label, $attributes]): ?>
<p><label for="<?= e($name) ?>"><?= e($label) ?></label>
<input id="<?= e($name) ?>" name="<?= e($name) ?>" value="<?= e($value($name)) ?>" <?= $attributes ?><?= isset($wrong[$name]) ? ' aria-invalid="true" aria-describedby="' . e("$name-wrong") . '"' : '' ?>>
<?php if (isset($wrong[$name])): ?>
<span class="wrong" id="<?= e($name) ?>-wrong"><?= e("$label $wrong[$name].") ?></span>
<?php endif ?>
</p>
<?php endforeach ?>
</div>
</details>
<label for="message">Message to the property (optional)</label>
<textarea id="message" name="message" rows="2" maxlength="5000"><?= e($value('message')) ?></textarea>

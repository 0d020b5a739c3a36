<?php

declare(strict_types=1);

namespace Portal\View;

use Portal\Account\Session;
use Portal\Tours\TourStatus;

/**
 * Changing or canceling a tour.
 *
 * @var \Portal\Tours\Tour $tour
 * @var array<string, mixed> $fields what the form sent
 * @var ?\Portal\Http\Problem $problem
 */

$wrong = $problem->errors[0]['message'] ?? null;
$note = is_string($fields['note'] ?? null) ? $fields['note'] : '';
$contact = Template::render('parts/contact', ['phone' => $tour->house->phone, 'email' => $tour->house->email]);
?>
<p class="back"><a href="/tours.php#tour-<?= e($tour->id) ?>">Your tours</a></p>
<h1>Change your tour</h1>
<ul class="tours">
<?= Template::render('parts/tour', ['tour' => $tour, 'heading' => 'h2', 'isChangeable' => false]) ?>
</ul>
<?php if (!$tour->isOpen()): ?>
<p class="notice">This tour can no longer be changed.</p>
<?php else: ?>
<?php if ($tour->status === TourStatus::Confirmed): ?>
<p>The property has this tour in its calendar and changes it there. We send your request to the property.</p>
<?php endif ?>
<?php if ($contact !== ''): ?>
<p>If your tour is in the next 24 hours, please also contact the property: <?= $contact ?></p>
<?php endif ?>
<section class="card change" aria-labelledby="move-title">
<h2 id="move-title">Ask for another time</h2>
<form method="post" action="/tour.php">
<input type="hidden" name="form_token" value="<?= e(Session::formToken()) ?>">
<input type="hidden" name="id" value="<?= e($tour->id) ?>">
<input type="hidden" name="change" value="MOVE">
<label for="note">Which days and times work for you?</label>
<textarea id="note" name="note" rows="2" maxlength="500" required<?= $wrong === null ? '' : ' aria-invalid="true" aria-describedby="problem"' ?>><?= e($note) ?></textarea>
<?php if ($wrong !== null): ?>
<p class="wrong" role="alert" id="problem" tabindex="-1">Your message <?= e($wrong) ?>.</p>
<?php endif ?>
<button class="primary" data-busy="Sending…">Send request</button>
</form>
</section>
<section class="card change" aria-labelledby="cancel-title">
<h2 id="cancel-title">Cancel this tour</h2>
<form method="post" action="/tour.php">
<input type="hidden" name="form_token" value="<?= e(Session::formToken()) ?>">
<input type="hidden" name="id" value="<?= e($tour->id) ?>">
<input type="hidden" name="change" value="CANCEL">
<button data-busy="Canceling…">Cancel tour</button>
</form>
</section>
<?php endif ?>

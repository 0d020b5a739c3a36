<?php

declare(strict_types=1);

namespace Portal\View;

use Portal\Account\Session;
use Portal\Tours\TourChange;

/**
 * One thing that a person must take care of.
 *
 * @var string $kind
 * @var \Portal\Operators\Company|\Portal\Operators\ChangeRequest|\Portal\Operators\TourRequest|\Portal\Operators\FailedJob $item
 */
?>
<?php if ($kind === 'company'): ?>
<li class="card row"><span class="badge bad">Reconnect</span>
<p><strong><?= e($item->name) ?></strong>: Entrata no longer accepts our access. Connect the portal again in Entrata’s app store.</p></li>
<?php elseif ($kind === 'change'): ?>
<li class="card row"><span class="badge wait"><?= $item->change === TourChange::Cancel ? 'Cancel tour' : 'Move tour' ?></span>
<div><p><strong><?= e(Format::short($item->renter, 60)) ?></strong> asks <?= $item->change === TourChange::Cancel ? 'to cancel' : 'for another time instead of' ?> the tour of <?= e(Format::short($item->home, 80)) ?>, <?= e($item->time) ?>. Please change it in Entrata.</p>
<?php if ($item->note !== null): ?>
<blockquote><?= Template::render('parts/long-text', ['text' => $item->note, 'first' => 80]) ?></blockquote>
<?php endif ?>
<p class="links"><?= Template::render('parts/contact', ['phone' => $item->phone, 'email' => $item->email]) ?></p></div>
<form method="post" action="/dashboard.php">
<input type="hidden" name="form_token" value="<?= e(Session::formToken()) ?>">
<input type="hidden" name="resolved" value="<?= e($item->id) ?>">
<button>Done<span class="unseen">: request of <?= e($item->renter) ?></span></button>
</form></li>
<?php elseif ($kind === 'declined'): ?>
<li class="card row"><span class="badge bad">Lead declined</span>
<div><p><strong><?= e(Format::short($item->renter, 60)) ?></strong>, <?= e(Format::short($item->home, 80)) ?>, <?= e($item->day()) ?>, <?= e($item->time()) ?>. <?= e(Format::short($item->explanation(), 160)) ?> Contact the renter to find another time.</p>
<p class="links"><?= Template::render('parts/contact', ['phone' => $item->phone, 'email' => $item->email]) ?></p></div></li>
<?php elseif ($kind === 'job'): ?>
<li class="card row"><span class="badge bad">Import failed</span>
<p><strong><?= e($item->propertyName()) ?></strong>: <?= e($item::nameOf($item->kind)) ?> failed after <?= e(Format::count($item->attempts, 'attempt')) ?>. <?= e(Format::short(Format::reason($item->error), 160)) ?>
<?php if ($item->logId !== null): ?>
<a href="/webhook.php?log=<?= e($item->logId) ?>">Show the webhook<span class="unseen"> that requested it</span></a>
<?php endif ?></p></li>
<?php endif ?>

<?php

declare(strict_types=1);

namespace Portal\View;

use Portal\Operators\WebhookKind;
use Portal\Operators\WebhookResult;
use Portal\Operators\Webhooks;

/**
 * Entrata's webhooks: how many, with what outcome, and a list to search.
 *
 * @var \Portal\Operators\WebhookChart $chart
 * @var \Portal\Operators\WebhookSearch $search
 * @var array{webhooks: list<\Portal\Operators\Webhook>, total: int, paging: \Portal\Database\Paging} $found
 */
?>
<section id="webhooks" aria-labelledby="webhooks-title">
<h2 id="webhooks-title">Webhooks from Entrata</h2>
<div class="beside">
<div class="card">
<h3>Last <?= e(Webhooks::CHART_DAYS) ?> days</h3>
<?= Template::render('parts/chart', ['chart' => $chart]) ?>
</div>
<div class="card">
<h3>Outcomes</h3>
<?php if ($chart->total() === 0): ?>
<p class="quiet-text">No webhooks in the last <?= e(Webhooks::CHART_DAYS) ?> days.</p>
<?php else: ?>
<table>
<thead><tr><th scope="col">Type</th><?php foreach (WebhookResult::cases() as $result): ?><th scope="col" class="right"><?= e($result->label()) ?></th><?php endforeach ?></tr></thead>
<tbody>
<?php foreach ($chart->kinds() as $kind): ?>
<tr><th scope="row" class="kind"><?= Template::render('parts/swatch', ['kind' => $kind]) ?> <?= e($kind->label()) ?></th><?php foreach (WebhookResult::cases() as $result): ?><td class="right"><?= e(number_format($chart->count($kind, $result))) ?></td><?php endforeach ?></tr>
<?php endforeach ?>
</tbody>
</table>
<?php endif ?>
</div>
</div>
<details class="more filters"<?= $search->isFiltered() ? ' open' : '' ?>>
<summary>Search</summary>
<form class="filter" method="get" action="/dashboard.php#webhooks" role="search" aria-label="Webhooks">
<p><label for="q">Log ID, property ID, outcome or error</label><input id="q" name="q" type="search" maxlength="100" value="<?= e($search->text) ?>"></p>
<p><label for="type">Type</label><select id="type" name="type"><option value="">Any</option>
<?php foreach (WebhookKind::cases() as $kind): ?>
<option value="<?= e($kind->value) ?>"<?= $kind === $search->kind ? ' selected' : '' ?>><?= e($kind->label()) ?></option>
<?php endforeach ?>
</select></p>
<p><label for="result">Result</label><select id="result" name="result"><option value="">Any</option>
<?php foreach (WebhookResult::cases() as $result): ?>
<option value="<?= e($result->value) ?>"<?= $result === $search->result ? ' selected' : '' ?>><?= e($result->label()) ?></option>
<?php endforeach ?>
</select></p>
<p class="date-field"><label for="from">From</label><input id="from" name="from" type="date" value="<?= e($search->from) ?>"></p>
<p class="date-field"><label for="to">To</label><input id="to" name="to" type="date" value="<?= e($search->to) ?>"></p>
<p class="go"><button>Search</button></p>
</form>
</details>
<?php if ($found['webhooks'] === []): ?>
<div class="empty">
<?php if ($search->isFiltered()): ?>
<p><strong>No webhooks match.</strong></p>
<p><a class="button" href="/dashboard.php#webhooks">Show all</a></p>
<?php else: ?>
<p><strong>No webhooks yet.</strong> Every webhook from Entrata is logged here.</p>
<?php endif ?>
</div>
<?php else: ?>
<p class="quiet-text"><?= e(Format::count($found['total'], 'webhook')) ?><?= $search->isFiltered() ? ' found' : '' ?>, newest first</p>
<ul class="card webhooks">
<?php foreach ($found['webhooks'] as $webhook): ?>
<?= Template::render('parts/webhook', ['webhook' => $webhook]) ?>
<?php endforeach ?>
</ul>
<?= Template::render('parts/pages', [
    'paging' => $found['paging'],
    'address' => $search->address(...),
    'of' => 'webhooks',
]) ?>
<?php endif ?>
</section>

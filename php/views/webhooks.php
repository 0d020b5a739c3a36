<?php
declare(strict_types=1);

namespace Portal;

/**
 * @param array<string, array<string, array<string, int>>> $counts
 * @param list<array> $outcomes
 * @param array{webhooks: list<array>, total: int} $found
 */
function showWebhooks(array $counts, array $outcomes, WebhookSearch $search, array $found): void
{
    ?>
<section id="webhooks" aria-labelledby="webhooks-title">
<h2 id="webhooks-title">Webhooks from Entrata</h2>
<div class="beside">
<div class="card">
<h3>The last <?= e(CHART_DAYS) ?> days</h3>
<?php showWebhookChart($counts) ?>
</div>
<div class="card">
<h3>What became of them</h3>
<?php showOutcomes($outcomes) ?>
</div>
</div>
<?php showSearch($search) ?>
<?php if ($found['webhooks'] === []): ?>
<div class="empty">
<p><strong><?= $search->any() ? 'No webhook fits this search.' : 'No webhooks yet.' ?></strong> <?= $search->any() ? '' : 'Every message from Entrata is logged here.' ?></p>
<?php if ($search->any()): ?><p><a class="button" href="/dashboard.php#webhooks">Show all</a></p><?php endif ?>
</div>
<?php else: ?>
<p class="quiet-text"><?= e(counted($found['total'], 'webhook')) ?><?= $search->any() ? ' found' : '' ?>, newest first</p>
<ul class="card webhooks">
<?php array_map(showWebhookRow(...), $found['webhooks']) ?>
</ul>
<?php showPages($search->page, (int) ceil($found['total'] / WEBHOOKS_A_PAGE), $search->pageAddress(...), 'Webhooks') ?>
<?php endif ?>
</section>
<?php
}

/** @param list<array> $outcomes */
function showOutcomes(array $outcomes): void
{
    if ($outcomes === []) {
        ?><p class="quiet-text">Nothing came in.</p>
<?php
        return;
    }
    ?>
<table>
<thead><tr><th scope="col">Type</th><th scope="col">Outcome</th><th scope="col" class="right">Count</th></tr></thead>
<tbody>
<?php foreach ($outcomes as $row): [$mood, $outcome] = webhookOutcome($row) ?>
<tr><td><?= e(webhookName($row['request_type'])) ?></td><td><span class="badge <?= $mood ?>"><?= e($outcome) ?></span></td><td class="right"><?= e(number_format((int) $row['number'])) ?></td></tr>
<?php endforeach ?>
</tbody>
</table>
<?php
}

function showSearch(WebhookSearch $search): void
{
    $results = ['accepted' => 'Accepted', 'failed' => 'Failed', 'unfinished' => 'Not finished'];
    ?>
<form class="filter" method="get" action="/dashboard.php#webhooks" role="search" aria-label="Webhooks">
<p><label for="q">Log id, property, outcome or error</label><input id="q" name="q" type="search" maxlength="100" value="<?= e($search->text) ?>"></p>
<p><label for="type">Type</label><select id="type" name="type"><option value="">Any</option>
<?php foreach (WEBHOOK_KINDS as $kind => $name): ?>
<option value="<?= e($kind) ?>"<?= $kind === $search->kind ? ' selected' : '' ?>><?= e($name) ?></option>
<?php endforeach ?>
</select></p>
<p><label for="result">Result</label><select id="result" name="result"><option value="">Any</option>
<?php foreach ($results as $result => $name): ?>
<option value="<?= e($result) ?>"<?= $result === $search->result ? ' selected' : '' ?>><?= e($name) ?></option>
<?php endforeach ?>
</select></p>
<p><label for="from">From</label><input id="from" name="from" type="date" value="<?= e($search->from) ?>"></p>
<p><label for="to">To</label><input id="to" name="to" type="date" value="<?= e($search->to) ?>"></p>
<p class="go"><button>Search</button></p>
</form>
<?php
}

function showWebhookRow(array $webhook): void
{
    [$mood, $outcome] = webhookOutcome($webhook);
    ?>
<li class="webhook">
<a href="/webhook.php?log=<?= e($webhook['log_id']) ?>"><?php showSwatch(webhookKind($webhook['request_type'])) ?><strong><?= e(webhookName($webhook['request_type'])) ?></strong><span class="unseen"> of <?= e(dayAndTime($webhook['received_at'])) ?></span></a>
<span class="quiet-text time" aria-hidden="true"><?= e(shortDayAndTime($webhook['received_at'])) ?></span>
<span class="quiet-text of"><?= e($webhook['property_id'] === null ? "Client {$webhook['cid']}" : "Property {$webhook['property_id']}") ?></span>
<span class="badge <?= $mood ?>"><?= e($outcome) ?></span>
<code><?= e($webhook['log_id']) ?></code>
</li>
<?php
}

function webhookName(?string $requestType): string
{
    $kind = webhookKind($requestType);
    return $kind === 'OTHER' ? inWords((string) $requestType) : WEBHOOK_KINDS[$kind];
}

/** @return array{string, string} its colour and its words */
function webhookOutcome(array $webhook): array
{
    $outcome = inWords((string) $webhook['outcome']);
    return match (webhookResult($webhook['response_code'])) {
        'accepted' => ['good', $outcome ?: 'Accepted'],
        'unfinished' => ['wait', 'Not finished'],
        default => ['bad', trim("{$webhook['response_code']} $outcome")],
    };
}

/** The colour that stands for a kind in the chart. */
function showSwatch(string $kind): void
{
    ?><svg class="swatch" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true"><rect class="<?= e('kind-' . strtolower($kind)) ?>" width="10" height="10" rx="2"/></svg><?php
}

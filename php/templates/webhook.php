<?php

declare(strict_types=1);

namespace Portal\View;

/**
 * One webhook, and what it caused.
 *
 * @var \Portal\Operators\Webhook $webhook
 * @var \Portal\Operators\WebhookConsequences $consequences
 * @var list<\Portal\Operators\Webhook> $others
 */

$received = [
    'Log ID' => $webhook->logId,
    'Received' => Clock::dayAndTime($webhook->receivedAt) . ' (' . substr($webhook->receivedAt, 0, 23) . ' UTC)',
    'Company' => trim("$webhook->cid $consequences->company"),
    'Property' => (string) $webhook->propertyId,
    'Sender' => (string) $webhook->remoteAddr,
    'Query' => $webhook->maskedQuery(),
    'Response' => $webhook->response(),
    'Error' => (string) $webhook->error,
];
?>
<p class="back"><a href="/dashboard.php#webhooks">All webhooks</a></p>
<h1><?= e($webhook->name()) ?></h1>
<p class="lead"><span class="badge <?= e($webhook->result()->mood()) ?>"><?= e($webhook->outcomeText()) ?></span> <?= e(Clock::dayAndTime($webhook->receivedAt)) ?></p>
<div class="beside">
<section class="card" aria-labelledby="received-title">
<h2 id="received-title">What was received</h2>
<dl class="facts">
<?php foreach (array_filter($received, strlen(...)) as $name => $fact): ?>
<div><dt><?= e($name) ?></dt><dd><?= e($fact) ?></dd></div>
<?php endforeach ?>
</dl>
</section>
<section class="card" aria-labelledby="caused-title">
<h2 id="caused-title">Current state</h2>
<?php if ($webhook->result() === \Portal\Operators\WebhookResult::Failed): ?>
<p class="notice">This webhook was not accepted and changed nothing.</p>
<?php endif ?>
<dl class="facts">
<?php foreach ($consequences->facts as $name => $fact): ?>
<div><dt><?= e($name) ?></dt><dd><?= e($fact) ?></dd></div>
<?php endforeach ?>
</dl>
<?php if ($consequences->decidedBy !== null): ?>
<p><a href="/webhook.php?log=<?= e($consequences->decidedBy) ?>">Show the webhook that set the property’s status</a></p>
<?php endif ?>
<?php foreach ($consequences->jobs as $job): ?>
<p><span class="badge <?= e($job['mood']) ?>"><?= e($job['state']) ?></span> <?= e($job['text']) ?></p>
<?php endforeach ?>
</section>
</div>
<?php if ($others !== []): ?>
<section aria-labelledby="others-title">
<h2 id="others-title">Other webhooks for this <?= $webhook->propertyId === null ? 'company' : 'property' ?></h2>
<ul class="card webhooks">
<?php foreach ($others as $other): ?>
<?= Template::render('parts/webhook', ['webhook' => $other]) ?>
<?php endforeach ?>
</ul>
</section>
<?php endif ?>

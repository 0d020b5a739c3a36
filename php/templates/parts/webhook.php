<?php

declare(strict_types=1);

namespace Portal\View;

/**
 * One webhook in a list.
 *
 * @var \Portal\Operators\Webhook $webhook
 */
?>
<li class="webhook">
<a href="/webhook.php?log=<?= e($webhook->logId) ?>"><?= Template::render('parts/swatch', ['kind' => $webhook->kind()]) ?> <strong><?= e($webhook->name()) ?></strong><span class="unseen"> on <?= e(Clock::dayAndTime($webhook->receivedAt)) ?></span></a>
<span class="quiet-text time" aria-hidden="true"><?= e(Clock::shortDayAndTime($webhook->receivedAt)) ?></span>
<span class="quiet-text of"><?= e($webhook->subject()) ?></span>
<span class="badge <?= e($webhook->result()->mood()) ?>"><?= e($webhook->outcomeText()) ?></span>
<code title="Log ID <?= e($webhook->logId) ?>"><?= e($webhook->shortId()) ?></code>
</li>

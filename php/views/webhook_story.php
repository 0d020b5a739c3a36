<?php
declare(strict_types=1);

namespace Portal;

/** @param array<string, mixed> $story as webhookStory() gives it */
function showWebhookStory(array $story): void
{
    $webhook = $story['webhook'];
    [$mood, $outcome] = webhookOutcome($webhook);
    ?>
<p class="back"><a href="/dashboard.php#webhooks">All webhooks</a></p>
<h1><?= e(webhookName($webhook['request_type'])) ?></h1>
<p class="lead"><span class="badge <?= $mood ?>"><?= e($outcome) ?></span> <?= e(dayAndTime($webhook['received_at'])) ?></p>
<div class="beside">
<section class="card" aria-labelledby="came-title">
<h2 id="came-title">What came in</h2>
<?php
    showFactList([
        'Log id' => $webhook['log_id'],
        'Received' => dayAndTime($webhook['received_at']) . ' (' . substr($webhook['received_at'], 0, 23) . ' UTC)',
        'Client' => trim("{$webhook['cid']} " . ($story['client']['company_name'] ?? '')),
        'Property' => $webhook['property_id'],
        'Sender' => $webhook['remote_addr'],
        'Query' => maskedQuery($webhook['raw_query']),
        'Answer' => $webhook['response_code'] === null ? 'none yet' : "HTTP {$webhook['response_code']}" . took($webhook),
        'Error' => $webhook['error'],
    ]);
    ?>
</section>
<section class="card" aria-labelledby="caused-title">
<h2 id="caused-title">What it caused</h2>
<?php showConsequences($story) ?>
</section>
</div>
<?php
    if ($story['others'] !== []) {
        ?>
<section aria-labelledby="others-title">
<h2 id="others-title">Others about the same <?= $webhook['property_id'] === null ? 'client' : 'property' ?></h2>
<ul class="card webhooks">
<?php array_map(showWebhookRow(...), $story['others']) ?>
</ul>
</section>
<?php
    }
}

/** @param array<string, scalar|null> $facts */
function showFactList(array $facts): void
{
    ?>
<dl class="facts">
<?php foreach ($facts as $name => $fact): if ((string) $fact === '') continue ?>
<div><dt><?= e($name) ?></dt><dd><?= e($fact) ?></dd></div>
<?php endforeach ?>
</dl>
<?php
}

/** ", after 12 ms". */
function took(array $webhook): string
{
    if ($webhook['completed_at'] === null) {
        return '';
    }
    $seconds = fn(string $time): float => (float) (new \DateTimeImmutable($time))->format('U.u');
    $milliseconds = ($seconds($webhook['completed_at']) - $seconds($webhook['received_at'])) * 1000;
    return ', after ' . number_format(max(0, $milliseconds)) . ' ms';
}

function showConsequences(array $story): void
{
    ['webhook' => $webhook, 'client' => $client, 'property' => $property] = $story;
    if (webhookResult($webhook['response_code']) === 'failed') {
        ?><p class="notice">Nothing: it was not accepted. Below is how things stand now.</p>
<?php
    }
    $onMarket = count(array_filter($story['houses'], fn(array $house): bool => $house['status'] === 1 && $house['deleted_at'] === null));
    showFactList([
        'Client now' => $client ? ($client['status'] === 'ACTIVE' ? 'Connected' : 'Must authenticate again') : 'Never authenticated',
        'Property now' => $property ? propertyStatus($property, $webhook) : null,
        'Feed type' => $property['feed_type'] ?? null,
        'Homes' => $webhook['property_id'] === null ? null : counted(count($story['houses']), 'home') . ", $onMarket on the market",
        'Last read' => isset($property['ingested_at']) ? dayAndTime($property['ingested_at']) : null,
    ]);
    if ($property && $property['decided_by'] !== $webhook['log_id'] && $property['decision_kept']) {
        ?><p><a href="/webhook.php?log=<?= e($property['decided_by']) ?>">The webhook that decided it</a></p>
<?php
    }
    foreach ($story['jobs'] as $job) {
        $by = $job['log_id'] === $webhook['log_id'] ? 'asked for by this webhook' : 'asked for by another webhook';
        [$mood, $state] = jobState($job);
        ?>
<p><span class="badge <?= $mood ?>"><?= e($state) ?></span> <?= e(ucfirst(jobName($job['kind']))) ?>, <?= e($by) ?><?= $job['last_error'] === null ? '' : ': ' . e($job['last_error']) ?></p>
<?php
    }
}

function propertyStatus(array $property, array $webhook): string
{
    $by = $property['decided_by'] === $webhook['log_id'] ? 'by this webhook' : 'by another webhook';
    return inWords($property['status']) . ", $by";
}

/** @return array{string, string} its colour and its words */
function jobState(array $job): array
{
    return match ($job['state']) {
        'DEAD' => ['bad', 'Given up after ' . counted((int) $job['attempts'], 'try', 'tries')],
        'DUE' => ['wait', (int) $job['attempts'] === 0 ? 'Due' : 'Due again ' . shortDayAndTime($job['due_at'])],
        default => ['good', inWords($job['state'])],
    };
}

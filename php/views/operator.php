<?php
declare(strict_types=1);

namespace Portal;

function showOperator(array $operator, array $needs): void
{
    $open = count($needs['clients']) + count($needs['jobs']) + count($needs['leads']);
    ?>
<h1><?= e($operator['name'] ?: 'Dashboard') ?></h1>
<?php if ($open > 0): ?>
<p class="notice wait"><?= e(counted($open, 'thing needs', 'things need')) ?> a person. <a href="#needs">Show</a></p>
<?php endif ?>
<?php
}

/** @param array{clients: list<array>, jobs: list<array>, leads: list<array>} $needs */
function showWhatNeedsAPerson(array $needs): void
{
    ?>
<section id="needs" aria-labelledby="needs-title">
<h2 id="needs-title">What needs a person</h2>
<?php if ($needs === ['clients' => [], 'jobs' => [], 'leads' => []]): ?>
<p class="notice good">Nothing. Everything that came from Entrata is done, and every lead has found its way.</p>
<?php else: ?>
<ul class="rows">
<?php foreach ($needs['clients'] as $client): ?>
<li class="card row"><span class="badge bad">Authenticate again</span>
<p><strong><?= e($client['company_name']) ?></strong> (client <?= e($client['cid']) ?>): Entrata no longer takes our access. Connect the portal again in Entrata’s app store.</p></li>
<?php endforeach ?>
<?php foreach ($needs['jobs'] as $job): ?>
<li class="card row"><span class="badge bad">Given up</span>
<p><strong><?= e($job['name'] ?: "Property {$job['property_id']}") ?></strong>: <?= e(jobName($job['kind'])) ?> failed <?= e(counted((int) $job['attempts'], 'time')) ?>. <?= e($job['last_error']) ?>
<?php if ($job['log_id'] !== null): ?> <a href="/webhook.php?log=<?= e($job['log_id']) ?>">The webhook that asked for it</a><?php endif ?></p></li>
<?php endforeach ?>
<?php foreach ($needs['leads'] as $lead): ?>
<li class="card row"><span class="badge bad">Lead refused</span>
<p><strong><?= e(trim("{$lead['first_name']} {$lead['last_name']}")) ?></strong>, <?= e($lead['title']) ?>, <?= e(dayAndTime($lead['starts_at'])) ?>. <?= e(reason($lead['lead_error'])) ?> Call the renter to find another time.</p></li>
<?php endforeach ?>
</ul>
<?php endif ?>
</section>
<?php
}

/** @param list<array> $properties */
function showProperties(array $properties): void
{
    ?>
<section id="properties" aria-labelledby="properties-title">
<h2 id="properties-title">Properties <span class="number"><?= e(number_format(count($properties))) ?></span></h2>
<?php if ($properties === []): ?>
<div class="empty"><p><strong>No properties yet.</strong> Activate the portal for a property in Entrata, and it appears here.</p></div>
<?php else: ?>
<ul class="properties">
<?php foreach ($properties as $property): [$mood, $state] = propertyState($property) ?>
<li class="card property-state">
<h3><?= e(propertyName($property)) ?></h3>
<p><span class="badge <?= $mood ?>"><?= e($state) ?></span></p>
<p class="quiet-text"><?= e(implode(' · ', array_filter([
    trim(implode(', ', array_filter([$property['city'], $property['state']]))),
    counted((int) $property['on_market'], 'home') . ' on the market',
    $property['price_pm'] === null ? '' : rent($property),
]))) ?></p>
<p class="quiet-text">Entrata property <?= e($property['property_id']) ?><?= $property['feed_type'] === null ? '' : ', feed ' . e($property['feed_type']) ?><?= $property['ingested_at'] === null ? '' : ', read ' . e(dayAndTime($property['ingested_at'])) ?></p>
</li>
<?php endforeach ?>
</ul>
<?php endif ?>
</section>
<?php
}

/** A property's name at Entrata; before its first ingestion nothing but its number is known. */
function propertyName(array $property): string
{
    return $property['name'] ?: $property['title'] ?: "Property {$property['property_id']}";
}

/** @return array{string, string} its colour and its name */
function propertyState(array $property): array
{
    return match (true) {
        $property['job_state'] === 'DEAD' => ['bad', 'Ingestion given up'],
        $property['status'] === 'SUSPENDED' => ['off', 'Suspended'],
        $property['on_market'] > 0 => ['good', 'On the market'],
        $property['ingested_at'] === null, $property['job_state'] === 'DUE' => ['wait', 'Being read from Entrata'],
        default => ['off', 'Nothing on the market'],
    };
}

function jobName(string $kind): string
{
    return match ($kind) {
        'INGEST' => 'reading it from Entrata',
        default => strtolower(str_replace('_', ' ', $kind)),
    };
}

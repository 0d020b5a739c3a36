<?php

declare(strict_types=1);

namespace Portal\View;

use Portal\Operators\PropertySummary;

/**
 * @var \Portal\Operators\Operator $operator
 * @var \Portal\Operators\Attention $attention
 * @var \Portal\Operators\TourRequestSearch $requestSearch
 * @var array{requests: list<\Portal\Operators\TourRequest>, total: int} $requests
 * @var array{properties: list<PropertySummary>, total: int, paging: \Portal\Database\Paging} $properties
 * @var \Portal\Operators\WebhookChart $chart
 * @var \Portal\Operators\WebhookSearch $webhookSearch
 * @var array{webhooks: list<\Portal\Operators\Webhook>, total: int} $webhooks
 */
?>
<h1><?= e($operator->name ?: 'Dashboard') ?></h1>
<?= Template::render('parts/attention', ['attention' => $attention]) ?>
<?= Template::render('parts/requests', ['search' => $requestSearch, 'found' => $requests]) ?>
<section id="properties" aria-labelledby="properties-title">
<h2 id="properties-title">Properties <span class="number"><?= e(number_format($properties['total'])) ?></span></h2>
<?php if ($properties['total'] === 0): ?>
<div class="empty"><p><strong>No properties yet.</strong> Activate the portal for a property in Entrata, and it appears here.</p></div>
<?php else: ?>
<ul class="properties">
<?php foreach ($properties['properties'] as $property): ?>
<?php [$mood, $state] = $property->state() ?>
<li class="card property-state">
<h3><?= e($property->name) ?></h3>
<p class="state"><span class="badge <?= e($mood) ?>"><?= e($state) ?></span></p>
<p class="quiet-text"><?= e($property->summary()) ?></p>
<p class="quiet-text"><?= e($property->source()) ?></p>
</li>
<?php endforeach ?>
</ul>
<?= Template::render('parts/pages', [
    'paging' => $properties['paging'],
    'address' => static fn(int $page): string => "/dashboard.php?properties=$page#properties",
    'of' => 'properties',
]) ?>
<?php endif ?>
</section>
<?= Template::render('parts/webhooks', ['chart' => $chart, 'search' => $webhookSearch, 'found' => $webhooks]) ?>

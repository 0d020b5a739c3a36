<?php
declare(strict_types=1);

/** A property operator's tour requests, properties and webhooks: its own, and nobody else's. */

require __DIR__ . '/portal/load.php';
require __DIR__ . '/portal/operator.php';
require __DIR__ . '/portal/webhooks.php';
require __DIR__ . '/portal/webhook_search.php';
require __DIR__ . '/views/homes.php';
require __DIR__ . '/views/requests.php';
require __DIR__ . '/views/operator.php';
require __DIR__ . '/views/webhooks.php';
require __DIR__ . '/views/webhook_chart.php';

Portal\answerPage(function (): void {
    Portal\allowMethods('GET', 'HEAD');
    $user = Portal\requireUser();
    $operator = Portal\operatorOf($user);
    $requestPage = Portal\positiveInteger($_GET['requests'] ?? null) ?? 1;
    $requests = Portal\tourRequestsOf($operator['id'], $requestPage);
    $needs = Portal\whatNeedsAPerson($operator['id']);
    $properties = Portal\propertiesOf($operator['id']);
    $counts = Portal\webhookCounts($operator['id']);
    $outcomes = Portal\webhookOutcomes($operator['id']);
    $search = Portal\WebhookSearch::read($_GET);
    $found = Portal\webhooksFound($operator['id'], $search);
    Portal\showPage('Dashboard', $user, function () use ($operator, $requestPage, $requests, $needs, $properties, $counts, $outcomes, $search, $found): void {
        Portal\showOperator($operator, $needs);
        Portal\showTourRequests($requests, $requestPage);
        Portal\showWhatNeedsAPerson($needs);
        Portal\showProperties($properties);
        Portal\showWebhooks($counts, $outcomes, $search, $found);
    });
});

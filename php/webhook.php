<?php
declare(strict_types=1);

/** One webhook by its log id, and what it caused. */

require __DIR__ . '/portal/load.php';
require __DIR__ . '/portal/operator.php';
require __DIR__ . '/portal/webhooks.php';
require __DIR__ . '/views/operator.php';
require __DIR__ . '/views/webhooks.php';
require __DIR__ . '/views/webhook_story.php';

Portal\answerPage(function (): void {
    Portal\allowMethods('GET', 'HEAD');
    $user = Portal\requireUser();
    $operator = Portal\operatorOf($user);
    $logId = is_string($_GET['log'] ?? null) ? $_GET['log'] : '';
    $wellFormed = preg_match('/^[0-9a-f-]{36}$/Di', $logId) === 1;
    $story = $wellFormed ? Portal\webhookStory($operator['id'], $logId) : throw Portal\Problem::unknownPage();
    Portal\showPage('Webhook', $user, fn() => Portal\showWebhookStory($story));
});

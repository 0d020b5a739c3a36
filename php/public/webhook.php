<?php

/**
 * One webhook by its log id, and what it caused.
 */

declare(strict_types=1);

use Portal\Account\Session;
use Portal\Http\Page;
use Portal\Http\Request;
use Portal\Operators\Operator;
use Portal\Operators\WebhookConsequences;
use Portal\Operators\Webhooks;

require_once __DIR__ . '/../db.php';

Page::answer(static function (): void {
    Request::requireMethod('GET', 'HEAD');
    $user = Session::requireUser();
    $operator = Operator::of($user);
    $webhook = Webhooks::find($operator, $_GET['log'] ?? null);
    Page::show('webhook', "{$webhook->name()} webhook", [
        'user' => $user,
        'webhook' => $webhook,
        'consequences' => WebhookConsequences::of($webhook),
        'others' => Webhooks::others($operator, $webhook),
    ]);
});

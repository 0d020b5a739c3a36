<?php

/**
 * A property operator's tour requests, properties and webhooks.
 */

declare(strict_types=1);

use Portal\Account\Session;
use Portal\Http\Input;
use Portal\Http\Page;
use Portal\Http\Request;
use Portal\Operators\Attention;
use Portal\Operators\ChangeRequest;
use Portal\Operators\Operator;
use Portal\Operators\PropertySummary;
use Portal\Operators\TourRequests;
use Portal\Operators\TourRequestSearch;
use Portal\Operators\Webhooks;
use Portal\Operators\WebhookSearch;

require_once __DIR__ . '/../db.php';

Page::answer(static function (): void {
    Request::requireMethod('GET', 'HEAD', 'POST');
    $user = Session::requireUser();
    $operator = Operator::of($user);
    if (Request::method() === 'POST') {
        Request::rejectOtherSites();
        Session::requireFormToken();
        ChangeRequest::resolve($operator, Input::positiveInteger($_POST['resolved'] ?? null));
        Page::redirect('/dashboard.php');
        return;
    }
    $requestSearch = TourRequestSearch::read($_GET);
    $webhookSearch = WebhookSearch::read($_GET);
    Page::show('dashboard', 'Dashboard', [
        'user' => $user,
        'operator' => $operator,
        'attention' => Attention::of($operator),
        'requestSearch' => $requestSearch,
        'requests' => TourRequests::found($operator, $requestSearch),
        'properties' => PropertySummary::found($operator, Input::page($_GET['properties'] ?? null)),
        'chart' => Webhooks::chart($operator),
        'webhookSearch' => $webhookSearch,
        'webhooks' => Webhooks::found($operator, $webhookSearch),
    ]);
});

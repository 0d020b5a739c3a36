<?php

/**
 * A home, and the form that books a tour of it.
 */

declare(strict_types=1);

use Portal\Account\Session;
use Portal\Homes\PropertyPage;
use Portal\Http\Page;
use Portal\Http\Request;

require_once __DIR__ . '/../db.php';

Page::answer(static function (): void {
    Request::requireMethod('GET', 'HEAD');
    PropertyPage::show(Session::requireUser(), $_GET);
});

<?php

/**
 * Signing out.
 */

declare(strict_types=1);

use Portal\Account\Session;
use Portal\Http\Page;
use Portal\Http\Request;

require_once __DIR__ . '/../db.php';

Page::answer(static function (): void {
    Request::requireMethod('POST');
    Request::rejectOtherSites();
    if (Session::user() !== null) {
        Session::requireFormToken();
        Session::end();
    }
    Page::redirect('/login.php');
});

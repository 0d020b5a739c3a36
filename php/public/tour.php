<?php

/**
 * One tour of a renter: cancel it, or ask for another time.
 */

declare(strict_types=1);

use Portal\Account\Session;
use Portal\Http\Input;
use Portal\Http\Page;
use Portal\Http\Problem;
use Portal\Http\Request;
use Portal\Tours\TourChange;
use Portal\Tours\Tours;

require_once __DIR__ . '/../db.php';

Page::answer(static function (): void {
    Request::requireMethod('GET', 'HEAD', 'POST');
    $user = Session::requireUser();
    if (Request::method() !== 'POST') {
        $tour = Tours::find($user, Input::positiveInteger($_GET['id'] ?? null));
        Page::show('tour', 'Change your tour', ['user' => $user, 'tour' => $tour], 200, 'narrow');
        return;
    }
    Request::rejectOtherSites();
    Session::requireFormToken();
    $tour = Tours::find($user, Input::positiveInteger($_POST['id'] ?? null));
    $change = TourChange::tryFrom(Input::text($_POST['change'] ?? null));
    if ($change === null || !$tour->isOpen()) {
        throw new Problem(409, 'TOUR_CLOSED', 'This tour can no longer be changed.');
    }
    if ($change !== TourChange::Cancel || !Tours::cancelUnsent($tour)) {
        Tours::requestChange($tour, $change, Input::text($_POST['note'] ?? null, 500));
    }
    Page::redirect("/tours.php?changed=$tour->id#tour-$tour->id");
});

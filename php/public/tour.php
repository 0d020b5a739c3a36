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
use Portal\Tours\ChangeFields;
use Portal\Tours\Tour;
use Portal\Tours\TourChange;
use Portal\Tours\Tours;

require_once __DIR__ . '/../db.php';

Page::answer(static function (): void {
    Request::requireMethod('GET', 'HEAD', 'POST');
    $user = Session::requireUser();
    $show = static function (Tour $tour, ?Problem $problem = null) use ($user): void {
        $variables = ['user' => $user, 'tour' => $tour, 'fields' => $_POST, 'problem' => $problem];
        Page::show('tour', 'Change your tour', $variables, $problem->status ?? 200, 'narrow');
    };
    if (Request::method() !== 'POST') {
        $show(Tours::find($user, Input::positiveInteger($_GET['id'] ?? null)));
        return;
    }
    Request::rejectOtherSites();
    Session::requireFormToken();
    $tour = Tours::find($user, Input::positiveInteger($_POST['id'] ?? null));
    $change = TourChange::tryFrom(Input::text($_POST['change'] ?? null));
    if ($change === null || !$tour->isOpen()) {
        throw new Problem(409, 'TOUR_CLOSED', 'This tour can no longer be changed.');
    }
    try {
        $note = ChangeFields::note($_POST, $change);
    } catch (Problem $problem) {
        $show($tour, $problem);
        return;
    }
    if ($change !== TourChange::Cancel || !Tours::cancelUnsent($tour)) {
        Tours::requestChange($tour, $change, $note);
    }
    Page::redirect("/tours.php?changed=$tour->id#tour-$tour->id");
});

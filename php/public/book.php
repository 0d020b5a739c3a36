<?php

/**
 * Books a tour from the form on a home's page.
 */

declare(strict_types=1);

use Portal\Account\Session;
use Portal\Homes\PropertyPage;
use Portal\Http\Page;
use Portal\Http\Problem;
use Portal\Http\Request;
use Portal\Tours\Booking;
use Portal\Tours\BookTour;
use Portal\Tours\OfferedSlot;

require_once __DIR__ . '/../db.php';

Page::answer(static function (): void {
    if (Request::method() !== 'POST') {
        // The address of a form that had a problem, loaded again.
        Page::redirect('/tours.php');
        return;
    }
    Request::rejectOtherSites();
    $user = Session::requireUser();
    Session::requireFormToken();
    try {
        $delivery = BookTour::book(Booking::read(OfferedSlot::fields($_POST['slot'] ?? null) + $_POST, $user));
    } catch (Throwable $failure) {
        $problem = Problem::of($failure);
        // Without its home there is no form to go back to.
        if ($problem->status === 404) {
            throw $problem;
        }
        PropertyPage::show($user, $_POST, $problem);
        return;
    }
    Page::redirect("/tours.php?booked={$delivery['viewingId']}#tour-{$delivery['viewingId']}");
});

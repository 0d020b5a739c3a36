<?php

/**
 * POST: books a tour for the signed-in user.
 */

declare(strict_types=1);

use Portal\Account\Session;
use Portal\Http\Json;
use Portal\Http\Request;
use Portal\Tours\Booking;
use Portal\Tours\BookTour;

require_once __DIR__ . '/../../db.php';

Json::answer(static function (): array {
    Request::requireMethod('POST');
    Request::rejectOtherSites();
    $user = Session::requireUser();
    $delivery = BookTour::book(Booking::read(Request::fields(), $user));
    return [$delivery['status'] === 'CONFIRMED' ? 201 : 202, $delivery];
});

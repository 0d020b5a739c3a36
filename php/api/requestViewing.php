<?php
declare(strict_types=1);

/** POST: books a tour for the signed-in user. */

require __DIR__ . '/../portal/load.php';

Portal\answerJson(function (): array {
    Portal\allowMethods('POST');
    Portal\refuseOtherSites();
    $user = Portal\requireUser();
    $booking = Portal\Booking::read(Portal\bodyFields(), $user);
    $delivery = Portal\bookTour($booking, $user);
    return [$delivery['status'] === 'CONFIRMED' ? 201 : 202, $delivery];
});

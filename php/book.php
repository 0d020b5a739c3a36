<?php
declare(strict_types=1);

/** Books a tour from the form on a property's page. */

require __DIR__ . '/portal/load.php';
require __DIR__ . '/views/property.php';
require __DIR__ . '/views/tour_times.php';

Portal\answerPage(function (): void {
    Portal\allowMethods('POST');
    Portal\refuseOtherSites();
    $user = Portal\requireUser();
    Portal\requireFormToken();
    try {
        $booking = Portal\Booking::read(Portal\chosenSlot($_POST) + $_POST, $user);
        $delivery = Portal\bookTour($booking, $user);
        Portal\leadTo("/tours.php?booked={$delivery['viewingId']}#tour-{$delivery['viewingId']}");
    } catch (Throwable $failure) {
        $problem = Portal\Problem::of($failure);
        // Without its house there is no form to go back to.
        if ($problem->status === 404) {
            throw $problem;
        }
        Portal\showPropertyPage($user, $_POST, $problem);
    }
});

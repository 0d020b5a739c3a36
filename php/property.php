<?php
declare(strict_types=1);

/** One property: its pictures, rent and rooms, and its tour times to choose from. */

require __DIR__ . '/portal/load.php';
require __DIR__ . '/views/property.php';
require __DIR__ . '/views/tour_times.php';

Portal\answerPage(function (): void {
    Portal\allowMethods('GET', 'HEAD');
    $user = Portal\requireUser();
    Portal\showPropertyPage($user, $_GET);
});

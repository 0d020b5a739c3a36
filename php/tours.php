<?php
declare(strict_types=1);

/** A user's tours, and the homes that can be toured. */

require __DIR__ . '/portal/load.php';
require __DIR__ . '/views/tours.php';
require __DIR__ . '/views/homes.php';

Portal\answerPage(function (): void {
    Portal\allowMethods('GET', 'HEAD');
    $user = Portal\requireUser();
    $wishes = Portal\HouseWishes::read($_GET);
    $tours = Portal\toursOf($user);
    $found = Portal\housesOnTheMarket($wishes);
    $booked = Portal\positiveInteger($_GET['booked'] ?? null);
    Portal\showPage('Your tours', $user, function () use ($tours, $booked, $wishes, $found): void {
        Portal\showTours($tours, $booked);
        Portal\showHomes($wishes, $found);
    });
});

<?php

/**
 * A renter's tours, and the homes to tour.
 */

declare(strict_types=1);

use Portal\Account\Session;
use Portal\Homes\Houses;
use Portal\Homes\HouseSearch;
use Portal\Http\Input;
use Portal\Http\Page;
use Portal\Http\Request;
use Portal\Tours\Tours;

require_once __DIR__ . '/../db.php';

Page::answer(static function (): void {
    Request::requireMethod('GET', 'HEAD');
    $user = Session::requireUser();
    $search = HouseSearch::read($_GET);
    Page::show('tours', 'Tours', [
        'user' => $user,
        'upcoming' => Tours::upcoming($user),
        'past' => Tours::past($user),
        'booked' => Input::positiveInteger($_GET['booked'] ?? null),
        'changed' => Input::positiveInteger($_GET['changed'] ?? null),
        'search' => $search,
        'found' => Houses::found($search),
    ]);
});

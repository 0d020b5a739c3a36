<?php

/**
 * GET: the tour times of a home.
 */

declare(strict_types=1);

use Portal\Account\Session;
use Portal\Http\Json;
use Portal\Http\Request;
use Portal\Tours\TourTimesBudget;
use Portal\Tours\TourTimesQuery;

require_once __DIR__ . '/../../db.php';

Json::answer(static function (): array {
    Request::requireMethod('GET', 'HEAD');
    $user = Session::requireUser();
    $query = TourTimesQuery::read($_GET);
    TourTimesBudget::spend($user, $query->houseId, $query->month, $query->tourType);
    return [200, Entrata\getTourAvailabilityJson($query->houseId, $query->month, $query->tourType)];
});

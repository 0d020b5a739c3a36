<?php
declare(strict_types=1);

/** GET: the times at which an Entrata property can be toured. */

require __DIR__ . '/../portal/load.php';

Portal\answerJson(function (): array {
    Portal\allowMethods('GET', 'HEAD');
    Portal\requireUser();
    $asked = Portal\TourTimesAsked::read($_GET);
    return [200, Entrata\getTourAvailabilityJson($asked->houseId, $asked->month, $asked->tourType)];
});

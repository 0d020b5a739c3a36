<?php

declare(strict_types=1);

require_once __DIR__ . '/db.php';
require_once __DIR__ . '/slots.php';
require_once __DIR__ . '/entrata.php';
require_once __DIR__ . '/../shared/houses.php';
require_once __DIR__ . '/../shared/booking.php';

/**
 * A booking as PHP is usually written. The steps are the portal's, so that no lead is lost
 * and none is sent twice: lease, ask, check the slot, note, send, write down.
 */
function sendLeadToEntrataFromViewing(int $viewingId): array
{
    $owner = bin2hex(random_bytes(18));
    query(Bench\ADOPT, [$viewingId]);
    if (query(Bench\CLAIM_VIEWING, [$owner, $viewingId])->rowCount() === 0) {
        throw new RuntimeException("viewing $viewingId is being delivered, or was");
    }
    try {
        $viewing = query(Bench\FIND_VIEWING, [$viewingId])->fetch();
        $slot = shownSlot($viewing['tour_date'], $viewing['tour_time']);
        query(Bench\SET_SLOT, [...Bench\slotInUtc($slot), $viewingId]);
        $application = deliver($viewing, $owner);
    } catch (Throwable $failure) {
        query(Bench\GIVE_BACK, [$failure->getMessage(), $viewingId, $owner]);
        throw $failure;
    }
    Bench\confirm(db(), $viewing, $application, $owner);
    query(Bench\FORGET_TIMES, [$viewing['cid'], $viewing['property_id']]);
    return ['viewingId' => $viewingId, 'status' => 'CONFIRMED', 'externalId' => $application, 'start' => $slot['start'], 'end' => $slot['end']];
}

function deliver(array $viewing, string $owner): string
{
    $person = [$viewing['cid'], $viewing['property_id'], strtolower($viewing['email'])];
    if (query(Bench\CLAIM_LEAD, [...$person, $owner])->rowCount() === 0) {
        throw new RuntimeException('another tour of the same person is being booked');
    }
    try {
        $client = query('SELECT * FROM entrata_clients WHERE cid = ?', [$viewing['cid']])->fetch();
        $known = Bench\known(callEntrata($client, ...[...Bench\getLeads($viewing), (int) $viewing['property_id'], true]), $viewing);
        return $known['appointment'] ?? sendNew($client, $viewing, $owner, $known['lead']);
    } finally {
        query(Bench\RELEASE_LEAD, [...$person, $owner]);
    }
}

function sendNew(array $client, array $viewing, string $owner, ?string $lead): string
{
    $offers = query(Bench\OFFERED, [$viewing['cid'], $viewing['property_id'], $viewing['tour_type'], $viewing['tour_date']]);
    if (!Bench\wasOffered($offers->fetchAll(PDO::FETCH_COLUMN), $viewing['tour_date'], $viewing['tour_time'])) {
        throw new RuntimeException('Entrata does not offer this slot');
    }
    query(Bench\OTHER_TOURS, [$viewing['id'], $viewing['id']])->fetchAll();
    if ($lead !== null) {
        throw new RuntimeException('the benchmark books for new people alone');
    }
    if (query(Bench\SENDING, [$viewing['id'], $owner])->rowCount() === 0) {
        throw new RuntimeException("the viewing's lease passed to another process");
    }
    return Bench\application(callEntrata($client, ...[...Bench\sendLeads($viewing), (int) $viewing['property_id'], true]));
}

<?php

/** @return string Entrata's id of the lead */
function sendLeadToEntrataFromViewing(int $viewingId): string
{
    [$viewing] = query('SELECT v.*, u.first_name, u.last_name, u.email, h.entrata_cid, h.entrata_property_id FROM viewing_requests v
        JOIN users u ON u.id = v.user_id JOIN houses h ON h.id = v.house_id WHERE v.id = ?', [$viewingId]);
    [$from, $to] = explode(' - ', $viewing['slot_time']);
    $created = new DateTime('5 seconds ago', new DateTimeZone('America/Denver'));
    $response = callEntrata($viewing['entrata_cid'], 'leads', 'sendLeads', ['propertyId' => $viewing['entrata_property_id'], 'prospects' => ['prospect' => [[
        'createdDate' => $created->format('m/d/Y\TH:i:s'),
        'customers' => ['customer' => [['name' => ['firstName' => $viewing['first_name'], 'lastName' => $viewing['last_name']], 'email' => $viewing['email']]]],
        'events' => ['event' => [['type' => 'Appointment', 'eventTypeId' => '17', 'typeId' => '17', 'subtypeId' => '454', 'title' => 'Tour',
            'appointmentDate' => date('m/d/Y', strtotime($viewing['slot_date'])), 'timeFrom' => $from, 'timeTo' => $to, 'comments' => 'n/a']]],
    ]]]]);
    $lead = (string) $response['prospects']['prospect'][0]['applicationId'];
    query("UPDATE viewing_requests SET status = 'ACCEPTED', external_source = 'ENTRATA', external_id = ? WHERE id = ?", [$lead, $viewingId]);
    return $lead;
}

<?php

/** What both PHP versions of a booking do alike: the statements, and the lead as Entrata takes it. */

declare(strict_types=1);

namespace Bench;

use DateTimeImmutable;
use DateTimeZone;

/** A viewing that the portal's own code wrote, and that ours does not know yet. */
const ADOPT = "INSERT INTO entrata_viewings (viewing_id, cid, property_id, house_id, user_id, tour_type, tour_date, tour_time, adopted)
    SELECT v.id, h.cid, h.property_id, h.house_id, v.user_id, v.tour_type, v.entrata_tour_date, v.entrata_tour_time, 1
    FROM viewings v JOIN entrata_houses h ON h.house_id = v.house_id LEFT JOIN entrata_viewings e ON e.viewing_id = v.id
    WHERE v.id = ? AND v.status = 'REQUESTED' AND e.viewing_id IS NULL AND v.entrata_tour_time IS NOT NULL
    ON DUPLICATE KEY UPDATE entrata_viewings.viewing_id = entrata_viewings.viewing_id";
const FIND_VIEWING = "SELECT v.id, e.status, v.message, e.tour_type, e.tour_date, e.tour_time,
    COALESCE(e.first_name, u.first_name, '') AS first_name, COALESCE(e.last_name, u.last_name, '') AS last_name,
    COALESCE(e.email, u.email, '') AS email, COALESCE(e.phone, u.phone) AS phone, e.move_in_date, e.external_id,
    e.attempts, v.created_at, e.cid, e.property_id
    FROM viewings v JOIN entrata_viewings e ON e.viewing_id = v.id LEFT JOIN users u ON u.id = v.user_id WHERE v.id = ?";
const CLAIM_VIEWING = "UPDATE entrata_viewings SET lease_owner = ?, attempts = attempts + 1,
    lease_until = UTC_TIMESTAMP(3) + INTERVAL 20 SECOND
    WHERE viewing_id = ? AND status = 'REQUESTED' AND (lease_until IS NULL OR lease_until < UTC_TIMESTAMP(3))";
const SET_SLOT = "UPDATE entrata_viewings e JOIN viewings v ON v.id = e.viewing_id
    SET e.starts_at = ?, e.ends_at = ?, v.starts_at = e.starts_at, v.ends_at = e.ends_at, v.external_source = 'ENTRATA' WHERE e.viewing_id = ?";
const CLAIM_LEAD = 'INSERT INTO entrata_prospect_leases (cid, property_id, email, lease_owner, lease_until)
    VALUES (?, ?, ?, ?, UTC_TIMESTAMP(3) + INTERVAL 20 SECOND) ON DUPLICATE KEY UPDATE
    lease_owner = IF(lease_until IS NULL OR lease_until < UTC_TIMESTAMP(3), VALUES(lease_owner), lease_owner),
    lease_until = IF(lease_owner = VALUES(lease_owner), VALUES(lease_until), lease_until)';
const RELEASE_LEAD = 'UPDATE entrata_prospect_leases SET lease_owner = NULL, lease_until = NULL
    WHERE cid = ? AND property_id = ? AND email = ? AND lease_owner = ?';
/** A user's other tours: too many open ones are refused, and a lead of the same person is joined. */
const OTHER_TOURS = "SELECT cid, property_id, tour_type, status, starts_at, external_id FROM entrata_viewings
    WHERE user_id = (SELECT user_id FROM entrata_viewings WHERE viewing_id = ?) AND viewing_id <> ? ORDER BY starts_at DESC LIMIT 200";
const OFFERED = 'SELECT answer FROM entrata_tour_times WHERE cid = ? AND property_id = ? AND tour_type = ?
    AND ? BETWEEN from_date AND to_date AND answer IS NOT NULL
    AND fetched_at > UTC_TIMESTAMP(3) - INTERVAL 15 MINUTE ORDER BY fetched_at DESC LIMIT 3';
const SENDING = 'UPDATE entrata_viewings SET sent_at = UTC_TIMESTAMP(3) WHERE viewing_id = ? AND lease_owner = ?';
const CONFIRM = "UPDATE entrata_viewings e JOIN viewings v ON v.id = e.viewing_id SET e.status = 'CONFIRMED', e.external_id = ?, e.error = NULL,
    e.next_attempt_at = NULL, e.lease_owner = NULL, e.lease_until = NULL, e.updated_at = UTC_TIMESTAMP(),
    v.status = 'CONFIRMED', v.external_id = e.external_id, v.updated_at = UTC_TIMESTAMP() WHERE e.viewing_id = ? AND e.lease_owner = ?";
const CONFIRMED = "INSERT INTO entrata_events (kind, cid, property_id, viewing_id) VALUES ('LeadConfirmed', ?, ?, ?)";
const GIVE_BACK = 'UPDATE entrata_viewings SET error = ?, next_attempt_at = UTC_TIMESTAMP(3) + INTERVAL 5 SECOND,
    lease_owner = NULL, lease_until = NULL, updated_at = UTC_TIMESTAMP() WHERE viewing_id = ? AND lease_owner = ?';
const FORGET_TIMES = 'UPDATE entrata_tour_times SET fresh_until = NULL WHERE cid = ? AND property_id = ?';

/** Both tables and the event, or nothing. */
function confirm(\PDO $database, array $viewing, string $application, string $owner): void
{
    $database->beginTransaction();
    if (\query(CONFIRM, [$application, $viewing['id'], $owner])->rowCount() > 0) {
        \query(CONFIRMED, [$viewing['cid'], $viewing['property_id'], $viewing['id']]);
    }
    $database->commit();
}

/** @return array{string, string} start and end for the table, which is UTC */
function slotInUtc(array $slot): array
{
    $utc = fn(string $text): string => gmdate('Y-m-d H:i:s', strtotime($text));
    return [$utc($slot['start']), $utc($slot['end'])];
}

function wasOffered(array $answers, string $date, string $time): bool
{
    foreach ($answers as $answer) {
        foreach (json_decode($answer, true) as [$day, $times]) {
            if ($day === $date && in_array($time, $times, true)) {
                return true;
            }
        }
    }
    return false;
}

/** The lead of this person in which this very appointment stands already, and any lead of theirs. */
function known(mixed $result, array $viewing): array
{
    $there = $lead = null;
    [$year, $month, $day] = explode('-', $viewing['tour_date']);
    foreach (several($result['prospects']['prospect'] ?? []) as $prospect) {
        $emails = array_column(several($prospect['customers']['customer'] ?? []), 'email');
        if (!in_array(strtolower($viewing['email']), array_map(strtolower(...), $emails), true)) {
            continue;
        }
        $lead ??= $prospect['applicationId'];
        foreach (several($prospect['events']['event'] ?? []) as $event) {
            $same = ($event['appointmentDate'] ?? '') === "$month/$day/$year"
                && substr($event['timeFrom'] ?? '', 0, 5) === substr($viewing['tour_time'], 0, 5);
            $there ??= $same ? $prospect['applicationId'] : null;
        }
    }
    return ['appointment' => $there, 'lead' => $lead];
}

/** The lead as sendLeads takes it. */
function prospect(array $viewing): array
{
    $made = min(new DateTimeImmutable($viewing['created_at'], new DateTimeZone('UTC')), new DateTimeImmutable('-60 seconds'));
    $created = $made->setTimezone(new DateTimeZone('America/Denver'))->format('m/d/Y\TH:i:s');
    [$from, $to] = explode(' - ', $viewing['tour_time']);
    [$year, $month, $day] = explode('-', $viewing['tour_date']);
    $message = trim((string) $viewing['message']);
    return [
        'customers' => ['customer' => [[
            'name' => ['firstName' => $viewing['first_name'], 'lastName' => $viewing['last_name'] ?: 'Unknown'],
            'email' => $viewing['email'],
            'phone' => ['personalPhoneNumber' => (string) $viewing['phone']],
        ]]],
        'customerPreferences' => array_filter(['comment' => $message]),
        'events' => ['event' => [[
            'type' => 'Appointment', 'eventTypeId' => 17, 'typeId' => 17, 'subtypeId' => '454', 'date' => $created,
            'appointmentDate' => "$month/$day/$year", 'timeFrom' => $from, 'timeTo' => $to,
            'eventReasons' => 'Tour', 'title' => 'Tour', 'comments' => $message ?: 'Requested in the app',
        ]]],
        'createdDate' => $created,
    ];
}

function sendLeads(array $viewing): array
{
    return ['leads', 'sendLeads', [
        'propertyId' => (int) $viewing['property_id'],
        'doNotSendConfirmationEmail' => '0',
        'isWaitList' => '0',
        'prospects' => ['prospect' => [prospect($viewing)]],
    ]];
}

function getLeads(array $viewing): array
{
    return ['leads', 'getLeads', ['propertyId' => (string) $viewing['property_id'], 'email' => $viewing['email'], 'eventTypeIds' => 17]];
}

/** Entrata's application id of a lead that it took. */
function application(mixed $result): string
{
    $answer = several($result['prospects']['prospect'])[0];
    return $answer['status'] === 'Success' ? (string) $answer['applicationId'] : throw new \RuntimeException($answer['message']);
}

<?php
declare(strict_types=1);

namespace Bench;

use DateTimeImmutable;
use DateTimeZone;

/** What both PHP versions of a booking do alike: the statements, and the lead as Entrata takes it. */

const FIND_VIEWING = "SELECT v.id, v.status, v.message, v.tour_type, v.entrata_tour_date, v.entrata_tour_time,
    COALESCE(v.first_name, u.first_name, '') AS first_name, COALESCE(v.last_name, u.last_name, '') AS last_name,
    COALESCE(v.email, u.email, '') AS email, COALESCE(v.phone, u.phone) AS phone, v.move_in_date, v.external_id,
    v.attempts, v.created_at, c.cid, h.entrata_property_id AS property_id
    FROM viewings v LEFT JOIN users u ON u.id = v.user_id
    LEFT JOIN houses h ON h.id = v.house_id AND h.source = 'ENTRATA'
    LEFT JOIN entrata_clients c ON c.id = h.entrata_client_id WHERE v.id = ?";
const CLAIM_VIEWING = "UPDATE viewings SET lease_owner = ?, attempts = attempts + 1, lease_until = UTC_TIMESTAMP(3) + INTERVAL 20 SECOND
    WHERE id = ? AND status = 'REQUESTED' AND (lease_until IS NULL OR lease_until < UTC_TIMESTAMP(3))";
const SET_SLOT = "UPDATE viewings SET starts_at = ?, ends_at = ?, external_source = 'ENTRATA' WHERE id = ?";
const CLAIM_LEAD = 'INSERT INTO entrata_leads (cid, property_id, email, lease_owner, lease_until)
    VALUES (?, ?, ?, ?, UTC_TIMESTAMP(3) + INTERVAL 20 SECOND) ON DUPLICATE KEY UPDATE
    lease_owner = IF(lease_until IS NULL OR lease_until < UTC_TIMESTAMP(3), VALUES(lease_owner), lease_owner),
    lease_until = IF(lease_owner = VALUES(lease_owner), VALUES(lease_until), lease_until)';
const RELEASE_LEAD = 'UPDATE entrata_leads SET lease_owner = NULL, lease_until = NULL
    WHERE cid = ? AND property_id = ? AND email = ? AND lease_owner = ?';
const OFFERED = 'SELECT answer FROM entrata_tour_times WHERE cid = ? AND property_id = ? AND tour_type = ?
    AND ? BETWEEN from_date AND to_date AND answer IS NOT NULL
    AND fetched_at > UTC_TIMESTAMP(3) - INTERVAL 15 MINUTE ORDER BY fetched_at DESC LIMIT 3';
const SENDING = 'UPDATE viewings SET sent_at = UTC_TIMESTAMP(3) WHERE id = ? AND lease_owner = ?';
const CONFIRM = "UPDATE viewings SET status = 'CONFIRMED', external_id = ?, lead_error = NULL, next_attempt_at = NULL,
    lease_owner = NULL, lease_until = NULL, updated_at = UTC_TIMESTAMP() WHERE id = ? AND lease_owner = ?";
const GIVE_BACK = 'UPDATE viewings SET lead_error = ?, next_attempt_at = UTC_TIMESTAMP(3) + INTERVAL 5 SECOND,
    lease_owner = NULL, lease_until = NULL, updated_at = UTC_TIMESTAMP() WHERE id = ? AND lease_owner = ?';
const FORGET_TIMES = 'UPDATE entrata_tour_times SET fresh_until = NULL WHERE cid = ? AND property_id = ?';

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
    [$year, $month, $day] = explode('-', $viewing['entrata_tour_date']);
    foreach (several($result['prospects']['prospect'] ?? []) as $prospect) {
        $emails = array_column(several($prospect['customers']['customer'] ?? []), 'email');
        if (!in_array(strtolower($viewing['email']), array_map(strtolower(...), $emails), true)) {
            continue;
        }
        $lead ??= $prospect['applicationId'];
        foreach (several($prospect['events']['event'] ?? []) as $event) {
            $same = ($event['appointmentDate'] ?? '') === "$month/$day/$year"
                && substr($event['timeFrom'] ?? '', 0, 5) === substr($viewing['entrata_tour_time'], 0, 5);
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
    [$from, $to] = explode(' - ', $viewing['entrata_tour_time']);
    [$year, $month, $day] = explode('-', $viewing['entrata_tour_date']);
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

<?php
declare(strict_types=1);

namespace Portal;

const REQUESTS_A_PAGE = 10;

/** The operator whose agent is signed in. @throws Problem for everyone else */
function operatorOf(User $user): array
{
    $operator = $user->isAgent() && $user->operatorId !== null
        ? query('SELECT id, name FROM property_operators WHERE id = ?', [$user->operatorId])->fetch()
        : false;
    return $operator ?: throw new Problem(403, 'NOT_AN_OPERATOR', 'This page is for property operators.');
}

/**
 * Tours that renters asked for at the operator's properties, newest first.
 *
 * @return array{requests: list<array>, total: int}
 */
function tourRequestsOf(int $operatorId, int $page): array
{
    $total = (int) query(
        'SELECT COUNT(*) FROM viewings v JOIN houses h ON h.id = v.house_id WHERE h.property_operator_id = ?',
        [$operatorId],
    )->fetchColumn();
    $offset = ($page - 1) * REQUESTS_A_PAGE;
    $requests = query(
        "SELECT v.id, v.status, v.message, v.tour_type, v.entrata_tour_date, v.entrata_tour_time, v.starts_at, v.ends_at,
                v.external_id, v.lead_error, v.attempts, v.next_attempt_at, v.created_at, v.move_in_date,
                COALESCE(v.first_name, u.first_name) AS first_name, COALESCE(v.last_name, u.last_name) AS last_name,
                COALESCE(v.email, u.email) AS email, COALESCE(v.phone, u.phone) AS phone, h.title, h.address, h.city,
                COALESCE(v.ends_at, v.starts_at) < UTC_TIMESTAMP() AS is_past
           FROM viewings v JOIN houses h ON h.id = v.house_id JOIN users u ON u.id = v.user_id
          WHERE h.property_operator_id = ?
          ORDER BY v.created_at DESC, v.id DESC LIMIT " . REQUESTS_A_PAGE . " OFFSET $offset",
        [$operatorId],
    )->fetchAll();
    return ['requests' => $requests, 'total' => $total];
}

/** @return list<array> the operator's properties at Entrata, with what is on the market of each */
function propertiesOf(int $operatorId): array
{
    return query(
        "SELECT p.cid, p.property_id, p.status, p.feed_type, p.name, p.ingested_at, p.decided_by, c.company_name,
                COUNT(h.id) AS houses, COALESCE(SUM(h.status = 1 AND h.deleted_at IS NULL), 0) AS on_market,
                MIN(h.title) AS title, MIN(h.city) AS city, MIN(h.state) AS state,
                MIN(h.price_pm) AS price_pm, MAX(COALESCE(h.price_pm_max, h.price_pm)) AS price_pm_max,
                (SELECT j.state FROM entrata_jobs j WHERE j.cid = p.cid AND j.property_id = p.property_id
                  ORDER BY j.state = 'DEAD' DESC, j.id LIMIT 1) AS job_state
           FROM entrata_properties p
           JOIN entrata_clients c ON c.cid = p.cid
           LEFT JOIN houses h ON h.property_operator_id = c.property_operator_id AND h.entrata_property_id = p.property_id
          WHERE c.property_operator_id = ?
          GROUP BY p.cid, p.property_id, p.status, p.feed_type, p.name, p.ingested_at, p.decided_by, c.company_name
          ORDER BY COALESCE(SUM(h.status = 1 AND h.deleted_at IS NULL), 0) = 0, title, p.property_id",
        [$operatorId],
    )->fetchAll();
}

/**
 * What does not mend itself. A refused lead whose renter has found another time needs nobody.
 *
 * @return array{clients: list<array>, jobs: list<array>, leads: list<array>}
 */
function whatNeedsAPerson(int $operatorId): array
{
    return [
        'clients' => query(
            "SELECT cid, company_name, updated_at FROM entrata_clients
              WHERE property_operator_id = ? AND status = 'REAUTH_REQUIRED' ORDER BY cid",
            [$operatorId],
        )->fetchAll(),
        'jobs' => query(
            "SELECT j.kind, j.cid, j.property_id, j.log_id, j.attempts, j.last_error, j.updated_at, p.name
               FROM entrata_jobs j
               JOIN entrata_clients c ON c.cid = j.cid
               LEFT JOIN entrata_properties p ON p.cid = j.cid AND p.property_id = j.property_id
              WHERE c.property_operator_id = ? AND j.state = 'DEAD' ORDER BY j.updated_at DESC LIMIT 50",
            [$operatorId],
        )->fetchAll(),
        'leads' => query(
            "SELECT v.id, v.starts_at, v.ends_at, v.lead_error, h.title,
                    COALESCE(v.first_name, u.first_name) AS first_name, COALESCE(v.last_name, u.last_name) AS last_name
               FROM viewings v JOIN houses h ON h.id = v.house_id JOIN users u ON u.id = v.user_id
              WHERE h.property_operator_id = ? AND v.status = 'REJECTED' AND v.starts_at > UTC_TIMESTAMP()
                AND NOT EXISTS (SELECT 1 FROM viewings o WHERE o.user_id = v.user_id AND o.house_id = v.house_id
                                   AND o.id > v.id AND o.status <> 'REJECTED')
              ORDER BY v.starts_at LIMIT 50",
            [$operatorId],
        )->fetchAll(),
    ];
}

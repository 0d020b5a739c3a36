-- Our own tables. Times are UTC. Every row has `cid`, which can be the sharding key; 0 stands for no client. Every
-- table has a primary key, as replication of whole rows needs one.

-- Every webhook, and what became of it. `authenticated_by` says what proved the sender: KEY, SECRET or CODE; NULL if
-- nothing did. The row of such a stranger has no client, property or type, and never counts for one.
CREATE TABLE IF NOT EXISTS entrata_webhooks (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    log_id CHAR(36) CHARACTER SET ascii NOT NULL,
    authenticated_by VARCHAR(8) CHARACTER SET ascii NULL,
    request_type VARCHAR(64) NULL,
    cid BIGINT UNSIGNED NULL,
    property_id BIGINT UNSIGNED NULL,
    raw_query MEDIUMBLOB NOT NULL,
    remote_addr VARCHAR(64) NULL,
    received_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    response_code SMALLINT UNSIGNED NULL,
    outcome VARCHAR(32) NULL,
    error TEXT NULL,
    completed_at DATETIME(6) NULL,
    PRIMARY KEY (id),
    UNIQUE KEY entrata_webhooks_log (log_id),
    KEY entrata_webhooks_received (received_at),
    KEY entrata_webhooks_sender (authenticated_by, received_at),
    KEY entrata_webhooks_client (cid, property_id, received_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS entrata_clients (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    cid BIGINT UNSIGNED NOT NULL,
    subdomain VARCHAR(63) NOT NULL,
    company_name VARCHAR(255) NOT NULL DEFAULT '',
    access_token TEXT NOT NULL,
    token_expires_at DATETIME NULL,
    refresh_token TEXT NULL,
    status VARCHAR(16) NOT NULL DEFAULT 'ACTIVE',
    authenticated_at DATETIME(6) NULL,
    property_operator_id BIGINT UNSIGNED NOT NULL,
    agent_id BIGINT UNSIGNED NOT NULL,
    created_at DATETIME NOT NULL DEFAULT (UTC_TIMESTAMP()),
    updated_at DATETIME NOT NULL DEFAULT (UTC_TIMESTAMP()),
    PRIMARY KEY (id),
    UNIQUE KEY entrata_clients_cid (cid),
    KEY entrata_clients_operator (property_operator_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- What Entrata last said of a property. `decided_by` is the log id of the webhook that said it, `decided_at` the time
-- by the database's clock: an older webhook that is handled late changes nothing.
CREATE TABLE IF NOT EXISTS entrata_properties (
    cid BIGINT UNSIGNED NOT NULL,
    property_id BIGINT UNSIGNED NOT NULL,
    status VARCHAR(16) NOT NULL,
    feed_type VARCHAR(64) NULL,
    occupancy_type VARCHAR(64) NULL,
    name VARCHAR(255) NULL,
    time_zone VARCHAR(64) NULL,
    decided_by CHAR(36) CHARACTER SET ascii NOT NULL,
    decided_at DATETIME(6) NULL,
    ingested_at DATETIME(3) NULL,
    empty_since DATETIME(3) NULL,
    reconciled_at DATETIME(3) NULL,
    tours_unsupported_at DATETIME(3) NULL,
    PRIMARY KEY (cid, property_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- Which floor plan of which property a row of the portal's `houses` is; 0 for a property without floor plans.
CREATE TABLE IF NOT EXISTS entrata_houses (
    house_id BIGINT UNSIGNED NOT NULL,
    cid BIGINT UNSIGNED NOT NULL,
    property_id BIGINT UNSIGNED NOT NULL,
    floorplan_id BIGINT UNSIGNED NOT NULL,
    retired_at DATETIME NULL,
    PRIMARY KEY (house_id),
    UNIQUE KEY entrata_houses_floorplan (cid, property_id, floorplan_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- The state of each of the portal's `viewings` at Entrata, and the delivery of its lead. The prospect's columns are set
-- where the booking form differs from the user. `adopted` is 1 where the portal's own code wrote the viewing. The event
-- columns say in which event Entrata last showed the tour, and the clock of its start; `missing_since` when the event was
-- first missing.
CREATE TABLE IF NOT EXISTS entrata_viewings (
    viewing_id BIGINT UNSIGNED NOT NULL,
    cid BIGINT UNSIGNED NOT NULL,
    property_id BIGINT UNSIGNED NOT NULL,
    house_id BIGINT UNSIGNED NOT NULL,
    user_id BIGINT UNSIGNED NOT NULL,
    tour_type VARCHAR(16) CHARACTER SET ascii NOT NULL,
    tour_date VARCHAR(32) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    tour_time VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    starts_at DATETIME NULL,
    ends_at DATETIME NULL,
    status VARCHAR(16) CHARACTER SET ascii NOT NULL DEFAULT 'REQUESTED',
    external_id VARCHAR(32) NULL,
    error TEXT NULL,
    first_name VARCHAR(255) NULL,
    last_name VARCHAR(255) NULL,
    email VARCHAR(254) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
    phone VARCHAR(64) NULL,
    move_in_date DATE NULL,
    adopted TINYINT UNSIGNED NOT NULL DEFAULT 0,
    attempts INT UNSIGNED NOT NULL DEFAULT 0,
    next_attempt_at DATETIME(3) NULL,
    sent_at DATETIME(3) NULL,
    lease_owner CHAR(36) CHARACTER SET ascii NULL,
    lease_until DATETIME(3) NULL,
    event_id VARCHAR(32) NULL,
    event_clock DATETIME NULL,
    missing_since DATETIME(3) NULL,
    created_at DATETIME NOT NULL DEFAULT (UTC_TIMESTAMP()),
    updated_at DATETIME NOT NULL DEFAULT (UTC_TIMESTAMP()),
    booking_key VARCHAR(255) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin GENERATED ALWAYS AS (
        IF(adopted = 1 OR status IN ('REJECTED', 'CANCELLED'), NULL,
           CONCAT_WS('|', user_id, house_id, tour_type, tour_date, tour_time))) STORED,
    PRIMARY KEY (viewing_id),
    UNIQUE KEY entrata_viewings_booking (booking_key),
    KEY entrata_viewings_due (status, next_attempt_at),
    KEY entrata_viewings_ended (status, updated_at),
    KEY entrata_viewings_property (cid, property_id, starts_at),
    KEY entrata_viewings_user (user_id, starts_at),
    KEY entrata_viewings_created (cid, created_at),
    KEY entrata_viewings_upcoming (cid, status, starts_at),
    KEY entrata_viewings_email (email)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- What renters ask a property to change about a tour. Entrata's API offers neither, so a person at the property does it.
-- `kind` is CANCEL or MOVE.
CREATE TABLE IF NOT EXISTS entrata_tour_changes (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    cid BIGINT UNSIGNED NOT NULL,
    property_id BIGINT UNSIGNED NOT NULL,
    viewing_id BIGINT UNSIGNED NOT NULL,
    kind VARCHAR(8) CHARACTER SET ascii NOT NULL,
    note VARCHAR(500) NULL,
    created_at DATETIME NOT NULL DEFAULT (UTC_TIMESTAMP()),
    resolved_at DATETIME NULL,
    PRIMARY KEY (id),
    KEY entrata_tour_changes_viewing (viewing_id),
    KEY entrata_tour_changes_open (cid, resolved_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- Work that must follow a reply or a crash. One row a kind and property: a request for work that is under way
-- raises `requests`, and the row stays due until the last request has been met.
CREATE TABLE IF NOT EXISTS entrata_jobs (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    kind VARCHAR(16) NOT NULL,
    cid BIGINT UNSIGNED NOT NULL,
    property_id BIGINT UNSIGNED NOT NULL,
    state VARCHAR(16) NOT NULL DEFAULT 'DUE',
    requests INT UNSIGNED NOT NULL DEFAULT 1,
    log_id CHAR(36) CHARACTER SET ascii NULL,
    attempts INT UNSIGNED NOT NULL DEFAULT 0,
    due_at DATETIME(3) NOT NULL,
    lease_owner CHAR(36) CHARACTER SET ascii NULL,
    lease_until DATETIME(3) NULL,
    last_error TEXT NULL,
    created_at DATETIME NOT NULL DEFAULT (UTC_TIMESTAMP()),
    updated_at DATETIME NOT NULL DEFAULT (UTC_TIMESTAMP()),
    PRIMARY KEY (id),
    UNIQUE KEY entrata_jobs_request (cid, property_id, kind),
    KEY entrata_jobs_due (state, due_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- A person who has, or is about to have, a lead at a property. Its lease keeps two viewings of one person from
-- becoming two leads. The address is in lower case.
CREATE TABLE IF NOT EXISTS entrata_prospect_leases (
    cid BIGINT UNSIGNED NOT NULL,
    property_id BIGINT UNSIGNED NOT NULL,
    email VARCHAR(254) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    lease_owner CHAR(36) CHARACTER SET ascii NULL,
    lease_until DATETIME(3) NULL,
    PRIMARY KEY (cid, property_id, email)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- Entrata's response on tour times, shared by all processes. The holder of the lease asks Entrata. A booking ends
-- its freshness and keeps the response: it still proves which slots Entrata has offered.
CREATE TABLE IF NOT EXISTS entrata_tour_times (
    cid BIGINT UNSIGNED NOT NULL,
    property_id BIGINT UNSIGNED NOT NULL,
    tour_type VARCHAR(16) CHARACTER SET ascii NOT NULL,
    from_date DATE NOT NULL,
    to_date DATE NOT NULL,
    answer MEDIUMTEXT NULL,
    fetched_at DATETIME(3) NULL,
    fresh_until DATETIME(3) NULL,
    lease_owner CHAR(36) CHARACTER SET ascii NULL,
    lease_until DATETIME(3) NULL,
    PRIMARY KEY (cid, property_id, tour_type, from_date, to_date)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- Calls to Entrata, counted over all processes. A row with `property_id` 0 and a service's name keeps what
-- Entrata's headers last allowed of that service, and when a response last said nothing about it; the others note when a
-- method was last called for a property, and until when it is not called because the client does not grant it.
CREATE TABLE IF NOT EXISTS entrata_rate_limits (
    cid BIGINT UNSIGNED NOT NULL,
    property_id BIGINT UNSIGNED NOT NULL,
    method VARCHAR(64) CHARACTER SET ascii NOT NULL,
    called_at DATETIME(3) NULL,
    allowed_a_minute INT UNSIGNED NULL,
    remaining INT UNSIGNED NULL,
    remaining_until DATETIME(3) NULL,
    blocked_until DATETIME(3) NULL,
    PRIMARY KEY (cid, property_id, method)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- Calls a client and day, for as long as Entrata's headers have not said what is allowed.
CREATE TABLE IF NOT EXISTS entrata_rate_limit_days (
    cid BIGINT UNSIGNED NOT NULL,
    day DATE NOT NULL,
    calls INT UNSIGNED NOT NULL DEFAULT 0,
    PRIMARY KEY (cid, day)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- The available units of a house, in Entrata's order. Money in dollars, rents a month.
CREATE TABLE IF NOT EXISTS entrata_units (
    house_id BIGINT UNSIGNED NOT NULL,
    position INT UNSIGNED NOT NULL,
    cid BIGINT UNSIGNED NOT NULL,
    unit_id VARCHAR(32) NULL,
    space_id VARCHAR(32) NULL,
    number VARCHAR(64) NULL,
    building VARCHAR(128) NULL,
    floor VARCHAR(64) NULL,
    square_feet INT UNSIGNED NULL,
    rent_min DECIMAL(10, 2) NULL,
    rent_max DECIMAL(10, 2) NULL,
    deposit DECIMAL(10, 2) NULL,
    available_on DATE NULL,
    PRIMARY KEY (house_id, position),
    KEY entrata_units_client (cid)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- The rents of the available units by lease term, in Entrata's order. `unit` is the unit's position in entrata_units.
CREATE TABLE IF NOT EXISTS entrata_unit_rents (
    house_id BIGINT UNSIGNED NOT NULL,
    position INT UNSIGNED NOT NULL,
    cid BIGINT UNSIGNED NOT NULL,
    unit INT UNSIGNED NOT NULL,
    lease_term VARCHAR(64) NOT NULL,
    rent DECIMAL(10, 2) NOT NULL,
    starts_on DATE NULL,
    ends_on DATE NULL,
    is_best_price TINYINT UNSIGNED NOT NULL DEFAULT 0,
    PRIMARY KEY (house_id, position),
    KEY entrata_unit_rents_client (cid)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- A house's special offers.
CREATE TABLE IF NOT EXISTS entrata_specials (
    house_id BIGINT UNSIGNED NOT NULL,
    position INT UNSIGNED NOT NULL,
    cid BIGINT UNSIGNED NOT NULL,
    title VARCHAR(255) NOT NULL DEFAULT '',
    description TEXT NULL,
    starts_on DATE NULL,
    ends_on DATE NULL,
    PRIMARY KEY (house_id, position),
    KEY entrata_specials_client (cid)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- A house's amenities. `scope` is PROPERTY, FLOORPLAN or UNIT.
CREATE TABLE IF NOT EXISTS entrata_amenities (
    house_id BIGINT UNSIGNED NOT NULL,
    position INT UNSIGNED NOT NULL,
    cid BIGINT UNSIGNED NOT NULL,
    scope VARCHAR(16) CHARACTER SET ascii NOT NULL,
    kind VARCHAR(64) NULL,
    name VARCHAR(255) NOT NULL,
    PRIMARY KEY (house_id, position),
    KEY entrata_amenities_client (cid)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- A house's fees in dollars. `kind` says what for, such as APPLICATION, ADMIN or PET; `frequency` how often. `is_required`
-- is 1 where every renter pays the fee.
CREATE TABLE IF NOT EXISTS entrata_fees (
    house_id BIGINT UNSIGNED NOT NULL,
    position INT UNSIGNED NOT NULL,
    cid BIGINT UNSIGNED NOT NULL,
    kind VARCHAR(64) NULL,
    name VARCHAR(255) NOT NULL,
    amount_min DECIMAL(10, 2) NULL,
    amount_max DECIMAL(10, 2) NULL,
    frequency VARCHAR(64) NULL,
    is_required TINYINT UNSIGNED NOT NULL DEFAULT 0,
    PRIMARY KEY (house_id, position),
    KEY entrata_fees_client (cid)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- What happened and may interest the portal: an outbox that PHP and the worker deliver.
CREATE TABLE IF NOT EXISTS entrata_events (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    cid BIGINT UNSIGNED NOT NULL,
    property_id BIGINT UNSIGNED NULL,
    viewing_id BIGINT UNSIGNED NULL,
    kind VARCHAR(32) CHARACTER SET ascii NOT NULL,
    created_at DATETIME(3) NOT NULL DEFAULT (UTC_TIMESTAMP(3)),
    delivered_at DATETIME(3) NULL,
    attempts INT UNSIGNED NOT NULL DEFAULT 0,
    due_at DATETIME(3) NOT NULL DEFAULT (UTC_TIMESTAMP(3)),
    lease_owner CHAR(36) CHARACTER SET ascii NULL,
    lease_until DATETIME(3) NULL,
    PRIMARY KEY (id),
    KEY entrata_events_due (delivered_at, created_at),
    -- In this order, events about one viewing or property are delivered.
    KEY entrata_events_subject (cid, property_id, viewing_id, delivered_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- Wrong passwords, so that guessing becomes slower and slower. `attempt` is a hash of what is counted.
CREATE TABLE IF NOT EXISTS entrata_sign_in_attempts (
    attempt CHAR(64) CHARACTER SET ascii NOT NULL,
    cid BIGINT UNSIGNED NOT NULL DEFAULT 0,
    failures INT UNSIGNED NOT NULL,
    free_at DATETIME NOT NULL,
    PRIMARY KEY (attempt),
    KEY entrata_sign_in_attempts_free (free_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- Which tour times each user of the pages has requested in the last minute: one user must not use up the calls that
-- Entrata allows for all.
CREATE TABLE IF NOT EXISTS entrata_tour_questions (
    user_id BIGINT UNSIGNED NOT NULL,
    question VARCHAR(64) CHARACTER SET ascii NOT NULL,
    cid BIGINT UNSIGNED NOT NULL DEFAULT 0,
    asked_at DATETIME NOT NULL DEFAULT (UTC_TIMESTAMP()),
    PRIMARY KEY (user_id, question)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- What happens in many processes and is only ever added up.
CREATE TABLE IF NOT EXISTS entrata_counters (
    cid BIGINT UNSIGNED NOT NULL DEFAULT 0,
    name VARCHAR(64) CHARACTER SET ascii NOT NULL,
    value BIGINT UNSIGNED NOT NULL,
    PRIMARY KEY (cid, name)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

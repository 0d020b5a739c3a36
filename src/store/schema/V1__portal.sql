-- The portal's tables. Times are UTC. `entrata migrate` runs this on a portal's existing tables too: what is
-- there already stays, and the columns and keys that are missing are added first (see adopt.rs), which is why
-- each column and each key stands on a line of its own.

CREATE TABLE IF NOT EXISTS property_operators (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    name VARCHAR(255) NOT NULL DEFAULT '',
    created_at DATETIME NOT NULL DEFAULT (UTC_TIMESTAMP()),
    PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS users (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    role VARCHAR(16) NOT NULL DEFAULT 'USER',
    first_name VARCHAR(255) NOT NULL DEFAULT '',
    last_name VARCHAR(255) NOT NULL DEFAULT '',
    email VARCHAR(254) NOT NULL,
    phone VARCHAR(64) NULL,
    password_hash VARCHAR(255) NULL,
    property_operator_id BIGINT UNSIGNED NULL,
    created_at DATETIME NOT NULL DEFAULT (UTC_TIMESTAMP()),
    PRIMARY KEY (id),
    UNIQUE KEY users_email (email),
    KEY users_operator (property_operator_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS entrata_clients (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    cid BIGINT UNSIGNED NOT NULL,
    subdomain VARCHAR(63) NOT NULL,
    company_name VARCHAR(255) NOT NULL DEFAULT '',
    access_token TEXT NOT NULL,
    token_expires_at DATETIME NULL,
    refresh_token TEXT NULL,
    status VARCHAR(16) NOT NULL DEFAULT 'ACTIVE',
    property_operator_id BIGINT UNSIGNED NOT NULL,
    agent_id BIGINT UNSIGNED NOT NULL,
    created_at DATETIME NOT NULL DEFAULT (UTC_TIMESTAMP()),
    updated_at DATETIME NOT NULL DEFAULT (UTC_TIMESTAMP()),
    PRIMARY KEY (id),
    UNIQUE KEY entrata_clients_cid (cid),
    KEY entrata_clients_operator (property_operator_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS houses (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    source VARCHAR(16) NULL,
    entrata_client_id BIGINT UNSIGNED NULL,
    entrata_property_id BIGINT UNSIGNED NULL,
    entrata_floorplan_id BIGINT UNSIGNED NULL,
    property_operator_id BIGINT UNSIGNED NULL,
    agent_id BIGINT UNSIGNED NULL,
    title VARCHAR(255) NOT NULL DEFAULT '',
    description MEDIUMTEXT NULL,
    address VARCHAR(255) NULL,
    city VARCHAR(128) NULL,
    state VARCHAR(64) NULL,
    postal_code VARCHAR(32) NULL,
    country VARCHAR(64) NULL,
    latitude DECIMAL(10, 7) NULL,
    longitude DECIMAL(10, 7) NULL,
    bedrooms TINYINT UNSIGNED NULL,
    bathrooms DECIMAL(4, 1) NULL,
    square_feet_min INT UNSIGNED NULL,
    square_feet_max INT UNSIGNED NULL,
    price_pm DECIMAL(10, 2) NULL,
    price_pm_max DECIMAL(10, 2) NULL,
    deposit DECIMAL(10, 2) NULL,
    number_available INT UNSIGNED NOT NULL DEFAULT 0,
    available_on DATE NULL,
    website VARCHAR(2048) NULL,
    phone VARCHAR(64) NULL,
    email VARCHAR(254) NULL,
    feed_type VARCHAR(64) NULL,
    status TINYINT UNSIGNED NOT NULL DEFAULT 0,
    created_at DATETIME NOT NULL DEFAULT (UTC_TIMESTAMP()),
    updated_at DATETIME NOT NULL DEFAULT (UTC_TIMESTAMP()),
    deleted_at DATETIME NULL,
    retired_at DATETIME NULL,
    PRIMARY KEY (id),
    UNIQUE KEY houses_floorplan (entrata_client_id, entrata_property_id, entrata_floorplan_id),
    KEY houses_operator (property_operator_id),
    KEY houses_market (status, source)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS house_images (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    house_id BIGINT UNSIGNED NOT NULL,
    url VARCHAR(2048) NOT NULL,
    caption VARCHAR(255) NOT NULL DEFAULT '',
    position INT UNSIGNED NOT NULL DEFAULT 0,
    PRIMARY KEY (id),
    KEY house_images_house (house_id, position)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS viewings (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    user_id BIGINT UNSIGNED NOT NULL,
    house_id BIGINT UNSIGNED NOT NULL,
    status VARCHAR(16) NOT NULL DEFAULT 'REQUESTED',
    message TEXT NULL,
    tour_type VARCHAR(32) NULL,
    entrata_tour_date VARCHAR(32) NULL,
    entrata_tour_time VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
    starts_at DATETIME NULL,
    ends_at DATETIME NULL,
    first_name VARCHAR(255) NULL,
    last_name VARCHAR(255) NULL,
    email VARCHAR(254) NULL,
    phone VARCHAR(64) NULL,
    move_in_date DATE NULL,
    external_source VARCHAR(16) NULL,
    external_id VARCHAR(32) NULL,
    lead_error TEXT NULL,
    attempts INT UNSIGNED NOT NULL DEFAULT 0,
    next_attempt_at DATETIME(3) NULL,
    sent_at DATETIME(3) NULL,
    lease_owner CHAR(36) CHARACTER SET ascii NULL,
    lease_until DATETIME(3) NULL,
    created_at DATETIME NOT NULL DEFAULT (UTC_TIMESTAMP()),
    updated_at DATETIME NOT NULL DEFAULT (UTC_TIMESTAMP()),
    booking_key VARCHAR(191) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin GENERATED ALWAYS AS (IF(status = 'REJECTED' OR entrata_tour_time IS NULL, NULL, CONCAT_WS('|', user_id, house_id, entrata_tour_date, entrata_tour_time))) STORED,
    PRIMARY KEY (id),
    UNIQUE KEY viewings_booking (booking_key),
    KEY viewings_due (status, next_attempt_at),
    KEY viewings_user (user_id, starts_at),
    KEY viewings_house (house_id, starts_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE IF NOT EXISTS entrata_webhooks (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    log_id CHAR(36) CHARACTER SET ascii NOT NULL,
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
    KEY entrata_webhooks_client (cid, property_id, received_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- What Entrata last said of a property. `decided_by` is the log id of the webhook that said it: log ids grow
-- with time, so an older message that is handled late changes nothing.
CREATE TABLE IF NOT EXISTS entrata_properties (
    cid BIGINT UNSIGNED NOT NULL,
    property_id BIGINT UNSIGNED NOT NULL,
    status VARCHAR(16) NOT NULL,
    feed_type VARCHAR(64) NULL,
    name VARCHAR(255) NULL,
    time_zone VARCHAR(64) NULL,
    decided_by CHAR(36) CHARACTER SET ascii NOT NULL,
    ingested_at DATETIME(3) NULL,
    empty_since DATETIME(3) NULL,
    PRIMARY KEY (cid, property_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Wishes that must come true after a reply or a crash. One row a wish: asking again while it is under way
-- raises `wish`, and the row stays due until the last wish has been met.
CREATE TABLE IF NOT EXISTS entrata_jobs (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    kind VARCHAR(16) NOT NULL,
    cid BIGINT UNSIGNED NOT NULL,
    property_id BIGINT UNSIGNED NOT NULL,
    state VARCHAR(16) NOT NULL DEFAULT 'DUE',
    wish INT UNSIGNED NOT NULL DEFAULT 1,
    log_id CHAR(36) CHARACTER SET ascii NULL,
    attempts INT UNSIGNED NOT NULL DEFAULT 0,
    due_at DATETIME(3) NOT NULL,
    lease_owner CHAR(36) CHARACTER SET ascii NULL,
    lease_until DATETIME(3) NULL,
    last_error TEXT NULL,
    created_at DATETIME NOT NULL DEFAULT (UTC_TIMESTAMP()),
    updated_at DATETIME NOT NULL DEFAULT (UTC_TIMESTAMP()),
    PRIMARY KEY (id),
    UNIQUE KEY entrata_jobs_wish (cid, property_id, kind),
    KEY entrata_jobs_due (state, due_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- A person who has, or is about to have, a lead at a property. Its lease keeps two viewings of one person from
-- becoming two leads.
CREATE TABLE IF NOT EXISTS entrata_leads (
    cid BIGINT UNSIGNED NOT NULL,
    property_id BIGINT UNSIGNED NOT NULL,
    email VARCHAR(254) NOT NULL,
    lease_owner CHAR(36) CHARACTER SET ascii NULL,
    lease_until DATETIME(3) NULL,
    PRIMARY KEY (cid, property_id, email)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Entrata's answer on tour times, shared by all processes. Whoever holds the lease asks Entrata. A booking ends
-- its freshness and keeps the answer: it still proves which slots Entrata has offered.
CREATE TABLE IF NOT EXISTS entrata_tour_times (
    cid BIGINT UNSIGNED NOT NULL,
    property_id BIGINT UNSIGNED NOT NULL,
    tour_type VARCHAR(16) NOT NULL,
    from_date DATE NOT NULL,
    to_date DATE NOT NULL,
    answer MEDIUMTEXT NULL,
    fetched_at DATETIME(3) NULL,
    fresh_until DATETIME(3) NULL,
    lease_owner CHAR(36) CHARACTER SET ascii NULL,
    lease_until DATETIME(3) NULL,
    PRIMARY KEY (cid, property_id, tour_type, from_date, to_date)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Calls to Entrata, counted over all processes. A row with `property_id` 0 and a service's name keeps what
-- Entrata's headers last allowed of that service; the others note when a method was last called for a property.
CREATE TABLE IF NOT EXISTS entrata_calls (
    cid BIGINT UNSIGNED NOT NULL,
    property_id BIGINT UNSIGNED NOT NULL,
    method VARCHAR(64) CHARACTER SET ascii NOT NULL,
    called_at DATETIME(3) NULL,
    allowed_a_minute INT UNSIGNED NULL,
    remaining INT UNSIGNED NULL,
    remaining_until DATETIME(3) NULL,
    blocked_until DATETIME(3) NULL,
    PRIMARY KEY (cid, property_id, method)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Calls a client and day, for as long as Entrata's headers have not said what is allowed.
CREATE TABLE IF NOT EXISTS entrata_call_days (
    cid BIGINT UNSIGNED NOT NULL,
    day DATE NOT NULL,
    calls INT UNSIGNED NOT NULL DEFAULT 0,
    PRIMARY KEY (cid, day)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

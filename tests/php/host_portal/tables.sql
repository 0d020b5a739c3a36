-- What the portal has before it knows the extension: its own names, types and values. Two tables happen to have names of
-- ours, and some columns are still latin1.
CREATE TABLE property_operators (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT,
    company_name VARCHAR(255) NOT NULL,
    commission_percent DECIMAL(5, 2) NOT NULL,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- role: 1 staff, 2 agent, 3 student
CREATE TABLE users (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT,
    uuid CHAR(36) CHARACTER SET ascii NOT NULL,
    role TINYINT UNSIGNED NOT NULL,
    first_name VARCHAR(255) NOT NULL,
    last_name VARCHAR(255) NOT NULL,
    email VARCHAR(255) NOT NULL,
    phone_number VARCHAR(64) NULL,
    password VARCHAR(255) NOT NULL,
    operator_id INT UNSIGNED NULL,
    university VARCHAR(120) CHARACTER SET latin1 NOT NULL DEFAULT '',
    verified TINYINT(1) NOT NULL,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (id),
    UNIQUE KEY users_uuid (uuid),
    UNIQUE KEY users_email (email),
    CONSTRAINT users_operator FOREIGN KEY (operator_id) REFERENCES property_operators (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- status: 0 draft, 1 listed, 2 let
CREATE TABLE houses (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT,
    slug CHAR(36) CHARACTER SET ascii NOT NULL,
    origin ENUM('MANUAL', 'ENTRATA') NOT NULL DEFAULT 'MANUAL',
    operator_id INT UNSIGNED NULL,
    agent_id INT UNSIGNED NULL,
    title VARCHAR(255) NOT NULL,
    description MEDIUMTEXT NULL,
    address_line VARCHAR(255) NULL,
    city VARCHAR(128) NULL,
    state VARCHAR(64) NULL,
    zip VARCHAR(32) NULL,
    lat DECIMAL(10, 7) NULL,
    lng DECIMAL(10, 7) NULL,
    bedrooms TINYINT UNSIGNED NULL,
    bathrooms DECIMAL(4, 1) NULL,
    price_pm DECIMAL(10, 2) NULL,
    number_available SMALLINT UNSIGNED NULL,
    internal_notes VARCHAR(500) CHARACTER SET latin1 NULL,
    currency CHAR(3) CHARACTER SET latin1 NOT NULL,
    status TINYINT NOT NULL,
    entrata_cid BIGINT UNSIGNED NULL,
    entrata_property_id BIGINT UNSIGNED NULL,
    entrata_floorplan_id BIGINT UNSIGNED NULL,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
    deleted_at TIMESTAMP NULL DEFAULT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY houses_slug (slug),
    KEY houses_listed (status, deleted_at),
    CONSTRAINT houses_operator FOREIGN KEY (operator_id) REFERENCES property_operators (id),
    CONSTRAINT houses_agent FOREIGN KEY (agent_id) REFERENCES users (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE house_photos (
    id INT UNSIGNED NOT NULL AUTO_INCREMENT,
    house_id INT UNSIGNED NOT NULL,
    path VARCHAR(2048) NOT NULL,
    sort_order SMALLINT UNSIGNED NOT NULL DEFAULT 0,
    PRIMARY KEY (id),
    CONSTRAINT house_photos_house FOREIGN KEY (house_id) REFERENCES houses (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE viewing_requests (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    user_id INT UNSIGNED NOT NULL,
    house_id INT UNSIGNED NOT NULL,
    status ENUM('PENDING', 'ACCEPTED', 'CANCELLED') NOT NULL,
    message VARCHAR(1000) CHARACTER SET latin1 NOT NULL DEFAULT '',
    channel VARCHAR(16) NOT NULL,
    slot_date VARCHAR(32) NULL,
    slot_time VARCHAR(128) NULL,
    external_source VARCHAR(16) NULL,
    external_id VARCHAR(64) NULL,
    created_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (id),
    KEY viewing_requests_status (status),
    KEY viewing_requests_user (user_id),
    KEY viewing_requests_house (house_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

CREATE TABLE entrata_clients (
    cid BIGINT UNSIGNED NOT NULL PRIMARY KEY,
    subdomain VARCHAR(63) NOT NULL,
    access_token TEXT NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = latin1;

CREATE TABLE entrata_webhooks (
    log_id CHAR(32) NOT NULL PRIMARY KEY,
    request_type VARCHAR(64) NULL,
    cid BIGINT UNSIGNED NULL,
    property_id BIGINT UNSIGNED NULL,
    raw_query TEXT NULL
) ENGINE = MyISAM DEFAULT CHARSET = latin1

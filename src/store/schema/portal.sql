-- The portal's tables under their default names. `entrata migrate` runs this only on a database that has none of
-- them, or again after it was interrupted here. It never alters one. Times are UTC.

CREATE TABLE IF NOT EXISTS property_operators (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    name VARCHAR(255) NOT NULL DEFAULT '',
    created_at DATETIME NOT NULL DEFAULT (UTC_TIMESTAMP()),
    PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

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
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS houses (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    source VARCHAR(16) NULL,
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
    application_fee DECIMAL(10, 2) NULL,
    lease_terms VARCHAR(255) NULL,
    pets TEXT NULL,
    property_type VARCHAR(64) NULL,
    year_built SMALLINT UNSIGNED NULL,
    number_available INT UNSIGNED NULL,
    available_on DATE NULL,
    availability_url VARCHAR(2048) NULL,
    website VARCHAR(2048) NULL,
    phone VARCHAR(64) NULL,
    email VARCHAR(254) NULL,
    status TINYINT UNSIGNED NOT NULL DEFAULT 0,
    created_at DATETIME NOT NULL DEFAULT (UTC_TIMESTAMP()),
    updated_at DATETIME NOT NULL DEFAULT (UTC_TIMESTAMP()),
    deleted_at DATETIME NULL,
    PRIMARY KEY (id),
    KEY houses_operator (property_operator_id),
    KEY houses_market (status, source)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS house_images (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    house_id BIGINT UNSIGNED NOT NULL,
    url VARCHAR(2048) NOT NULL,
    caption VARCHAR(255) NOT NULL DEFAULT '',
    kind VARCHAR(16) NOT NULL DEFAULT 'PHOTO',
    position INT UNSIGNED NOT NULL DEFAULT 0,
    PRIMARY KEY (id),
    KEY house_images_house (house_id, position)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

CREATE TABLE IF NOT EXISTS viewings (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
    user_id BIGINT UNSIGNED NOT NULL,
    house_id BIGINT UNSIGNED NOT NULL,
    status VARCHAR(16) NOT NULL DEFAULT 'REQUESTED',
    message TEXT NULL,
    tour_type VARCHAR(32) NULL,
    entrata_tour_date VARCHAR(32) NULL,
    entrata_tour_time VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
    starts_at DATETIME NULL,
    ends_at DATETIME NULL,
    external_source VARCHAR(16) NULL,
    external_id VARCHAR(32) NULL,
    created_at DATETIME NOT NULL DEFAULT (UTC_TIMESTAMP()),
    updated_at DATETIME NOT NULL DEFAULT (UTC_TIMESTAMP()),
    PRIMARY KEY (id),
    KEY viewings_status (status),
    KEY viewings_user (user_id, starts_at),
    KEY viewings_house (house_id, starts_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

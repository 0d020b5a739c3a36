-- What a portal may have had before: its own names, and Entrata's token as it came.
CREATE TABLE users (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, first_name VARCHAR(255), last_name VARCHAR(255), email VARCHAR(254) UNIQUE);
CREATE TABLE clients (cid BIGINT UNSIGNED PRIMARY KEY, subdomain VARCHAR(63), token TEXT);
CREATE TABLE webhook_log (log_id CHAR(36) PRIMARY KEY, request_type VARCHAR(64), cid BIGINT, property_id BIGINT, raw_query TEXT);
CREATE TABLE houses (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, title VARCHAR(255), cid BIGINT UNSIGNED, property_id BIGINT UNSIGNED, floorplan_id BIGINT UNSIGNED, on_market TINYINT);
CREATE TABLE viewings (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, user_id BIGINT UNSIGNED, house_id BIGINT UNSIGNED, message TEXT, entrata_tour_date VARCHAR(32), entrata_tour_time VARCHAR(128), status VARCHAR(16), external_id VARCHAR(32), KEY (user_id), KEY (status));

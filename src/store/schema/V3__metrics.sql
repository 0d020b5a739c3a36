-- How leads end is counted for the metrics by state and time. Made only where it is missing: a statement that
-- changes a table cannot be rolled back, so this file must be able to run again after a crash.
SET @make_key = IF(
    (SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'viewings' AND index_name = 'viewings_ended') = 0,
    'CREATE INDEX viewings_ended ON viewings (status, updated_at)',
    'DO 0'
);

PREPARE make_key FROM @make_key;

EXECUTE make_key;

DEALLOCATE PREPARE make_key;

-- What happens in many processes and is only ever added up.
CREATE TABLE IF NOT EXISTS entrata_counters (
    name VARCHAR(64) CHARACTER SET ascii NOT NULL,
    value BIGINT UNSIGNED NOT NULL,
    PRIMARY KEY (name)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- Wrong passwords, counted by address and sender together (`attempt` is the hash of both), so that guessing gets
-- slower and slower and nobody can lock a renter out from elsewhere.

CREATE TABLE IF NOT EXISTS sign_in_attempts (
    attempt CHAR(64) CHARACTER SET ascii NOT NULL,
    failures INT UNSIGNED NOT NULL,
    free_at DATETIME NOT NULL,
    PRIMARY KEY (attempt),
    KEY sign_in_attempts_free (free_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4;

-- When a property's state was decided, by the database's clock, as the nodes' clocks may differ. Made only where it is
-- missing: a statement that changes a table cannot be rolled back, so this file must be able to run again after a crash.
SET @make_column = IF(
    (SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'entrata_properties' AND column_name = 'decided_at') = 0,
    'ALTER TABLE entrata_properties ADD COLUMN decided_at DATETIME(6) NULL',
    'DO 0'
);
PREPARE make_column FROM @make_column;

EXECUTE make_column;

DEALLOCATE PREPARE make_column;

-- When a property's state was decided, by the database's clock: the nodes' clocks may differ.

ALTER TABLE entrata_properties ADD COLUMN decided_at DATETIME(6) NULL;

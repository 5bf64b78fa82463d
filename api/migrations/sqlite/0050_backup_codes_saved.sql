-- When the owner said that the codes are saved, in milliseconds; NULL until then: they were shown once, and perhaps nobody
-- has them. Whoever had codes before this was asked by the page, which kept no note of it.
ALTER TABLE backup_code_sets ADD COLUMN acknowledged_at BIGINT;
UPDATE backup_code_sets SET acknowledged_at = created_at;

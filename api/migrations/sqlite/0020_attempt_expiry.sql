-- An attempt is kept as long as its own limit looks at it, and no longer. What was counted before this column has 0, and is
-- kept for a day.
ALTER TABLE tries ADD COLUMN expires_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE try_locks ADD COLUMN expires_at BIGINT NOT NULL DEFAULT 0;
DROP INDEX tries_at;
DROP INDEX try_locks_touched_at;
CREATE INDEX tries_expires_at ON tries (expires_at, at);
CREATE INDEX try_locks_expires_at ON try_locks (expires_at, touched_at);

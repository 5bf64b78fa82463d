-- What an app shows an authenticator by. A second one of the same account must not carry the label of the first: many
-- apps keep one entry for a label.
ALTER TABLE authenticators ADD COLUMN label BIGINT NOT NULL DEFAULT 1;
UPDATE authenticators SET label = (
    SELECT COUNT(*) FROM authenticators AS older
    WHERE older.account_id = authenticators.account_id
        AND (older.created_at < authenticators.created_at
            OR (older.created_at = authenticators.created_at AND older.id <= authenticators.id))
);
ALTER TABLE pending_authenticators ADD COLUMN label BIGINT NOT NULL DEFAULT 1;

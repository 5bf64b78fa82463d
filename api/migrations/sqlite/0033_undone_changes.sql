-- Changes of an e-mail address that were undone: the same link shows, and removes, what was added in between.
CREATE TABLE undone_changes (
    token_hash BLOB PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- When the address was changed, and when that was undone.
    changed_at BIGINT NOT NULL,
    undone_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- 1 when the address that came back had been confirmed: otherwise it removes nothing.
    may_remove BIGINT NOT NULL
);
CREATE INDEX undone_changes_account_id ON undone_changes (account_id);
CREATE INDEX undone_changes_expires_at ON undone_changes (expires_at);

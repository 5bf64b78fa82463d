-- Who asked first for a code to a number or address that is not theirs yet. `subject` is a SHA-256, as in `tries`.
CREATE TABLE claims (
    subject TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    expires_at BIGINT NOT NULL
);
CREATE INDEX claims_account_id ON claims (account_id);
CREATE INDEX claims_expires_at ON claims (expires_at);

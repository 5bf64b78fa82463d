-- Moments are milliseconds since 1970-01-01T00:00:00Z; identifiers are 128 random bits as text;
-- hashes of tokens are SHA-256. Nothing here holds a password, code, token or secret in the clear.

-- One row per thing that the server must remember about itself.
-- `secret_key_check` is a known text sealed with the secret key: a server with a wrong key refuses to start.
CREATE TABLE meta (
    name TEXT PRIMARY KEY NOT NULL,
    key_id TEXT NOT NULL,
    nonce BLOB NOT NULL,
    ciphertext BLOB NOT NULL
);

CREATE TABLE accounts (
    id TEXT PRIMARY KEY NOT NULL,
    -- Normalised.
    email TEXT NOT NULL,
    -- NULL until somebody confirms it.
    email_confirmed_at BIGINT,
    -- Argon2id, as a PHC string.
    password_phc TEXT NOT NULL,
    -- 1 when the password is long enough to be the account's only protection.
    password_enough_alone BIGINT NOT NULL,
    password_changed_at BIGINT NOT NULL,
    -- Wrong second steps in a row, across all sessions. A right password does not reset it.
    second_step_failures BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    CONSTRAINT accounts_email_key UNIQUE (email),
    CONSTRAINT accounts_password_enough_alone_check CHECK (password_enough_alone IN (0, 1))
);

CREATE TABLE sessions (
    id TEXT PRIMARY KEY NOT NULL,
    token_hash BLOB NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- 'enrolment': only enrolment is open, because this server wants a second step and there is none yet.
    level TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    -- To the minute.
    last_seen_at BIGINT NOT NULL,
    -- When the person last proved who they are.
    proved_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    user_agent TEXT NOT NULL,
    CONSTRAINT sessions_token_hash_key UNIQUE (token_hash),
    CONSTRAINT sessions_level_check CHECK (level IN ('enrolment', 'full'))
);
CREATE INDEX sessions_account_id ON sessions (account_id);
CREATE INDEX sessions_expires_at ON sessions (expires_at);

-- The password was right, the second step is owed.
CREATE TABLE pending_sign_ins (
    token_hash BLOB PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX pending_sign_ins_account_id ON pending_sign_ins (account_id);
CREATE INDEX pending_sign_ins_expires_at ON pending_sign_ins (expires_at);

CREATE TABLE authenticators (
    id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- The secret, sealed by AES-256-GCM and bound to this row and its account.
    key_id TEXT NOT NULL,
    nonce BLOB NOT NULL,
    ciphertext BLOB NOT NULL,
    algorithm TEXT NOT NULL,
    digits BIGINT NOT NULL,
    period BIGINT NOT NULL,
    -- The time step of the last code that was accepted: only later ones are accepted again (RFC 6238 §5.2).
    last_step BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT
);
CREATE INDEX authenticators_account_id ON authenticators (account_id);

-- At most one per account, and it belongs to the session that started it.
CREATE TABLE pending_authenticators (
    id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    session_id TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    key_id TEXT NOT NULL,
    nonce BLOB NOT NULL,
    ciphertext BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    CONSTRAINT pending_authenticators_account_id_key UNIQUE (account_id)
);
CREATE INDEX pending_authenticators_session_id ON pending_authenticators (session_id);
CREATE INDEX pending_authenticators_expires_at ON pending_authenticators (expires_at);

CREATE TABLE backup_code_sets (
    id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    salt BLOB NOT NULL,
    total BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT backup_code_sets_account_id_key UNIQUE (account_id)
);

CREATE TABLE backup_codes (
    id TEXT PRIMARY KEY NOT NULL,
    set_id TEXT NOT NULL REFERENCES backup_code_sets (id) ON DELETE CASCADE,
    -- Argon2id with the salt of the set.
    hash BLOB NOT NULL,
    used_at BIGINT
);
CREATE INDEX backup_codes_set_id ON backup_codes (set_id);

-- Each try that counts. `subject` is a SHA-256 of whom it counts against, so no address stands here.
CREATE TABLE tries (
    id TEXT PRIMARY KEY NOT NULL,
    subject TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX tries_subject_at ON tries (subject, at);
CREATE INDEX tries_at ON tries (at);

-- One row per subject, written before its tries are counted: whoever holds the row counts alone.
CREATE TABLE try_locks (
    subject TEXT PRIMARY KEY NOT NULL,
    touched_at BIGINT NOT NULL
);
CREATE INDEX try_locks_touched_at ON try_locks (touched_at);

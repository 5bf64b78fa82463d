-- 1 after a recovery, until a second step is enrolled: nothing else is open until then.
ALTER TABLE accounts ADD COLUMN must_enrol BIGINT NOT NULL DEFAULT 0;
-- 1 when nothing but passkeys and security keys is taken as a second step.
ALTER TABLE accounts ADD COLUMN keys_only BIGINT NOT NULL DEFAULT 0;
-- Since when codes by e-mail are a second step; NULL when they are none.
ALTER TABLE accounts ADD COLUMN email_codes_at BIGINT;

-- How it was opened: 'password', 'both', 'passkey', 'trusted_device' or 'recovery'.
ALTER TABLE sessions ADD COLUMN opened_by TEXT NOT NULL DEFAULT 'password';
-- The network that it was opened from: an IPv4 address, or the first 64 bits of an IPv6 address.
ALTER TABLE sessions ADD COLUMN network TEXT NOT NULL DEFAULT '';

-- The phone number of an account, once it is confirmed. At most one.
CREATE TABLE phones (
    id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- E.164, with the plus sign.
    number TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    CONSTRAINT phones_account_id_key UNIQUE (account_id)
);

-- Codes that were sent and can still be given: at most one for each purpose, holder and channel.
CREATE TABLE sent_codes (
    id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    -- SHA-256 of the sign-in between its steps or of the session that asked, and that alone may give it.
    holder BLOB NOT NULL,
    channel TEXT NOT NULL,
    -- The number or address that it was sent to.
    destination TEXT NOT NULL,
    -- HMAC-SHA-256 of row and code, under a key derived from the secret key with this id.
    key_id TEXT NOT NULL,
    mac BLOB NOT NULL,
    tries BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    CONSTRAINT sent_codes_holder_key UNIQUE (purpose, holder, channel),
    CONSTRAINT sent_codes_purpose_check CHECK (purpose IN ('sign_in', 'step_up', 'confirm_phone', 'confirm_email')),
    CONSTRAINT sent_codes_channel_check CHECK (channel IN ('text_message', 'email'))
);
CREATE INDEX sent_codes_account_id ON sent_codes (account_id);
CREATE INDEX sent_codes_expires_at ON sent_codes (expires_at);

-- Messages on their way. What they say and to whom is sealed, and wiped when they are sent.
CREATE TABLE outbox (
    -- In the order in which they were written: moments can be the same.
    sequence INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    channel TEXT NOT NULL,
    key_id TEXT NOT NULL,
    nonce BLOB NOT NULL,
    ciphertext BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    -- When it may be tried next.
    due_at BIGINT NOT NULL,
    -- After that nobody wants it any more.
    expires_at BIGINT NOT NULL,
    tries BIGINT NOT NULL DEFAULT 0,
    -- Until then one server has it in hand.
    claimed_until BIGINT NOT NULL DEFAULT 0,
    sent_at BIGINT,
    CONSTRAINT outbox_id_key UNIQUE (id),
    CONSTRAINT outbox_channel_check CHECK (channel IN ('text_message', 'email'))
);
CREATE INDEX outbox_due_at ON outbox (sent_at, due_at);
CREATE INDEX outbox_expires_at ON outbox (expires_at);

-- What happened to an account, for its owner to read.
CREATE TABLE activity (
    -- In the order in which they happened: moments can be the same.
    sequence INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    -- The event, as JSON of the contract.
    event TEXT NOT NULL,
    user_agent TEXT NOT NULL,
    network TEXT NOT NULL,
    CONSTRAINT activity_id_key UNIQUE (id)
);
CREATE INDEX activity_account_id_at ON activity (account_id, at);
CREATE INDEX activity_at ON activity (at);

-- Browsers that signed in, and those that are not asked for the second step. Several accounts may share a browser.
CREATE TABLE devices (
    id TEXT PRIMARY KEY NOT NULL,
    token_hash BLOB NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    user_agent TEXT NOT NULL,
    network TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    trusted_at BIGINT,
    trusted_until BIGINT,
    CONSTRAINT devices_token_hash_account_id_key UNIQUE (token_hash, account_id)
);
CREATE INDEX devices_account_id ON devices (account_id);
CREATE INDEX devices_last_used_at ON devices (last_used_at);

-- Links for a new password.
CREATE TABLE password_resets (
    token_hash BLOB PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX password_resets_account_id ON password_resets (account_id);
CREATE INDEX password_resets_expires_at ON password_resets (expires_at);

-- The recovery of a lost second step. At most one per account.
CREATE TABLE recoveries (
    id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- Of the link that begins the time of waiting; NULL once it was opened.
    start_hash BLOB,
    -- Of the link that stops it; NULL until the time of waiting began.
    cancel_hash BLOB,
    asked_at BIGINT NOT NULL,
    -- When the time of waiting ends; NULL until it began.
    ready_at BIGINT,
    -- When the link, or what it led to, lapses.
    expires_at BIGINT NOT NULL,
    -- The mail that says that it can be finished: not sent when it is stopped.
    outbox_id TEXT,
    CONSTRAINT recoveries_account_id_key UNIQUE (account_id),
    CONSTRAINT recoveries_start_hash_key UNIQUE (start_hash),
    CONSTRAINT recoveries_cancel_hash_key UNIQUE (cancel_hash)
);
CREATE INDEX recoveries_expires_at ON recoveries (expires_at);

-- Changes of an e-mail address that can still be undone. Nobody else can take the old one until then.
CREATE TABLE email_changes (
    token_hash BLOB PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    old_email TEXT NOT NULL,
    -- NULL when the old one was never confirmed.
    old_confirmed_at BIGINT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX email_changes_old_email ON email_changes (old_email);
CREATE INDEX email_changes_account_id ON email_changes (account_id);
CREATE INDEX email_changes_expires_at ON email_changes (expires_at);

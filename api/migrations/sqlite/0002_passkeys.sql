-- The moment from which a passkey may be offered after a sign-in; the greatest number means never.
ALTER TABLE accounts ADD COLUMN passkey_offer_from BIGINT NOT NULL DEFAULT 0;

-- WebAuthn credentials. Nothing here is secret: the private keys are the authenticators'.
CREATE TABLE passkeys (
    id TEXT PRIMARY KEY NOT NULL,
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    -- What the authenticator calls it. No two accounts have the same (WebAuthn L3 §7.1).
    credential_id BLOB NOT NULL,
    -- The public key and what goes with it, as webauthn-rs writes it. Where a column below says the same, the column holds.
    credential TEXT NOT NULL,
    sign_count BIGINT NOT NULL,
    -- 1 when its authenticator checked who held it when it was made.
    uv_initialized BIGINT NOT NULL,
    -- The backup flags (WebAuthn L3 §6.1.3): whether it may be on several devices, and whether it is.
    backup_eligible BIGINT NOT NULL,
    backed_up BIGINT NOT NULL,
    -- How its authenticator can be reached, separated by commas.
    transports TEXT NOT NULL,
    -- The model of its authenticator, NULL when it does not say.
    aaguid TEXT,
    -- The domain that it is bound to.
    rp_id TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT,
    -- When its signature counter last went backwards (WebAuthn L3 §6.1.1).
    counter_went_back_at BIGINT,
    CONSTRAINT passkeys_credential_id_key UNIQUE (credential_id),
    CONSTRAINT passkeys_kind_check CHECK (kind IN ('passkey', 'security_key')),
    CONSTRAINT passkeys_uv_initialized_check CHECK (uv_initialized IN (0, 1)),
    CONSTRAINT passkeys_backup_check CHECK (backed_up IN (0, 1) AND backup_eligible IN (0, 1) AND backed_up <= backup_eligible)
);
CREATE INDEX passkeys_account_id ON passkeys (account_id);

-- Passkeys that their owners removed, and nothing of whose they were: whoever can still sign with one is told that it is
-- gone, so that its provider may forget it.
CREATE TABLE removed_passkeys (
    credential_id BLOB PRIMARY KEY NOT NULL,
    credential TEXT NOT NULL,
    rp_id TEXT NOT NULL,
    removed_at BIGINT NOT NULL
);
CREATE INDEX removed_passkeys_removed_at ON removed_passkeys (removed_at);

-- Questions to authenticators that wait for their one answer.
CREATE TABLE ceremonies (
    id TEXT PRIMARY KEY NOT NULL,
    purpose TEXT NOT NULL,
    -- SHA-256 of the session, the sign-in between its steps, or the browser that asked, and that alone may answer.
    holder BLOB NOT NULL,
    -- NULL when anybody's passkey will do.
    account_id TEXT REFERENCES accounts (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    -- The challenge and what was asked with it, as webauthn-rs writes it.
    state TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    CONSTRAINT ceremonies_purpose_check CHECK (purpose IN ('register', 'sign_in', 'second_step', 'step_up')),
    CONSTRAINT ceremonies_kind_check CHECK (kind IN ('passkey', 'security_key'))
);
CREATE INDEX ceremonies_holder_purpose ON ceremonies (holder, purpose);
CREATE INDEX ceremonies_account_id ON ceremonies (account_id);
CREATE INDEX ceremonies_expires_at ON ceremonies (expires_at);

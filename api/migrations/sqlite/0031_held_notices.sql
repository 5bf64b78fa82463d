-- What happened again so soon that it gets no mail of its own: one message that waits in the outbox tells of all of it.
CREATE TABLE held_notices (
    account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
    -- To whom it is told.
    email TEXT NOT NULL,
    -- What, as a JSON array of the contract's events.
    events TEXT NOT NULL,
    times BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    -- The message of the outbox that tells of it.
    outbox_id TEXT NOT NULL,
    CONSTRAINT held_notices_key UNIQUE (account_id, email, events)
);
CREATE INDEX held_notices_last_at ON held_notices (last_at);

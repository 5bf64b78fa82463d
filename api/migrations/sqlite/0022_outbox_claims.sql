-- Messages that were not sent yet, in the order in which they are claimed.
CREATE INDEX outbox_claims ON outbox (channel, expires_at, sequence) WHERE sent_at IS NULL;
DROP INDEX outbox_due_at;

-- 1 when the account knew the browser in which the password was given: what is tried there counts apart from what strangers
-- try elsewhere.
ALTER TABLE pending_sign_ins ADD COLUMN known_browser BIGINT NOT NULL DEFAULT 0;

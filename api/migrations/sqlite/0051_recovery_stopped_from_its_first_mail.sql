-- SHA-256 of the token in the mail that a recovery was asked for with. It stops the recovery for as long as there is one;
-- `start_hash`, which is the same, begins the time of waiting and is gone then.
ALTER TABLE recoveries ADD COLUMN asked_hash BLOB;
UPDATE recoveries SET asked_hash = start_hash;
CREATE UNIQUE INDEX recoveries_asked_hash ON recoveries (asked_hash);

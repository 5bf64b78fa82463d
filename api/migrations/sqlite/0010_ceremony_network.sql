-- The network that a question for a passkey alone was asked from: each has its share of them. NULL where an account asks.
ALTER TABLE ceremonies ADD COLUMN network TEXT;
CREATE INDEX ceremonies_network_expires_at ON ceremonies (network, expires_at);

-- For removing the sessions that nobody uses any more.
CREATE INDEX sessions_last_seen_at ON sessions (last_seen_at);

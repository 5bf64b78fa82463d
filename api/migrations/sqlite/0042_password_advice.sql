-- Why the password that was given would be refused as a new one: told once the sign-in is complete, and kept for those minutes.
ALTER TABLE pending_sign_ins ADD COLUMN password_advice TEXT;

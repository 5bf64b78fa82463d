//! `/api/sign-in/…`.

mod authenticator;
mod backup_code;
mod password;
mod pending;

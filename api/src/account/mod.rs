//! What an account has, and how that is changed.

pub mod accounts;
pub mod authenticators;
pub mod backup_codes;
pub mod change;
pub mod contacts;
pub mod methods;
pub mod overview;
pub mod passkeys;
pub mod password;
pub mod views;

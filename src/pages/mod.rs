//! The screens: state, handlers, view. They read what their machine says and send it events; they decide nothing.

mod activity;
mod backup_codes;
mod check;
mod enrol;
mod enrol_contact;
mod enrol_passkey;
mod forgot_password;
mod guard;
mod links;
mod new_backup_codes;
mod not_found;
mod passkey_button;
mod reset_password;
mod screen;
mod security;
mod sent_code;
mod sign_in;
mod sign_up;
mod step_up;
mod support;
mod troubles;
mod unsaved_codes;

pub use activity::ActivityPage;
pub use check::CheckPage;
pub use enrol::EnrolPage;
pub use enrol_contact::{EmailPage, PhonePage};
pub use enrol_passkey::{AddPasskeyPage, AddSecurityKeyPage, PasskeyOfferPage};
pub use forgot_password::ForgotPasswordPage;
pub use links::{CancelRecoveryPage, StartRecoveryPage, UndoEmailChangePage};
pub use new_backup_codes::NewBackupCodesPage;
pub use not_found::NotFoundPage;
pub use reset_password::ResetPasswordPage;
pub use security::SecurityPage;
pub use sign_in::SignInPage;
pub use sign_up::SignUpPage;

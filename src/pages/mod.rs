//! The screens: state, handlers, view. They read what their machine says and send it events; they decide nothing.

mod backup_codes;
mod check;
mod enrol;
mod enrol_passkey;
mod guard;
mod not_found;
mod passkey_button;
mod screen;
mod security;
mod sign_in;
mod sign_up;
mod step_up;
mod troubles;

pub use check::CheckPage;
pub use enrol::EnrolPage;
pub use enrol_passkey::{AddPasskeyPage, AddSecurityKeyPage, PasskeyOfferPage};
pub use not_found::NotFoundPage;
pub use security::SecurityPage;
pub use sign_in::SignInPage;
pub use sign_up::SignUpPage;

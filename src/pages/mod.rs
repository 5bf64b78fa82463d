//! The screens: state, handlers, view. They read what their machine says and send it events; they decide nothing.

mod backup_codes;
mod enrol;
mod guard;
mod not_found;
mod screen;
mod security;
mod sign_in;
mod sign_up;
mod step_up;
mod troubles;

pub use enrol::EnrolPage;
pub use not_found::NotFoundPage;
pub use security::SecurityPage;
pub use sign_in::SignInPage;
pub use sign_up::SignUpPage;

//! The two programs of the page: what every screen of them may use, and which screen is at which address.
//!
//! They share everything below this file. What only one of them uses is not in the other: the linker sees to that.

pub mod account;
pub mod sign_in;

use crate::{
    leaving::provide_leaving,
    locale::{provide_locale, provide_name},
    passkeys::provide_passkeys,
    platform::{alarm, leaving, service, translation},
    session::provide_session,
    site::provide_site,
};

/// What must be there before anything is drawn.
fn install() {
    alarm::install();
    translation::install();
    leaving::install();
}

/// The contexts of every screen.
fn provide_contexts() {
    provide_locale();
    provide_name(service::name());
    provide_session();
    provide_site();
    provide_passkeys();
    provide_leaving();
}

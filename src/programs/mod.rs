//! The two programs of the page: what every screen of them may use, and which screen is at which address.
//!
//! They share everything below this file. What only one of them uses is not in the other: the linker sees to that.

pub mod account;
pub mod sign_in;

use crate::{
    leaving::provide_leaving,
    locale::{provide_locale, provide_name},
    passkeys::provide_passkeys,
    platform::{alarm, leaving, link, mount, service, translation},
    route::Route,
    session::provide_session,
    site::provide_site,
};
use flow::mail_link;
use leptos::prelude::IntoView;

/// Puts a program into its page, once what must be there before is there.
fn start<V: IntoView + 'static>(app: fn() -> V) {
    alarm::install();
    translation::install();
    leaving::install();
    // A link that came apart need not look like a page of the program that its page is in.
    link::mend(|address| mail_link::whole(address, &Route::LINKS.map(Route::path)));
    mount::mount(app);
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

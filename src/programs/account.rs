//! The program of `account.html`: everything but the sign-in, most of it for whoever is signed in.

use super::provide_contexts;
use crate::{
    navigation::{Elsewhere, provide_navigation},
    pages::{
        ActivityPage, AddPasskeyPage, AddSecurityKeyPage, CancelRecoveryPage, CheckPage, EmailPage,
        EnrolPage, NewBackupCodesPage, NotFoundPage, PasskeyOfferPage, PhonePage,
        ResetPasswordPage, SecurityPage, StartRecoveryPage, UndoEmailChangePage,
    },
    route::Route,
};
use contract::page::Program;
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    components::{FlatRoutes, Route as At, Router},
    hooks::{use_location, use_navigate},
    path,
};

/// Puts the program into its page.
pub fn start() {
    super::start(App);
}

/// Contexts and routes. The addresses are those of [`Route`]; any other may be one of the other program.
#[component]
pub fn App() -> impl IntoView {
    provide_contexts();
    view! {
        <Router>
            <Routes />
        </Router>
    }
}

#[component]
fn Routes() -> impl IntoView {
    let navigate = use_navigate();
    provide_navigation(Some(Program::Account), move |address| {
        let options = NavigateOptions {
            replace: true,
            ..NavigateOptions::default()
        };
        navigate(address, options);
    });
    view! {
        <FlatRoutes fallback=Unrouted>
            <At path=path!("/security") view=SecurityPage />
            <At path=path!("/security/authenticator") view=EnrolPage />
            <At path=path!("/security/passkey") view=AddPasskeyPage />
            <At path=path!("/security/security-key") view=AddSecurityKeyPage />
            <At path=path!("/security/phone") view=PhonePage />
            <At path=path!("/security/email") view=EmailPage />
            <At path=path!("/security/activity") view=ActivityPage />
            <At path=path!("/new-backup-codes") view=NewBackupCodesPage />
            <At path=path!("/passkey-offer") view=PasskeyOfferPage />
            <At path=path!("/check") view=CheckPage />
            <At path=path!("/reset-password") view=ResetPasswordPage />
            <At path=path!("/recovery") view=StartRecoveryPage />
            <At path=path!("/recovery/cancel") view=CancelRecoveryPage />
            <At path=path!("/undo-email-change") view=UndoEmailChangePage />
        </FlatRoutes>
    }
}

/// A screen of the other program, or none at all. The router has not written the address into the address bar yet.
#[component]
fn Unrouted() -> impl IntoView {
    let location = use_location();
    let (search, hash) = (
        location.search.get_untracked(),
        location.hash.get_untracked(),
    );
    let question = if search.is_empty() { "" } else { "?" };
    let address = [&location.pathname.get_untracked(), question, &search, &hash].concat();
    match Route::of_address(&address) {
        Some(_) => view! { <Elsewhere address /> }.into_any(),
        None => view! { <NotFoundPage /> }.into_any(),
    }
}

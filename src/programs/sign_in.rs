//! The program of `index.html`: getting in. It has few screens, so it finds them itself: a router would be a fifth of what
//! people wait for (docs/adr/0022).

use super::{install, provide_contexts};
use crate::{
    navigation::{Elsewhere, provide_navigation},
    pages::{
        CancelRecoveryPage, CheckPage, ForgotPasswordPage, NotFoundPage, ResetPasswordPage,
        SignInPage, SignUpPage, StartRecoveryPage, UndoEmailChangePage,
    },
    platform::{link, mount, place},
    route::Route,
};
use contract::page::Program;
use flow::mail_link;
use leptos::prelude::*;

/// Puts the program into its page.
pub fn start() {
    install();
    link::mend(|address| mail_link::whole(address, &Route::LINKS.map(Route::path)));
    mount::mount(App);
}

/// Contexts and screens.
#[component]
pub fn App() -> impl IntoView {
    provide_contexts();
    let here = || Route::of_address(&place::here());
    let route = RwSignal::new(here());
    let follow = move || {
        // A place on the same screen draws nothing anew.
        if route.get_untracked() != here() {
            route.set(here());
        }
    };
    provide_navigation(Some(Program::SignIn), move |address| {
        place::replace(address);
        follow();
    });
    place::follow_links(is_screen, follow);
    move || screen(route.get())
}

/// Whether this program has a screen at this address.
fn is_screen(address: &str) -> bool {
    Route::of_address(address).is_some_and(|route| route.program() == Program::SignIn)
}

fn screen(route: Option<Route>) -> AnyView {
    match route {
        Some(Route::SignIn) => view! { <SignInPage /> }.into_any(),
        Some(Route::SignUp) => view! { <SignUpPage /> }.into_any(),
        Some(Route::Check) => view! { <CheckPage /> }.into_any(),
        Some(Route::ForgotPassword) => view! { <ForgotPasswordPage /> }.into_any(),
        Some(Route::ResetPassword) => view! { <ResetPasswordPage /> }.into_any(),
        Some(Route::StartRecovery) => view! { <StartRecoveryPage /> }.into_any(),
        Some(Route::CancelRecovery) => view! { <CancelRecoveryPage /> }.into_any(),
        Some(Route::UndoEmailChange) => view! { <UndoEmailChangePage /> }.into_any(),
        Some(
            Route::Security
            | Route::Authenticator
            | Route::Passkey
            | Route::SecurityKey
            | Route::Phone
            | Route::Email
            | Route::Activity
            | Route::NewBackupCodes
            | Route::PasskeyOffer,
        ) => view! { <Elsewhere address=place::here() /> }.into_any(),
        None => view! { <NotFoundPage /> }.into_any(),
    }
}

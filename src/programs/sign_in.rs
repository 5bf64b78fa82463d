//! The program of `index.html`: getting in. It has few screens, so it finds them itself: a router would be a fifth of what
//! people wait for (docs/adr/0022).

use super::provide_contexts;
use crate::{
    navigation::{Elsewhere, provide_navigation},
    pages::{ForgotPasswordPage, NotFoundPage, SignInPage, SignUpPage},
    platform::place,
    route::Route,
    session::use_session,
};
use contract::page::Program;
use leptos::prelude::*;

/// Puts the program into its page.
pub fn start() {
    super::start(App);
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
    let is_led_here = use_session().is_led_here();
    move || screen(route.get(), is_led_here)
}

/// Whether this program has a screen at this address.
fn is_screen(address: &str) -> bool {
    Route::of_address(address).is_some_and(|route| route.program() == Program::SignIn)
}

fn screen(route: Option<Route>, is_led_here: bool) -> AnyView {
    match route {
        Some(Route::SignIn) => view! { <SignInPage /> }.into_any(),
        Some(Route::SignUp) => view! { <SignUpPage /> }.into_any(),
        Some(Route::ForgotPassword) => view! { <ForgotPasswordPage /> }.into_any(),
        Some(
            Route::Check
            | Route::ResetPassword
            | Route::StartRecovery
            | Route::CancelRecovery
            | Route::UndoEmailChange
            | Route::Security
            | Route::Authenticator
            | Route::Passkey
            | Route::SecurityKey
            | Route::Phone
            | Route::Email
            | Route::Activity
            | Route::NewBackupCodes
            | Route::PasskeyOffer,
        ) => other_program(is_led_here),
        None => view! { <NotFoundPage /> }.into_any(),
    }
}

/// Has the browser load the other program's page; once, since a host that gives this one for every address would never end it.
fn other_program(is_led_here: bool) -> AnyView {
    if is_led_here {
        return view! { <NotFoundPage /> }.into_any();
    }
    view! { <Elsewhere address=place::here() /> }.into_any()
}

//! The authenticator apps of an account.

use super::{
    Desk,
    held::Held,
    row::{Dialogs, Row},
};
use crate::route::Route;
use contract::authenticator::Authenticator;
use leptos::prelude::*;

/// The list, with what can be done to each.
#[component]
pub fn AuthenticatorsPart(desk: Desk, dialogs: Dialogs) -> impl IntoView {
    let words = &desk.text.security;
    let authenticators = desk.see(|overview| {
        overview
            .map(|overview| overview.authenticators.clone())
            .unwrap_or_default()
    });
    let rows = move || {
        let row = |authenticator| view! { <AuthenticatorRow desk authenticator dialogs /> };
        authenticators.get().into_iter().map(row).collect_view()
    };
    let way = move || {
        if authenticators.read().is_empty() {
            words.set_up
        } else {
            words.add_another
        }
    };
    view! {
        <section class="panel" aria-labelledby="authenticators">
            <h2 id="authenticators">{words.authenticators}</h2>
            <p>{words.authenticators_lead}</p>
            <ul class="panel__rows">{rows}</ul>
            <p>
                <a class="button button--secondary" href=Route::Authenticator.path()>{way}</a>
            </p>
        </section>
    }
}

#[component]
fn AuthenticatorRow(desk: Desk, authenticator: Authenticator, dialogs: Dialogs) -> impl IntoView {
    let facts = desk.used(authenticator.created_at, authenticator.last_used_at);
    view! {
        <Row desk held=Held::Authenticator(authenticator) dialogs>
            <p class="quiet">{facts}</p>
        </Row>
    }
}

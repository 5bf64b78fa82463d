//! The authenticator apps of an account.

use super::{
    context::SettingsContext,
    held::Held,
    panel::{Panel, Part},
    risk::IfLost,
    row::{Dialogs, Row},
};
use crate::route::Route;
use contract::authenticator::Authenticator;
use flow::risk::{What, takes_codes};
use leptos::prelude::*;

/// The list, with what can be done to each.
#[component]
pub fn AuthenticatorsPart(context: SettingsContext, dialogs: Dialogs) -> impl IntoView {
    let words = context.text.security();
    let authenticators = context.see(|overview| {
        overview
            .map(|overview| overview.authenticators.clone())
            .unwrap_or_default()
    });
    let rows = move || {
        let row = |authenticator| view! { <AuthenticatorRow context authenticator dialogs /> };
        authenticators.get().into_iter().map(row).collect_view()
    };
    let way = move || {
        if authenticators.read().is_empty() {
            words.set_up
        } else {
            words.add_another
        }
    };
    let is_invited = context.see(|overview| overview.is_some_and(takes_codes));
    let add = move || {
        is_invited.get().then(|| {
            view! {
                <p>
                    <a class="button button--secondary" href=Route::Authenticator.path()>{way}</a>
                </p>
            }
        })
    };
    view! {
        <Panel context part=Part::Authenticators title=words.authenticators>
            <p>{words.authenticators_lead}</p>
            <ul class="panel__rows">{rows}</ul>
            {add}
        </Panel>
    }
}

#[component]
fn AuthenticatorRow(
    context: SettingsContext,
    authenticator: Authenticator,
    dialogs: Dialogs,
) -> impl IntoView {
    let what = What::Authenticator(authenticator.id.clone());
    let facts = context.used(authenticator.created_at, authenticator.last_used_at);
    view! {
        <Row context held=Held::Authenticator(authenticator) dialogs>
            <p class="quiet">{facts}</p>
            <IfLost context what />
        </Row>
    }
}

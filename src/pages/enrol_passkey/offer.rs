//! A passkey is offered right after a sign-in with password and code.

use super::{Enrolment, Words};
use crate::{
    components::{Button, ButtonLook},
    locale::use_text,
    pages::{guard::SignedInOnly, screen::use_go},
    platform::Scope,
    remote,
    route::Route,
};
use contract::{
    endpoint::DeclinePasskeyOffer,
    passkey::{OfferAnswer, OfferDeclined, PasskeyKind},
};
use leptos::prelude::*;

/// The page.
#[component]
pub fn PasskeyOfferPage() -> impl IntoView {
    view! {
        <SignedInOnly route=Route::PasskeyOffer>
            <Offer />
        </SignedInOnly>
    }
}

#[component]
fn Offer() -> impl IntoView {
    let text = use_text();
    let words = Words {
        title: text.passkey_offer().title,
        lead: text.passkey_offer().lead,
        ..Words::of(PasskeyKind::Passkey)
    };
    view! { <Enrolment words decline=ViewFn::from(|| view! { <Decline /> }) /> }
}

/// The two ways to say no. Whether or not the server hears it, the person goes on.
#[component]
fn Decline() -> impl IntoView {
    let text = use_text();
    let scope = Scope::here();
    let go = use_go();
    let say = UnsyncCallback::new(move |answer| {
        let go = go.clone();
        scope.spawn(async move {
            let _ = remote::call::<DeclinePasskeyOffer>(&OfferDeclined { answer }).await;
            go(Route::Security);
        });
    });
    view! {
        <Button look=ButtonLook::Quiet on_press=move |()| say.run(OfferAnswer::NotNow)>
            {text.passkey_offer().not_now}
        </Button>
        <Button look=ButtonLook::Quiet on_press=move |()| say.run(OfferAnswer::Never)>
            {text.passkey_offer().never}
        </Button>
    }
}

//! The key of a pending authenticator: to scan, to open in an app on this device, or to type.

use crate::{
    components::{CopyWords, QrCode, SecretText},
    locale::use_text,
    platform::pointer,
};
use contract::{Secret, authenticator::PendingAuthenticator};
use flow::{otpauth, qr::Square};
use leptos::prelude::*;

/// All three ways. On a phone the app comes first: nobody can scan their own screen.
#[component]
pub fn KeyToScan(
    /// What the server gave; it is drawn and kept nowhere else.
    authenticator: PendingAuthenticator,
) -> impl IntoView {
    let text = use_text();
    let address = otpauth::address(&authenticator);
    let square = view! { <Scan address=address.clone() /> };
    let touch = pointer::is_touch_first();
    let link = view! { <OpenLink address first=touch /> };
    let ways = if touch {
        (link.into_any(), square.into_any())
    } else {
        (square.into_any(), link.into_any())
    };
    view! {
        <section class="panel">
            {ways.0} {ways.1} <details>
                <summary>{text.enrol_authenticator().by_hand}</summary>
                <ByHand authenticator />
            </details>
        </section>
    }
}

#[component]
fn Scan(address: Secret) -> impl IntoView {
    let text = use_text();
    let drawing = Square::new(&address).ok().map(|square| {
        view! { <QrCode path=square.path() side=square.view_box_size() label=text.enrol_authenticator().qr_label /> }
    });
    view! {
        <div class="stack">
            <h2>{text.enrol_authenticator().scan}</h2>
            <p>{text.enrol_authenticator().scan_lead}</p>
            {drawing}
        </div>
    }
}

#[component]
fn OpenLink(address: Secret, first: bool) -> impl IntoView {
    let text = use_text();
    let address = address.expose().to_owned();
    if first {
        view! {
            <div class="stack">
                <h2>{text.enrol_authenticator().open_app}</h2>
                <p>{text.enrol_authenticator().open_app_lead}</p>
                <a class="button button--secondary" href=address>{text.enrol_authenticator().open_link}</a>
            </div>
        }
        .into_any()
    } else {
        view! { <p><a href=address>{text.enrol_authenticator().open_link_here}</a></p> }.into_any()
    }
}

#[component]
fn ByHand(authenticator: PendingAuthenticator) -> impl IntoView {
    let text = use_text();
    let words = CopyWords {
        copy: text.enrol_authenticator().copy_secret.to_owned(),
        copied: text.common().copied.to_owned(),
        refused: text.common().copy_failed.to_owned(),
    };
    let secret = authenticator.secret.expose().to_owned();
    view! {
        <div class="stack">
            <p>{text.enrol_authenticator().by_hand_lead}</p>
            <SecretText secret label=text.enrol_authenticator().secret words />
            <p>{text.enrol_authenticator().account} ": " <strong>{authenticator.account}</strong></p>
        </div>
    }
}

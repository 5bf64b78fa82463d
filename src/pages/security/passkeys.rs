//! The passkeys and security keys of an account.

use super::{
    context::SettingsContext,
    held::Held,
    keys_only::KeysOnlyPart,
    panel::{Panel, Part},
    risk::IfLost,
    row::{Dialogs, Row},
};
use crate::{
    components::{Notice, NoticeKind},
    passkeys::use_passkeys,
    route::Route,
};
use contract::passkey::{Passkey, PasskeyKind, PasskeyStorage};
use flow::{passkey_support::Support, risk::What};
use leptos::prelude::*;
use text::Words;

/// The list, with what can be done to each.
#[component]
pub fn PasskeysPart(context: SettingsContext, dialogs: Dialogs) -> impl IntoView {
    let words = context.text.passkeys();
    let passkeys = context.see(|overview| {
        overview
            .map(|overview| overview.passkeys.clone())
            .unwrap_or_default()
    });
    let rows = move || {
        let row = |passkey| view! { <PasskeyRow context passkey dialogs /> };
        passkeys.get().into_iter().map(row).collect_view()
    };
    view! {
        <Panel context part=Part::Passkeys title=words.title>
            <p>{words.lead}</p>
            <ul class="panel__rows">{rows}</ul>
            <Ways text=context.text />
            <KeysOnlyPart context />
        </Panel>
    }
}

/// The ways to add one, or why there is none here.
#[component]
fn Ways(text: Words) -> impl IntoView {
    let words = text.passkeys();
    let passkeys = use_passkeys();
    let ways = move || {
        let can_create = passkeys.support()?.can_create();
        Some(if can_create {
            view! {
                <a class="button button--secondary" href=Route::Passkey.path()>{words.add}</a>
                <a class="button button--quiet" href=Route::SecurityKey.path()>{words.add_key}</a>
            }
            .into_any()
        } else {
            let why = passkeys.support().as_ref().and_then(Support::obstacle);
            let why = why.map(|obstacle| text::obstacle(text, obstacle));
            view! {
                <p class="quiet">
                    {why} " " <a href=Route::Check.path()>{text.browser_check().link}</a>
                </p>
            }
            .into_any()
        })
    };
    view! { <div class="cluster">{ways}</div> }
}

#[component]
fn PasskeyRow(context: SettingsContext, passkey: Passkey, dialogs: Dialogs) -> impl IntoView {
    let words = context.text.passkeys();
    let what = What::Passkey(passkey.id.clone());
    let facts = context.used(passkey.created_at, passkey.last_used_at);
    let kind = match passkey.kind {
        PasskeyKind::Passkey => stored(context.text, passkey.storage),
        PasskeyKind::SecurityKey => words.key,
    };
    let warning = passkey.counter_went_back_at.map(|moment| {
        let said = words.counter_went_back(&SettingsContext::date(moment));
        view! { <Notice kind=NoticeKind::Warning>{said}</Notice> }
    });
    // A name that says it already needs no second line.
    let kind = (kind != passkey.name).then_some(kind);
    let provider = passkey.provider.as_ref();
    let provider = provider.filter(|provider| **provider != passkey.name);
    let provider = provider.map(|provider| format!("{provider} · "));
    view! {
        <Row context held=Held::Passkey(passkey) dialogs>
            <p class="quiet">{provider} {kind}</p>
            <p class="quiet">{facts}</p>
            <IfLost context what />
            {warning}
        </Row>
    }
}

/// Where it lives, in words.
const fn stored(text: Words, storage: PasskeyStorage) -> &'static str {
    match storage {
        PasskeyStorage::Synced => text.passkeys().synced,
        PasskeyStorage::NotYetSynced => text.passkeys().not_yet_synced,
        PasskeyStorage::OneDevice => text.passkeys().one_device,
    }
}

//! The email address, and codes by email where the server has them.

use super::{
    context::SettingsContext,
    panel::{Panel, Part, SubPanel},
    remove::Removable,
    risk::IfLost,
    row::Dialogs,
};
use crate::{
    components::{Button, Notice, NoticeKind},
    route::Route,
};
use contract::{
    Nothing, Timestamp, backup_codes::BackupCodes, contact::EmailCodes, endpoint::TurnOnEmailCodes,
};
use flow::risk::{What, takes_codes};
use leptos::prelude::*;

/// The address and its codes.
#[component]
pub fn EmailPart(context: SettingsContext, dialogs: Dialogs) -> impl IntoView {
    let words = context.text.email();
    let address = context.see(|overview| {
        overview
            .map(|overview| overview.viewer.email.clone())
            .unwrap_or_default()
    });
    let confirmed_at = context.see(|overview| overview.and_then(|it| it.email_confirmed_at));
    let codes = context
        .see(|overview| overview.map_or(EmailCodes::Unavailable, |overview| overview.email_codes));
    let below = move || {
        (codes.get() != EmailCodes::Unavailable)
            .then(|| view! { <Codes context codes confirmed_at dialogs /> })
    };
    view! {
        <Panel context part=Part::Email title=words.title>
            <div class="lines">
                <p><strong>{address}</strong></p>
                {move || view! { <Confirmation context confirmed_at=confirmed_at.get() /> }}
            </div>
            <div class="cluster">
                <a class="button button--secondary" href=Route::Email.path()>{words.change}</a>
            </div>
            {below}
        </Panel>
    }
}

#[component]
fn Confirmation(context: SettingsContext, confirmed_at: Option<Timestamp>) -> impl IntoView {
    let words = context.text.email();
    match confirmed_at {
        Some(moment) => {
            let said = words.confirmed(&SettingsContext::date(moment));
            view! { <p class="quiet">{said}</p> }.into_any()
        }
        None => view! {
            <Notice kind=NoticeKind::Warning>
                <p>{words.unconfirmed}</p>
                <p>
                    <a class="button button--secondary" href=Route::Email.path()>{words.confirm}</a>
                </p>
            </Notice>
        }
        .into_any(),
    }
}

#[component]
fn Codes(
    context: SettingsContext,
    codes: Memo<EmailCodes>,
    confirmed_at: Memo<Option<Timestamp>>,
    dialogs: Dialogs,
) -> impl IntoView {
    let words = context.text.email();
    let turn_on = move |()| {
        context.start(async move {
            let on = context.change::<TurnOnEmailCodes>(&Nothing {}).await;
            if let Some(on) = on {
                context.done(Part::EmailCodes, words.turned_on.to_owned());
                let codes = BackupCodes::of_first(on.backup_code_set, on.backup_codes);
                dialogs.new_codes.show(codes);
            }
        });
    };
    let is_invited = context.see(|overview| overview.is_some_and(takes_codes));
    let turn_off = move |()| dialogs.removing.set(Some(Removable::EmailCodes));
    let state = move || match codes.get() {
        EmailCodes::On => view! {
            <IfLost context what=What::EmailCodes />
            <div class="cluster">
                <Button on_press=turn_off>{words.turn_off}</Button>
            </div>
        }
        .into_any(),
        _ if confirmed_at.get().is_none() => {
            view! { <p class="quiet">{words.confirm_first}</p> }.into_any()
        }
        _ if !is_invited.get() => {
            view! { <p class="quiet">{context.text.keys_only().not_taken}</p> }.into_any()
        }
        _ => view! {
            <div class="cluster">
                <Button on_press=turn_on>{words.turn_on}</Button>
            </div>
        }
        .into_any(),
    };
    view! {
        <SubPanel context part=Part::EmailCodes title=words.codes mark=Some(words.mark)>
            <p>{words.codes_lead}</p>
            {state}
        </SubPanel>
    }
}

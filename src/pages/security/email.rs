//! The email address, and codes by email where the server has them.

use super::{
    desk::Desk,
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
pub fn EmailPart(desk: Desk, dialogs: Dialogs) -> impl IntoView {
    let words = desk.text.email();
    let address = desk.see(|overview| {
        overview
            .map(|overview| overview.viewer.email.clone())
            .unwrap_or_default()
    });
    let confirmed_at = desk.see(|overview| overview.and_then(|it| it.email_confirmed_at));
    let codes = desk
        .see(|overview| overview.map_or(EmailCodes::Unavailable, |overview| overview.email_codes));
    let below = move || {
        (codes.get() != EmailCodes::Unavailable)
            .then(|| view! { <Codes desk codes confirmed_at dialogs /> })
    };
    view! {
        <Panel desk part=Part::Email title=words.title>
            <div class="lines">
                <p><strong>{address}</strong></p>
                {move || view! { <Confirmation desk confirmed_at=confirmed_at.get() /> }}
            </div>
            <div class="cluster">
                <a class="button button--secondary" href=Route::Email.path()>{words.change}</a>
            </div>
            {below}
        </Panel>
    }
}

#[component]
fn Confirmation(desk: Desk, confirmed_at: Option<Timestamp>) -> impl IntoView {
    let words = desk.text.email();
    match confirmed_at {
        Some(moment) => {
            let said = words.confirmed(&Desk::date(moment));
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
    desk: Desk,
    codes: Memo<EmailCodes>,
    confirmed_at: Memo<Option<Timestamp>>,
    dialogs: Dialogs,
) -> impl IntoView {
    let words = desk.text.email();
    let turn_on = move |()| {
        desk.start(async move {
            let on = desk.change::<TurnOnEmailCodes>(&Nothing {}).await;
            if let Some(on) = on {
                desk.done(Part::EmailCodes, words.turned_on.to_owned());
                let codes = BackupCodes::of_first(on.backup_code_set, on.backup_codes);
                dialogs.new_codes.show(codes);
            }
        });
    };
    let is_invited = desk.see(|overview| overview.is_some_and(takes_codes));
    let turn_off = move |()| dialogs.removing.set(Some(Removable::EmailCodes));
    let state = move || match codes.get() {
        EmailCodes::On => view! {
            <IfLost desk what=What::EmailCodes />
            <div class="cluster">
                <Button on_press=turn_off>{words.turn_off}</Button>
            </div>
        }
        .into_any(),
        _ if confirmed_at.get().is_none() => {
            view! { <p class="quiet">{words.confirm_first}</p> }.into_any()
        }
        _ if !is_invited.get() => {
            view! { <p class="quiet">{desk.text.keys_only().not_taken}</p> }.into_any()
        }
        _ => view! {
            <div class="cluster">
                <Button on_press=turn_on>{words.turn_on}</Button>
            </div>
        }
        .into_any(),
    };
    view! {
        <SubPanel desk part=Part::EmailCodes title=words.codes mark=Some(words.mark)>
            <p>{words.codes_lead}</p>
            {state}
        </SubPanel>
    }
}

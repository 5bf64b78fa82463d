//! The phone number for codes by text message.

use super::{
    context::SettingsContext,
    panel::{Panel, Part},
    remove::Removable,
    risk::IfLost,
    row::Dialogs,
};
use crate::{
    components::{Button, ButtonLook, Notice, NoticeKind},
    route::Route,
};
use contract::contact::Phone;
use flow::risk::{What, takes_codes};
use leptos::prelude::*;

/// The number, with what can be done with it. Nothing where there is none and none can be had.
#[component]
pub fn PhonePart(context: SettingsContext, dialogs: Dialogs) -> impl IntoView {
    let is_shown = context.see(|overview| {
        overview.is_some_and(|overview| {
            let is_invited = overview.text_messages && takes_codes(overview);
            is_invited || overview.phone.is_some()
        })
    });
    move || is_shown.get().then(|| view! { <Number context dialogs /> })
}

#[component]
fn Number(context: SettingsContext, dialogs: Dialogs) -> impl IntoView {
    let words = context.text.phone();
    let is_sending = context.see(|overview| overview.is_some_and(|it| it.text_messages));
    let can_change = context.see(|overview| {
        overview.is_some_and(|overview| overview.text_messages && takes_codes(overview))
    });
    let phone = context.see(|overview| overview.and_then(|overview| overview.phone.clone()));
    let state = move || match phone.get() {
        Some(phone) => {
            view! { <PhoneRow context phone is_sending can_change dialogs /> }.into_any()
        }
        None => view! {
            <p>
                <a class="button button--secondary" href=Route::Phone.path()>{words.add}</a>
            </p>
        }
        .into_any(),
    };
    view! {
        <Panel context part=Part::Phone title=words.title mark=Some(words.mark)>
            <p>{words.lead}</p>
            {state}
        </Panel>
    }
}

#[component]
fn PhoneRow(
    context: SettingsContext,
    phone: Phone,
    is_sending: Memo<bool>,
    can_change: Memo<bool>,
    dialogs: Dialogs,
) -> impl IntoView {
    let words = context.text.phone();
    let facts = context.used(phone.created_at, phone.last_used_at);
    let name = phone.masked.clone();
    let change_label = words.change_named(&name);
    let remove_label = context.text.security().remove_named(&name);
    let remove = move |()| {
        let about = Removable::Phone(phone.clone());
        dialogs.removing.set(Some(about));
    };
    let meaning = move || {
        if is_sending.get() {
            view! { <IfLost context what=What::Phone /> }.into_any()
        } else {
            view! { <Notice kind=NoticeKind::Warning>{words.unavailable}</Notice> }.into_any()
        }
    };
    let change = move || {
        can_change.get().then(|| {
            let label = change_label.clone();
            view! {
                <a class="button button--quiet" href=Route::Phone.path() aria-label=label>
                    {words.change}
                </a>
            }
        })
    };
    view! {
        <ul class="panel__rows">
            <li class="split">
                <div class="lines">
                    <p><strong dir="ltr">{name}</strong></p>
                    <p class="quiet">{facts}</p>
                    {meaning}
                </div>
                <div class="cluster">
                    {change}
                    <Button look=ButtonLook::Quiet label=remove_label on_press=remove>
                        {context.text.security().remove}
                    </Button>
                </div>
            </li>
        </ul>
    }
}

//! Where somebody is signed in.

use super::{
    context::SettingsContext,
    panel::{Panel, Part},
};
use crate::components::{Badge, Button, ButtonLook};
use contract::{
    Nothing,
    device::{OpenSession, WhichSession},
    endpoint::{EndOtherSessions, EndSession},
};
use leptos::prelude::*;
use text::browser_name;

/// The list, and the way to end all others.
#[component]
pub fn SessionsPart(context: SettingsContext) -> impl IntoView {
    let words = context.text.sessions();
    let sessions = context.see(|overview| {
        overview
            .map(|overview| overview.sessions.clone())
            .unwrap_or_default()
    });
    let rows = move || {
        let row = |session| view! { <SessionRow context session /> };
        sessions.get().into_iter().map(row).collect_view()
    };
    let end_others = move |()| {
        let said = words.others_ended.to_owned();
        context.make::<EndOtherSessions>(Nothing {}, Part::Sessions, said);
    };
    let below = move || {
        if sessions.read().len() > 1 {
            view! {
                <div class="cluster">
                    <Button on_press=end_others>{words.end_others}</Button>
                </div>
            }
            .into_any()
        } else {
            view! { <p class="quiet">{words.only_this}</p> }.into_any()
        }
    };
    view! {
        <Panel context part=Part::Sessions title=words.title>
            <p>{words.lead}</p>
            <ul class="panel__rows">{rows}</ul>
            {below}
        </Panel>
    }
}

#[component]
fn SessionRow(context: SettingsContext, session: OpenSession) -> impl IntoView {
    let words = context.text.sessions();
    let browser = browser_name(context.text, &session.user_agent);
    let network = words.network(&session.network);
    let times = words.times(
        &SettingsContext::time(session.created_at),
        &SettingsContext::time(session.last_seen_at),
    );
    let mark = session
        .is_current
        .then(|| view! { <Badge>{words.this_browser}</Badge> });
    let end = (!session.is_current).then(|| {
        let label = words.end_named(&browser, &session.network);
        let said = words.ended(&browser);
        let id = session.id.clone();
        let press = move |()| {
            let request = WhichSession { id: id.clone() };
            context.make::<EndSession>(request, Part::Sessions, said.clone());
        };
        view! { <Button look=ButtonLook::Quiet label on_press=press>{words.end}</Button> }
    });
    view! {
        <li class="split">
            <div class="lines">
                <p class="cluster"><strong>{browser}</strong> {mark}</p>
                <p class="quiet">{network}</p>
                <p class="quiet">{times}</p>
            </div>
            {end}
        </li>
    }
}

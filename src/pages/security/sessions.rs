//! Where somebody is signed in.

use super::{
    desk::Desk,
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
pub fn SessionsPart(desk: Desk) -> impl IntoView {
    let words = desk.text.sessions();
    let sessions = desk.see(|overview| {
        overview
            .map(|overview| overview.sessions.clone())
            .unwrap_or_default()
    });
    let rows = move || {
        let row = |session| view! { <SessionRow desk session /> };
        sessions.get().into_iter().map(row).collect_view()
    };
    let end_others = move |()| {
        let said = words.others_ended.to_owned();
        desk.make::<EndOtherSessions>(Nothing {}, Part::Sessions, said);
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
        <Panel desk part=Part::Sessions title=words.title>
            <p>{words.lead}</p>
            <ul class="panel__rows">{rows}</ul>
            {below}
        </Panel>
    }
}

#[component]
fn SessionRow(desk: Desk, session: OpenSession) -> impl IntoView {
    let words = desk.text.sessions();
    let browser = browser_name(desk.text, &session.user_agent);
    let network = words.network(&session.network);
    let times = words.times(
        &Desk::time(session.created_at),
        &Desk::time(session.last_seen_at),
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
            desk.make::<EndSession>(request, Part::Sessions, said.clone());
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

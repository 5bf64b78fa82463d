//! For whoever can use none of the methods: how the account is recovered, and how far that has come.

use super::{Machine, second::StartOver};
use crate::{
    components::{Button, ButtonLook, Notice, NoticeKind, Submit},
    locale::use_text,
    pages::support::SupportLine,
    platform::{form, locale},
};
use contract::{
    Timestamp,
    recovery::{NoRecovery, Recovery},
};
use flow::sign_in::{Event, Step};
use leptos::{ev::SubmitEvent, prelude::*};
use text::Words;

/// The screen.
#[component]
pub fn RecoveryStep(machine: Machine) -> impl IntoView {
    let text = use_text();
    let words = text.recovery();
    let obstacle = Memo::new(move |_| machine.state.read().no_recovery());
    let stage = Memo::new(move |_| stage(&machine.state.read().step));
    let hours = Memo::new(move |_| machine.state.read().recovery_hours());
    let busy = Signal::derive(move || machine.state.read().is_busy());
    let body = move || match stage.get() {
        None if obstacle.get().is_some() => view! { <NoWay obstacle /> }.into_any(),
        None => view! { <Steps hours=hours.get() /> }.into_any(),
        Some(Recovery::LinkSent { .. }) => view! {
            <p>{words.sent}</p>
            <p>{takes(text, hours.get())}</p>
        }
        .into_any(),
        Some(Recovery::Waiting { ready_at }) => view! {
            <p><strong>{words.waiting(&date(ready_at))}</strong></p>
            <p>{words.waiting_help}</p>
            <p>{words.not_me_help}</p>
        }
        .into_any(),
        Some(Recovery::Ready { expires_at }) => view! {
            <p>{words.ready(&date(expires_at))}</p>
            <p>{words.not_me_help}</p>
        }
        .into_any(),
    };
    let press = move || match stage.get() {
        None if obstacle.get().is_some() => None,
        None => Some((words.ask, Press::Ask)),
        Some(Recovery::Ready { .. }) => Some((words.finish, Press::Finish)),
        Some(Recovery::LinkSent { .. } | Recovery::Waiting { .. }) => None,
    };
    view! {
        {body}
        {move || {
            press()
                .map(|(label, press)| view! { <PressForm machine label press busy /> })
        }}
        <div class="cluster">
            <Button
                look=ButtonLook::Quiet
                on_press=move |()| machine.send.run(Event::BackToMethods)
            >
                {words.back}
            </Button>
            <StartOver machine />
        </div>
    }
}

/// Above the second step, while a recovery of the account waits or can be finished: for whoever asked for it, and for
/// whoever did not.
#[component]
pub fn RecoveryNotice(machine: Machine) -> impl IntoView {
    let text = use_text();
    let words = text.recovery();
    let recovery = Memo::new(move |_| machine.state.read().recovery());
    let see = move |()| machine.send.run(Event::LostAllAsked);
    move || {
        let title = match recovery.get()? {
            Recovery::LinkSent { .. } => return None,
            Recovery::Waiting { ready_at } => words.waiting_notice(&date(ready_at)),
            Recovery::Ready { .. } => words.ready_notice.to_owned(),
        };
        Some(view! {
            <Notice kind=NoticeKind::Info>
                <p>{title}</p>
                <p>{words.not_me_help}</p>
                <Button on_press=see>{words.see}</Button>
            </Notice>
        })
    }
}

/// What the button does.
#[derive(Clone, Copy)]
enum Press {
    Ask,
    Finish,
}

#[component]
fn PressForm(
    machine: Machine,
    label: &'static str,
    press: Press,
    busy: Signal<bool>,
) -> impl IntoView {
    let submit = move |event: SubmitEvent| {
        if form::take(&event).is_some() {
            machine.send.run(match press {
                Press::Ask => Event::RecoveryPressed,
                Press::Finish => Event::FinishPressed,
            });
        }
    };
    view! {
        <form class="stack" on:submit=submit novalidate>
            <Submit label busy busy_label=use_text().common().working />
        </form>
    }
}

#[component]
fn Steps(hours: u32) -> impl IntoView {
    let text = use_text();
    let time = text.common().hours(hours);
    let words = text.recovery();
    let steps = [
        words.step_link.to_owned(),
        words.step_wait(&time),
        words.step_finish.to_owned(),
    ];
    let steps = steps.map(|said| view! { <li>{said}</li> });
    let steps = steps.into_iter().collect_view();
    view! {
        <p><strong>{takes(text, hours)}</strong></p>
        <ol class="numbered">{steps}</ol>
    }
}

/// Why there is no recovery, and whom to ask.
#[component]
fn NoWay(obstacle: Memo<Option<NoRecovery>>) -> impl IntoView {
    let words = use_text().recovery();
    let why = move || match obstacle.get()? {
        NoRecovery::EmailNotConfirmed => Some(words.none_unconfirmed),
        NoRecovery::KeysOnly => Some(words.none_keys_only),
    };
    view! {
        <p>{why}</p>
        <p>{words.none_help}</p>
        <SupportLine />
    }
}

/// How long it takes.
fn takes(text: Words, hours: u32) -> String {
    let words = text.recovery();
    match hours {
        0 => words.takes_long.to_owned(),
        hours => words.takes(&text.common().hours(hours)),
    }
}

/// What the heading says.
pub fn heading(text: Words, (stage, is_possible): (Option<Recovery>, bool)) -> &'static str {
    let words = text.recovery();
    match stage {
        None if !is_possible => words.none_title,
        None => words.title,
        Some(Recovery::LinkSent { .. }) => words.sent_title,
        Some(Recovery::Waiting { .. }) => words.waiting_title,
        Some(Recovery::Ready { .. }) => words.ready_title,
    }
}

/// How far it has come.
pub fn stage(step: &Step) -> Option<Recovery> {
    match step {
        Step::Recovery(recovering) => recovering.stage,
        _ => None,
    }
}

fn date(moment: Timestamp) -> String {
    locale::date_and_time(moment.0)
}

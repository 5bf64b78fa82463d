//! A recovery that is under way: what it will do and when, and how to stop it.

use super::{
    context::SettingsContext,
    panel::{Outcome, Part},
};
use crate::{
    components::{Button, ButtonLook, Countdown, Notice, NoticeKind},
    effects::now,
    remote,
};
use contract::{
    Nothing, Timestamp,
    endpoint::{CancelOwnRecovery, ReadSite},
    recovery::Recovery,
};
use flow::clock_offset::ClockOffset;
use leptos::prelude::*;

/// The notice, while there is one.
#[component]
pub fn RecoveryNotice(context: SettingsContext) -> impl IntoView {
    let recovery = context.see(|overview| overview.and_then(|overview| overview.recovery));
    let notice = move || {
        let recovery = recovery.get()?;
        Some(view! { <UnderWay context recovery /> })
    };
    view! {
        <Outcome context part=Part::Top />
        {notice}
    }
}

/// The moment of this page's clock, in milliseconds, at which the server's says this. `None` when the server cannot be
/// asked what it says now: then nothing is counted down.
async fn by_this_clock(timestamp: Timestamp) -> Option<i64> {
    let sent = now();
    let site = remote::call::<ReadSite>(&Nothing {}).await.ok()?;
    let received = now();
    let server = ClockOffset::measure(site.now?, sent, received).server_time(received);
    let wait = timestamp.0.saturating_sub(server.0);
    Some(received.0.saturating_add(wait))
}

#[component]
fn UnderWay(context: SettingsContext, recovery: Recovery) -> impl IntoView {
    let words = context.text.recovery_in_progress();
    let (said, moment) = match recovery {
        Recovery::LinkSent { expires_at } => (
            words.link_sent(&SettingsContext::time(expires_at)),
            expires_at,
        ),
        Recovery::Waiting { ready_at } => {
            (words.waiting(&SettingsContext::time(ready_at)), ready_at)
        }
        Recovery::Ready { expires_at } => {
            (words.ready(&SettingsContext::time(expires_at)), expires_at)
        }
    };
    let is_waiting = matches!(recovery, Recovery::Waiting { .. });
    let until = RwSignal::new(None);
    if is_waiting {
        context.start(async move { until.set(by_this_clock(moment).await) });
    }
    let left = move || {
        let until: i64 = until.get()?;
        let line = move |time: String| words.left(&time);
        let over = move |()| context.refresh();
        Some(view! { <p><Countdown until text=line on_zero=over /></p> })
    };
    let stop = move |()| {
        let said = words.stopped.to_owned();
        context.make::<CancelOwnRecovery>(Nothing {}, Part::Top, said);
    };
    view! {
        <Notice kind=NoticeKind::Warning>
            <p><strong>{words.title}</strong></p>
            <p>{said}</p>
            {left}
            <p>{words.advice}</p>
            <Button look=ButtonLook::Danger on_press=stop>{words.stop}</Button>
        </Notice>
    }
}

//! Setting up an authenticator app.

use super::{now, wake};
use crate::{
    platform::{clock, spawn},
    remote,
    session::Session,
};
use contract::{
    Nothing, Problem,
    authenticator::{Confirmation, Confirmed, PendingAuthenticator},
    backup_codes::BackupCodes,
    endpoint::{ConfirmAuthenticator, DiscardAuthenticator, StartAuthenticator},
    step_up::StepUp,
};
use flow::{
    Moment,
    clock_offset::ClockOffset,
    drift,
    enrol_authenticator::{CodeRefused, Effect, Event},
    trouble::CallError,
};
use leptos::prelude::*;

/// What stands on the screen and must not be in reactive state.
#[derive(Default)]
pub struct Shown {
    /// The pending authenticator with its secret.
    pub pending: Option<Pending>,
    /// New backup codes.
    pub codes: Option<BackupCodes>,
}

/// A pending authenticator, and how far this computer's clock is from the server's.
#[derive(Clone)]
pub struct Pending {
    /// What the server gave.
    pub authenticator: PendingAuthenticator,
    /// Milliseconds to add to the clock of this computer to get the server's.
    pub clock_offset: i64,
}

/// Where the page keeps it.
pub type Holder = StoredValue<Shown, LocalStorage>;

/// What to do for `flow::enrol_authenticator`.
///
/// `ask` has it proved again; `go_on` leaves for what comes next.
pub fn run(
    session: Session,
    holder: Holder,
    ask: impl Fn(StepUp, UnsyncCallback<Event>) + 'static,
    go_on: UnsyncCallback<()>,
) -> impl Fn(Effect, UnsyncCallback<Event>) + 'static {
    let sent_at = StoredValue::new(Moment(0));
    // Backup codes come with the first method.
    let is_first = StoredValue::new(false);
    move |effect, send| match effect {
        Effect::Start(ticket) => spawn(async move {
            let sent = now();
            sent_at.set_value(sent);
            let reply = remote::call::<StartAuthenticator>(&Nothing {}).await;
            send.run(Event::Started {
                ticket,
                sent,
                received: now(),
                reply,
            });
        }),
        Effect::Show(authenticator) => show(holder, authenticator, sent_at.get_value()),
        Effect::Confirm(ticket, confirmation) => spawn(async move {
            let reply = confirm(holder, confirmation).await;
            send.run(Event::Confirmed(ticket, now(), reply));
        }),
        Effect::ShowCodes(codes) => {
            is_first.set_value(true);
            holder.update_value(|shown| shown.codes = Some(codes));
        }
        Effect::Forget => holder.set_value(Shown::default()),
        Effect::Discard(ticket, which) => spawn(async move {
            let reply = remote::call::<DiscardAuthenticator>(&which).await;
            send.run(Event::DiscardSettled(ticket, now(), reply.map(|_| ())));
        }),
        Effect::StepUp(demand) => ask(demand, send),
        Effect::Wake(moment) => wake(moment, send, Event::Woke),
        Effect::Finish(_) => session.second_step_enrolled(is_first.get_value()),
        Effect::Leave => go_on.run(()),
    }
}

fn show(holder: Holder, authenticator: PendingAuthenticator, sent: Moment) {
    let received = now();
    let clock_offset = ClockOffset::measure(authenticator.now, sent, received)
        .from_wall(clock::wall_clock_ms(), received);
    holder.update_value(|shown| {
        shown.pending = Some(Pending {
            authenticator,
            clock_offset,
        });
    });
}

/// A code that is not right is looked up here, where the secret is on screen anyway.
async fn confirm(holder: Holder, confirmation: Confirmation) -> Result<Confirmed, CodeRefused> {
    let refused = match remote::call::<ConfirmAuthenticator>(&confirmation).await {
        Ok(confirmed) => return Ok(confirmed),
        Err(error) => error,
    };
    let is_wrong = matches!(refused, CallError::Refused(Problem::WrongCode { .. }));
    let pending = holder.with_value(|shown| shown.pending.clone());
    let drift = pending.filter(|_| is_wrong).and_then(|pending| {
        drift::diagnose(
            &pending.authenticator.secret,
            (&pending.authenticator).into(),
            &confirmation.code,
            clock::wall_clock_ms(),
            pending.clock_offset,
        )
    });
    Err(CodeRefused {
        error: refused,
        drift,
    })
}

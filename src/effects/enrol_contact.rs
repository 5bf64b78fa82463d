//! Confirming a phone number or an email address.

use super::{call, enrol_passkey::Holder, now, signals, wake};
use crate::{platform::spawn, remote, session::use_session};
use contract::{
    Nothing,
    contact::ContactCode,
    endpoint::{ConfirmEmail, ConfirmPhone, ReadPendingContacts, StartEmail, StartPhone},
    sent_code::Destination,
    step_up::StepUp,
};
use flow::{
    enrol_contact::{Confirmed, Contact, Effect, Event, Kind, Taken},
    trouble::CallError,
};
use leptos::prelude::*;

/// What to do for `flow::enrol_contact`; `ask` has it proved again, `go_on` leaves for what comes next.
pub fn run(
    holder: Holder,
    ask: impl Fn(StepUp, UnsyncCallback<Event>) + 'static,
    go_on: UnsyncCallback<()>,
) -> impl Fn(Effect, UnsyncCallback<Event>) + 'static {
    let session = use_session();
    // Backup codes come with the first method.
    let is_first = StoredValue::new(false);
    move |effect, send| match effect {
        Effect::Look(ticket) => call::<ReadPendingContacts>(Nothing {}, move |reply| {
            send.run(Event::Looked(ticket, now(), reply));
        }),
        Effect::Start(ticket, contact) => spawn(async move {
            let reply = start(contact).await;
            send.run(Event::Started(ticket, now(), reply));
        }),
        Effect::Confirm(ticket, kind, code) => spawn(async move {
            let reply = confirm(kind, code).await;
            send.run(Event::Settled(ticket, now(), reply));
        }),
        Effect::ShowCodes(codes) => {
            is_first.set_value(true);
            holder.set_value(Some(codes));
        }
        Effect::Forget => holder.set_value(None),
        Effect::StepUp(demand) => ask(demand, send),
        Effect::Wake(moment) => wake(moment, send, Event::Woke),
        Effect::Finish(Confirmed::Phone) => session.second_step_enrolled(is_first.get_value()),
        Effect::Finish(Confirmed::Email(viewer)) => {
            session.renamed(viewer);
            spawn(signals::tell_accepted());
        }
        Effect::Leave => go_on.run(()),
    }
}

async fn start(contact: Contact) -> Result<Destination, CallError> {
    match contact {
        Contact::Phone(phone) => remote::call::<StartPhone>(&phone).await,
        Contact::Email(email) => remote::call::<StartEmail>(&email).await,
    }
}

async fn confirm(kind: Kind, code: ContactCode) -> Result<Taken, CallError> {
    match kind {
        Kind::Phone => remote::call::<ConfirmPhone>(&code).await.map(Taken::Phone),
        Kind::Email => remote::call::<ConfirmEmail>(&code).await.map(Taken::Email),
    }
}

//! Adding a passkey or security key.

use super::{ceremony::Ceremonies, now, signals, wake};
use crate::{passkeys::use_passkeys, platform::spawn, remote, session::use_session};
use contract::{
    backup_codes::BackupCodes,
    endpoint::{AddPasskey, StartPasskey},
    passkey::{PasskeyKind, WhichKind},
    step_up::StepUp,
};
use flow::enrol_passkey::{Effect, Event};
use leptos::prelude::*;

/// New backup codes that are on the screen. Not in reactive state: they are secret.
pub type Holder = StoredValue<Option<BackupCodes>, LocalStorage>;

/// What to do for `flow::enrol_passkey`.
///
/// `name` is for one whose provider nobody knows; `ask` has it proved again; `go_on` leaves for what comes next.
pub fn run(
    (kind, name): (PasskeyKind, String),
    holder: Holder,
    ask: impl Fn(StepUp, UnsyncCallback<Event>) + 'static,
    go_on: UnsyncCallback<()>,
) -> impl Fn(Effect, UnsyncCallback<Event>) + 'static {
    let ceremonies = Ceremonies::here();
    let passkeys = use_passkeys();
    let session = use_session();
    // Backup codes come with the first method.
    let is_first = StoredValue::new(false);
    move |effect, send| match effect {
        Effect::FetchCreation(ticket, kind) => spawn(async move {
            let reply = remote::call::<StartPasskey>(&WhichKind { kind }).await;
            send.run(Event::CreationFetched(ticket, now(), reply));
        }),
        Effect::Create(ticket, creation) => {
            ceremonies.create(creation, (kind, name.clone()), move |made| {
                send.run(Event::Created(ticket, now(), made));
            });
        }
        Effect::StopAsking => ceremonies.stop(),
        Effect::Save(ticket, passkey) => spawn(async move {
            let reply = remote::call::<AddPasskey>(&passkey).await;
            send.run(Event::Saved(ticket, now(), reply));
        }),
        Effect::ShowCodes(codes) => {
            is_first.set_value(true);
            holder.set_value(Some(codes));
        }
        Effect::Forget => holder.set_value(None),
        Effect::StepUp(demand) => ask(demand, send),
        Effect::SignalUnknown(credential) => {
            signals::tell_unknown(passkeys, &credential);
        }
        Effect::Wake(moment) => wake(moment, send, Event::Woke),
        Effect::Finish(_) => {
            session.second_step_enrolled(is_first.get_value());
            spawn(signals::tell_accepted());
        }
        Effect::Leave => go_on.run(()),
    }
}

//! Joins a pure machine from `flow` to Leptos: events go in by a callback, the state comes out by a signal.

use crate::platform::Scope;
use flow::machine::Machine;
use leptos::prelude::*;

/// What a page holds of its machine: the state to draw, and where its events go.
pub struct Running<M: Machine + Send + Sync + 'static>
where
    M::Event: 'static,
{
    /// The machine's state.
    pub state: ReadSignal<M>,
    /// Takes an event.
    pub send: UnsyncCallback<M::Event>,
}

impl<M: Machine + Send + Sync> Clone for Running<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M: Machine + Send + Sync> Copy for Running<M> {}

/// Runs a machine for as long as the component that calls this lives.
///
/// `run` does what the machine asks and sends what came of it. A call after the page is gone does nothing.
pub fn use_machine<M>(
    initial: M,
    run: impl Fn(M::Effect, UnsyncCallback<M::Event>) + 'static,
) -> Running<M>
where
    M: Machine + Clone + PartialEq + Send + Sync + 'static,
    M::Event: 'static,
{
    let (state, set_state) = signal(initial);
    let run = StoredValue::new_local(run);
    let this = StoredValue::new_local(None::<UnsyncCallback<M::Event>>);
    let scope = Scope::here();
    let send = UnsyncCallback::new(move |event: M::Event| {
        let Some(before) = state.try_get_untracked() else {
            return;
        };
        let (after, effects) = before.clone().update(event);
        if after != before {
            set_state.try_set(after);
        }
        let perform = || {
            for effect in effects {
                if let Some(Some(send)) = this.try_get_value() {
                    run.try_with_value(|run| run(effect, send));
                }
            }
        };
        // Tasks started here must end with the page, so they run in its scope.
        scope.run(perform);
    });
    this.set_value(Some(send));
    Running { state, send }
}

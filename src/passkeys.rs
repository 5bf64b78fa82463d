//! What this browser can do with passkeys of this server: asked once for the whole page, known to every screen.

use crate::{
    platform::{Scope, passkey},
    site::{SiteSettings, known_site},
};
use flow::passkey_support::Support;
use futures_channel::oneshot;
use leptos::prelude::*;

/// The context that every page may read.
#[derive(Clone, Copy, Debug)]
pub struct Passkeys {
    support: RwSignal<Option<Support>>,
    rp_id: RwSignal<Option<String>>,
    waiting: StoredValue<Vec<oneshot::Sender<Support>>, LocalStorage>,
    site: SiteSettings,
    scope: StoredValue<Scope, LocalStorage>,
}

/// Makes it known to everything below. Nothing is asked until somebody wants to know.
pub fn provide_passkeys() -> Passkeys {
    let passkeys = Passkeys {
        support: RwSignal::new(None),
        rp_id: RwSignal::new(None),
        waiting: StoredValue::new_local(Vec::new()),
        site: known_site(),
        scope: StoredValue::new_local(Scope::here()),
    };
    provide_context(passkeys);
    passkeys
}

/// What this browser can do. Asks, unless that was done: without the server's answer it is not known.
pub fn use_passkeys() -> Passkeys {
    let passkeys: Passkeys = use_context().unwrap_or_else(provide_passkeys);
    if passkeys.support.read_untracked().is_none() {
        passkeys.look();
    }
    passkeys
}

impl Passkeys {
    /// What is known; nothing while it is asked for, or when the server could not be reached.
    pub fn support(self) -> Option<Support> {
        self.support.get()
    }

    /// The same, without following what becomes of it.
    pub fn support_now(self) -> Option<Support> {
        self.support.get_untracked()
    }

    /// The domain that passkeys are bound to (RP ID), once it is known and if there is one.
    pub fn rp_id(self) -> Option<String> {
        self.rp_id.get_untracked()
    }

    /// Calls back once it is known, unless the component whose body this is called in is gone by then.
    pub fn when_known(self, tell: impl FnOnce(Support) + 'static) {
        if let Some(support) = self.support.get_untracked() {
            tell(support);
            return;
        }
        let (sender, receiver) = oneshot::channel();
        self.waiting.update_value(|waiting| waiting.push(sender));
        Scope::here().spawn(async move {
            if let Ok(support) = receiver.await {
                tell(support);
            }
        });
    }

    fn look(self) {
        let look = async move {
            if let Some(site) = self.site.find().await {
                let support = passkey::support(site.rp_id.as_deref(), &site.origins).await;
                self.rp_id.set(site.rp_id);
                self.support.set(Some(support));
                for waiting in self
                    .waiting
                    .try_update_value(std::mem::take)
                    .unwrap_or_default()
                {
                    // Nobody waits any more when their screen is gone.
                    let _ = waiting.send(support);
                }
            }
        };
        self.scope.with_value(|scope| scope.spawn(look));
    }
}

//! How this server is set up, as the page knows it: asked once for the whole page.

use crate::{platform::Scope, remote};
use contract::{Nothing, endpoint::ReadSite, site::Site};
use leptos::prelude::*;

/// The context that every page may read.
#[derive(Clone, Copy, Debug)]
pub struct SiteSettings {
    site: RwSignal<Option<Site>>,
    is_asked: StoredValue<bool>,
    scope: StoredValue<Scope, LocalStorage>,
}

/// Makes it known to everything below. Nothing is asked until somebody wants to know.
pub fn provide_site() -> SiteSettings {
    let settings = SiteSettings {
        site: RwSignal::new(None),
        is_asked: StoredValue::new(false),
        scope: StoredValue::new_local(Scope::here()),
    };
    provide_context(settings);
    settings
}

/// How this server is set up. Asks, unless that was done.
pub fn use_site() -> SiteSettings {
    let settings: SiteSettings = use_context().unwrap_or_else(provide_site);
    settings.look();
    settings
}

impl SiteSettings {
    /// What is known; nothing while it is asked for, or when the server could not be reached.
    pub fn get(self) -> Option<Site> {
        self.site.get()
    }

    fn look(self) {
        if self.is_asked.get_value() {
            return;
        }
        self.is_asked.set_value(true);
        let ask = async move {
            match remote::call::<ReadSite>(&Nothing {}).await {
                Ok(site) => self.site.set(Some(site)),
                // The next screen asks again.
                Err(_) => self.is_asked.set_value(false),
            }
        };
        self.scope.with_value(|scope| scope.spawn(ask));
    }
}

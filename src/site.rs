//! How this server is set up, as the page knows it. The server says so in the page; where another one serves the page
//! (`trunk serve`, a static host), it is asked, once for the whole page.

use crate::{
    platform::{Scope, json, service},
    remote,
};
use contract::{Nothing, endpoint::ReadSite, json::ReadJson as _, site::Site};
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
    let in_page = service::settings().and_then(|text| Site::read(&json::parse(&text)?));
    let settings = SiteSettings {
        site: RwSignal::new(in_page),
        is_asked: StoredValue::new(false),
        scope: StoredValue::new_local(Scope::here()),
    };
    provide_context(settings);
    settings
}

/// How this server is set up. Asks, unless that is known.
pub fn use_site() -> SiteSettings {
    let settings = known_site();
    if settings.site.read_untracked().is_none() {
        settings.look();
    }
    settings
}

/// The same, and asks nothing yet.
pub fn known_site() -> SiteSettings {
    use_context().unwrap_or_else(provide_site)
}

impl SiteSettings {
    /// What is known; nothing while it is asked for, or when the server could not be reached.
    pub fn get(self) -> Option<Site> {
        self.site.get()
    }

    /// What is known, or what the server says when it is asked; nothing when it could not be reached.
    pub async fn find(self) -> Option<Site> {
        if let Some(known) = self.site.get_untracked() {
            return Some(known);
        }
        let site = remote::call::<ReadSite>(&Nothing {}).await.ok()?;
        self.site.set(Some(site.clone()));
        Some(site)
    }

    fn look(self) {
        if self.is_asked.get_value() {
            return;
        }
        self.is_asked.set_value(true);
        let ask = async move {
            // When it could not be reached, the next screen asks again.
            let is_known = self.find().await.is_some();
            self.is_asked.set_value(is_known);
        };
        self.scope.with_value(|scope| scope.spawn(ask));
    }
}

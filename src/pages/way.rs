//! Where somebody was going when something was put in between: the address of every screen on the detour keeps it
//! (`?next=`), so that it survives a reload as well. Nobody goes there before the server has allowed it.

use super::screen::use_go;
use crate::{
    components::{Button, ButtonLook, Submit},
    effects::next::go_on,
    locale::use_text,
    platform::{Scope, form, place},
    route::Route,
};
use leptos::{ev::SubmitEvent, prelude::*};

/// The way that the present screen lies on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Way(Option<String>);

/// Reads it from the address of this screen.
pub fn use_way() -> Way {
    Way(place::query("next"))
}

impl Way {
    /// Where it leads, if anywhere.
    pub fn next(&self) -> Option<String> {
        self.0.clone()
    }

    /// The address of another screen that lies on it.
    pub fn by(&self, route: Route) -> String {
        match &self.0 {
            Some(next) => route.with_next(next),
            None => route.path().to_owned(),
        }
    }
}

/// Goes on along the way, for as long as the screen that calls this lives: where it leads if the server allows that, and
/// to the settings otherwise.
pub fn use_go_on() -> UnsyncCallback<()> {
    let way = use_way();
    let scope = Scope::here();
    let go = use_go();
    UnsyncCallback::new(move |()| scope.spawn(go_on(way.next(), go.clone())))
}

/// At the end of a detour: on along the way, or to the settings.
#[component]
pub fn GoOn(
    /// What the settings are called here.
    to_settings: &'static str,
    /// Whether there is something better to do on this screen.
    #[prop(optional)]
    quiet: bool,
) -> impl IntoView {
    if use_way().next().is_none() {
        let look = if quiet { "quiet" } else { "primary" };
        let class = format!("button button--{look}");
        let href = Route::Security.path();
        return view! { <a class=class href=href>{to_settings}</a> }.into_any();
    }
    let text = use_text();
    let go_on = use_go_on();
    if quiet {
        let press = move |()| go_on.run(());
        let look = ButtonLook::Quiet;
        return view! { <Button look on_press=press>{text.common().go_on}</Button> }.into_any();
    }
    let busy = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        if form::take(&event).is_some() && !busy.get_untracked() {
            busy.set(true);
            go_on.run(());
        }
    };
    view! {
        <form on:submit=submit novalidate>
            <Submit label=text.common().go_on busy busy_label=text.common().working />
        </form>
    }
    .into_any()
}

//! What every screen has: the frame, the title of the tab, the heading, and the summary of what is wrong.

use super::{
    troubles::{TroubleSummary, Troubles},
    way::use_way,
};
use crate::{
    components::{Button, ButtonLook, FrameShape, PageFrame, PageHeading, ThemeSwitch},
    leaving::use_leaving,
    locale::{use_name, use_text},
    navigation::use_navigation,
    platform::{Scope, focus::Landing, page_title},
    route::Route,
    session::use_session,
};
use flow::Trouble;
use leptos::prelude::*;

/// Opens another screen because of what happened here. It takes this one's place in the history: going back must not
/// lead to a screen that leads forward again.
pub fn use_go() -> impl Fn(Route) + Clone + 'static {
    let navigation = use_navigation();
    move |route| navigation.replace(route.path())
}

/// The same for a screen that leads on to an address when it is done with.
pub fn use_go_by_way_of() -> impl Fn(Route, Option<String>) + Clone + 'static {
    let navigation = use_navigation();
    move |route, next| match next {
        Some(next) => navigation.replace(&route.with_next(&next)),
        None => navigation.replace(route.path()),
    }
}

/// The same for a screen that lies on the way to where this one leads on to.
pub fn use_go_along() -> impl Fn(Route) + Clone + 'static {
    let (go, next) = (use_go_by_way_of(), use_way().next());
    move |route| go(route, next.clone())
}

/// A screen before somebody is signed in, or with one thing to do.
#[component]
pub fn PublicPage(
    /// Its heading, and the title of the tab.
    #[prop(into)]
    heading: Signal<String>,
    /// A sentence below the heading.
    #[prop(into, optional)]
    lead: Signal<Option<String>>,
    /// What takes the focus when the heading changes.
    #[prop(into, optional)]
    landing: Signal<Landing>,
    /// What went wrong.
    #[prop(into)]
    troubles: Troubles,
    /// The screen.
    children: Children,
) -> impl IntoView {
    let text = use_text();
    page_title::follow(title(heading, troubles));
    let motto = Some(text.common().tagline.to_owned());
    view! {
        <PageFrame
            product=use_name()
            skip=text.common().skip
            home=use_way().by(Route::SignIn)
            shape=FrameShape::PublicPage
            motto
            foot=ViewFn::from(|| view! { <Foot /> })
        >
            <PageHeading text=heading lead landing />
            <TroubleSummary troubles />
            {children()}
        </PageFrame>
    }
}

/// A screen for somebody who is signed in.
#[component]
pub fn AccountPage(
    /// Its heading, and the title of the tab.
    #[prop(into)]
    heading: Signal<String>,
    /// A sentence below the heading.
    #[prop(into, optional)]
    lead: Signal<Option<String>>,
    /// What takes the focus when the heading changes.
    #[prop(into, optional)]
    landing: Signal<Landing>,
    /// What went wrong.
    #[prop(into)]
    troubles: Troubles,
    /// The screen.
    children: Children,
) -> impl IntoView {
    let text = use_text();
    page_title::follow(title(heading, troubles));
    view! {
        <PageFrame
            product=use_name()
            skip=text.common().skip
            home=Route::Security.path()
            shape=FrameShape::AccountPage
            menu=ViewFn::from(|| view! { <Menu /> })
            foot=ViewFn::from(|| view! { <Foot /> })
        >
            <PageHeading text=heading lead landing />
            <TroubleSummary troubles />
            {children()}
        </PageFrame>
    }
}

fn title(heading: Signal<String>, troubles: Troubles) -> Signal<String> {
    let (text, name) = (use_text(), use_name());
    Signal::derive(move || {
        let mark = if troubles.read().is_some() {
            text.common().title_error
        } else {
            ""
        };
        format!("{mark}{} – {name}", heading.get())
    })
}

/// What stands below every screen.
#[component]
fn Foot() -> impl IntoView {
    let words = use_text().common();
    let names = [words.theme_system, words.theme_light, words.theme_dark];
    view! { <ThemeSwitch label=words.colours names /> }
}

/// Who is signed in, and the way out.
#[component]
fn Menu() -> impl IntoView {
    let text = use_text();
    let session = use_session();
    let scope = Scope::here();
    let failed = RwSignal::new(None);
    let leaving = use_leaving();
    let out = move || {
        scope.spawn(async move {
            if let Err(error) = session.sign_out().await {
                failed.set(Some(Trouble::from_call(&error, crate::effects::now())));
            }
        });
    };
    let leave = move |()| leaving.ask_first(out.clone());
    let said = move || failed.get().map(|trouble| text::trouble(text, &trouble));
    let whose = move || {
        let email = session.email()?;
        Some(text.common().signed_in_as(&email))
    };
    view! {
        <span class="page-frame__whose">{whose}</span>
        <Button look=ButtonLook::Quiet on_press=leave>{text.common().sign_out}</Button>
        <span role="alert">{said}</span>
    }
}

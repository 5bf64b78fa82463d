//! What stands around every page: the name of the service, the main part, the foot.
//!
//! ```ignore
//! <PageFrame product=site_name home=Route::Home.href() skip=words.skip motto=words.tagline>
//!     <PageHeading text=words.sign_in />
//! </PageFrame>
//! ```
//!
//! `index.html` holds the same markup around the early form, so that nothing moves when the app takes over.

use crate::platform::{focus, lost_focus};
use leptos::prelude::*;

/// The id of the main part.
const MAIN: &str = "main";

/// How a page uses the room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FrameShape {
    /// One card with one thing to do; on a wide screen beside a panel in the colour of the house.
    #[default]
    PublicPage,
    /// A column for reading and settings, with a menu in the header.
    AccountPage,
}

impl FrameShape {
    const fn word(self) -> &'static str {
        match self {
            Self::PublicPage => "door",
            Self::AccountPage => "room",
        }
    }
}

/// Header, main and footer.
#[component]
pub fn PageFrame(
    /// The name of the service.
    #[prop(into)]
    product: Signal<String>,
    /// Where the name leads.
    #[prop(into)]
    home: String,
    /// The words of the link past the header, which only the keyboard finds.
    #[prop(into)]
    skip: Signal<String>,
    /// How the page uses the room.
    #[prop(into, optional)]
    shape: Signal<FrameShape>,
    /// A sentence for the panel beside a door; narrow screens leave it out.
    #[prop(into, optional)]
    motto: Signal<Option<String>>,
    /// What stands at the end of the header: the menu of a room.
    #[prop(into, optional)]
    menu: Option<ViewFn>,
    /// What stands in the foot.
    #[prop(into, optional)]
    foot: Option<ViewFn>,
    /// The page.
    children: Children,
) -> impl IntoView {
    lost_focus::follow();
    view! {
        <div class="page-frame" data-shape=move || shape.get().word()>
            <SkipLink words=skip />
            <header class="page-frame__header">
                <a class="page-frame__brand" href=home>
                    <Mark />
                    <span>{product}</span>
                </a>
                {move || motto.get().map(|motto| view! { <p class="page-frame__motto">{motto}</p> })}
                {menu.map(|menu| view! { <div class="page-frame__menu">{menu.run()}</div> })}
            </header>
            <main class="page-frame__main" id=MAIN tabindex="-1">
                <div class="page-frame__card">{children()}</div>
            </main>
            {foot.map(|foot| view! { <footer class="page-frame__foot">{foot.run()}</footer> })}
        </div>
    }
}

#[component]
fn SkipLink(words: Signal<String>) -> impl IntoView {
    view! {
        <a
            class="page-frame__skip"
            href=format!("#{MAIN}")
            on:click=move |event| {
                // The address stays as it is; only the focus moves.
                event.prevent_default();
                focus::to(MAIN);
            }
        >
            {words}
        </a>
    }
}

/// The mark: a door's keyhole that is also a latch. `public/favicon.svg` is the same drawing.
#[component]
fn Mark() -> impl IntoView {
    view! {
        <svg class="page-frame__mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <rect class="page-frame__mark-door" x="1" y="1" width="30" height="30" rx="9" />
            <path class="page-frame__mark-key" d="M16 7.5a5 5 0 0 0-2.2 9.5v7.5h7.7v-4h-3.3V17A5 5 0 0 0 16 7.5Z" />
        </svg>
    }
}

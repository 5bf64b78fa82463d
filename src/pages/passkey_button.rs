//! The button that asks for a passkey, wherever it stands; and what stands there when no passkey can be asked for.

use super::{troubles::Troubles, way::use_way};
use crate::{
    components::{Notice, NoticeKind, PromptButton, PromptLook},
    locale::use_text,
    route::Route,
};
use flow::{Trouble, passkey_support::Obstacle};
use leptos::prelude::*;
use text::obstacle as words;

/// The button.
#[component]
pub fn PasskeyButton(
    /// Its id.
    id: &'static str,
    /// What it does.
    label: &'static str,
    /// How it looks.
    #[prop(optional)]
    look: PromptLook,
    /// Whether the browser is asking.
    waiting: Signal<bool>,
    /// Pressed.
    #[prop(into)]
    on_press: Callback<()>,
    /// Does not want to wait any more.
    #[prop(into)]
    on_stop: Callback<()>,
) -> impl IntoView {
    let text = use_text();
    view! {
        <PromptButton
            id
            label
            look
            waiting
            waiting_label=text.second_step().passkey_waiting
            stop=text.sign_in().stop_waiting
            on_press
            on_stop
        />
    }
}

/// Why no passkey can be asked for here, and the way to more.
#[component]
pub fn PasskeyObstacle(
    /// Why.
    obstacle: Obstacle,
) -> impl IntoView {
    let text = use_text();
    let way = use_way();
    view! {
        <Notice kind=NoticeKind::Warning>
            <p>{words(text, obstacle)}</p>
            <p>
                <a href=way.by(Route::Check)>{text.browser_check().link}</a>
            </p>
        </Notice>
    }
}

/// The way to more, after the browser gave no passkey for a reason that the person may want to look into.
#[component]
pub fn PasskeyHelp(
    /// What went wrong.
    troubles: Troubles,
) -> impl IntoView {
    let text = use_text();
    let way = use_way();
    let is_about_browser =
        Memo::new(move |_| matches!(troubles.read().as_ref(), Some(Trouble::Passkey(_))));
    move || {
        is_about_browser.get().then(|| {
            view! {
                <p class="quiet">
                    <a href=way.by(Route::Check)>{text.browser_check().link}</a>
                </p>
            }
        })
    }
}

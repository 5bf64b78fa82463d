//! Whether nothing but passkeys and security keys is accepted.

use super::{
    context::SettingsContext,
    panel::{Part, SubPanel},
};
use crate::{
    components::{Button, ButtonLook, Dialog},
    locale::use_text,
};
use contract::{account::KeysOnly, endpoint::SetKeysOnly, limits::KEYS_ONLY_MIN};
use leptos::prelude::*;

/// The switch. It is there for whoever has keys enough, or has turned it on.
#[component]
pub fn KeysOnlyPart(context: SettingsContext) -> impl IntoView {
    let is_shown = context.see(|overview| {
        let has_keys = |count: usize| u32::try_from(count).is_ok_and(|it| it >= KEYS_ONLY_MIN);
        overview.is_some_and(|it| it.keys_only || has_keys(it.passkeys.len()))
    });
    move || is_shown.get().then(|| view! { <Switch context /> })
}

#[component]
fn Switch(context: SettingsContext) -> impl IntoView {
    let words = context.text.keys_only();
    let is_on = context.see(|overview| overview.is_some_and(|overview| overview.keys_only));
    let asking = RwSignal::new(false);
    let state = move || if is_on.get() { words.on } else { words.off };
    let label = move || {
        if is_on.get() {
            words.turn_off
        } else {
            words.turn_on
        }
    };
    view! {
        <SubPanel context part=Part::KeysOnly title=words.title>
            <p>{state}</p>
            <div class="cluster">
                <Button on_press=move |()| asking.set(true)>{label}</Button>
            </div>
            <AskDialog context asking is_on />
        </SubPanel>
    }
}

#[component]
fn AskDialog(context: SettingsContext, asking: RwSignal<bool>, is_on: Memo<bool>) -> impl IntoView {
    let text = use_text();
    let words = text.keys_only();
    let close = move |()| asking.set(false);
    let set = move |on: bool| {
        close(());
        let said = if on {
            words.turned_on
        } else {
            words.turned_off
        };
        context.make::<SetKeysOnly>(KeysOnly { on }, Part::KeysOnly, said.to_owned());
    };
    let heading = Signal::derive(move || {
        let title = if is_on.get() {
            words.turn_off_title
        } else {
            words.turn_on_title
        };
        title.to_owned()
    });
    let explained = move || {
        if is_on.get() {
            return view! { <p>{words.turn_off_lead}</p> }.into_any();
        }
        let line = |line| view! { <li>{line}</li> };
        let lines = [
            words.turn_on_codes,
            words.turn_on_lost,
            words.turn_on_places,
        ];
        let lines = lines.map(line).into_iter().collect_view();
        view! { <ul class="bullets">{lines}</ul> }.into_any()
    };
    let action = move || {
        let (look, label) = if is_on.get() {
            (ButtonLook::Secondary, words.turn_off)
        } else {
            (ButtonLook::Danger, words.turn_on)
        };
        let press = move |()| set(!is_on.get_untracked());
        view! { <Button look on_press=press>{label}</Button> }
    };
    view! {
        <Dialog open=asking heading on_close=close>
            {explained}
            <div class="cluster">
                {action} <Button look=ButtonLook::Quiet on_press=close>{text.common().cancel}</Button>
            </div>
        </Dialog>
    }
}

//! Removing a method; the last one is turned off deliberately.

use super::{context::SettingsContext, held::Held, panel::Part};
use crate::{
    components::{Button, ButtonLook, Checkbox, Dialog, Notice, NoticeKind},
    locale::use_text,
    platform::focus,
};
use contract::{
    Nothing,
    contact::Phone,
    endpoint::{RemovePhone, TurnOffEmailCodes},
};
use flow::{
    Trouble,
    risk::{What, removal::Removal},
};
use leptos::prelude::*;
use text::{Words, trouble};

/// The name and id of the box to tick.
const UNDERSTOOD: &str = "understood";

/// What can be removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Removable {
    /// One of several of its kind.
    Held(Held),
    /// The phone number.
    Phone(Phone),
    /// Codes by email.
    EmailCodes,
}

impl Removable {
    /// What is lost with it.
    fn what(&self) -> What {
        match self {
            Self::Held(held) => held.what(),
            Self::Phone(_) => What::Phone,
            Self::EmailCodes => What::EmailCodes,
        }
    }

    /// The heading of the dialog.
    fn title(&self, text: Words) -> String {
        let name = match self {
            Self::Held(held) => held.name(),
            Self::Phone(phone) => &phone.masked,
            Self::EmailCodes => return text.email().turn_off_title.to_owned(),
        };
        text.security().remove_title(name)
    }

    /// What removing it does.
    const fn lead(&self, text: Words) -> &'static str {
        match self {
            Self::Held(held) => held.remove_lead(text),
            Self::Phone(_) => text.phone().remove_lead,
            Self::EmailCodes => text.email().turn_off_lead,
        }
    }

    /// The button, when there are others.
    const fn action(&self, text: Words) -> &'static str {
        match self {
            Self::Held(_) | Self::Phone(_) => text.security().remove,
            Self::EmailCodes => text.email().turn_off,
        }
    }

    fn remove(self, context: SettingsContext) {
        match self {
            Self::Held(held) => held.remove(context),
            Self::Phone(phone) => {
                let said = context.text.security().removed(&phone.masked);
                context.make::<RemovePhone>(Nothing {}, Part::Phone, said);
            }
            Self::EmailCodes => {
                let said = context.text.email().turned_off.to_owned();
                context.make::<TurnOffEmailCodes>(Nothing {}, Part::EmailCodes, said);
            }
        }
    }
}

/// Why it cannot be done.
fn obstacle(text: Words, removal: Removal) -> Option<String> {
    match removal {
        Removal::Impossible => Some(trouble(text, &Trouble::LastSecondStep)),
        Removal::TooFewKeys => Some(text.keys_only().in_the_way.to_owned()),
        Removal::OneOfSeveral | Removal::TurnsOff => None,
    }
}

/// The dialog; open while it is about one.
#[component]
pub fn RemoveDialog(
    context: SettingsContext,
    removing: RwSignal<Option<Removable>>,
) -> impl IntoView {
    let text = use_text();
    let close = move |()| removing.set(None);
    let open = Signal::derive(move || removing.read().is_some());
    let heading = Signal::derive(move || {
        let about = removing.read();
        about.as_ref().map(|it| it.title(text)).unwrap_or_default()
    });
    let body = move || {
        let removable = removing.get()?;
        let overview = context.overview.read_untracked();
        let removal = Removal::of(overview.as_ref()?, &removable.what());
        let confirmed = move |()| {
            if let Some(removable) = removing.get_untracked() {
                close(());
                removable.remove(context);
            }
        };
        Some(match removal {
            Removal::OneOfSeveral => view! { <Plain removable confirmed close /> }.into_any(),
            Removal::TurnsOff => view! { <Deliberate confirmed close /> }.into_any(),
            obstructed => view! { <Obstacle said=obstacle(text, obstructed) close /> }.into_any(),
        })
    };
    view! { <Dialog open heading on_close=close>{body}</Dialog> }
}

/// There are others.
#[component]
fn Plain(
    removable: Removable,
    #[prop(into)] confirmed: Callback<()>,
    #[prop(into)] close: Callback<()>,
) -> impl IntoView {
    let text = use_text();
    view! {
        <p>{removable.lead(text)}</p>
        <div class="cluster">
            <Button look=ButtonLook::Danger on_press=confirmed>{removable.action(text)}</Button>
            <Button look=ButtonLook::Quiet on_press=close>{text.common().cancel}</Button>
        </div>
    }
}

/// It is the last one. The button always answers: it goes on, or says what is missing.
#[component]
fn Deliberate(
    #[prop(into)] confirmed: Callback<()>,
    #[prop(into)] close: Callback<()>,
) -> impl IntoView {
    let text = use_text();
    let is_understood = RwSignal::new(false);
    let missing = RwSignal::new(false);
    let understand = move |ticked: bool| {
        is_understood.set(ticked);
        missing.set(false);
    };
    let press = move |()| {
        if is_understood.get_untracked() {
            confirmed.run(());
        } else {
            missing.set(true);
            focus::to(UNDERSTOOD);
        }
    };
    let error = Signal::derive(move || {
        let said = text.last_second_step().not_understood;
        missing.get().then(|| said.to_owned())
    });
    view! {
        <Notice kind=NoticeKind::Warning>{text.security().remove_last}</Notice>
        <Checkbox
            name=UNDERSTOOD
            label=text.last_second_step().understood
            error
            on_change=understand
        />
        <div class="cluster">
            <Button look=ButtonLook::Danger on_press=press>
                {text.security().remove_last_confirm}
            </Button>
            <Button look=ButtonLook::Quiet on_press=close>{text.common().cancel}</Button>
        </div>
    }
}

/// It cannot be done.
#[component]
fn Obstacle(said: Option<String>, #[prop(into)] close: Callback<()>) -> impl IntoView {
    let text = use_text();
    view! {
        <Notice kind=NoticeKind::Warning>{said}</Notice>
        <Button look=ButtonLook::Quiet on_press=close>{text.common().cancel}</Button>
    }
}

//! A part of the settings: its heading, what came of the last change in it, and its content.

use super::context::SettingsContext;
use crate::{
    components::{Badge, Notice, NoticeKind},
    platform::focus::{self, Landing},
};
use leptos::{html, prelude::*};

/// The parts, for saying where something was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Above all parts.
    Top,
    /// Passkeys and security keys.
    Passkeys,
    /// Nothing but those.
    KeysOnly,
    /// Authenticator apps.
    Authenticators,
    /// Backup codes.
    BackupCodes,
    /// Codes by text message.
    Phone,
    /// The email address.
    Email,
    /// Codes by email.
    EmailCodes,
    /// The password.
    Password,
    /// Where somebody is signed in.
    Sessions,
    /// Browsers that are not asked for the second step.
    Trusted,
    /// What happened.
    Activity,
    /// The end of the account.
    Deletion,
}

impl Part {
    /// The id of its heading.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Top => "settings",
            Self::Passkeys => "passkeys",
            Self::KeysOnly => "keys-only",
            Self::Authenticators => "authenticators",
            Self::BackupCodes => "backup-codes",
            Self::Phone => "phone-part",
            Self::Email => "email-part",
            Self::EmailCodes => "email-codes",
            Self::Password => "password-part",
            Self::Sessions => "sessions",
            Self::Trusted => "trusted",
            Self::Activity => "activity",
            Self::Deletion => "deletion",
        }
    }
}

/// The part.
#[component]
pub fn Panel(
    context: SettingsContext,
    part: Part,
    /// Its heading.
    title: &'static str,
    /// A mark beside the heading.
    #[prop(optional_no_strip)]
    mark: Option<&'static str>,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="panel" aria-labelledby=part.id()>
            <div class="cluster">
                <h2 id=part.id() tabindex="-1">{title}</h2>
                {mark.map(|mark| view! { <Badge>{mark}</Badge> })}
            </div>
            <Outcome context part />
            {children()}
        </section>
    }
}

/// A part of a part.
#[component]
pub fn SubPanel(
    context: SettingsContext,
    part: Part,
    /// Its heading.
    title: &'static str,
    /// A mark beside the heading.
    #[prop(optional_no_strip)]
    mark: Option<&'static str>,
    /// What is in it.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="panel__sub" role="group" aria-labelledby=part.id()>
            <div class="cluster">
                <h3 id=part.id()>{title}</h3>
                {mark.map(|mark| view! { <Badge>{mark}</Badge> })}
            </div>
            <Outcome context part />
            {children()}
        </div>
    }
}

/// That a change was made. It stands where the person made it, and takes the focus: what they pressed may be gone.
#[component]
pub fn Outcome(context: SettingsContext, part: Part) -> impl IntoView {
    let said = Memo::new(move |_| {
        let outcome = context.outcome.get();
        outcome.and_then(|(place, said)| (place == part).then_some(said))
    });
    let element = NodeRef::<html::Div>::new();
    focus::follow_box(element, said.into(), |said: &Option<String>| {
        said.as_ref().map(|_| Landing::Heading)
    });
    let notice = move || {
        let said = said.get()?;
        Some(view! { <Notice kind=NoticeKind::Success>{said}</Notice> })
    };
    view! { <div class="outcome" tabindex="-1" node_ref=element>{notice}</div> }
}

//! Backup codes that were made and never saved: said before anything else on the screens that bring codes, whose reload
//! would otherwise begin anew as if nothing had happened.

use super::{
    new_backup_codes::{CodesOffer, Reason},
    screen::PublicPage,
};
use crate::{locale::use_text, platform::spawn, remote};
use contract::{Nothing, backup_codes::BackupCodeSetId, endpoint::ReadSecurity};
use leptos::prelude::*;

/// How the account stands.
#[derive(Clone, PartialEq, Eq)]
enum Codes {
    /// The server is asked.
    Unknown,
    /// There are none, or they are saved.
    Saved,
    /// These are not.
    Unsaved(BackupCodeSetId),
}

/// Shows its children, unless there are codes that nobody said are saved. It looks once, when the screen comes up: codes
/// that come later are on that very screen.
#[component]
pub fn SavedCodesFirst(
    /// The screen.
    children: ChildrenFn,
) -> impl IntoView {
    let text = use_text();
    let codes = RwSignal::new(Codes::Unknown);
    spawn(async move { codes.set(look().await) });
    move || match codes.get() {
        Codes::Unknown => view! {
            <PublicPage heading=text.common().loading troubles=Signal::stored(None)>
                <span></span>
            </PublicPage>
        }
        .into_any(),
        Codes::Saved => children().into_any(),
        Codes::Unsaved(set) => view! { <CodesOffer reason=Reason::Unsaved(set) /> }.into_any(),
    }
}

/// What cannot be found out keeps nobody from the screen; and whoever has no second step yet is refused, and has no codes.
async fn look() -> Codes {
    let overview = remote::call::<ReadSecurity>(&Nothing {}).await.ok();
    let codes = overview.and_then(|overview| overview.backup_codes);
    match codes.and_then(|codes| codes.unsaved) {
        Some(set) => Codes::Unsaved(set),
        None => Codes::Saved,
    }
}

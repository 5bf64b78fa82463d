//! New backup codes on the screen, wherever they come from. Nobody leaves them by accident, and the server hears when they are
//! saved.

use super::troubles::TroubleSummary;
use crate::{
    components::{
        BackupCodes, BackupCodesWords, Button, ButtonLook, CopyWords, Dialog, Notice, NoticeKind,
    },
    effects::now,
    leaving::use_leaving,
    locale::{use_name, use_text},
    platform::Scope,
    remote,
    session::{News, Session, use_session},
};
use contract::{
    Problem,
    backup_codes::{self, BackupCodeSetId, WhichBackupCodes},
    endpoint::AcknowledgeBackupCodes,
};
use flow::{CallError, Trouble, file_name::slug};
use leptos::prelude::*;

/// The codes with ways to keep them; `on_saved` hears that they are kept, once the server has noted it.
#[component]
pub fn NewBackupCodes(
    /// The codes. They are drawn and kept nowhere else.
    codes: backup_codes::BackupCodes,
    /// Whose they are.
    email: String,
    /// Called when they are saved.
    #[prop(into)]
    on_saved: Callback<()>,
) -> impl IntoView {
    let leaving = use_leaving();
    leaving.hold_here();
    let note = Note::here();
    let set = StoredValue::new(codes.set);
    let codes: Vec<String> = codes
        .codes
        .iter()
        .map(|code| code.expose().to_owned())
        .collect();
    let done = move || {
        leaving.release();
        on_saved.try_run(());
    };
    let saved = move |()| note.send(set.get_value(), done);
    let words = words(&email);
    view! {
        <TroubleSummary troubles=note.trouble.into() />
        <Replaced note done=UnsyncCallback::new(move |()| done()) />
        <BackupCodes codes words busy=note.busy on_saved=saved />
        <LeaveDialog />
    }
}

/// Telling the server that a set is saved.
#[derive(Clone, Copy)]
pub struct Note {
    /// What went wrong.
    pub trouble: RwSignal<Option<Trouble>>,
    /// Whether the call is under way.
    pub busy: RwSignal<bool>,
    is_replaced: RwSignal<bool>,
    session: Session,
    scope: StoredValue<Scope, LocalStorage>,
}

impl Note {
    /// For the component whose body this is called in.
    pub fn here() -> Self {
        Self {
            trouble: RwSignal::new(None),
            busy: RwSignal::new(false),
            is_replaced: RwSignal::new(false),
            session: use_session(),
            scope: StoredValue::new_local(Scope::here()),
        }
    }

    /// Says that this set is saved; `done` is called once the server has noted it.
    pub fn send(self, set: BackupCodeSetId, done: impl FnOnce() + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.trouble.set(None);
        let work = async move {
            let which = WhichBackupCodes { set };
            let settled = remote::call::<AcknowledgeBackupCodes>(&which).await;
            self.busy.set(false);
            match settled {
                Ok(_) => done(),
                Err(CallError::Refused(Problem::NotFound)) => self.is_replaced.set(true),
                Err(CallError::Refused(Problem::NotSignedIn)) => {
                    self.session.ended(News::SessionEnded);
                }
                Err(error) => self.trouble.set(Some(Trouble::from_call(&error, now()))),
            }
        };
        self.scope.with_value(|scope| scope.spawn(work));
    }
}

/// Says that another set took the place of this one, and goes on.
#[component]
pub fn Replaced(note: Note, done: UnsyncCallback<()>) -> impl IntoView {
    let text = use_text();
    move || {
        note.is_replaced.get().then(|| {
            view! {
                <Notice kind=NoticeKind::Warning>
                    <p>{text.backup_codes().replaced}</p>
                    <Button on_press=move |()| done.run(())>{text.common().go_on}</Button>
                </Notice>
            }
        })
    }
}

/// Whether to leave the codes unsaved: by a link, by the back button, or by signing out.
#[component]
fn LeaveDialog() -> impl IntoView {
    let words = use_text().backup_codes();
    let leaving = use_leaving();
    let open = Signal::derive(move || leaving.is_asking());
    let stay = move |()| leaving.stay();
    view! {
        <Dialog open heading=words.leave_title on_close=stay>
            <p>{words.leave_lead}</p>
            <div class="cluster">
                <Button on_press=stay>{words.stay}</Button>
                <Button look=ButtonLook::Danger on_press=move |()| leaving.leave()>
                    {words.leave}
                </Button>
            </div>
        </Dialog>
    }
}

fn words(email: &str) -> BackupCodesWords {
    let text = use_text();
    let words = text.backup_codes();
    let heading = words.file_heading(&use_name(), email);
    let slug = slug(&use_name());
    let file_name = if slug.is_empty() {
        words.file_name.to_owned()
    } else {
        format!("{slug}-{}", words.file_name)
    };
    BackupCodesWords {
        label: words.list.to_owned(),
        copy: CopyWords {
            copy: words.copy.to_owned(),
            copied: text.common().copied.to_owned(),
            refused: text.common().copy_failed.to_owned(),
        },
        download: words.download.to_owned(),
        file_name,
        print: words.print.to_owned(),
        refused: words.refused.to_owned(),
        heading,
        note: words.file_footer.to_owned(),
        saved: words.saved.to_owned(),
        not_saved: words.not_saved.to_owned(),
        go_on: text.common().go_on.to_owned(),
    }
}

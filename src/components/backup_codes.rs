//! New backup codes, which are shown this once: three ways to keep them, and a gate that asks whether that is done.
//!
//! ```ignore
//! <BackupCodes codes=codes words=backup_code_words on_saved=move |()| send.run(Event::CodesSaved) />
//! ```

use super::button::{Button, ButtonLook};
use super::checkbox::Checkbox;
use super::copy_button::{CopyButton, CopyWords};
use super::icon::Glyph;
use crate::platform::{clipboard, download, focus, form, print};
use leptos::{ev::SubmitEvent, html, prelude::*};

/// The id and name of the box to tick.
const SAVED: &str = "codes-saved";

/// Everything that it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupCodesWords {
    /// What the list is, for those who do not see it: "Backup codes".
    pub label: String,
    /// The copy button.
    pub copy: CopyWords,
    /// The download button.
    pub download: String,
    /// The name of the file: "latchkey-backup-codes.txt".
    pub file_name: String,
    /// The print button.
    pub print: String,
    /// What is said when the browser does not download or print.
    pub refused: String,
    /// The heading of the file and of the sheet: which service, which account.
    pub heading: String,
    /// A sentence below it: each works once.
    pub note: String,
    /// The box to tick: "I have saved these codes".
    pub saved: String,
    /// What is said when it is not ticked.
    pub not_saved: String,
    /// The button that goes on.
    pub go_on: String,
}

/// The codes, three buttons, and the gate.
#[component]
pub fn BackupCodes(
    /// The codes, in groups, as they are to be written down.
    codes: Vec<String>,
    /// Everything that it says.
    words: BackupCodesWords,
    /// Whether it is being noted that they are saved.
    #[prop(into, optional)]
    busy: Signal<bool>,
    /// Called when they are saved, by the person's word.
    #[prop(into)]
    on_saved: Callback<()>,
) -> impl IntoView {
    let list = NodeRef::<html::Ol>::new();
    let items = codes
        .iter()
        .map(|code| view! { <li><code translate="no">{code.clone()}</code></li> })
        .collect_view();
    let label = words.label.clone();
    let gate = (
        words.saved.clone(),
        words.not_saved.clone(),
        words.go_on.clone(),
    );
    // A phone may not say when it has printed; then the sheet goes with this list.
    on_cleanup(print::clear);
    view! {
        <div class="backup-codes">
            <ol class="backup-codes__list" dir="ltr" aria-label=label node_ref=list>{items}</ol>
            <WaysToKeep codes words list />
            <SavedGate words=gate busy on_saved />
        </div>
    }
}

#[component]
fn WaysToKeep(
    codes: Vec<String>,
    words: BackupCodesWords,
    list: NodeRef<html::Ol>,
) -> impl IntoView {
    let refused = RwSignal::new(false);
    let BackupCodesWords {
        copy,
        download: to_file,
        print: on_paper,
        file_name,
        heading,
        note,
        ..
    } = words;
    let said = words.refused;
    let text = format!("{heading}\n{note}\n\n{}\n", codes.join("\n"));
    let copied = codes.join("\n");
    let save = move |()| refused.set(download::text_file(&file_name, &text).is_err());
    let print = move |()| {
        let sheet = print::Sheet {
            heading: &heading,
            note: &note,
            lines: &codes,
        };
        refused.set(print::alone(sheet).is_err());
    };
    view! {
        <div class="backup-codes__ways">
            <CopyButton
                text=move |()| copied.clone()
                words=copy
                on_refused=move |()| clipboard::select(list)
            />
            <Button look=ButtonLook::Secondary glyph=Glyph::Download on_press=save>{to_file}</Button>
            <Button look=ButtonLook::Secondary glyph=Glyph::Print on_press=print>{on_paper}</Button>
            <p class="backup-codes__refused" role="status">
                {move || refused.get().then(|| said.clone())}
            </p>
        </div>
    }
}

/// The box and the button. The button always answers: it goes on, or says what is missing.
#[component]
fn SavedGate(
    words: (String, String, String),
    busy: Signal<bool>,
    on_saved: Callback<()>,
) -> impl IntoView {
    let (saved, not_saved, go_on) = words;
    let missing = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        let ticked = form::take(&event).is_some_and(|fields| fields.is_ticked(SAVED));
        missing.set(!ticked);
        if ticked {
            on_saved.try_run(());
        } else {
            focus::to(SAVED);
        }
    };
    let error = Signal::derive(move || missing.get().then(|| not_saved.clone()));
    view! {
        <form class="backup-codes__gate" on:submit=submit novalidate>
            <Checkbox name=SAVED label=saved error on_change=move |_| missing.set(false) />
            <button
                class="button button--primary"
                type="submit"
                aria-busy=move || busy.get().then_some("true")
            >
                <span>{go_on}</span>
            </button>
        </form>
    }
}

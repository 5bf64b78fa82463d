//! New backup codes on the screen, wherever they come from.

use crate::{
    components::{BackupCodes, BackupCodesWords, CopyWords},
    text::{fill, use_name, use_text},
};
use contract::Secret;
use flow::file_name::slug;
use leptos::prelude::*;

/// The codes with ways to keep them; `on_saved` hears that they are kept.
#[component]
pub fn NewBackupCodes(
    /// The codes. They are drawn and kept nowhere else.
    codes: Vec<Secret>,
    /// Whose they are.
    email: String,
    /// Called when they are saved.
    #[prop(into)]
    on_saved: Callback<()>,
) -> impl IntoView {
    let codes: Vec<String> = codes.iter().map(|code| code.expose().to_owned()).collect();
    let words = words(&email);
    view! { <BackupCodes codes words on_saved /> }
}

fn words(email: &str) -> BackupCodesWords {
    let text = use_text();
    let words = &text.backup_codes;
    let heading = fill(
        words.file_heading,
        &[("site", &use_name()), ("email", email)],
    );
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
            copied: text.common.copied.to_owned(),
            refused: text.common.copy_failed.to_owned(),
        },
        download: words.download.to_owned(),
        file_name,
        print: words.print.to_owned(),
        refused: words.refused.to_owned(),
        heading,
        note: words.file_footer.to_owned(),
        saved: words.saved.to_owned(),
        not_saved: words.not_saved.to_owned(),
        go_on: text.common.go_on.to_owned(),
    }
}

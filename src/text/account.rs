//! Words of the screens behind the sign-in.

use super::Plural;

/// The security settings.
#[derive(Debug)]
pub struct SecurityText {
    /// Heading.
    pub title: &'static str,
    /// Under it.
    pub lead: &'static str,
    /// Heading of the authenticators.
    pub authenticators: &'static str,
    /// What they are.
    pub authenticators_lead: &'static str,
    /// Set up the first.
    pub set_up: &'static str,
    /// Set up another.
    pub add_another: &'static str,
    /// "Added {date}".
    pub added: &'static str,
    /// "Last used {date}".
    pub last_used: &'static str,
    /// Not used yet.
    pub never_used: &'static str,
    /// The button.
    pub rename: &'static str,
    /// Its accessible name: "Rename {name}".
    pub rename_named: &'static str,
    /// Heading of the dialog.
    pub rename_title: &'static str,
    /// Label of the field.
    pub name: &'static str,
    /// Save it.
    pub save: &'static str,
    /// The button.
    pub remove: &'static str,
    /// Its accessible name: "Remove {name}".
    pub remove_named: &'static str,
    /// Heading of the dialog: "Remove {name}?".
    pub remove_title: &'static str,
    /// What happens.
    pub remove_lead: &'static str,
    /// What happens when it is the last one.
    pub remove_last: &'static str,
    /// The deliberate button for the last one.
    pub remove_last_confirm: &'static str,
    /// "{name} was removed."
    pub removed: &'static str,
    /// "It is now called {name}."
    pub renamed: &'static str,
    /// Heading of the backup codes.
    pub backup_codes: &'static str,
    /// What they are.
    pub backup_codes_lead: &'static str,
    /// There are none yet.
    pub no_backup_codes: &'static str,
    /// "Made {date}".
    pub made: &'static str,
    /// The button.
    pub regenerate: &'static str,
    /// Heading of the dialog.
    pub regenerate_title: &'static str,
    /// What happens.
    pub regenerate_lead: &'static str,
    /// Heading of the password part.
    pub password: &'static str,
    /// "Last changed {date}".
    pub password_changed: &'static str,
    /// The button.
    pub change_password: &'static str,
    /// Could not be read.
    pub unavailable: &'static str,
}

/// Changing the password.
#[derive(Debug)]
pub struct ChangePasswordText {
    /// Heading.
    pub title: &'static str,
    /// What else happens.
    pub lead: &'static str,
    /// Label.
    pub current: &'static str,
    /// Label.
    pub new: &'static str,
    /// Under it: "At least {n} characters".
    pub new_hint: &'static str,
    /// The button.
    pub submit: &'static str,
    /// Done.
    pub done: &'static str,
}

/// Setting up an authenticator app.
#[derive(Debug)]
pub struct EnrolText {
    /// Heading.
    pub title: &'static str,
    /// Under it.
    pub lead: &'static str,
    /// Under it, when the server wants a second step.
    pub required: &'static str,
    /// First part, on a computer.
    pub scan: &'static str,
    /// What to do.
    pub scan_lead: &'static str,
    /// What the picture is, for those who do not see it.
    pub qr_label: &'static str,
    /// First part, on a phone.
    pub open_app: &'static str,
    /// What to do.
    pub open_app_lead: &'static str,
    /// The link that opens the app.
    pub open_link: &'static str,
    /// The link that opens the app, on a computer.
    pub open_link_here: &'static str,
    /// Instead: by hand.
    pub by_hand: &'static str,
    /// What to do.
    pub by_hand_lead: &'static str,
    /// Label of the secret.
    pub secret: &'static str,
    /// Copy it.
    pub copy_secret: &'static str,
    /// Label of the account name.
    pub account: &'static str,
    /// Second part.
    pub confirm_title: &'static str,
    /// Label of the code.
    pub code: &'static str,
    /// Under it.
    pub code_hint: &'static str,
    /// Label of the name.
    pub name: &'static str,
    /// Under it.
    pub name_hint: &'static str,
    /// The button.
    pub submit: &'static str,
    /// The button while it is sent.
    pub submitting: &'static str,
    /// Beside the dial: "A code changes in {n} s".
    pub dial: &'static str,
    /// Do it later.
    pub later: &'static str,
    /// Start a new one.
    pub restart: &'static str,
    /// Heading of the question whether the key on screen shall be replaced.
    pub restart_title: &'static str,
    /// What that means for a key that is scanned already.
    pub restart_explained: &'static str,
    /// Keeps it.
    pub restart_keep: &'static str,
    /// Replaces it.
    pub restart_replace: &'static str,
    /// It worked.
    pub done_title: &'static str,
    /// "The code you just used cannot be used again; the app shows the next one in {time}."
    pub used: &'static str,
    /// The same, once the next code is there.
    pub next_ready: &'static str,
    /// On to the settings.
    pub finish: &'static str,
}

/// Backup codes, wherever they are shown.
#[derive(Debug)]
pub struct BackupCodesText {
    /// Heading.
    pub title: &'static str,
    /// What to do with them.
    pub lead: &'static str,
    /// Accessible name of the list.
    pub list: &'static str,
    /// The button.
    pub copy: &'static str,
    /// The button.
    pub download: &'static str,
    /// The button.
    pub print: &'static str,
    /// Label of the checkbox.
    pub saved: &'static str,
    /// Going on without it.
    pub not_saved: &'static str,
    /// The browser did not download or print.
    pub refused: &'static str,
    /// Name of the file.
    pub file_name: &'static str,
    /// First line of the file and the print: "Backup codes for {site}, {email}".
    pub file_heading: &'static str,
    /// Last line of it.
    pub file_footer: &'static str,
    /// Heading, when a set was made that nobody said is saved.
    pub unsaved_title: &'static str,
    /// Under it.
    pub unsaved_lead: &'static str,
    /// Where the set came with the first method and the page was loaded again: "{n} backup codes made, not saved".
    pub unsaved: Plural,
    /// Another set took the place of the one on the screen.
    pub replaced: &'static str,
    /// Heading of the dialog before somebody leaves the codes.
    pub leave_title: &'static str,
    /// What happens then.
    pub leave_lead: &'static str,
    /// Stays.
    pub stay: &'static str,
    /// Leaves all the same.
    pub leave: &'static str,
    /// Leads to the settings.
    pub later: &'static str,
    /// How many are left.
    pub left: Plural,
    /// A warning when few are left.
    pub few: &'static str,
    /// A warning when none is.
    pub none: &'static str,
}

/// Proving it again.
#[derive(Debug)]
pub struct StepUpText {
    /// Heading.
    pub title: &'static str,
    /// Why.
    pub lead: &'static str,
    /// The button.
    pub submit: &'static str,
    /// Another method.
    pub other_way: &'static str,
}

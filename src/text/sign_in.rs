//! Words of the screens before somebody is signed in.

use super::Plural;

/// The sign-in page.
#[derive(Debug)]
pub struct SignInText {
    /// Heading.
    pub title: &'static str,
    /// Under the heading.
    pub lead: &'static str,
    /// Label of the e-mail field.
    pub email: &'static str,
    /// Label of the password field.
    pub password: &'static str,
    /// The button of the first step.
    pub submit: &'static str,
    /// The button while it is sent.
    pub submitting: &'static str,
    /// Before the link to sign-up.
    pub no_account: &'static str,
    /// The link to sign-up.
    pub sign_up: &'static str,
    /// Between the two ways in.
    pub or: &'static str,
    /// The button for a passkey alone.
    pub passkey_button: &'static str,
    /// Gives up waiting for the browser.
    pub stop_waiting: &'static str,
    /// Heading of the second step.
    pub second_title: &'static str,
    /// Under it, for a passkey.
    pub passkey_lead: &'static str,
    /// The button.
    pub passkey_use: &'static str,
    /// Under it, for a security key.
    pub security_key_lead: &'static str,
    /// The button.
    pub security_key_use: &'static str,
    /// While the browser asks.
    pub passkey_waiting: &'static str,
    /// Under it, for an authenticator app.
    pub authenticator_lead: &'static str,
    /// Label of the code field.
    pub authenticator_label: &'static str,
    /// Under the label.
    pub authenticator_hint: &'static str,
    /// Under it, for a backup code.
    pub backup_lead: &'static str,
    /// Label of the backup-code field.
    pub backup_label: &'static str,
    /// Under the label.
    pub backup_hint: &'static str,
    /// The button of the second step.
    pub confirm: &'static str,
    /// The button while it is sent.
    pub confirming: &'static str,
    /// To the chooser.
    pub other_way: &'static str,
    /// Heading of the chooser.
    pub choose_title: &'static str,
    /// Under it.
    pub choose_lead: &'static str,
    /// Under the passkey in the chooser.
    pub choose_passkey: &'static str,
    /// Under the security key in the chooser.
    pub choose_security_key: &'static str,
    /// Under the authenticator app in the chooser.
    pub choose_authenticator: &'static str,
    /// Under the backup code in the chooser.
    pub choose_backup: &'static str,
    /// Back to e-mail and password.
    pub start_over: &'static str,
    /// Name of the passkey method.
    pub passkey: &'static str,
    /// Name of the security-key method.
    pub security_key: &'static str,
    /// Name of the authenticator method.
    pub authenticator: &'static str,
    /// Name of the backup-code method.
    pub backup_code: &'static str,
    /// Label of the box that trusts this browser: "{n}" days.
    pub trust: Plural,
    /// Under it.
    pub trust_hint: &'static str,
}

/// The sign-up page.
#[derive(Debug)]
pub struct SignUpText {
    /// Heading.
    pub title: &'static str,
    /// Under it.
    pub lead: &'static str,
    /// Label of the e-mail field.
    pub email: &'static str,
    /// Under the label.
    pub email_hint: &'static str,
    /// Label of the password field.
    pub password: &'static str,
    /// Under the label: "At least {n} characters …".
    pub password_hint: &'static str,
    /// The button.
    pub submit: &'static str,
    /// The button while it is sent.
    pub submitting: &'static str,
    /// Before the link to sign-in.
    pub have_account: &'static str,
    /// The link to sign-in.
    pub sign_in: &'static str,
    /// When people may not make accounts: heading.
    pub closed_title: &'static str,
    /// And what to do.
    pub closed: &'static str,
    /// To somebody who is signed in: "You are signed in as {email}."
    pub signed_in: &'static str,
    /// Leads them on.
    pub settings: &'static str,
}

/// What is said on arrival, about what happened before.
#[derive(Debug)]
pub struct NewsText {
    /// The session had ended.
    pub session_ended: &'static str,
    /// Signed in, but no cookie was kept.
    pub no_cookies: &'static str,
    /// Cookies are off, and nobody has tried yet.
    pub cookies_off: &'static str,
    /// Signed out.
    pub signed_out: &'static str,
    /// The first second step is on.
    pub second_step_on: &'static str,
    /// The password would be refused as a new one: "{reason}".
    pub weak_password: &'static str,
    /// The recovery is done, and a new second step is to be set up.
    pub recovery_done: &'static str,
}

/// The page that does not exist.
#[derive(Debug)]
pub struct NotFoundText {
    /// Heading.
    pub title: &'static str,
    /// Under it.
    pub lead: &'static str,
    /// The link away.
    pub home: &'static str,
}

//! The parts of the security settings that look after the account: address, phone, sessions, trusted browsers, what
//! happened, the end.

use super::Settings;
use crate::{
    Outcome,
    browser::Browser,
    finding::{Role, Thing},
};

impl<'a> Settings<'a> {
    /// To the phone number.
    pub fn add_phone(&self) -> Thing<'a> {
        self.0.link("Add a phone number")
    }

    /// To the confirmation of the address.
    pub fn confirm_email(&self) -> Thing<'a> {
        self.0.link("Confirm this address")
    }

    /// To another address.
    pub fn change_email(&self) -> Thing<'a> {
        self.0.link("Change address")
    }

    /// Makes codes by email a second step.
    pub fn turn_on_email_codes(&self) -> Thing<'a> {
        self.0.button("Turn on codes by email")
    }

    /// Ends every other session.
    pub fn end_other_sessions(&self) -> Thing<'a> {
        self.0.button("Sign out everywhere else")
    }

    /// Stops a recovery.
    pub fn stop_recovery(&self) -> Thing<'a> {
        self.0.button("Stop the recovery")
    }

    /// Opens the dialog that asks before the account is deleted.
    pub fn delete_account(&self) -> Thing<'a> {
        self.0.button("Delete my account")
    }

    /// The word that losing the last second step is understood.
    pub fn understood(&self) -> Thing<'a> {
        let words = "I understand that my password alone opens my account";
        self.0.thing(Role::CheckBox, words)
    }

    /// Opens the question whether nothing but keys shall be accepted.
    pub fn accept_only_keys(&self) -> Thing<'a> {
        self.0.button("Accept only keys")
    }

    /// The question whether it is still the same person.
    pub fn proof(&self) -> Thing<'a> {
        self.dialog("Is it still you?")
    }
}

/// What happened to the account.
pub struct Activity<'a>(pub &'a Browser);

impl<'a> Activity<'a> {
    /// Where it is.
    pub const PATH: &'static str = "/security/activity";

    /// Waits for it.
    pub async fn seen(&self) -> Outcome {
        self.0.heading("Recent activity").seen().await
    }

    /// The button beside the newest thing of this kind that happened.
    pub async fn not_me(&self, what: &str) -> Outcome<Thing<'a>> {
        self.0.says(what).await?;
        let lines = self.0.thing(Role::List, "What happened").lines().await?;
        let mut after = lines.iter().skip_while(|line| *line != what).skip(1);
        let when = after.next().cloned().unwrap_or_default();
        let name = format!("This wasn’t me: {what}, {when}");
        Ok(self.0.button(name))
    }
}

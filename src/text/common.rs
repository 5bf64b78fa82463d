//! Words that several screens use.

use super::fill;

/// Words that several screens use.
#[derive(Debug)]
pub struct CommonText {
    /// The product: what the service is called when its operator gave it no name.
    pub product: &'static str,
    /// What the product is, in a line.
    pub tagline: &'static str,
    /// While something loads.
    pub loading: &'static str,
    /// On a busy button.
    pub working: &'static str,
    /// Give up.
    pub cancel: &'static str,
    /// Go on.
    pub go_on: &'static str,
    /// Go back.
    pub back: &'static str,
    /// Try it once more.
    pub try_again: &'static str,
    /// Sign out.
    pub sign_out: &'static str,
    /// "Signed in as {email}".
    pub signed_in_as: &'static str,
    /// Copy to the clipboard.
    pub copy: &'static str,
    /// It was copied.
    pub copied: &'static str,
    /// It could not be copied; it is selected instead.
    pub copy_failed: &'static str,
    /// Make the password visible.
    pub show_password: &'static str,
    /// Beside a new password that is too short yet: "{n} of {minimum} characters".
    pub password_count: &'static str,
    /// And when it is not.
    pub password_long_enough: &'static str,
    /// Caps lock is on.
    pub caps_lock: &'static str,
    /// Heading of the summary of what is wrong.
    pub summary: &'static str,
    /// Before the title of a page on which something is wrong.
    pub title_error: &'static str,
    /// Wait, with the seconds: "{time}".
    pub countdown: &'static str,
    /// Label of the choice of colours.
    pub colours: &'static str,
    /// The choices: the system's, light, dark.
    pub themes: [&'static str; 3],
    /// Whom to ask for help: before the address.
    pub support: &'static str,
    /// A number of hours.
    pub hours: Plural,
    /// Skip to the content.
    pub skip: &'static str,
}

/// A word that depends on a number.
#[derive(Debug)]
pub struct Plural {
    /// For none.
    pub zero: &'static str,
    /// For one.
    pub one: &'static str,
    /// For any other number; `{n}` is the number.
    pub other: &'static str,
}

impl Plural {
    /// The word for this number.
    pub fn of(&self, number: u32) -> String {
        let template = match number {
            0 => self.zero,
            1 => self.one,
            _ => self.other,
        };
        fill(template, &[("n", &number.to_string())])
    }
}

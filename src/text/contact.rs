//! Words of the pages for a phone number and an e-mail address.

/// Adding a phone number, or confirming an address.
#[derive(Debug)]
pub struct ContactText {
    /// The phone number.
    pub phone: ContactWords,
    /// The e-mail address.
    pub email: ContactWords,
    /// Heading of the form with the code.
    pub code_title: &'static str,
    /// Back to the form.
    pub change: &'static str,
    /// The button under the code.
    pub confirm: &'static str,
    /// Do it later.
    pub cancel: &'static str,
    /// On to the settings.
    pub finish: &'static str,
}

/// What the page says about one of them.
#[derive(Debug)]
pub struct ContactWords {
    /// Heading.
    pub title: &'static str,
    /// Under it.
    pub lead: &'static str,
    /// Label of the field.
    pub label: &'static str,
    /// Under it.
    pub hint: &'static str,
    /// The button.
    pub send: &'static str,
    /// Heading when it is done.
    pub done_title: &'static str,
    /// What it means.
    pub done: &'static str,
}

/// English.
pub const CONTACT: ContactText = ContactText {
    phone: ContactWords {
        title: "Codes by text message",
        lead: "We send a code to your phone when you sign in. Add a passkey or an authenticator app if you can: they protect you better.",
        label: "Phone number",
        hint: "With + and the country, for example +44 20 7946 0000.",
        send: "Send a code",
        done_title: "Your phone number is confirmed",
        done: "From now on a code can be sent to it when you sign in. Add a passkey or an authenticator app as well: it is stronger, and it still works when you change your number.",
    },
    email: ContactWords {
        title: "Your e-mail address",
        lead: "We send a code to the address to make sure that it is yours. It is the way back in when you lose your password or your second step.",
        label: "E-mail address",
        hint: "Leave it as it is to confirm it, or type another one.",
        send: "Send a code",
        done_title: "Your e-mail address is confirmed",
        done: "It is now your way back in when you lose your password or your second step.",
    },
    code_title: "Type the code",
    change: "Change it",
    confirm: "Confirm",
    cancel: "Not now",
    finish: "Go to security settings",
};

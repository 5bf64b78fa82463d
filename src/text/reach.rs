//! Words of the settings about the phone number and the e-mail address.

/// Codes by text message.
#[derive(Debug)]
pub struct PhoneText {
    /// Heading.
    pub title: &'static str,
    /// The mark beside it.
    pub mark: &'static str,
    /// What it is.
    pub lead: &'static str,
    /// Add one.
    pub add: &'static str,
    /// Put another in its place.
    pub change: &'static str,
    /// Its accessible name: "Change {name}".
    pub change_named: &'static str,
    /// This server sends no messages any more.
    pub unavailable: &'static str,
    /// What removing it does.
    pub remove_lead: &'static str,
}

/// The e-mail address, and codes by e-mail.
#[derive(Debug)]
pub struct EmailText {
    /// Heading.
    pub title: &'static str,
    /// "Confirmed {date}".
    pub confirmed: &'static str,
    /// It is not.
    pub unconfirmed: &'static str,
    /// Confirm it.
    pub confirm: &'static str,
    /// Put another in its place.
    pub change: &'static str,
    /// Heading of the codes.
    pub codes: &'static str,
    /// The mark beside it.
    pub mark: &'static str,
    /// What they are.
    pub codes_lead: &'static str,
    /// They need a confirmed address.
    pub confirm_first: &'static str,
    /// The button.
    pub turn_on: &'static str,
    /// They are on now.
    pub turned_on: &'static str,
    /// The button.
    pub turn_off: &'static str,
    /// Heading of the dialog.
    pub turn_off_title: &'static str,
    /// What it does.
    pub turn_off_lead: &'static str,
    /// They are off now.
    pub turned_off: &'static str,
}

/// English.
pub const PHONE: PhoneText = PhoneText {
    title: "Text messages",
    mark: "Weaker",
    lead: "A code sent to your phone. Text messages can be read on their way, so this is asked for only when you have nothing better at hand.",
    add: "Add a phone number",
    change: "Change",
    change_named: "Change {name}",
    unavailable: "This service sends no text messages at present, so this number opens nothing.",
    remove_lead: "No more codes are sent to it. You can still sign in with your other methods.",
};

/// English.
pub const EMAIL: EmailText = EmailText {
    title: "E-mail address",
    confirmed: "Confirmed {date}",
    unconfirmed: "Not confirmed yet. If you lose your password or your second step, the way back in leads through your mailbox.",
    confirm: "Confirm this address",
    change: "Change address",
    codes: "Codes by e-mail",
    mark: "Weakest",
    codes_lead: "A code sent to your mailbox. Whoever reads your mail can use it, and the same mailbox resets your password.",
    confirm_first: "Confirm your address first.",
    turn_on: "Turn on codes by e-mail",
    turned_on: "Codes by e-mail are on.",
    turn_off: "Turn off codes by e-mail",
    turn_off_title: "Turn off codes by e-mail?",
    turn_off_lead: "No more codes are sent to your mailbox. You can still sign in with your other methods.",
    turned_off: "Codes by e-mail are off.",
};

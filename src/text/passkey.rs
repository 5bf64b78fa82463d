//! Words about passkeys and security keys.

/// Adding one, and being offered one.
#[derive(Debug)]
pub struct EnrolPasskeyText {
    /// Heading, for a passkey.
    pub title: &'static str,
    /// Under it.
    pub lead: &'static str,
    /// What the browser will do next.
    pub next: &'static str,
    /// The button.
    pub create: &'static str,
    /// Heading when it is there.
    pub done_title: &'static str,
    /// What it is good for now.
    pub done: &'static str,
    /// Heading, for a security key.
    pub key_title: &'static str,
    /// Under it.
    pub key_lead: &'static str,
    /// What the browser will do next.
    pub key_next: &'static str,
    /// The button.
    pub key_create: &'static str,
    /// Heading when it is there.
    pub key_done_title: &'static str,
    /// What it is good for now.
    pub key_done: &'static str,
    /// Heading, when the device or key has one already.
    pub known_title: &'static str,
    /// What that means.
    pub known: &'static str,
    /// Makes one on another device or key.
    pub known_other: &'static str,
    /// While the browser asks.
    pub waiting: &'static str,
    /// While it is sent.
    pub saving: &'static str,
    /// Send it once more.
    pub save_again: &'static str,
    /// The name of a passkey of an unknown provider: "Passkey on {system}".
    pub on_system: &'static str,
    /// A system that the browser does not name.
    pub unknown_system: &'static str,
    /// Where this service wants a second step: the way to an authenticator app.
    pub app_instead: &'static str,
    /// Where this service wants a second step: the way from the authenticator app.
    pub passkey_instead: &'static str,
}

/// A passkey offered after a sign-in.
#[derive(Debug)]
pub struct OfferText {
    /// Heading.
    pub title: &'static str,
    /// Under it.
    pub lead: &'static str,
    /// Not now.
    pub not_now: &'static str,
    /// Never again.
    pub never: &'static str,
}

/// The passkeys in the security settings.
#[derive(Debug)]
pub struct PasskeysText {
    /// Heading.
    pub title: &'static str,
    /// What they are.
    pub lead: &'static str,
    /// Add one.
    pub add: &'static str,
    /// Add a security key.
    pub add_key: &'static str,
    /// It is a security key.
    pub key: &'static str,
    /// Its provider keeps copies.
    pub synced: &'static str,
    /// Its provider could keep copies.
    pub not_yet_synced: &'static str,
    /// On one device.
    pub one_device: &'static str,
    /// "A copy of it may exist … {date} …".
    pub counter_went_back: &'static str,
    /// Heading of the rename dialog.
    pub rename_title: &'static str,
    /// What removing one does.
    pub remove_lead: &'static str,
}

/// English.
pub const ENROL_PASSKEY: EnrolPasskeyText = EnrolPasskeyText {
    title: "Add a passkey",
    lead: "Sign in with your fingerprint, face or screen lock. There is nothing to type, and a false page cannot use it.",
    next: "Your browser asks where to keep it: on this device, in your password manager, or on your phone.",
    create: "Create a passkey",
    done_title: "Passkey added",
    done: "From now on it signs you in by itself. It counts as both steps.",
    key_title: "Add a security key",
    key_lead: "A small key that you plug in or hold to your phone. After your password, it completes the second step.",
    key_next: "Have the key at hand. Your browser says when to plug it in and when to touch it.",
    key_create: "Register a security key",
    key_done_title: "Security key added",
    key_done: "From now on it can complete your second step.",
    known_title: "There is one already",
    known: "This device or key has a passkey for your account. There is nothing more to do on it.",
    known_other: "Use another device or key",
    waiting: "Waiting for your device…",
    saving: "Saving…",
    save_again: "Save it again",
    on_system: "Passkey on {system}",
    unknown_system: "this device",
    app_instead: "Use an authenticator app instead",
    passkey_instead: "Use a passkey instead",
};

/// English.
pub const OFFER: OfferText = OfferText {
    title: "Sign in faster next time?",
    lead: "With a passkey you sign in with your fingerprint, face or screen lock: no password, no code.",
    not_now: "Not now",
    never: "Don’t ask again",
};

/// English.
pub const PASSKEYS: PasskeysText = PasskeysText {
    title: "Passkeys and security keys",
    lead: "A passkey signs you in with your fingerprint, face or screen lock. A security key completes the second step.",
    add: "Add a passkey",
    add_key: "Add a security key",
    key: "Security key",
    synced: "Synced by its provider",
    not_yet_synced: "Can be synced, but is on one device so far",
    one_device: "Only on one device",
    counter_went_back: "On {date} it answered as if there were a copy of it, and was refused. If you did not restore a backup, remove it.",
    rename_title: "Rename this passkey",
    remove_lead: "It stops working at once, and everywhere else you are signed out. You can still sign in with your other methods.",
};

//! Words of the settings about the account as a whole: what is under way, what it accepts, and its end.

/// A recovery that is under way.
#[derive(Debug)]
pub struct UnderWayText {
    /// What it is.
    pub title: &'static str,
    /// A link was sent: "{date}".
    pub link_sent: &'static str,
    /// It waits: "{date}".
    pub waiting: &'static str,
    /// How long it still takes: "{time}".
    pub left: &'static str,
    /// It can be finished: "{date}".
    pub ready: &'static str,
    /// What to do about it.
    pub advice: &'static str,
    /// Stops it.
    pub stop: &'static str,
    /// It is stopped.
    pub stopped: &'static str,
}

/// For how long changes are open.
#[derive(Debug)]
pub struct OpenText {
    /// "{time}".
    pub left: &'static str,
    /// They are not.
    pub closed: &'static str,
}

/// Nothing but passkeys and security keys.
#[derive(Debug)]
pub struct KeysOnlyText {
    /// Heading.
    pub title: &'static str,
    /// It is off.
    pub off: &'static str,
    /// It is on.
    pub on: &'static str,
    /// The button.
    pub turn_on: &'static str,
    /// Heading of the dialog.
    pub turn_on_title: &'static str,
    /// What it does, line by line.
    pub turn_on_lead: [&'static str; 3],
    /// It is on now.
    pub turned_on: &'static str,
    /// The button.
    pub turn_off: &'static str,
    /// Heading of the dialog.
    pub turn_off_title: &'static str,
    /// What it does.
    pub turn_off_lead: &'static str,
    /// It is off now.
    pub turned_off: &'static str,
    /// A key cannot be removed while it is on.
    pub in_the_way: &'static str,
    /// At a method that is not taken meanwhile.
    pub not_taken: &'static str,
}

/// Turning off the last second step.
#[derive(Debug)]
pub struct LastStepText {
    /// The box to tick.
    pub understood: &'static str,
    /// It is not ticked.
    pub not_understood: &'static str,
}

/// Deleting the account.
#[derive(Debug)]
pub struct DeletionText {
    /// Heading.
    pub title: &'static str,
    /// What it does.
    pub lead: &'static str,
    /// The button.
    pub delete: &'static str,
    /// Heading of the dialog.
    pub ask_title: &'static str,
    /// What is lost.
    pub ask_lead: &'static str,
    /// Label of the field.
    pub email: &'static str,
    /// Under it: "{email}".
    pub email_hint: &'static str,
    /// The button of the dialog.
    pub confirm: &'static str,
    /// Said on the next page.
    pub done: &'static str,
}

/// English.
pub const UNDER_WAY: UnderWayText = UnderWayText {
    title: "Somebody is recovering this account",
    link_sent: "A link for it was sent to your e-mail address. It does nothing until it is opened, and lapses on {date}.",
    waiting: "On {date} your second step can be reset: all your methods are removed, and every browser is signed out.",
    left: "{time} left",
    ready: "It can be finished now, until {date}: all your methods are removed then, and every browser is signed out.",
    advice: "Whoever asked for it has your password. If it was not you, stop it and change your password.",
    stop: "Stop the recovery",
    stopped: "The recovery is stopped. Your second step is as it was.",
};

/// English.
pub const OPEN: OpenText = OpenText {
    left: "Changes are open for {time}",
    closed: "The next change asks you to prove that it is you.",
};

/// English.
pub const KEYS_ONLY: KeysOnlyText = KeysOnlyText {
    title: "Accept only keys",
    off: "Off. Whoever gets hold of a code can use it; a passkey or security key works only on the true page.",
    on: "On. Only your passkeys and security keys are accepted as a second step.",
    turn_on: "Accept only keys",
    turn_on_title: "Accept only your passkeys and security keys?",
    turn_on_lead: [
        "Codes from apps, messages and paper no longer complete your second step, backup codes included.",
        "If you lose all your keys, nobody can let you in again: there is no recovery by e-mail.",
        "Keep your keys in different places.",
    ],
    turned_on: "From now on only your passkeys and security keys are accepted.",
    turn_off: "Accept other methods again",
    turn_off_title: "Accept other methods again?",
    turn_off_lead: "Your authenticator apps, backup codes and messages complete the second step again.",
    turned_off: "Your other methods are accepted again.",
    in_the_way: "Only keys are accepted, and that takes two of them. Accept other methods again first, or add another key.",
    not_taken: "Not accepted while only keys are.",
};

/// English.
pub const LAST_STEP: LastStepText = LastStepText {
    understood: "I understand that my password alone opens my account",
    not_understood: "Tick the box first: your account loses its second step.",
};

/// English.
pub const DELETION: DeletionText = DeletionText {
    title: "Delete account",
    lead: "Your account, its methods and its history are gone for good.",
    delete: "Delete my account",
    ask_title: "Delete your account?",
    ask_lead: "Everything that belongs to it is deleted at once, and nobody can bring it back.",
    email: "Your e-mail address",
    email_hint: "To be sure that you mean it, type {email}.",
    confirm: "Delete for good",
    done: "Your account is deleted.",
};

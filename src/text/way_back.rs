//! Words of the ways back in: a new password, a lost second step, and the links in mails.

/// A new password by a link in a mail.
#[derive(Debug)]
pub struct ResetText {
    /// The way there.
    pub forgot: &'static str,
    /// Heading of the page that asks for the link.
    pub ask_title: &'static str,
    /// Under it.
    pub ask_lead: &'static str,
    /// The button.
    pub ask: &'static str,
    /// The button while it is sent.
    pub asking: &'static str,
    /// Heading once it is asked for.
    pub asked_title: &'static str,
    /// What happens next, whether or not the address has an account: "{email}".
    pub asked: &'static str,
    /// What to do when nothing comes.
    pub asked_help: &'static str,
    /// Asks for another link to the same address.
    pub resend: &'static str,
    /// When another can be asked for: "{time}".
    pub resend_in: &'static str,
    /// Back to the form, for another address.
    pub other_address: &'static str,
    /// Heading of the page that the link opens.
    pub title: &'static str,
    /// Under it.
    pub lead: &'static str,
    /// Above the form, whose account it is: "{email}".
    pub whose: &'static str,
    /// Label.
    pub password: &'static str,
    /// Under it: "{n}" characters at least.
    pub password_hint: &'static str,
    /// Under it, where the server could not say whether there is a second step: "{alone}" characters without one, "{with}" with one.
    pub password_hint_either: &'static str,
    /// The button.
    pub submit: &'static str,
    /// Heading when it is done.
    pub done_title: &'static str,
    /// What it did.
    pub done: &'static str,
    /// Back to the sign-in page.
    pub sign_in: &'static str,
    /// Asks for a new link.
    pub new_link: &'static str,
}

/// A lost second step.
#[derive(Debug)]
pub struct RecoveryText {
    /// The way there.
    pub lost: &'static str,
    /// Heading.
    pub title: &'static str,
    /// What will happen.
    pub lead: &'static str,
    /// The steps, in order; "{time}" is how long the time of waiting is.
    pub steps: [&'static str; 3],
    /// Before it is asked for: how long it takes, "{time}".
    pub takes: &'static str,
    /// The same where the server does not say.
    pub takes_long: &'static str,
    /// Heading when there is no recovery.
    pub none_title: &'static str,
    /// Why: the address was never confirmed.
    pub none_unconfirmed: &'static str,
    /// Why: only keys are accepted.
    pub none_keys_only: &'static str,
    /// What is left to do.
    pub none_help: &'static str,
    /// For whoever did not ask for it: the button.
    pub not_me: &'static str,
    /// For whoever did not ask for it, where there is no link at hand.
    pub not_me_help: &'static str,
    /// Asks for it.
    pub ask: &'static str,
    /// Back to the methods.
    pub back: &'static str,
    /// Heading once the link is out.
    pub sent_title: &'static str,
    /// What to do now.
    pub sent: &'static str,
    /// Heading while it waits.
    pub waiting_title: &'static str,
    /// Until when: "{date}".
    pub waiting: &'static str,
    /// What to do then.
    pub waiting_help: &'static str,
    /// Heading when it can be finished.
    pub ready_title: &'static str,
    /// What finishing does, and until when it can be done: "{date}".
    pub ready: &'static str,
    /// Finishes it.
    pub finish: &'static str,
    /// Above the second step, while it waits: "{date}".
    pub waiting_notice: &'static str,
    /// Above the second step, when it can be finished.
    pub ready_notice: &'static str,
    /// Leads from there to how it stands.
    pub see: &'static str,
    /// Heading of the page that the first link opens.
    pub start_title: &'static str,
    /// What the button does.
    pub start_lead: &'static str,
    /// Begins the time of waiting.
    pub start: &'static str,
    /// Heading when it began.
    pub started_title: &'static str,
    /// Heading of the page that the link to stop it opens.
    pub cancel_title: &'static str,
    /// What the button does.
    pub cancel_lead: &'static str,
    /// Stops it.
    pub cancel: &'static str,
    /// Heading when it is stopped.
    pub cancelled_title: &'static str,
    /// What to do now.
    pub cancelled: &'static str,
}

/// A change of the e-mail address that is undone by a link.
#[derive(Debug)]
pub struct UndoText {
    /// Heading.
    pub title: &'static str,
    /// What the button does.
    pub lead: &'static str,
    /// The button.
    pub undo: &'static str,
    /// Heading when it is done.
    pub done_title: &'static str,
    /// What to do now.
    pub done: &'static str,
    /// Above what was added since the change.
    pub added: &'static str,
    /// Something that was added and has a name: "{what}", "{name}", "{date}".
    pub named: &'static str,
    /// Something that was added and has none, or a browser: "{what}", "{date}".
    pub nameless: &'static str,
    /// Above the browsers that were trusted since the change.
    pub trusted: &'static str,
    /// What the next button does.
    pub remove_lead: &'static str,
    /// Removes all that was added.
    pub remove: &'static str,
    /// Leaves it there.
    pub keep: &'static str,
    /// The link removes nothing.
    pub cannot_remove: &'static str,
    /// Heading when it is removed.
    pub removed_title: &'static str,
    /// What to do now.
    pub removed: &'static str,
}

/// A link from a mail that cannot be used.
#[derive(Debug)]
pub struct DeadLinkText {
    /// Heading over one that lost its second half.
    pub missing_title: &'static str,
    /// What to do about it.
    pub missing: &'static str,
    /// Heading over one that was used or is too old.
    pub over_title: &'static str,
    /// Why.
    pub over: &'static str,
    /// How to get another one that begins a recovery.
    pub recovery_start: &'static str,
    /// How to stop a recovery without it.
    pub recovery_cancel: &'static str,
    /// What to do instead of undoing a change of address.
    pub undo: &'static str,
}

/// A new set of backup codes, when few are left after a sign-in with one.
#[derive(Debug)]
pub struct NewBackupCodesText {
    /// Heading.
    pub title: &'static str,
    /// Why now.
    pub lead: &'static str,
    /// Goes on without.
    pub later: &'static str,
}

/// English.
pub const NEW_BACKUP_CODES: NewBackupCodesText = NewBackupCodesText {
    title: "Make new backup codes now?",
    lead: "You used one of your last backup codes. With a new set you can still get in when your other methods are lost; the old codes stop working.",
    later: "Not now",
};

/// English.
pub const RESET: ResetText = ResetText {
    forgot: "Forgot your password?",
    ask_title: "Forgot your password?",
    ask_lead: "Type your e-mail address. We send you a link to set a new one.",
    ask: "Send the link",
    asking: "Sending…",
    asked_title: "Look at your mail",
    asked: "If {email} has an account here, a link is on its way to it. It works once, for 30 minutes; a newer link ends the one before.",
    asked_help: "Nothing there? Look in the spam folder, and check that this is the address you signed up with.",
    resend: "Send another link",
    resend_in: "You can ask for another link in {time}.",
    other_address: "Use another address",
    title: "Set a new password",
    lead: "You are signed out everywhere, and sign in with the new password. If your account has a second step, it stays as it is.",
    whose: "For {email}",
    password: "New password",
    password_hint: "At least {n} characters. A few unrelated words make a good one.",
    password_hint_either: "At least {alone} characters; with a second step on your account, {with} are enough. A few unrelated words make a good one.",
    submit: "Set the new password",
    done_title: "Your new password is set",
    done: "Everywhere you were signed in, you are signed out. Sign in with the new password. If your account has a second step, it is the same as before.",
    sign_in: "Go to sign in",
    new_link: "Ask for a new link",
};

/// English.
pub const RECOVERY: RecoveryText = RecoveryText {
    lost: "I can’t use any of these",
    title: "Lost your second step?",
    lead: "Your account can be recovered with your password and your mailbox. It takes time on purpose: if it is not you who asks, you can stop it.",
    steps: [
        "We send a link to your confirmed e-mail address.",
        "When you open it, a time of waiting begins: {time}. We tell you everywhere we can, and each message can stop it.",
        "When it is over, sign in with your password. Your old second step is gone, and you set up a new one.",
    ],
    takes: "This takes {time} from the moment you open the link.",
    takes_long: "This takes a day or so from the moment you open the link.",
    none_title: "This account cannot be recovered by e-mail",
    none_unconfirmed: "Its e-mail address was never confirmed, so a link there proves nothing. Your methods are the only way in: look for a backup code, an old phone, or a browser where you are still signed in.",
    none_keys_only: "Its owner chose to accept nothing but passkeys and security keys. They are the only way in: look for another key, or a browser where you are still signed in.",
    none_help: "If you find none, ask whoever runs this service.",
    not_me: "This wasn’t me",
    not_me_help: "This wasn’t you? Somebody has your password. Stop the recovery by the link in any of its e-mails, or finish signing in and stop it in the settings; then change your password.",
    ask: "Send the link",
    back: "Back to the methods",
    sent_title: "Look at your mail",
    sent: "A link is on its way to your e-mail address. Open it within 30 minutes to begin the time of waiting. You can close this page.",
    waiting_title: "Your recovery is waiting",
    waiting: "It can be finished from {date}.",
    waiting_help: "Come back then and sign in with your password. If you find your second step before that, just sign in.",
    ready_title: "Your recovery is ready",
    ready: "Finish it before {date}. Every method you had is removed, every session and trusted browser ends, and you set up a new second step right away.",
    finish: "Finish the recovery",
    waiting_notice: "A recovery of this account is waiting. It can be finished from {date}.",
    ready_notice: "The recovery of this account can be finished now.",
    see: "See the recovery",
    start_title: "Begin the recovery",
    start_lead: "This begins the time of waiting. We tell you by every channel, and each message can stop it.",
    start: "Begin the recovery",
    started_title: "The recovery has begun",
    cancel_title: "Stop the recovery",
    cancel_lead: "Somebody who has your password asked to reset your second step. If it was not you, stop it now, then change your password.",
    cancel: "Stop the recovery",
    cancelled_title: "The recovery is stopped",
    cancelled: "Your second step stays as it was. Somebody knows your password: sign in and change it.",
};

/// English.
pub const UNDO: UndoText = UndoText {
    title: "Undo the change of address",
    lead: "This puts your old e-mail address back, and signs everybody out of your account. Then we show you what was added to the account since the change.",
    undo: "Undo the change",
    done_title: "Your old address is back",
    done: "Every session has ended. Set a new password now: somebody may know the present one.",
    added: "This was added to your account since the change, and still opens it:",
    named: "{what} “{name}”, {date}",
    nameless: "{what}, {date}",
    trusted: "These browsers were trusted since the change. They are not any more:",
    remove_lead: "If you did not add all of this yourself, remove it now: whoever did can come back with it.",
    remove: "Remove all of this and end every session",
    keep: "I added all of this myself: set a new password",
    cannot_remove: "This address was never confirmed, so this link cannot remove it. Sign in and look at your methods, or ask whoever runs this service.",
    removed_title: "What was added is removed",
    removed: "Every session has ended. Set a new password now: somebody may know the present one. If you have no second step any more, you set one up when you sign in.",
};

/// English.
pub const DEAD_LINK: DeadLinkText = DeadLinkText {
    missing_title: "This link is not complete",
    missing: "The part that makes it work is missing: it was lost on the way, or this page was loaded again. Open the link again from the mail, or copy all of it.",
    over_title: "This link does not work any more",
    over: "It was used already, is too old, or a newer one took its place.",
    recovery_start: "To get a new link, sign in with your password and choose “I can’t use any of these” at the second step.",
    recovery_cancel: "The recovery may be stopped or finished already. Sign in to see: the security settings show it and can stop it.",
    undo: "If you did not change the address yourself, sign in and change your password now.",
};

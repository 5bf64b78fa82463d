//! English.

use super::{
    BackupCodesText, ChangePasswordText, CommonText, EnrolText, NewsText, NotFoundText, Plural,
    SecurityText, SignInText, SignUpText, StepUpText, Text,
    check::CHECK,
    contact::CONTACT,
    passkey::{ENROL_PASSKEY, OFFER, PASSKEYS},
    sent_code::SENT_CODE,
    trouble::ENGLISH_TROUBLE,
    way_back::{RECOVERY, RESET, UNDO},
};

/// The built-in language.
pub static TEXT: Text = Text {
    language: "en",
    common: COMMON,
    sign_in: SIGN_IN,
    sign_up: SIGN_UP,
    news: NEWS,
    security: SECURITY,
    change_password: CHANGE_PASSWORD,
    enrol: ENROL,
    enrol_passkey: ENROL_PASSKEY,
    offer: OFFER,
    passkeys: PASSKEYS,
    check: CHECK,
    backup_codes: BACKUP_CODES,
    sent_code: SENT_CODE,
    reset: RESET,
    recovery: RECOVERY,
    undo: UNDO,
    contact: CONTACT,
    step_up: STEP_UP,
    not_found: NOT_FOUND,
    trouble: ENGLISH_TROUBLE,
};

const COMMON: CommonText = CommonText {
    product: "Latchkey",
    tagline: "Two steps, one door.",
    loading: "Loading…",
    working: "Working…",
    cancel: "Cancel",
    go_on: "Continue",
    back: "Back",
    try_again: "Try again",
    sign_out: "Sign out",
    signed_in_as: "Signed in as {email}",
    copy: "Copy",
    copied: "Copied",
    copy_failed: "Copying is not allowed here. The text is selected: copy it by hand.",
    show_password: "Show password",
    caps_lock: "Caps lock is on.",
    summary: "There is a problem",
    title_error: "Error: ",
    countdown: "You can try again in {time}.",
    colours: "Colours",
    themes: ["System", "Light", "Dark"],
    skip: "Skip to content",
};

const SIGN_IN: SignInText = SignInText {
    title: "Sign in",
    lead: "Use your e-mail address and password. The second step comes next.",
    email: "E-mail address",
    password: "Password",
    submit: "Sign in",
    submitting: "Signing in…",
    no_account: "New here?",
    sign_up: "Create an account",
    or: "or",
    passkey_button: "Sign in with a passkey",
    stop_waiting: "Stop waiting",
    second_title: "Second step",
    passkey_lead: "Your device asks for your fingerprint, face or screen lock.",
    passkey_use: "Use your passkey",
    security_key_lead: "Have your security key at hand. Your browser says when to plug it in and when to touch it.",
    security_key_use: "Use your security key",
    passkey_waiting: "Waiting for your device…",
    authenticator_lead: "Open your authenticator app and type the code it shows for this account.",
    authenticator_label: "Code from your authenticator app",
    authenticator_hint: "Six digits. It changes every 30 seconds.",
    backup_lead: "Type one of the backup codes you saved. Each works once.",
    backup_label: "Backup code",
    backup_hint: "Sixteen letters and digits. Capitals, spaces and dashes do not matter.",
    confirm: "Confirm",
    confirming: "Checking…",
    other_way: "Try another way",
    choose_title: "Choose another way",
    choose_lead: "Any of these completes the second step.",
    choose_passkey: "Fingerprint, face or screen lock of a device of yours",
    choose_security_key: "The small key that you plug in or hold to your phone",
    choose_authenticator: "A six-digit code from the app on your phone",
    choose_backup: "One of the codes you saved on paper or in a password manager",
    start_over: "Start over",
    passkey: "Passkey",
    security_key: "Security key",
    authenticator: "Authenticator app",
    backup_code: "Backup code",
};

const SIGN_UP: SignUpText = SignUpText {
    title: "Create an account",
    lead: "An e-mail address and a password to begin with. Then you add a second step.",
    email: "E-mail address",
    email_hint: "You sign in with it.",
    password: "Password",
    password_hint: "At least {n} characters. A few unrelated words make a good one.",
    submit: "Create account",
    submitting: "Creating your account…",
    have_account: "Have an account?",
    sign_in: "Sign in",
    closed_title: "Accounts are made by the administrator",
    closed: "This service does not let people create accounts themselves. Ask whoever runs it.",
};

const NEWS: NewsText = NewsText {
    session_ended: "Your session ended. Sign in again to go on.",
    signed_out: "You are signed out.",
    second_step_on: "Your second step is on. From now on, your password alone does not open your account.",
};

const SECURITY: SecurityText = SecurityText {
    title: "Security settings",
    lead: "How you sign in, and how you get back in.",
    second_step_off: "Off: anybody who learns your password can sign in as you.",
    second_step_invite: "Add a passkey or an authenticator app. It takes a minute, and your password alone no longer opens your account.",
    authenticators: "Authenticator apps",
    authenticators_lead: "An app on your phone that shows a new code every 30 seconds.",
    set_up: "Set up an authenticator app",
    add_another: "Add another authenticator app",
    added: "Added {date}",
    last_used: "last used {date}",
    never_used: "not used yet",
    rename: "Rename",
    rename_named: "Rename {name}",
    rename_title: "Rename this authenticator app",
    name: "Name",
    save: "Save",
    remove: "Remove",
    remove_named: "Remove {name}",
    remove_title: "Remove {name}?",
    remove_lead: "Its codes stop working at once. You can still sign in with your other methods.",
    remove_last: "This is your only second step. Without it your password alone opens your account, and your backup codes stop working.",
    remove_last_confirm: "Turn off the second step",
    removed: "{name} was removed.",
    renamed: "It is now called {name}.",
    backup_codes: "Backup codes",
    backup_codes_lead: "For the day your phone is lost. Each code completes the second step once.",
    no_backup_codes: "You get them when you set up your first second step.",
    made: "Made {date}",
    regenerate: "Make new backup codes",
    regenerate_title: "Make new backup codes?",
    regenerate_lead: "All your present backup codes stop working at once.",
    password: "Password",
    password_changed: "Last changed {date}",
    change_password: "Change password",
    unavailable: "Your settings could not be loaded.",
};

const CHANGE_PASSWORD: ChangePasswordText = ChangePasswordText {
    title: "Change your password",
    lead: "Everywhere else you are signed in, you will be signed out.",
    current: "Current password",
    new: "New password",
    new_hint: "At least {n} characters.",
    submit: "Change password",
    done: "Your password is changed. Every other session has ended.",
};

const ENROL: EnrolText = EnrolText {
    title: "Set up an authenticator app",
    lead: "Use any app that makes six-digit codes, or the password manager that you have already.",
    required: "This service asks everybody for a second step. Set one up to go on.",
    scan: "Scan this with your app",
    scan_lead: "In the app, choose to add an account, then point the camera at the square.",
    qr_label: "QR code with the set-up key for your authenticator app. The same key stands below as text.",
    open_app: "Open your app",
    open_app_lead: "Your authenticator app is on this device? Open it with the account filled in.",
    open_link: "Open in authenticator app",
    open_link_here: "Or open it in an app on this device",
    by_hand: "Or type the key by hand",
    by_hand_lead: "Choose “enter a set-up key” in the app, time-based, and type:",
    secret: "Set-up key",
    copy_secret: "Copy set-up key",
    account: "Account",
    confirm_title: "Type the code the app shows",
    code: "Code from the app",
    code_hint: "Six digits. Nothing changes until one is confirmed.",
    name: "Name of this app (optional)",
    name_hint: "For example, the phone it is on.",
    submit: "Confirm",
    submitting: "Checking…",
    dial: "The code changes in {n} s",
    later: "Not now",
    restart: "Start a new set-up",
    done_title: "Authenticator app added",
    used: "The code you just used cannot be used again. Your app shows the next one in {time}.",
    next_ready: "The code you just used cannot be used again. Your app shows a new one by now.",
    finish: "Go to security settings",
};

const BACKUP_CODES: BackupCodesText = BackupCodesText {
    title: "Save your backup codes",
    lead: "If you lose your phone, each of these completes the second step once. They are shown only now. Keep them where you would keep a spare key, not on the same phone.",
    list: "Backup codes",
    copy: "Copy codes",
    download: "Download codes",
    print: "Print codes",
    saved: "I have saved them",
    not_saved: "Tick “I have saved them” first: they cannot be shown again.",
    refused: "This browser does not allow that here. Copy the codes instead.",
    file_name: "latchkey-backup-codes.txt",
    file_heading: "Backup codes for {site}, {email}",
    file_footer: "Each code works once.",
    left: Plural {
        zero: "No backup codes left",
        one: "1 backup code left",
        other: "{n} backup codes left",
    },
    few: "Make a new set before you run out.",
};

const STEP_UP: StepUpText = StepUpText {
    title: "Is it still you?",
    lead: "This change matters, so prove it once more. Then it is made right away.",
    submit: "Confirm",
    other_way: "Try another way",
};

const NOT_FOUND: NotFoundText = NotFoundText {
    title: "There is nothing here",
    lead: "The address may be mistyped, or the page has moved.",
    home: "Go to the sign-in page",
};

#[cfg(test)]
mod tests {
    use super::TEXT;

    #[test]
    fn the_early_form_says_the_same_words() {
        let page = include_str!("../../index.html");
        let words = [
            TEXT.common.product,
            TEXT.common.tagline,
            TEXT.common.skip,
            TEXT.common.show_password,
            TEXT.common.colours,
            TEXT.common.loading,
            TEXT.sign_in.title,
            TEXT.sign_in.lead,
            TEXT.sign_in.email,
            TEXT.sign_in.password,
            TEXT.sign_in.submit,
            TEXT.sign_in.submitting,
            TEXT.sign_in.no_account,
            TEXT.sign_in.sign_up,
        ];
        for word in words.into_iter().chain(TEXT.common.themes) {
            assert!(page.contains(word), "index.html does not say {word:?}");
        }
    }
}

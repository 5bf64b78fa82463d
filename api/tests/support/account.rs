//! Calls that look after an account: contacts, codes that are sent, trust, sessions, and recovery.

use super::{
    TestApp,
    browser::Browser,
    person::{
        EMAIL, PASSWORD, Phone, enrolled, newcomer, pending_sign_in, step_up, submit_code,
        submit_password,
    },
};
use contract::{
    Nothing, Problem, Secret,
    account::KeysOnly,
    activity::Event,
    contact::{ContactCode, EmailChangeUndone, EmailConfirmed, NewEmail, NewPhone, SentCodesOn},
    device::{DeviceId, SessionId, Trusted, WhichDevice, WhichSession},
    endpoint::{
        AskPasswordReset, AskRecovery, CancelRecovery, CheckLink, ConfirmEmail, ConfirmPhone,
        EndSession, FinishPasswordReset, FinishRecovery, ForgetDevice, ReadActivity, RemoveAdded,
        SendProofCode, SendStepUpCode, SetKeysOnly, StartEmail, StartPhone, StartRecovery,
        StepUpWithProof, SubmitProof, TrustDevice, TurnOnEmailCodes, UndoEmailChange,
    },
    recovery::{LinkCheck, LinkChecked, LinkKind, LinkToken, PasswordReset, Recovery, ResetWish},
    sent_code::{Channel, Destination, WhichChannel},
    sign_in::{NextStep, Proof},
    step_up::SteppedUp,
};

pub const NUMBER: &str = "+4915112345667";
pub const OTHER_NUMBER: &str = "+12025550123";
pub const OTHER_PASSWORD: &str = "another horse, another staple";

/// The screens that links in mails lead to.
pub const RESET_SCREEN: &str = "/reset-password";
pub const RECOVERY_SCREEN: &str = "/recovery";
pub const CANCEL_SCREEN: &str = "/recovery/cancel";
pub const UNDO_SCREEN: &str = "/undo-email-change";

pub async fn start_email(browser: &Browser, email: &str) -> Result<Destination, Problem> {
    let email = email.to_owned();
    browser.call::<StartEmail>(&NewEmail { email }).await
}

pub async fn confirm_email(browser: &Browser, code: Secret) -> Result<EmailConfirmed, Problem> {
    browser.call::<ConfirmEmail>(&ContactCode { code }).await
}

pub async fn start_phone(browser: &Browser, number: &str) -> Result<Destination, Problem> {
    let number = number.to_owned();
    browser.call::<StartPhone>(&NewPhone { number }).await
}

pub async fn confirm_phone(browser: &Browser, code: Secret) -> Result<SentCodesOn, Problem> {
    browser.call::<ConfirmPhone>(&ContactCode { code }).await
}

/// Confirms an address: the account's own, or one in its place. The browser must have a recent proof.
pub async fn take_email(app: &TestApp, browser: &Browser, email: &str) -> EmailConfirmed {
    start_email(browser, email).await.unwrap();
    let code = app.newest_message(email).await.code();
    confirm_email(browser, code).await.unwrap()
}

/// Confirms a number. The browser must have a recent proof.
pub async fn take_phone(app: &TestApp, browser: &Browser, number: &str) -> SentCodesOn {
    start_phone(browser, number).await.unwrap();
    let code = app.newest_message(number).await.code();
    confirm_phone(browser, code).await.unwrap()
}

/// As [`enrolled`], with a confirmed address.
pub async fn confirmed(app: &TestApp, email: &str) -> (Browser, Phone) {
    let (browser, phone) = enrolled(app, email).await;
    take_email(app, &browser, email).await;
    (browser, phone)
}

/// A browser of a person who has nothing but codes by text message, and backup codes.
pub async fn with_number_only(app: &TestApp, email: &str, number: &str) -> (Browser, Vec<Secret>) {
    let browser = newcomer(app, email).await;
    let on = take_phone(app, &browser, number).await;
    (browser, on.backup_codes.unwrap())
}

/// A browser of a person who has nothing but codes by email, and backup codes. The server must have them.
pub async fn with_email_codes_only(app: &TestApp, email: &str) -> (Browser, Vec<Secret>) {
    let browser = newcomer(app, email).await;
    take_email(app, &browser, email).await;
    let on = turn_on_email_codes(&browser).await.unwrap();
    (browser, on.backup_codes.unwrap())
}

pub async fn turn_on_email_codes(browser: &Browser) -> Result<SentCodesOn, Problem> {
    browser.call::<TurnOnEmailCodes>(&Nothing {}).await
}

/// Signs in again by both steps, a time step later, in this browser.
pub async fn sign_in(app: &TestApp, browser: &Browser, email: &str, phone: &Phone) {
    app.next_step();
    let step = submit_password(browser, email, PASSWORD).await.unwrap();
    assert!(matches!(step, NextStep::SecondStep(_)), "{step:?}");
    let step = submit_code(browser, phone.code(app)).await.unwrap();
    assert!(matches!(step, NextStep::SignedIn(_)), "{step:?}");
}

/// Steps up with the authenticator, a time step later.
pub async fn step_up_with_app(app: &TestApp, browser: &Browser, phone: &Phone) {
    app.next_step();
    step_up(browser, phone.code(app)).await.unwrap();
}

pub async fn send_code(browser: &Browser, channel: Channel) -> Result<Destination, Problem> {
    let which = WhichChannel { channel };
    browser.call::<SendProofCode>(&which).await
}

pub async fn send_step_up_code(
    browser: &Browser,
    channel: Channel,
) -> Result<Destination, Problem> {
    let which = WhichChannel { channel };
    browser.call::<SendStepUpCode>(&which).await
}

pub fn sent_code(channel: Channel, code: Secret) -> Proof {
    match channel {
        Channel::TextMessage => Proof::TextMessage { code },
        Channel::Email => Proof::Email { code },
    }
}

pub async fn submit_sent_code(
    browser: &Browser,
    channel: Channel,
    code: Secret,
) -> Result<NextStep, Problem> {
    let proof = sent_code(channel, code);
    browser.call::<SubmitProof>(&proof).await
}

pub async fn step_up_with_sent_code(
    browser: &Browser,
    channel: Channel,
    code: Secret,
) -> Result<SteppedUp, Problem> {
    let proof = sent_code(channel, code);
    browser.call::<StepUpWithProof>(&proof).await
}

/// Six digits that are not this code.
pub fn other_code(code: &Secret) -> Secret {
    let digits: u32 = code.expose().parse().unwrap();
    Secret::from(format!("{:06}", (digits + 1) % 1_000_000))
}

/// The same token, but for one bit.
pub fn altered(token: &Secret) -> Secret {
    Secret::from(altered_text(token.expose()))
}

/// The same token, but for one bit.
pub fn altered_text(token: &str) -> String {
    let token = token.as_bytes();
    let mut bytes = data_encoding::BASE64URL_NOPAD.decode(token).unwrap();
    bytes[17] ^= 1;
    data_encoding::BASE64URL_NOPAD.encode(&bytes)
}

pub async fn trust(browser: &Browser) -> Result<Trusted, Problem> {
    browser.call::<TrustDevice>(&Nothing {}).await
}

pub async fn forget(browser: &Browser, id: &DeviceId) -> Result<Nothing, Problem> {
    let which = WhichDevice { id: id.clone() };
    browser.call::<ForgetDevice>(&which).await
}

pub async fn end_session(browser: &Browser, id: &SessionId) -> Result<Nothing, Problem> {
    let which = WhichSession { id: id.clone() };
    browser.call::<EndSession>(&which).await
}

/// As [`confirmed`], in a browser that is trusted.
pub async fn trusted(app: &TestApp, email: &str) -> (Browser, Phone) {
    let (browser, phone) = enrolled(app, email).await;
    sign_in(app, &browser, email, &phone).await;
    trust(&browser).await.unwrap();
    (browser, phone)
}

pub async fn set_keys_only(browser: &Browser, on: bool) -> Result<Nothing, Problem> {
    browser.call::<SetKeysOnly>(&KeysOnly { on }).await
}

pub async fn ask_reset(browser: &Browser, email: &str) -> Result<Nothing, Problem> {
    ask_reset_on_the_way(browser, email, None).await
}

/// The same on the way to an address.
pub async fn ask_reset_on_the_way(
    browser: &Browser,
    email: &str,
    next: Option<&str>,
) -> Result<Nothing, Problem> {
    let wish = ResetWish {
        email: email.to_owned(),
        next: next.map(str::to_owned),
    };
    browser.call::<AskPasswordReset>(&wish).await
}

pub async fn finish_reset(
    browser: &Browser,
    token: &Secret,
    password: &str,
) -> Result<Nothing, Problem> {
    let given = PasswordReset {
        token: token.clone(),
        password: Secret::from(password),
    };
    browser.call::<FinishPasswordReset>(&given).await
}

/// Asks for a new password in a fresh browser, and gives the token of the link.
pub async fn reset_token(app: &TestApp, email: &str) -> Secret {
    ask_reset(&app.browser(), email).await.unwrap();
    app.newest_message(email).await.token(RESET_SCREEN)
}

fn link(token: &Secret) -> LinkToken {
    LinkToken {
        token: token.clone(),
    }
}

pub async fn check_link(
    browser: &Browser,
    kind: LinkKind,
    token: &Secret,
) -> Result<LinkChecked, Problem> {
    let token = token.clone();
    browser.call::<CheckLink>(&LinkCheck { kind, token }).await
}

pub async fn ask_recovery(browser: &Browser) -> Result<Recovery, Problem> {
    browser.call::<AskRecovery>(&Nothing {}).await
}

pub async fn start_recovery(browser: &Browser, token: &Secret) -> Result<Recovery, Problem> {
    browser.call::<StartRecovery>(&link(token)).await
}

pub async fn cancel_recovery(browser: &Browser, token: &Secret) -> Result<Nothing, Problem> {
    browser.call::<CancelRecovery>(&link(token)).await
}

pub async fn finish_recovery(browser: &Browser) -> Result<NextStep, Problem> {
    browser.call::<FinishRecovery>(&Nothing {}).await
}

pub async fn undo_email_change(
    browser: &Browser,
    token: &Secret,
) -> Result<EmailChangeUndone, Problem> {
    browser.call::<UndoEmailChange>(&link(token)).await
}

/// Removes what was added until a change was undone.
pub async fn remove_added(browser: &Browser, token: &Secret) -> Result<Nothing, Problem> {
    browser.call::<RemoveAdded>(&link(token)).await
}

/// Asks for recovery in a fresh browser, and gives the token of the link.
pub async fn recovery_token(app: &TestApp, email: &str) -> Secret {
    ask_recovery(&pending_sign_in(app, email).await)
        .await
        .unwrap();
    app.newest_message(email).await.token(RECOVERY_SCREEN)
}

/// Begins the waiting period of a recovery, and gives the token of the link that stops it.
pub async fn waiting(app: &TestApp, email: &str) -> Secret {
    let token = recovery_token(app, email).await;
    start_recovery(&app.browser(), &token).await.unwrap();
    app.newest_message(email).await.token(CANCEL_SCREEN)
}

/// What happened to the account, newest first.
pub async fn events(browser: &Browser) -> Vec<Event> {
    let activity = browser.call::<ReadActivity>(&Nothing {}).await.unwrap();
    activity.entries.into_iter().map(|it| it.event).collect()
}

/// Two people, each in a browser of their own, who enrolled and whose addresses are confirmed.
pub async fn two_people(app: &TestApp) -> ((Browser, Phone), (Browser, Phone)) {
    let ann = confirmed(app, EMAIL).await;
    app.next_step();
    (ann, confirmed(app, BOB).await)
}

pub const BOB: &str = "bob@example.com";

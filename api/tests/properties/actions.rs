//! What people do, as data: a sequence that fails is shown as the code to run it again.

use contract::sign_in::Method;
use proptest::prelude::*;

/// Which browser: 0 to [`BROWSERS`] - 1.
pub type At = usize;
/// Which person: 0 to [`PEOPLE`] - 1.
pub type Who = usize;
/// One of several, counted round.
pub type Which = usize;

pub const BROWSERS: usize = 3;
pub const PEOPLE: usize = 2;

/// What can happen. Everything that changes settings is done by whoever is signed in at the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    SignUp(Who),
    /// The right password, and whatever the account asks for then.
    SignIn(At, Who, Which),
    /// The right password alone.
    GivePassword(At, Who),
    /// Somebody guesses.
    GuessPassword(At, Who),
    /// The right password, with a cookie that a trusted browser had before.
    ReplayBrowserToken(Who, Which),
    /// A right proof of the second step.
    Prove(At, Which),
    /// A wrong one.
    GuessCode(At),
    PasskeyAlone(At, Who),
    CancelSignIn(At),
    SignOut(At),
    /// Proves it again, if that is needed.
    StepUp(At),
    /// Asks for a code for a step-up.
    StepUpBySentCode(At),
    AddAuthenticator(At),
    AddPasskey(At, bool),
    AddPhone(At, Which),
    TurnOnEmailCodes(At),
    /// Removes one of all that the account has.
    Remove(At, Which),
    RegenerateCodes(At),
    KeysOnly(At, bool),
    ConfirmEmail(At),
    ChangeEmail(At, Which),
    /// Opens one of the links to undo a change.
    UndoEmailChange(Which),
    ChangePassword(At),
    AskReset(Who),
    /// Opens one of the links for a new password.
    FinishReset(Which),
    AskRecovery(At),
    /// Opens one of the links that begin a recovery.
    StartRecovery(Which),
    /// Opens one of the links that stop a recovery.
    CancelRecovery(Which),
    CancelOwnRecovery(At),
    FinishRecovery(At),
    Trust(At),
    ForgetDevice(At, At),
    ForgetAllDevices(At),
    EndSession(At, At),
    EndOtherSessions(At),
    DeleteAccount(At),
    Wait(Pause),
}

/// How long nothing happens. None of them comes near the end of a session that is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pause {
    /// The next code of an authenticator.
    HalfMinute,
    /// Proofs are old, and sign-ins between their steps are over.
    ElevenMinutes,
    /// Links are old, and limits of half an hour are free again.
    FortyMinutes,
    /// Sessions are over, and recoveries are ready.
    Day,
    /// Recoveries have lapsed, and changes of the address stand.
    Week,
    /// Trust is over.
    Month,
}

impl Pause {
    pub const fn seconds(self) -> i64 {
        match self {
            Self::HalfMinute => 30,
            Self::ElevenMinutes => 11 * 60,
            Self::FortyMinutes => 40 * 60,
            Self::Day => 25 * 60 * 60,
            Self::Week => 8 * 24 * 60 * 60,
            Self::Month => 31 * 24 * 60 * 60,
        }
    }
}

/// What people do, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sequence {
    /// Whether the server wants everybody to have a second step.
    pub is_second_step_required: bool,
    pub actions: Vec<Action>,
}

/// Sequences of at most so many parts. What people have at first is drawn, too: not every one can begin with nothing.
pub fn sequences(longest: usize) -> impl Strategy<Value = Sequence> {
    let first = (beginning(0), beginning(1));
    let parts = prop::collection::vec(part(), 1..longest);
    let drawn = (prop::bool::weighted(0.2), first, parts);
    drawn.prop_map(|(is_second_step_required, (ann, ben), parts)| Sequence {
        is_second_step_required,
        actions: [ann, ben].into_iter().chain(parts).flatten().collect(),
    })
}

/// What somebody has at the beginning, at the browser of the same number.
fn beginning(who: Who) -> impl Strategy<Value = Vec<Action>> {
    let methods = Method::ALL.into_iter();
    let methods = methods.filter_map(|method| setting_up(method, who));
    let methods = prop::sample::subsequence(methods.collect::<Vec<_>>(), 0..4);
    (prop::bool::weighted(0.7), methods).prop_map(move |(confirms, methods)| {
        let confirmed = confirms.then_some(Action::ConfirmEmail(who));
        confirmed.into_iter().chain(methods).collect()
    })
}

/// What sets a method up, at the browser of the same number; nothing for what comes with the first of the others.
const fn setting_up(method: Method, who: Who) -> Option<Action> {
    match method {
        Method::Passkey => Some(Action::AddPasskey(who, false)),
        Method::SecurityKey => Some(Action::AddPasskey(who, true)),
        Method::Authenticator => Some(Action::AddAuthenticator(who)),
        Method::BackupCode => None,
        Method::TextMessage => Some(Action::AddPhone(who, 0)),
        Method::Email => Some(Action::TurnOnEmailCodes(who)),
    }
}

/// A few things that one does after the other, with something else between them.
fn part() -> BoxedStrategy<Vec<Action>> {
    prop_oneof![
        8 => action().prop_map(|action| vec![action]),
        3 => (at(), who(), which(), action()).prop_map(change),
        2 => (at(), who(), action()).prop_map(recovery),
        2 => (at(), who(), which(), action()).prop_map(trust),
        1 => (at(), who(), which(), action()).prop_map(reset),
        1 => (at(), who(), which(), action()).prop_map(change_of_address),
        1 => (at(), who(), which(), action()).prop_map(keys_only),
    ]
    .boxed()
}

fn change((at, who, which, between): (At, Who, Which, Action)) -> Vec<Action> {
    let changes = [
        Action::ChangePassword(at),
        Action::Remove(at, which),
        Action::AddAuthenticator(at),
        Action::EndOtherSessions(at),
        Action::AddPhone(at, which),
        Action::ForgetAllDevices(at),
    ];
    let change = changes[which % changes.len()];
    vec![Action::SignIn(at, who, which), between, change]
}

fn recovery((at, who, between): (At, Who, Action)) -> Vec<Action> {
    vec![
        Action::GivePassword(at, who),
        Action::AskRecovery(at),
        Action::StartRecovery(0),
        Action::Wait(Pause::Day),
        between,
        Action::GivePassword(at, who),
        Action::FinishRecovery(at),
        between,
        Action::AddAuthenticator(at),
    ]
}

fn trust((at, who, which, between): (At, Who, Which, Action)) -> Vec<Action> {
    vec![
        Action::SignIn(at, who, which),
        Action::Trust(at),
        between,
        Action::GivePassword(at, who),
        Action::ReplayBrowserToken(who, which),
        Action::StepUp(at),
    ]
}

fn reset((at, who, which, between): (At, Who, Which, Action)) -> Vec<Action> {
    vec![
        Action::AskReset(who),
        between,
        Action::FinishReset(0),
        Action::SignIn(at, who, which),
    ]
}

fn change_of_address((at, who, which, between): (At, Who, Which, Action)) -> Vec<Action> {
    vec![
        Action::Wait(Pause::HalfMinute),
        Action::SignIn(at, who, which),
        Action::ChangeEmail(at, which),
        between,
        Action::UndoEmailChange(which % 2),
    ]
}

fn keys_only((at, who, which, between): (At, Who, Which, Action)) -> Vec<Action> {
    vec![
        Action::SignIn(at, who, which),
        Action::AddPasskey(at, true),
        Action::AddPasskey(at, false),
        Action::KeysOnly(at, true),
        between,
        Action::GivePassword((at + 1) % BROWSERS, who),
        Action::GuessCode((at + 1) % BROWSERS),
    ]
}

fn action() -> BoxedStrategy<Action> {
    prop_oneof![
        6 => signing_in(),
        3 => proving(),
        9 => methods(),
        4 => links_and_recoveries(),
        5 => browsers(),
        3 => pause().prop_map(Action::Wait),
    ]
    .boxed()
}

fn at() -> std::ops::Range<At> {
    0..BROWSERS
}

/// The first is met more often: it takes several browsers of one person to see what ends where.
fn who() -> impl Strategy<Value = Who> {
    prop_oneof![3 => Just(0), 1 => 0..PEOPLE]
}

fn which() -> std::ops::Range<Which> {
    0..6
}

fn signing_in() -> impl Strategy<Value = Action> {
    prop_oneof![
        6 => (at(), who(), which()).prop_map(|(at, who, which)| Action::SignIn(at, who, which)),
        2 => (at(), who()).prop_map(|(at, who)| Action::GivePassword(at, who)),
        1 => (at(), who()).prop_map(|(at, who)| Action::GuessPassword(at, who)),
        1 => (who(), which()).prop_map(|(who, which)| Action::ReplayBrowserToken(who, which)),
        2 => (at(), which()).prop_map(|(at, which)| Action::Prove(at, which)),
        1 => at().prop_map(Action::GuessCode),
        1 => (at(), who()).prop_map(|(at, who)| Action::PasskeyAlone(at, who)),
        1 => at().prop_map(Action::CancelSignIn),
        1 => at().prop_map(Action::SignOut),
        1 => who().prop_map(Action::SignUp),
    ]
}

fn proving() -> impl Strategy<Value = Action> {
    prop_oneof![
        3 => at().prop_map(Action::StepUp),
        1 => at().prop_map(Action::StepUpBySentCode),
    ]
}

fn methods() -> impl Strategy<Value = Action> {
    prop_oneof![
        2 => at().prop_map(Action::AddAuthenticator),
        3 => (at(), any::<bool>()).prop_map(|(at, is_key)| Action::AddPasskey(at, is_key)),
        2 => (at(), which()).prop_map(|(at, which)| Action::AddPhone(at, which)),
        1 => at().prop_map(Action::TurnOnEmailCodes),
        3 => (at(), which()).prop_map(|(at, which)| Action::Remove(at, which)),
        1 => at().prop_map(Action::RegenerateCodes),
        2 => (at(), any::<bool>()).prop_map(|(at, on)| Action::KeysOnly(at, on)),
        2 => at().prop_map(Action::ConfirmEmail),
        1 => (at(), which()).prop_map(|(at, which)| Action::ChangeEmail(at, which)),
        1 => which().prop_map(Action::UndoEmailChange),
        1 => at().prop_map(Action::ChangePassword),
    ]
}

fn links_and_recoveries() -> impl Strategy<Value = Action> {
    prop_oneof![
        1 => who().prop_map(Action::AskReset),
        1 => which().prop_map(Action::FinishReset),
        3 => at().prop_map(Action::AskRecovery),
        3 => which().prop_map(Action::StartRecovery),
        1 => which().prop_map(Action::CancelRecovery),
        1 => at().prop_map(Action::CancelOwnRecovery),
        3 => at().prop_map(Action::FinishRecovery),
    ]
}

fn browsers() -> impl Strategy<Value = Action> {
    prop_oneof![
        6 => at().prop_map(Action::Trust),
        3 => (at(), at()).prop_map(|(at, other)| Action::ForgetDevice(at, other)),
        3 => at().prop_map(Action::ForgetAllDevices),
        6 => (at(), at()).prop_map(|(at, other)| Action::EndSession(at, other)),
        3 => at().prop_map(Action::EndOtherSessions),
        1 => at().prop_map(Action::DeleteAccount),
    ]
}

fn pause() -> impl Strategy<Value = Pause> {
    prop_oneof![
        1 => Just(Pause::HalfMinute),
        2 => Just(Pause::ElevenMinutes),
        1 => Just(Pause::FortyMinutes),
        2 => Just(Pause::Day),
        1 => Just(Pause::Week),
        1 => Just(Pause::Month),
    ]
}

//! What people do, as data: a sequence of these is a story, and a story that fails is shown as the code to tell it again.

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
    /// A right proof of the second step.
    Prove(At, Which),
    /// A wrong one.
    GuessCode(At),
    PasskeyAlone(At, Who),
    CancelSignIn(At),
    SignOut(At),
    /// Proves it again, if that is needed.
    StepUp(At),
    /// Asks for a code to prove it again.
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

/// A story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// Whether the server wants everybody to have a second step.
    pub is_second_step_required: bool,
    pub actions: Vec<Action>,
}

pub fn stories(longest: usize) -> impl Strategy<Value = Story> {
    let actions = prop::collection::vec(action(), 1..longest);
    (prop::bool::weighted(0.25), actions).prop_map(|(is_second_step_required, actions)| Story {
        is_second_step_required,
        actions,
    })
}

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![
        9 => signing_in(),
        3 => proving(),
        8 => methods(),
        4 => ways_back(),
        3 => browsers(),
        2 => pause().prop_map(Action::Wait),
    ]
}

fn at() -> std::ops::Range<At> {
    0..BROWSERS
}

fn who() -> std::ops::Range<Who> {
    0..PEOPLE
}

fn which() -> std::ops::Range<Which> {
    0..6
}

fn signing_in() -> impl Strategy<Value = Action> {
    prop_oneof![
        6 => (at(), who(), which()).prop_map(|(at, who, which)| Action::SignIn(at, who, which)),
        2 => (at(), who()).prop_map(|(at, who)| Action::GivePassword(at, who)),
        1 => (at(), who()).prop_map(|(at, who)| Action::GuessPassword(at, who)),
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

fn ways_back() -> impl Strategy<Value = Action> {
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
        4 => at().prop_map(Action::Trust),
        1 => (at(), at()).prop_map(|(at, other)| Action::ForgetDevice(at, other)),
        1 => at().prop_map(Action::ForgetAllDevices),
        2 => (at(), at()).prop_map(|(at, other)| Action::EndSession(at, other)),
        1 => at().prop_map(Action::EndOtherSessions),
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

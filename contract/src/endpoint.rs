//! Every call in one table. Both sides use the same row, so a path or a type cannot drift.

use crate::{
    Nothing,
    account::{Deletion, KeysOnly, PasswordChange, SecurityOverview},
    activity::Activity,
    authenticator::{
        AuthenticatorName, Confirmation, Confirmed, PendingAuthenticator, WhichAuthenticator,
    },
    backup_codes::{BackupCodes, WhichBackupCodes},
    contact::{
        ContactCode, EmailChangeUndone, EmailConfirmed, NewEmail, NewPhone, PendingContacts,
        SentCodesOn,
    },
    device::{Trusted, WhichDevice, WhichSession},
    json::{ReadJson, WriteJson},
    next::{Place, Wanted},
    passkey::{
        NewPasskey, OfferDeclined, PasskeyAdded, PasskeyAnswer, PasskeyCreation, PasskeyName,
        PasskeyRequest, WhichKind, WhichPasskey,
    },
    recovery::{LinkCheck, LinkChecked, LinkToken, PasswordReset, Recovery, ResetWish},
    sent_code::{Destination, WhichChannel},
    sign_in::{Credentials, NextStep, Proof},
    sign_up::NewAccount,
    site::{Health, Site},
    step_up::{PasswordAgain, SteppedUp},
};
use serde::{Serialize, de::DeserializeOwned};

/// The path that all calls stand under.
pub const BASE: &str = "/api";

/// The HTTP method of a call. A [`Verb::Get`] has no body, and changes nothing but when a session was last used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// GET.
    Get,
    /// POST, with a JSON body and [`crate::limits::REQUEST_HEADER`].
    Post,
}

/// Who may make a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Anybody,
    /// Whoever gave the right password and owes the second step; nobody else.
    SecondStepPending,
    /// Whoever is signed in, also while only enrolment is open to them.
    Enrolling,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever is signed in and proved it within the last minutes, also while only enrolment is open to them.
    EnrollingRecentlyProved,
    /// Whoever is signed in and proved it within the last minutes.
    RecentlyProved,
}

/// What goes over the wire: read and written by the server's means, and by the page's.
#[cfg(not(feature = "openapi"))]
pub trait Wire: Serialize + DeserializeOwned + ReadJson + WriteJson {}
#[cfg(not(feature = "openapi"))]
impl<T: Serialize + DeserializeOwned + ReadJson + WriteJson> Wire for T {}

/// What goes over the wire, read and written by the server's means and by the page's, and can describe itself.
#[cfg(feature = "openapi")]
pub trait Wire: Serialize + DeserializeOwned + ReadJson + WriteJson + utoipa::ToSchema {}
#[cfg(feature = "openapi")]
impl<T: Serialize + DeserializeOwned + ReadJson + WriteJson + utoipa::ToSchema> Wire for T {}

/// One call.
pub trait Endpoint {
    /// Its name, in Rust and in the API's description.
    const NAME: &'static str;
    /// Its HTTP method.
    const VERB: Verb;
    /// Its path, below [`BASE`].
    const PATH: &'static str;
    /// Who may make it.
    const ACCESS: Access;
    /// What it does, in a sentence.
    const SUMMARY: &'static str;
    /// Its body.
    type Request: Wire;
    /// Its answer, when it succeeds; otherwise a [`crate::Problem`].
    type Reply: Wire;
}

/// Something to be done with each row of the table.
pub trait Visitor {
    /// Called once for each call.
    fn visit<E: Endpoint>(&mut self);
}

macro_rules! endpoints {
    ($($summary:literal $name:ident = $verb:ident $path:literal, $access:ident: $request:ty => $reply:ty;)*) => {
        $(
            #[doc = $summary]
            #[derive(Clone, Copy, Debug)]
            pub struct $name;

            impl Endpoint for $name {
                const NAME: &'static str = stringify!($name);
                const VERB: Verb = Verb::$verb;
                const PATH: &'static str = $path;
                const ACCESS: Access = Access::$access;
                const SUMMARY: &'static str = $summary;
                type Request = $request;
                type Reply = $reply;
            }
        )*

        /// Shows every call to the visitor, in the order of the table.
        pub fn visit_all(visitor: &mut impl Visitor) {
            $(visitor.visit::<$name>();)*
        }
    };
}

endpoints! {
    "Says whether the server can do its work."
    ReadHealth = Get "/health", Anybody: Nothing => Health;
    "Says how this server is set up."
    ReadSite = Get "/site", Anybody: Nothing => Site;
    "Says where this browser stands: what to ask for next, or who is signed in."
    ReadSession = Get "/session", Anybody: Nothing => NextStep;
    "Makes an account. The answer does not tell whether the address had one."
    SignUp = Post "/sign-up", Anybody: NewAccount => Nothing;
    "Takes the first step: email address and password."
    SubmitPassword = Post "/sign-in/password", Anybody: Credentials => NextStep;
    "Gives the challenge for signing in with a passkey alone, or for its autofill."
    StartPasskeySignIn = Post "/sign-in/passkey/start", Anybody: Nothing => PasskeyRequest;
    "Takes a passkey as both steps at once."
    SignInWithPasskey = Post "/sign-in/passkey", Anybody: PasskeyAnswer => NextStep;
    "Gives the challenge for a passkey or security key as the second step."
    StartPasskeyProof = Post "/sign-in/proof/start", SecondStepPending: WhichKind => PasskeyRequest;
    "Sends a code for the second step."
    SendProofCode = Post "/sign-in/proof/send", SecondStepPending: WhichChannel => Destination;
    "Takes the second step."
    SubmitProof = Post "/sign-in/proof", SecondStepPending: Proof => NextStep;
    "Gives up a pending sign-in."
    CancelSignIn = Post "/sign-in/cancel", Anybody: Nothing => NextStep;
    "Says where to go after signing in: a path of this origin, or an origin that the server is set up with."
    FindNext = Post "/next", Anybody: Wanted => Place;
    "Sends a link for a new password. The answer does not tell whether the address has an account."
    AskPasswordReset = Post "/password-reset/ask", Anybody: ResetWish => Nothing;
    "Sets a new password by the link, and ends every session. It signs nobody in."
    FinishPasswordReset = Post "/password-reset/finish", Anybody: PasswordReset => Nothing;
    "Says whether a link in a mail is still good, without using it up."
    CheckLink = Post "/link/check", Anybody: LinkCheck => LinkChecked;
    "Asks for recovery when the second step is lost: sends a link to the confirmed address."
    AskRecovery = Post "/recovery/ask", SecondStepPending: Nothing => Recovery;
    "Begins the waiting period, by the link."
    StartRecovery = Post "/recovery/start", Anybody: LinkToken => Recovery;
    "Stops a recovery, by the link in each of its mails."
    CancelRecovery = Post "/recovery/cancel", Anybody: LinkToken => Nothing;
    "Finishes a recovery whose waiting period is over: the second step is reset, and a new one must be enrolled."
    FinishRecovery = Post "/recovery/finish", SecondStepPending: Nothing => NextStep;
    "Puts the old email address back, by the link that was sent to it, and says what was added in between."
    UndoEmailChange = Post "/email-change/undo", Anybody: LinkToken => EmailChangeUndone;
    "Removes what was added between a change of the email address and its undoing, by the same link, and ends every session."
    RemoveAdded = Post "/email-change/remove-added", Anybody: LinkToken => Nothing;
    "Ends the session. Saying it twice is fine."
    SignOut = Post "/sign-out", Anybody: Nothing => NextStep;
    "Proves it again with the password, for an account without a second step."
    StepUpWithPassword = Post "/step-up/password", Enrolling: PasswordAgain => SteppedUp;
    "Gives the challenge for a step-up with a passkey or security key."
    StartPasskeyStepUp = Post "/step-up/proof/start", SignedIn: WhichKind => PasskeyRequest;
    "Sends a code for proving it again, to an account that has nothing stronger."
    SendStepUpCode = Post "/step-up/proof/send", SignedIn: WhichChannel => Destination;
    "Proves it again with a second-step method."
    StepUpWithProof = Post "/step-up/proof", SignedIn: Proof => SteppedUp;
    "Reads everything that the security settings show."
    ReadSecurity = Get "/account/security", SignedIn: Nothing => SecurityOverview;
    "Changes the password and ends every other session."
    ChangePassword = Post "/account/password", RecentlyProved: PasswordChange => Nothing;
    "Starts an authenticator, or gives this session's pending one again."
    StartAuthenticator = Post "/account/authenticators/start", EnrollingRecentlyProved: Nothing => PendingAuthenticator;
    "Confirms the pending authenticator with its first code."
    ConfirmAuthenticator = Post "/account/authenticators/confirm", Enrolling: Confirmation => Confirmed;
    "Drops the pending authenticator."
    DiscardAuthenticator = Post "/account/authenticators/discard", Enrolling: WhichAuthenticator => Nothing;
    "Gives an authenticator another name."
    RenameAuthenticator = Post "/account/authenticators/rename", RecentlyProved: AuthenticatorName => Nothing;
    "Removes an authenticator; with the last method go the backup codes."
    RemoveAuthenticator = Post "/account/authenticators/remove", RecentlyProved: WhichAuthenticator => Nothing;
    "Gives what the browser needs to make a passkey or security key."
    StartPasskey = Post "/account/passkeys/start", EnrollingRecentlyProved: WhichKind => PasskeyCreation;
    "Keeps the passkey or security key that the browser made."
    AddPasskey = Post "/account/passkeys/add", Enrolling: NewPasskey => PasskeyAdded;
    "Gives a passkey or security key another name."
    RenamePasskey = Post "/account/passkeys/rename", RecentlyProved: PasskeyName => Nothing;
    "Removes a passkey or security key; with the last method go the backup codes."
    RemovePasskey = Post "/account/passkeys/remove", RecentlyProved: WhichPasskey => Nothing;
    "Says that no passkey is wanted when one is offered after a sign-in."
    DeclinePasskeyOffer = Post "/account/passkeys/decline-offer", SignedIn: OfferDeclined => Nothing;
    "Makes a new set of backup codes; every earlier one is void."
    RegenerateBackupCodes = Post "/account/backup-codes/regenerate", RecentlyProved: Nothing => BackupCodes;
    "Says that a set of backup codes is saved: the one that was shown, and no later one."
    AcknowledgeBackupCodes = Post "/account/backup-codes/acknowledge", SignedIn: WhichBackupCodes => Nothing;
    "Says which phone number and email address wait for their codes in this session."
    ReadPendingContacts = Get "/account/contacts/pending", Enrolling: Nothing => PendingContacts;
    "Sends a code to a phone number that shall be the account's."
    StartPhone = Post "/account/phone/start", EnrollingRecentlyProved: NewPhone => Destination;
    "Confirms the phone number with the code; from now on codes can be sent to it."
    ConfirmPhone = Post "/account/phone/confirm", Enrolling: ContactCode => SentCodesOn;
    "Removes the phone number; with the last method go the backup codes."
    RemovePhone = Post "/account/phone/remove", RecentlyProved: Nothing => Nothing;
    "Sends a code to an email address: the account's own, or one to put in its place."
    StartEmail = Post "/account/email/start", RecentlyProved: NewEmail => Destination;
    "Confirms the email address with the code."
    ConfirmEmail = Post "/account/email/confirm", SignedIn: ContactCode => EmailConfirmed;
    "Makes codes by email a second step, where the server has them."
    TurnOnEmailCodes = Post "/account/email-codes/turn-on", EnrollingRecentlyProved: Nothing => SentCodesOn;
    "Removes codes by email; with the last method go the backup codes."
    TurnOffEmailCodes = Post "/account/email-codes/turn-off", RecentlyProved: Nothing => Nothing;
    "Accepts nothing but passkeys and security keys as a second step, or everything again."
    SetKeysOnly = Post "/account/keys-only", RecentlyProved: KeysOnly => Nothing;
    "Trusts this browser for some days, right after both steps: it is not asked for the second one."
    TrustDevice = Post "/account/devices/trust", SignedIn: Nothing => Trusted;
    "Asks a browser for the second step again."
    ForgetDevice = Post "/account/devices/forget", RecentlyProved: WhichDevice => Nothing;
    "Asks every browser for the second step again."
    ForgetAllDevices = Post "/account/devices/forget-all", RecentlyProved: Nothing => Nothing;
    "Ends another session."
    EndSession = Post "/account/sessions/end", RecentlyProved: WhichSession => Nothing;
    "Ends every session but this one."
    EndOtherSessions = Post "/account/sessions/end-others", RecentlyProved: Nothing => Nothing;
    "Stops the recovery of the account."
    CancelOwnRecovery = Post "/account/recovery/cancel", RecentlyProved: Nothing => Nothing;
    "Reads what happened to the account."
    ReadActivity = Get "/account/activity", SignedIn: Nothing => Activity;
    "Deletes the account and all that belongs to it."
    DeleteAccount = Post "/account/delete", RecentlyProved: Deletion => NextStep;
}

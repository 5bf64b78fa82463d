//! The route table: one line for each call of the contract, and what every call goes through.

use crate::{
    app::App,
    error::{self, Error, refusal},
    handlers::{
        account, activity, authenticators, backup_codes, contacts, devices, forward_auth,
        guard::{Caller, is_admitted},
        health, next, openapi, passkeys, recovery, sign_in, sign_up, site, step_up,
    },
    http::{body, client_info::ClientInfo, response::Answer},
};
use axum::{
    Json, Router,
    extract::{Request, State},
    response::Response,
    routing::{MethodFilter, get, on},
};
use contract::{
    Problem,
    endpoint::{
        AcknowledgeBackupCodes, AddPasskey, AskPasswordReset, AskRecovery, CancelOwnRecovery,
        CancelRecovery, CancelSignIn, ChangePassword, CheckLink, ConfirmAuthenticator,
        ConfirmEmail, ConfirmPhone, DeclinePasskeyOffer, DeleteAccount, DiscardAuthenticator,
        EndOtherSessions, EndSession, Endpoint, FindNext, FinishPasswordReset, FinishRecovery,
        ForgetAllDevices, ForgetDevice, ReadActivity, ReadHealth, ReadPendingContacts,
        ReadSecurity, ReadSession, ReadSite, RegenerateBackupCodes, RemoveAdded,
        RemoveAuthenticator, RemovePasskey, RemovePhone, RenameAuthenticator, RenamePasskey,
        SendProofCode, SendStepUpCode, SetKeysOnly, SignInWithPasskey, SignOut, SignUp,
        StartAuthenticator, StartEmail, StartPasskey, StartPasskeyProof, StartPasskeySignIn,
        StartPasskeyStepUp, StartPhone, StartRecovery, StepUpWithPassword, StepUpWithProof,
        SubmitPassword, SubmitProof, TrustDevice, TurnOffEmailCodes, TurnOnEmailCodes,
        UndoEmailChange, Verb,
    },
};

/// The API, to be put at [`contract::endpoint::BASE`].
pub fn api() -> Router<App> {
    let router = account_routes(authentication_routes(Router::new()));
    contact_routes(router)
        .route(forward_auth::PATH, get(forward_auth::verify))
        .route("/openapi.json", get(|| async { Json(openapi::document()) }))
        .fallback(|| async { refusal(&Problem::NotFound) })
        .method_not_allowed_fallback(|| async { refusal(&Problem::MethodNotAllowed) })
}

/// Signing up, in and out, proving it again, and the recovery.
fn authentication_routes(router: Router<App>) -> Router<App> {
    let router = mount::<ReadHealth, _, _, _>(router, health::read_health);
    let router = mount::<ReadSite, _, _, _>(router, site::read_site);
    let router = mount::<ReadSession, _, _, _>(router, sign_in::read_session);
    let router = mount::<SignUp, _, _, _>(router, sign_up::sign_up);
    let router = mount::<SubmitPassword, _, _, _>(router, sign_in::submit_password);
    let router = mount::<StartPasskeySignIn, _, _, _>(router, sign_in::start_passkey_sign_in);
    let router = mount::<SignInWithPasskey, _, _, _>(router, sign_in::sign_in_with_passkey);
    let router = mount::<StartPasskeyProof, _, _, _>(router, sign_in::start_passkey_proof);
    let router = mount::<SubmitProof, _, _, _>(router, sign_in::submit_proof);
    let router = mount::<SendProofCode, _, _, _>(router, sign_in::send_proof_code);
    let router = mount::<CancelSignIn, _, _, _>(router, sign_in::cancel_sign_in);
    let router = mount::<SignOut, _, _, _>(router, sign_in::sign_out);
    let router = mount::<StepUpWithPassword, _, _, _>(router, step_up::step_up_with_password);
    let router = mount::<StartPasskeyStepUp, _, _, _>(router, step_up::start_passkey_step_up);
    let router = mount::<SendStepUpCode, _, _, _>(router, step_up::send_step_up_code);
    let router = mount::<StepUpWithProof, _, _, _>(router, step_up::step_up_with_proof);
    let router = mount::<FindNext, _, _, _>(router, next::find_next);
    let router = mount::<AskPasswordReset, _, _, _>(router, recovery::ask_password_reset);
    let router = mount::<FinishPasswordReset, _, _, _>(router, recovery::finish_password_reset);
    let router = mount::<CheckLink, _, _, _>(router, recovery::check_link);
    let router = mount::<AskRecovery, _, _, _>(router, recovery::ask_recovery);
    let router = mount::<StartRecovery, _, _, _>(router, recovery::start_recovery);
    let router = mount::<CancelRecovery, _, _, _>(router, recovery::cancel_recovery);
    let router = mount::<FinishRecovery, _, _, _>(router, recovery::finish_recovery);
    mount::<CancelOwnRecovery, _, _, _>(router, recovery::cancel_own_recovery)
}

/// Looking after the account: its methods, sessions and browsers.
fn account_routes(router: Router<App>) -> Router<App> {
    let router = mount::<ReadSecurity, _, _, _>(router, account::read_security);
    let router = mount::<ReadActivity, _, _, _>(router, activity::read_activity);
    let router = mount::<ChangePassword, _, _, _>(router, account::change_password);
    let router = mount::<StartAuthenticator, _, _, _>(router, authenticators::start_authenticator);
    let router =
        mount::<ConfirmAuthenticator, _, _, _>(router, authenticators::confirm_authenticator);
    let router =
        mount::<DiscardAuthenticator, _, _, _>(router, authenticators::discard_authenticator);
    let router =
        mount::<RenameAuthenticator, _, _, _>(router, authenticators::rename_authenticator);
    let router =
        mount::<RemoveAuthenticator, _, _, _>(router, authenticators::remove_authenticator);
    let router = mount::<StartPasskey, _, _, _>(router, passkeys::start_passkey);
    let router = mount::<AddPasskey, _, _, _>(router, passkeys::add_passkey);
    let router = mount::<RenamePasskey, _, _, _>(router, passkeys::rename_passkey);
    let router = mount::<RemovePasskey, _, _, _>(router, passkeys::remove_passkey);
    let router = mount::<DeclinePasskeyOffer, _, _, _>(router, passkeys::decline_passkey_offer);
    let router =
        mount::<RegenerateBackupCodes, _, _, _>(router, backup_codes::regenerate_backup_codes);
    let router =
        mount::<AcknowledgeBackupCodes, _, _, _>(router, backup_codes::acknowledge_backup_codes);
    let router = mount::<TrustDevice, _, _, _>(router, devices::trust_device);
    let router = mount::<ForgetDevice, _, _, _>(router, devices::forget_device);
    let router = mount::<ForgetAllDevices, _, _, _>(router, devices::forget_all_devices);
    let router = mount::<EndSession, _, _, _>(router, devices::end_session);
    let router = mount::<EndOtherSessions, _, _, _>(router, devices::end_other_sessions);
    let router = mount::<SetKeysOnly, _, _, _>(router, account::set_keys_only);
    mount::<DeleteAccount, _, _, _>(router, account::delete_account)
}

/// The phone number and the email address.
fn contact_routes(router: Router<App>) -> Router<App> {
    let router = mount::<ReadPendingContacts, _, _, _>(router, contacts::read_pending_contacts);
    let router = mount::<StartPhone, _, _, _>(router, contacts::start_phone);
    let router = mount::<ConfirmPhone, _, _, _>(router, contacts::confirm_phone);
    let router = mount::<RemovePhone, _, _, _>(router, contacts::remove_phone);
    let router = mount::<StartEmail, _, _, _>(router, contacts::start_email);
    let router = mount::<ConfirmEmail, _, _, _>(router, contacts::confirm_email);
    let router = mount::<UndoEmailChange, _, _, _>(router, contacts::undo_email_change);
    let router = mount::<RemoveAdded, _, _, _>(router, contacts::remove_added);
    let router = mount::<TurnOnEmailCodes, _, _, _>(router, contacts::turn_on_email_codes);
    mount::<TurnOffEmailCodes, _, _, _>(router, contacts::turn_off_email_codes)
}

/// Puts a handler at the path of its call. Its caller, request and reply must be those of the call.
fn mount<E, C, H, F>(router: Router<App>, handler: H) -> Router<App>
where
    E: Endpoint + 'static,
    E::Request: Send,
    C: Caller + 'static,
    H: Fn(App, C, E::Request) -> F + Clone + Send + Sync + 'static,
    F: Future<Output = Result<Answer<E::Reply>, Error>> + Send + 'static,
{
    const {
        assert!(
            is_admitted::<E, C>(),
            "the handler works with another kind of caller"
        );
    };
    let verb = match E::VERB {
        Verb::Get => MethodFilter::GET,
        Verb::Post => MethodFilter::POST,
    };
    let serve = move |State(app): State<App>, request: Request| {
        let handler = handler.clone();
        async move {
            let outcome = serve::<E, C, H, F>(app.clone(), request, handler).await;
            if let Err(Error::Database(cause)) = &outcome {
                app.store.note_failure(cause);
            }
            let outcome = outcome
                .and_then(|answer| answer.response(app.config.cookie_naming()))
                .map_err(|failure| failure.of_call(E::ACCESS));
            respond::<E>(outcome)
        }
    };
    router.route(E::PATH, on(verb, serve))
}

/// Who calls comes before what they say: whoever may not call learns nothing else.
async fn serve<E, C, H, F>(
    app: App,
    request: Request,
    handler: H,
) -> Result<Answer<E::Reply>, Error>
where
    E: Endpoint,
    C: Caller,
    H: Fn(App, C, E::Request) -> F,
    F: Future<Output = Result<Answer<E::Reply>, Error>>,
{
    let client = ClientInfo::of_request(&app, &request);
    let received = body::receive(E::VERB, request).await;
    let caller = C::admit(&app, client, E::ACCESS).await?;
    let said = body::read::<E::Request>(&received?)?;
    handler(app, caller, said).await
}

/// Turns the outcome into a response. Whatever is not merely read leaves a line in the log, with what the span of
/// the request knows: its id, where it comes from, which account, which factor.
fn respond<E: Endpoint>(outcome: Result<Response, Error>) -> Response {
    let outcome = outcome.map_err(Error::into_problem);
    if E::VERB == Verb::Post {
        let (outcome, reason) = match &outcome {
            Ok(_) => ("accepted", ""),
            Err(Problem::Internal) => ("failed", "internal"),
            Err(problem) => ("refused", error::code(problem)),
        };
        tracing::info!(target: "latchkey::event", event = E::NAME, outcome, reason);
    }
    outcome.unwrap_or_else(|problem| refusal(&problem))
}

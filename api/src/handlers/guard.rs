//! Who may make a call. The table of calls says what each one asks for; a handler names, by the type of its
//! caller, what it works with; a handler with the wrong one does not compile.

use crate::{
    app::App,
    auth::{
        caller::{Anybody, SecondStepPending, SignedIn},
        freshness, pending_sign_ins, sessions,
    },
    error::Error,
    http::client_info::ClientInfo,
};
use contract::{
    Problem,
    endpoint::{Access, Endpoint},
};

/// Somebody who may make a call.
pub trait Caller: Sized + Send {
    /// What calls may ask for so that this is who makes them.
    const ADMITTED_BY: &'static [Access];

    /// Looks whether whoever sends the request may make a call that asks for this.
    fn admit(
        app: &App,
        client: ClientInfo,
        access: Access,
    ) -> impl Future<Output = Result<Self, Error>> + Send;
}

/// Whether callers of this kind are admitted by this call.
pub const fn is_admitted<E: Endpoint, C: Caller>() -> bool {
    let mut index = 0;
    while index < C::ADMITTED_BY.len() {
        if C::ADMITTED_BY[index] as u8 == E::ACCESS as u8 {
            return true;
        }
        index += 1;
    }
    false
}

impl Caller for Anybody {
    const ADMITTED_BY: &'static [Access] = &[Access::Anybody];

    async fn admit(_: &App, client: ClientInfo, _: Access) -> Result<Self, Error> {
        Ok(Self { client })
    }
}

impl Caller for SecondStepPending {
    const ADMITTED_BY: &'static [Access] = &[Access::SecondStepPending];

    async fn admit(app: &App, client: ClientInfo, _: Access) -> Result<Self, Error> {
        let pending = pending_sign_ins::current(app, &client.pending).await?;
        let pending = pending.ok_or(Problem::SignInExpired)?;
        tracing::Span::current().record("account_id", &pending.account_id);
        Ok(Self { client, pending })
    }
}

impl Caller for SignedIn {
    const ADMITTED_BY: &'static [Access] = &[
        Access::Enrolling,
        Access::SignedIn,
        Access::EnrollingRecentlyProved,
        Access::RecentlyProved,
    ];

    async fn admit(app: &App, client: ClientInfo, access: Access) -> Result<Self, Error> {
        let session = sessions::current(app, &client.session).await?;
        let session = session.ok_or(Problem::NotSignedIn)?;
        tracing::Span::current().record("account_id", &session.account_id);
        let must_be_full = matches!(access, Access::SignedIn | Access::RecentlyProved);
        if must_be_full && sessions::is_enrolling(app, &session) {
            return Err(Problem::EnrolmentRequired.into());
        }
        let must_be_recent = matches!(
            access,
            Access::EnrollingRecentlyProved | Access::RecentlyProved
        );
        if must_be_recent && !freshness::is_recently_proved(&session, app.clock.now()) {
            let step_up = sessions::step_up_requirement(app, &session).await?;
            return Err(Problem::StepUpRequired { step_up }.into());
        }
        Ok(Self { client, session })
    }
}

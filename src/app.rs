//! The whole page: what every screen may use, and which screen is at which address.

use crate::{
    pages::{
        ActivityPage, AddPasskeyPage, AddSecurityKeyPage, CancelRecoveryPage, CheckPage, EmailPage,
        EnrolPage, ForgotPasswordPage, NewBackupCodesPage, NotFoundPage, PasskeyOfferPage,
        PhonePage, ResetPasswordPage, SecurityPage, SignInPage, SignUpPage, StartRecoveryPage,
        UndoEmailChangePage,
    },
    passkeys::provide_passkeys,
    platform::{alarm, mount, service, translation},
    session::provide_session,
    text::{provide_locale, provide_name},
};
use leptos::prelude::*;
use leptos_router::{
    components::{FlatRoutes, Route, Router},
    path,
};

/// Puts the page into `index.html`.
pub fn start() {
    alarm::install();
    translation::install();
    mount::mount(App);
}

/// Providers and routes. The addresses are those of [`crate::route::Route`].
#[component]
pub fn App() -> impl IntoView {
    provide_locale();
    provide_name(service::name());
    provide_session();
    provide_passkeys();
    view! {
        <Router>
            <FlatRoutes fallback=NotFoundPage>
                <Route path=path!("/") view=SignInPage />
                <Route path=path!("/sign-in") view=SignInPage />
                <Route path=path!("/sign-up") view=SignUpPage />
                <Route path=path!("/security") view=SecurityPage />
                <Route path=path!("/security/authenticator") view=EnrolPage />
                <Route path=path!("/security/passkey") view=AddPasskeyPage />
                <Route path=path!("/security/security-key") view=AddSecurityKeyPage />
                <Route path=path!("/security/phone") view=PhonePage />
                <Route path=path!("/security/email") view=EmailPage />
                <Route path=path!("/security/activity") view=ActivityPage />
                <Route path=path!("/new-backup-codes") view=NewBackupCodesPage />
                <Route path=path!("/passkey-offer") view=PasskeyOfferPage />
                <Route path=path!("/check") view=CheckPage />
                <Route path=path!("/forgot-password") view=ForgotPasswordPage />
                <Route path=path!("/reset-password") view=ResetPasswordPage />
                <Route path=path!("/recovery") view=StartRecoveryPage />
                <Route path=path!("/recovery/cancel") view=CancelRecoveryPage />
                <Route path=path!("/undo-email-change") view=UndoEmailChangePage />
            </FlatRoutes>
        </Router>
    }
}

//! The whole page: what every screen may use, and which screen is at which address.

use crate::{
    leaving::provide_leaving,
    locale::{provide_locale, provide_name},
    pages::{
        ActivityPage, AddPasskeyPage, AddSecurityKeyPage, CancelRecoveryPage, CheckPage, EmailPage,
        EnrolPage, ForgotPasswordPage, NewBackupCodesPage, NotFoundPage, PasskeyOfferPage,
        PhonePage, ResetPasswordPage, SecurityPage, SignInPage, SignUpPage, StartRecoveryPage,
        UndoEmailChangePage,
    },
    passkeys::provide_passkeys,
    platform::{alarm, leaving, link, mount, service, translation},
    route::Route,
    session::provide_session,
    site::provide_site,
};
use flow::mail_link;
use leptos::prelude::*;
use leptos_router::{
    components::{FlatRoutes, Route as At, Router},
    path,
};

/// Puts the page into `index.html`.
pub fn start() {
    alarm::install();
    translation::install();
    leaving::install();
    link::mend(|address| mail_link::whole(address, &Route::LINKS.map(Route::path)));
    mount::mount(App);
}

/// Providers and routes. The addresses are those of [`crate::route::Route`].
#[component]
pub fn App() -> impl IntoView {
    provide_locale();
    provide_name(service::name());
    provide_session();
    provide_passkeys();
    provide_site();
    provide_leaving();
    view! {
        <Router>
            <FlatRoutes fallback=NotFoundPage>
                <At path=path!("/") view=SignInPage />
                <At path=path!("/sign-in") view=SignInPage />
                <At path=path!("/sign-up") view=SignUpPage />
                <At path=path!("/security") view=SecurityPage />
                <At path=path!("/security/authenticator") view=EnrolPage />
                <At path=path!("/security/passkey") view=AddPasskeyPage />
                <At path=path!("/security/security-key") view=AddSecurityKeyPage />
                <At path=path!("/security/phone") view=PhonePage />
                <At path=path!("/security/email") view=EmailPage />
                <At path=path!("/security/activity") view=ActivityPage />
                <At path=path!("/new-backup-codes") view=NewBackupCodesPage />
                <At path=path!("/passkey-offer") view=PasskeyOfferPage />
                <At path=path!("/check") view=CheckPage />
                <At path=path!("/forgot-password") view=ForgotPasswordPage />
                <At path=path!("/reset-password") view=ResetPasswordPage />
                <At path=path!("/recovery") view=StartRecoveryPage />
                <At path=path!("/recovery/cancel") view=CancelRecoveryPage />
                <At path=path!("/undo-email-change") view=UndoEmailChangePage />
            </FlatRoutes>
        </Router>
    }
}

//! The whole page: what every screen may use, and which screen is at which address.

use crate::{
    pages::{EnrolPage, NotFoundPage, SecurityPage, SignInPage, SignUpPage},
    platform::{alarm, mount},
    session::provide_session,
    text::provide_locale,
};
use leptos::prelude::*;
use leptos_router::{
    components::{FlatRoutes, Route, Router},
    path,
};

/// Puts the page into `index.html`.
pub fn start() {
    alarm::install();
    mount::mount(App);
}

/// Providers and routes. The addresses are those of [`crate::route::Route`].
#[component]
pub fn App() -> impl IntoView {
    provide_locale();
    provide_session();
    view! {
        <Router>
            <FlatRoutes fallback=NotFoundPage>
                <Route path=path!("/") view=SignInPage />
                <Route path=path!("/sign-in") view=SignInPage />
                <Route path=path!("/sign-up") view=SignUpPage />
                <Route path=path!("/security") view=SecurityPage />
                <Route path=path!("/security/authenticator") view=EnrolPage />
            </FlatRoutes>
        </Router>
    }
}

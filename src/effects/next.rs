//! Going on to where somebody wanted to go before something was put in between.

use crate::{platform::leave, remote, route::Route};
use contract::{endpoint::FindNext, next::Wanted};

/// Goes there if the server allows it, and to the settings otherwise.
pub async fn go_on(next: Option<String>, go: impl Fn(Route)) {
    let place = match next {
        Some(next) => remote::call::<FindNext>(&Wanted { next }).await.ok(),
        None => None,
    };
    let href = place.and_then(|place| place.href);
    let is_left = href.is_some_and(|href| leave::to(&href).is_ok());
    if !is_left {
        go(Route::Security);
    }
}

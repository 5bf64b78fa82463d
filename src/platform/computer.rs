//! Which system this computer runs, as far as a browser tells: for a name that its owner recognises, nothing else.

use super::{object, page};
use contract::browser_name::{self, System};

/// What the browser calls itself, for whoever helps.
#[must_use]
pub fn user_agent() -> String {
    page::window()
        .and_then(|it| object::text(&it.navigator(), "userAgent"))
        .unwrap_or_default()
}

/// The system of this computer; nothing when the browser does not say, or says something else.
#[must_use]
pub fn system() -> Option<System> {
    let navigator = page::window()?.navigator();
    let text = |name| object::text(&navigator, name).unwrap_or_default();
    let hint = object::member(&navigator, "userAgentData")
        .and_then(|it| object::text(&it, "platform"))
        .unwrap_or_default();
    let fingers = object::member(&navigator, "maxTouchPoints").and_then(|it| it.as_f64());
    let is_touched = fingers.is_some_and(|it| it > 1.0);
    let (agent, platform) = (text("userAgent"), text("platform"));
    let says = (hint.as_str(), agent.as_str(), platform.as_str());
    browser_name::own_system(says, is_touched)
}

//! The token of a link in a mail, which the address brought here.

use super::page;
use contract::Secret;
use leptos::{
    ev,
    prelude::{on_cleanup, window_event_listener},
};
use wasm_bindgen::JsValue;

/// Letters of a fragment that is a token, at least. A token has 43 of them; one that a mail program cut off is no less
/// a secret. The names of places on a page are shorter.
const TOKEN_MIN: usize = 20;

/// Takes the token behind the `#` of the address, and wipes it from the address bar and the history at once: neither a
/// reload nor the back button shows it again. `None` when there is none.
#[must_use]
pub fn take_token() -> Option<Secret> {
    let address = page::url()?;
    let token = token_in(&address.hash())?;
    address.set_hash("");
    replace(&address.href());
    Some(token)
}

/// Calls `heard` when another link of the same kind is opened in this tab, until the current owner goes away: a browser
/// does not load the page again for it.
pub fn follow_token(heard: impl Fn(Secret) + 'static) {
    let listener = window_event_listener(ev::hashchange, move |_| {
        if let Some(token) = take_token() {
            heard(token);
        }
    });
    on_cleanup(move || listener.remove());
}

/// Puts the address right before anybody reads it, where a link came apart on its way: `meant` is told the path with what
/// stands behind it.
pub fn mend(meant: impl Fn(&str) -> Option<String>) {
    let Some(address) = page::url() else { return };
    let came = format!(
        "{}{}{}",
        address.pathname(),
        address.search(),
        address.hash()
    );
    if let Some(meant) = meant(&came) {
        replace(&meant);
    }
}

fn replace(address: &str) {
    let Some(history) = page::history() else {
        return;
    };
    // The router's own note of where the page was scrolled to stays.
    let state = history.state().unwrap_or(JsValue::NULL);
    // An address of this very origin cannot be refused; a browser that does so often lets it through a little later.
    let _ = history.replace_state_with_url(&state, "", Some(address));
}

fn token_in(hash: &str) -> Option<Secret> {
    let token = hash.strip_prefix('#')?;
    let is_letter = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_');
    (token.len() >= TOKEN_MIN && token.chars().all(is_letter)).then(|| Secret::new(token))
}

#[cfg(test)]
mod tests {
    use super::token_in;

    const TOKEN: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    #[test]
    fn a_token_is_told_from_a_place_on_the_page() {
        let token = token_in(&format!("#{TOKEN}")).unwrap();
        assert_eq!(token.expose(), TOKEN);
        for other in ["", "#", "#main", "#password", TOKEN] {
            assert!(token_in(other).is_none(), "{other}");
        }
    }

    #[test]
    fn a_token_that_was_cut_off_is_taken_all_the_same() {
        let (part, _) = TOKEN.split_at(30);
        assert!(token_in(&format!("#{part}")).is_some());
        assert!(token_in(&format!("#{TOKEN}>")).is_none());
    }
}

//! What nobody but its owner may see: collected while a journey goes on, looked for where it must not be.

use std::{cell::RefCell, rc::Rc};

/// The secrets of one journey.
#[derive(Clone, Default)]
pub struct Secrets {
    own: Rc<RefCell<Vec<String>>>,
    sent: Rc<RefCell<Vec<String>>>,
}

impl Secrets {
    /// Remembers one.
    pub fn keep(&self, secret: impl Into<String>) {
        self.own.borrow_mut().push(secret.into());
    }

    /// Remembers one that the server sends: it stands in a message, and may stand nowhere else.
    pub fn keep_sent(&self, secret: impl Into<String>) {
        self.sent.borrow_mut().push(secret.into());
    }

    /// The first of them that stands in `text`, in any case and spacing.
    pub fn found_in(&self, text: &str) -> Option<String> {
        let sent = || first_in(text, &self.sent.borrow());
        self.found_in_message(text).or_else(sent)
    }

    /// The first of those that are never sent and yet stand in this message.
    pub fn found_in_message(&self, text: &str) -> Option<String> {
        first_in(text, &self.own.borrow())
    }
}

fn first_in(text: &str, secrets: &[String]) -> Option<String> {
    let text = text.to_lowercase();
    let found = secrets.iter().find(|secret| {
        let secret = secret.to_lowercase();
        let spaced = secret.replace('-', " ");
        let bare = secret.replace(['-', ' '], "");
        let in_address = secret.replace(' ', "%20");
        [secret, spaced, bare, in_address]
            .iter()
            .any(|form| stands_alone(&text, form))
    });
    found.cloned()
}

/// Six digits also stand in the middle of longer numbers and in fractions of a second.
fn stands_alone(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|part| part.chars().next_back());
        let after = text
            .get(at + word.len()..)
            .and_then(|part| part.chars().next());
        let is_part = |neighbour: Option<char>| neighbour.is_some_and(char::is_alphanumeric);
        !is_part(before) && !is_part(after) && before != Some('.')
    })
}

#[cfg(test)]
mod tests {
    use super::Secrets;

    #[test]
    fn a_secret_is_found_in_any_case_and_spacing() {
        let secrets = Secrets::default();
        secrets.keep("ABCD-EFGH");
        assert!(secrets.found_in("code=abcd efgh").is_some());
        assert!(secrets.found_in("/x?ABCDEFGH").is_some());
        assert!(secrets.found_in("abcd").is_none());
        secrets.keep("two words");
        assert!(secrets.found_in_message("two words").is_some());
        assert!(secrets.found_in("/?q=two%20words&x").is_some());
    }

    #[test]
    fn what_is_sent_may_stand_in_a_message_and_nowhere_else() {
        let secrets = Secrets::default();
        secrets.keep_sent("AbC_d-9");
        assert!(secrets.found_in("/reset-password#AbC_d-9").is_some());
        assert!(secrets.found_in_message("AbC_d-9").is_none());
    }

    #[test]
    fn digits_within_a_number_are_no_code() {
        let secrets = Secrets::default();
        secrets.keep("123456");
        assert!(secrets.found_in("12:00:00.123456Z and 91234567").is_none());
        assert!(secrets.found_in("{\"code\":\"123456\"}").is_some());
    }
}

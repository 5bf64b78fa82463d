//! Emails and text messages as a journey reads them: the code and the links in them.

use crate::{Context, Failure, Outcome, failure::ensure, secrets::Secrets, waiting::until};
use fakes::{Inbox, Message, code_in};
use std::ops::Deref;
use url::Url;

/// An email or a text message that has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received(Message);

impl Deref for Received {
    type Target = Message;

    fn deref(&self) -> &Message {
        &self.0
    }
}

impl Received {
    /// The code in it. It stays between the message and who types it. In a text message it also stands in the last line, for
    /// the browser (the format of origin-bound one-time codes).
    pub fn code(&self, secrets: &Secrets) -> Outcome<String> {
        let code = code_in(&self.text);
        let code =
            code.ok_or_else(|| Failure::new(format!("there is no code in: {}", self.text)))?;
        let last = self.text.lines().last().unwrap_or_default();
        let is_email = !self.to.starts_with('+');
        ensure(is_email || last == format!("@localhost #{code}"), || {
            format!("the last line is: {last}")
        })?;
        secrets.keep_sent(code);
        Ok(code.to_owned())
    }

    /// The link in it that leads to this path, as a path that a browser can open. What stands behind its `#` stays
    /// between the email and the page.
    pub fn link(&self, path: &str, secrets: &Secrets) -> Outcome<String> {
        let addresses = self.text.split_whitespace();
        let link = addresses
            .filter_map(|word| Url::parse(word).ok())
            .find(|address| address.path() == path);
        let link =
            link.ok_or_else(|| Failure::new(format!("no link leads to {path}: {}", self.text)))?;
        let token = link.fragment().unwrap_or_default();
        ensure(!token.is_empty(), || {
            format!("nothing stands behind the link to {path}")
        })?;
        secrets.keep_sent(token);
        let query = link.query().map_or_else(String::new, |it| format!("?{it}"));
        Ok(format!("{path}{query}#{token}"))
    }
}

impl Context {
    /// Waits for the next email to this address that has these words in its subject or its text. Each is answered once.
    pub async fn next_email(&self, to: &str, words: &str) -> Outcome<Received> {
        next(&self.smtp_sink.inbox, to, words).await
    }

    /// Waits for the next text message to this number. Each is answered once.
    pub async fn next_text_message(&self, to: &str) -> Outcome<Received> {
        next(&self.sms_gateway.inbox, to, "").await
    }
}

async fn next(inbox: &Inbox, to: &str, words: &str) -> Outcome<Received> {
    until(async || {
        inbox.next(to, words).map(Received).ok_or_else(|| {
            let came = inbox.all().into_iter();
            let came: Vec<String> = came
                .map(|it| format!("“{}” to {}", it.subject, it.to))
                .collect();
            let came = came.join(", ");
            Failure::new(format!(
                "nothing unread to {to} says “{words}”; these came: {came}"
            ))
        })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::{Message, Received};
    use crate::secrets::Secrets;

    fn received(to: &str, text: &str) -> Received {
        Received(Message {
            to: to.to_owned(),
            key: "1".to_owned(),
            subject: String::new(),
            text: text.to_owned(),
        })
    }

    #[test]
    fn codes_and_links_are_found_and_kept_secret() {
        let secrets = Secrets::default();
        let text = "Don’t share this:\nhttp://localhost:1/security/activity\n\
            http://localhost:1/reset-password#AbC_d-9\n123456 is the code.\n";
        let email = received("ann@example.org", text);
        let link = email.link("/reset-password", &secrets).unwrap();
        assert_eq!(link, "/reset-password#AbC_d-9");
        assert!(email.link("/recovery", &secrets).is_err());
        assert!(email.link("/security/activity", &secrets).is_err());
        assert_eq!(email.code(&secrets).unwrap(), "123456");
        assert!(secrets.found_in("/x#AbC_d-9").is_some());
        assert!(secrets.found_in("code=123456").is_some());
        assert!(secrets.found_in_message(&email.text).is_none());
    }

    #[test]
    fn the_code_of_a_text_message_is_bound_to_its_site() {
        let code = |text| received("+491701234567", text).code(&Secrets::default());
        assert_eq!(
            code("123456 is it.\n\n@localhost #123456").unwrap(),
            "123456"
        );
        assert!(code("123456 is it.\n\n@elsewhere #123456").is_err());
    }
}

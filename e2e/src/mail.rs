//! A mail as somebody reads it, unpacked from what went over the wire (RFC 5322, RFC 2045, RFC 2047).

use crate::{Failure, Outcome, decoding, failure::ensure, secrets::Secrets};
use url::Url;

/// A mail that has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// To whom it was delivered, whatever its head says.
    pub to: String,
    head: Vec<(String, String)>,
    /// What it says.
    pub text: String,
}

impl Mail {
    /// Unpacks one. It has one part of plain text: ours have no other.
    pub fn read(to: &str, wire: &[u8]) -> Outcome<Self> {
        let wire = std::str::from_utf8(wire)?;
        let (head, body) = wire.split_once("\r\n\r\n").unwrap_or((wire, ""));
        let mut mail = Self {
            to: to.to_owned(),
            head: fields(head),
            text: String::new(),
        };
        let kind = mail.field("Content-Type").unwrap_or("text/plain");
        ensure(kind.starts_with("text/plain"), || {
            format!("the mail is {kind}, not plain text")
        })?;
        let packing = mail.field("Content-Transfer-Encoding").unwrap_or("7bit");
        let bytes = match packing.to_ascii_lowercase().as_str() {
            "quoted-printable" => decoding::quoted_printable(body),
            "base64" => decoding::base64(body),
            "7bit" | "8bit" => Some(body.as_bytes().to_owned()),
            _ => None,
        };
        let bytes = bytes.ok_or_else(|| Failure::new(format!("a mail in {packing}: {body}")))?;
        mail.text = String::from_utf8(bytes)?.replace("\r\n", "\n");
        Ok(mail)
    }

    /// What it is about.
    pub fn subject(&self) -> String {
        decoding::words(self.field("Subject").unwrap_or_default())
    }

    /// Whether these words stand in its subject or its text, in any case.
    pub fn says(&self, words: &str) -> bool {
        let all = self.whole().to_lowercase();
        all.contains(&words.to_lowercase())
    }

    /// Its subject and its text.
    pub fn whole(&self) -> String {
        format!("{}\n{}", self.subject(), self.text)
    }

    /// What its sender calls it, the same however often it is sent (RFC 5322 §3.6.4).
    pub fn id(&self) -> &str {
        self.field("Message-ID").unwrap_or_default()
    }

    /// Who it says it is from.
    pub fn from(&self) -> &str {
        self.field("From").unwrap_or_default()
    }

    /// The code in it. It stays between the mail and who types it.
    pub fn code(&self, secrets: &Secrets) -> Outcome<String> {
        let code = decoding::code(&self.text);
        let code =
            code.ok_or_else(|| Failure::new(format!("there is no code in: {}", self.text)))?;
        secrets.keep_sent(code);
        Ok(code.to_owned())
    }

    /// The link in it that leads to this path, as a path that a browser can open. What stands behind its `#` stays
    /// between the mail and the page.
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

    fn field(&self, name: &str) -> Option<&str> {
        let mut fields = self.head.iter();
        let found = fields.find(|(it, _)| it.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// The fields of a head; a line that begins with a space belongs to the one before (RFC 5322 §2.2.3).
fn fields(head: &str) -> Vec<(String, String)> {
    let whole = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let fields = whole.lines().filter_map(|line| line.split_once(':'));
    fields
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Mail;
    use crate::secrets::Secrets;

    const WIRE: &str = "Subject: =?utf-8?b?TmV3IHBhc3N3b3Jk?=\r\n =?utf-8?q?_=E2=80=93_Latchkey?=\r\n\
        Message-ID:\r\n\t<1@localhost>\r\nFrom: Latchkey <a@b>\r\n\
        Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        Don=E2=80=99t share this:\r\nhttp://localhost:1/security/activity\r\n\
        http://localhost:1/reset-password#AbC=\r\n_d-9\r\n123456 is the code.\r\n";

    #[test]
    fn a_mail_is_unpacked() {
        let mail = Mail::read("ann@example.org", WIRE.as_bytes()).unwrap();
        assert_eq!(mail.subject(), "New password – Latchkey");
        assert_eq!(mail.id(), "<1@localhost>");
        assert_eq!(mail.from(), "Latchkey <a@b>");
        assert!(
            mail.text.starts_with("Don’t share this:\nhttp:"),
            "{}",
            mail.text
        );
    }

    #[test]
    fn codes_and_links_are_found_and_kept_secret() {
        let secrets = Secrets::default();
        let mail = Mail::read("ann@example.org", WIRE.as_bytes()).unwrap();
        let link = mail.link("/reset-password", &secrets).unwrap();
        assert_eq!(link, "/reset-password#AbC_d-9");
        assert!(mail.link("/recovery", &secrets).is_err());
        assert!(mail.link("/security/activity", &secrets).is_err());
        assert_eq!(mail.code(&secrets).unwrap(), "123456");
        assert!(secrets.found_in("/x#AbC_d-9").is_some());
        assert!(secrets.found_in("code=123456").is_some());
        assert!(secrets.found_in_message(&mail.text).is_none());
    }

    #[test]
    fn a_mail_of_another_kind_is_refused() {
        let wire = b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x--\r\n";
        assert!(Mail::read("ann@example.org", wire).is_err());
    }
}

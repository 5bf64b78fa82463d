//! An authenticator app: it reads the square from a picture of the screen, and makes codes, with programs that share
//! no code with Latchkey.

use crate::{Failure, Outcome, failure::ensure, program, secrets::Secrets, waiting::until_within};
use std::{
    io::Write,
    process::Command,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use tempfile::NamedTempFile;
use url::Url;

/// Seconds for which one code is shown (RFC 6238 §4.1, X).
const PERIOD: u64 = 30;
/// So many steps from now, nobody compares a code any more: twelve and a half minutes.
const FAR: u64 = 25;

/// An app with one account in it.
pub struct App {
    secret: String,
    last_step: u64,
    secrets: Secrets,
}

/// What an `otpauth:` address says.
#[derive(Debug, PartialEq, Eq)]
pub struct Address {
    /// Base 32.
    pub secret: String,
    /// The service.
    pub issuer: String,
    /// `service:account`.
    pub label: String,
}

impl App {
    /// An app that was given the secret in text.
    pub fn with_secret(secret: &str, secrets: Secrets) -> Self {
        secrets.keep(secret);
        Self {
            secret: secret.to_owned(),
            last_step: 0,
            secrets,
        }
    }

    /// The code that the app shows now.
    pub fn code(&mut self) -> Outcome<String> {
        let step = now()? / PERIOD;
        self.last_step = step;
        self.code_of(step)
    }

    /// The code that the app shows so many seconds from now; before now when negative.
    pub fn code_after(&self, seconds: i64) -> Outcome<String> {
        let moment = now()?
            .checked_add_signed(seconds)
            .ok_or_else(|| Failure::new("a time before 1970"))?;
        self.code_of(moment / PERIOD)
    }

    /// The code that the app shows so far in the future.
    pub fn code_in(&self, time: Duration) -> Outcome<String> {
        self.code_of((now()? + time.as_secs()) / PERIOD)
    }

    /// A code that was not used yet: this step's, or the next one's, which the server takes as well (RFC 6238 §5.2).
    /// Waits only when both are used.
    pub async fn unused_code(&mut self) -> Outcome<String> {
        let step = self.last_step + 1;
        let limit = Duration::from_secs(2 * PERIOD);
        until_within(limit, async || {
            ensure(now()? / PERIOD + 1 >= step, || {
                "waiting for a code that is not used yet".to_owned()
            })
        })
        .await?;
        self.last_step = step.max(now()? / PERIOD);
        self.code_of(self.last_step)
    }

    /// The code that was used last.
    pub fn used_code(&self) -> Outcome<String> {
        self.code_of(self.last_step)
    }

    /// Codes that fit no time near now, each other than the others.
    pub fn wrong_codes(&self, count: usize) -> Outcome<Vec<String>> {
        let first = (now()? / PERIOD).saturating_sub(FAR);
        let near = self.codes(first, 2 * FAR)?;
        let wrong = (0..1_000_000).map(|number| format!("{number:06}"));
        Ok(wrong
            .filter(|code| !near.contains(code))
            .take(count)
            .collect())
    }

    fn code_of(&self, step: u64) -> Outcome<String> {
        let code = self.codes(step, 0)?.concat();
        self.secrets.keep(code.clone());
        Ok(code)
    }

    /// The code of a step, and those of so many after it.
    fn codes(&self, step: u64, more: u64) -> Outcome<Vec<String>> {
        let mut oathtool = Command::new("oathtool");
        oathtool.args(["--totp=sha1", "--base32", "--digits=6"]);
        oathtool.arg(format!("--now=@{}", step * PERIOD));
        oathtool.arg(format!("--window={more}"));
        // From standard input: arguments can be seen by everybody on the computer.
        let said = program::ask(oathtool.arg("-"), self.secret.as_bytes())?;
        Ok(said.lines().map(str::to_owned).collect())
    }
}

/// Reads the square in a picture (PNG), as a camera would.
pub fn scan(picture: &[u8]) -> Outcome<Address> {
    let mut file = NamedTempFile::with_suffix(".png")?;
    file.write_all(picture)?;
    let mut zbarimg = Command::new("zbarimg");
    zbarimg.args(["--raw", "--quiet", "-Sdisable", "-Sqrcode.enable"]);
    parse(&program::ask(zbarimg.arg(file.path()), &[])?)
}

fn parse(address: &str) -> Outcome<Address> {
    let url = Url::parse(address)?;
    let parameter = |name: &str| -> Outcome<String> {
        let mut pairs = url.query_pairs();
        let found = pairs.find(|(key, _)| key == name);
        found
            .map(|(_, value)| value.into_owned())
            .ok_or_else(|| Failure::new(format!("the square has no {name}")))
    };
    let is_totp = url.scheme() == "otpauth" && url.host_str() == Some("totp");
    ensure(is_totp, || "the square is no otpauth://totp/".to_owned())?;
    let label = Url::parse(&format!("x:/?{}", url.path().trim_start_matches('/')))?;
    let label = label.query_pairs().next().map(|(key, _)| key.into_owned());
    Ok(Address {
        secret: parameter("secret")?,
        issuer: parameter("issuer")?,
        label: label.unwrap_or_default(),
    })
}

fn now() -> Outcome<u64> {
    Ok(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())
}

#[cfg(test)]
mod tests {
    use super::{Address, App, parse};
    use crate::secrets::Secrets;

    /// RFC 6238 Appendix B, SHA-1, the last six digits.
    #[test]
    fn the_tool_makes_the_codes_of_the_specification() {
        let app = App::with_secret("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", Secrets::default());
        for (second, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
        ] {
            assert_eq!(app.code_of(second / 30).unwrap(), code);
        }
    }

    #[test]
    fn an_address_is_read() {
        let address =
            "otpauth://totp/Caf%C3%A9:ann%40example.org?secret=ABC&issuer=Caf%C3%A9&digits=6";
        let expected = Address {
            secret: "ABC".to_owned(),
            issuer: "Café".to_owned(),
            label: "Café:ann@example.org".to_owned(),
        };
        assert_eq!(parse(address).unwrap(), expected);
        assert!(parse("https://example.org/?secret=ABC").is_err());
    }
}

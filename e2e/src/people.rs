//! Who plays: a person with a password, perhaps with an app and codes on paper.

use crate::{
    Context, Failure, Outcome, app::App, browser::Browser, finding::Thing, screens::SecondStep,
    screens::SignIn, secrets::Secrets,
};
use serde_json::{Value, json};

/// Words of every mail with a code.
pub const CODE_MAIL: &str = "is your Latchkey code";

/// Somebody.
pub struct Person {
    /// Their address.
    pub email: String,
    /// Their password.
    pub password: String,
}

/// What somebody has who has set up a second step.
pub struct Keys {
    /// Their app.
    pub app: App,
    /// Their codes on paper.
    pub backup_codes: Vec<String>,
}

/// The two kinds of what an authenticator makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Signs in alone.
    Passkey,
    /// Completes the second step.
    SecurityKey,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Passkey => "passkey",
            Self::SecurityKey => "security_key",
        }
    }
}

impl Person {
    /// Somebody new.
    pub fn new(secrets: &Secrets) -> Self {
        Self::called("robin", secrets)
    }

    /// Somebody new with another address.
    pub fn called(name: &str, secrets: &Secrets) -> Self {
        let password = "seven quiet lanterns by the harbour";
        secrets.keep(password);
        Self {
            email: format!("{name}@example.org"),
            password: password.to_owned(),
        }
    }

    /// Makes their account and signs them in without the screens, which another journey walks.
    pub async fn joins(&self, browser: &Browser) -> Outcome {
        let words = json!({ "email": self.email, "password": self.password });
        browser.open("/sign-up").await?;
        browser.call("/sign-up", words.clone()).await?;
        browser.call("/sign-in/password", words).await.map(drop)
    }

    /// Gives them an app and backup codes without the screens; they must be signed in. They want no passkey.
    pub async fn enrols(&self, browser: &Browser, name: &str, secrets: &Secrets) -> Outcome<Keys> {
        let keys = self.enrols_undecided(browser, name, secrets).await?;
        self.wants_no_passkey(browser).await?;
        Ok(keys)
    }

    /// Has them asked no more whether they want a passkey; they must be signed in.
    pub async fn wants_no_passkey(&self, browser: &Browser) -> Outcome {
        let answer = json!({ "answer": "never" });
        let path = "/account/passkeys/decline-offer";
        browser.call(path, answer).await.map(drop)
    }

    /// The same, and nobody has asked them yet whether they want a passkey.
    pub async fn enrols_undecided(
        &self,
        browser: &Browser,
        name: &str,
        secrets: &Secrets,
    ) -> Outcome<Keys> {
        const ENROL: &str = "/account/authenticators";
        let pending = browser.call(&format!("{ENROL}/start"), json!({})).await?;
        let mut app = App::with_secret(text(&pending, "secret")?, secrets.clone());
        let confirmation =
            json!({ "id": text(&pending, "id")?, "code": app.code()?, "name": name });
        let path = format!("{ENROL}/confirm");
        let confirmed = browser.call(&path, confirmation).await?;
        has_saved(browser, &confirmed).await?;
        let backup_codes = backup_codes(&confirmed, secrets);
        Ok(Keys { app, backup_codes })
    }

    /// Has the authenticator of the tab in front make a passkey or security key, without the screens; they must be
    /// signed in. Answers their backup codes, if it is the first thing they have.
    pub async fn adds(
        &self,
        browser: &Browser,
        kind: Kind,
        name: &str,
        secrets: &Secrets,
    ) -> Outcome<Vec<String>> {
        const CREATE: &str = "
            const [options, done] = arguments;
            const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
            navigator.credentials.create({ publicKey }).then(made => done(made.toJSON()), error => done(String(error)));";
        const ADD: &str = "/account/passkeys";
        let kind = json!({ "kind": kind.name() });
        let order = browser.call(&format!("{ADD}/start"), kind).await?;
        let options = order.get("options").cloned().unwrap_or_default();
        let made = browser.script_async(CREATE, vec![options]).await?;
        let made = json!({
            "ceremony": text(&order, "ceremony")?, "credential": made, "name": name,
        });
        let added = browser.call(&format!("{ADD}/add"), made).await?;
        has_saved(browser, &added).await?;
        Ok(backup_codes(&added, secrets))
    }

    /// Confirms their address without the screens; they must be signed in.
    pub async fn confirms_email(&self, context: &Context) -> Outcome {
        let (browser, address) = (&context.browser, json!({ "email": self.email }));
        browser.call("/account/email/start", address).await?;
        let mail = context.next_email(&self.email, CODE_MAIL).await?;
        let code = json!({ "code": mail.code(&context.secrets)? });
        browser.call("/account/email/confirm", code).await.map(drop)
    }

    /// Adds their phone without the screens; they must be signed in. Answers their backup codes, if it is the first
    /// thing they have.
    pub async fn adds_phone(&self, context: &Context, number: &str) -> Outcome<Vec<String>> {
        let (browser, wanted) = (&context.browser, json!({ "number": number }));
        browser.call("/account/phone/start", wanted).await?;
        let message = context.next_text_message(number).await?;
        let code = json!({ "code": message.code(&context.secrets)? });
        let confirmed = browser.call("/account/phone/confirm", code).await?;
        has_saved(browser, &confirmed).await?;
        Ok(backup_codes(&confirmed, &context.secrets))
    }

    /// Signs in with a backup code without the screens.
    pub async fn comes_with(&self, browser: &Browser, backup_code: &str) -> Outcome {
        let words = json!({ "email": self.email, "password": self.password });
        browser.call("/sign-in/password", words).await?;
        let proof = json!({ "method": "backup_code", "code": backup_code });
        browser.call("/sign-in/proof", proof).await.map(drop)
    }

    /// Signs them out without the screens.
    pub async fn leaves(&self, browser: &Browser) -> Outcome {
        browser.call("/sign-out", json!({})).await.map(drop)
    }

    /// Opens the sign-in page and gives the password; the code of an app is next.
    pub async fn gives_password(&self, browser: &Browser) -> Outcome {
        let code = SecondStep(browser).code();
        self.gives_password_for(browser, &code).await
    }

    /// Opens the sign-in page and gives the password; this field is next.
    pub async fn gives_password_for(&self, browser: &Browser, code: &Thing<'_>) -> Outcome {
        browser.open("/").await?;
        SignIn(browser).give(&self.email, &self.password).await?;
        browser.heading("Second step").seen().await?;
        code.seen().await
    }
}

/// Says that the backup codes of this answer are saved, if there are any.
async fn has_saved(browser: &Browser, answer: &Value) -> Outcome {
    let Some(set) = answer.get("backup_code_set").and_then(Value::as_str) else {
        return Ok(());
    };
    let path = "/account/backup-codes/acknowledge";
    browser.call(path, json!({ "set": set })).await.map(drop)
}

fn backup_codes(answer: &Value, secrets: &Secrets) -> Vec<String> {
    let codes = answer.get("backup_codes").and_then(Value::as_array);
    let codes = codes.into_iter().flatten().filter_map(Value::as_str);
    let codes: Vec<String> = codes.map(str::to_owned).collect();
    for code in &codes {
        secrets.keep(code);
    }
    codes
}

fn text<'a>(value: &'a Value, field: &str) -> Outcome<&'a str> {
    let found = value.get(field).and_then(Value::as_str);
    found.ok_or_else(|| Failure::new(format!("the server gave no {field}")))
}

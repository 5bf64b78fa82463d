//! Who plays: a person with a password, perhaps with an app and codes on paper.

use crate::{
    Failure, Outcome, app::App, browser::Browser, screens::SecondStep, screens::SignIn,
    secrets::Secrets,
};
use serde_json::{Value, json};

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

impl Person {
    /// Somebody new.
    pub fn new(secrets: &Secrets) -> Self {
        let password = "seven quiet lanterns by the harbour";
        secrets.keep(password);
        Self {
            email: "robin@example.org".to_owned(),
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

    /// Gives them an app and backup codes without the screens; they must be signed in.
    pub async fn enrols(&self, browser: &Browser, name: &str, secrets: &Secrets) -> Outcome<Keys> {
        const ENROL: &str = "/account/authenticators";
        let pending = browser.call(&format!("{ENROL}/start"), json!({})).await?;
        let mut app = App::with_secret(text(&pending, "secret")?, secrets.clone());
        let confirmation =
            json!({ "id": text(&pending, "id")?, "code": app.code()?, "name": name });
        let path = format!("{ENROL}/confirm");
        let confirmed = browser.call(&path, confirmation).await?;
        let codes = confirmed.get("backup_codes").and_then(Value::as_array);
        let codes = codes.into_iter().flatten().filter_map(Value::as_str);
        let backup_codes: Vec<String> = codes.map(str::to_owned).collect();
        for code in &backup_codes {
            secrets.keep(code);
        }
        Ok(Keys { app, backup_codes })
    }

    /// Signs them out without the screens.
    pub async fn leaves(&self, browser: &Browser) -> Outcome {
        browser.call("/sign-out", json!({})).await.map(drop)
    }

    /// Opens the sign-in page and gives the password; the second step is next.
    pub async fn gives_password(&self, browser: &Browser) -> Outcome {
        browser.open("/").await?;
        SignIn(browser).give(&self.email, &self.password).await?;
        SecondStep(browser).seen().await
    }
}

fn text<'a>(value: &'a Value, field: &str) -> Outcome<&'a str> {
    let found = value.get(field).and_then(Value::as_str);
    found.ok_or_else(|| Failure::new(format!("the server gave no {field}")))
}

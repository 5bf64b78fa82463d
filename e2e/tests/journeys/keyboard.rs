//! Everything by the keyboard alone, and the focus can always be seen.

use e2e::{
    Outcome, Stage,
    app::App,
    browser::Browser,
    journey,
    people::Person,
    screens::{Enrolment, NewCodes, SecondStep, Settings, SignIn, SignUp},
};
use fantoccini::key::Key;

#[test]
fn the_main_job_needs_no_mouse() {
    journey(async |stage| {
        let person = Person::new(&stage.secrets);
        let browser = &*stage.browser;
        stage.tell("signs up");
        signs_up(browser, &person).await?;
        stage.tell("enrols an app");
        let mut app = enrols(stage).await?;
        stage.tell("opens a dialog and closes it");
        looks_into_a_dialog(browser).await?;
        stage.tell("signs out and in");
        signs_out_and_in(browser, &person, &app.unused_code().await?).await
    });
}

async fn signs_up(browser: &Browser, person: &Person) -> Outcome {
    browser.open("/").await?;
    SignIn(browser).is_taken_over().await?;
    browser.tabs_to("link", "Create an account").await?;
    browser.shows_the_focus().await?;
    browser.presses(Key::Enter).await?;
    SignUp(browser).seen().await?;
    browser.heading("Create an account").is_focused().await?;
    browser.tabs_to("textbox", "E-mail address").await?;
    browser.types(&person.email).await?;
    browser.presses(Key::Tab).await?;
    browser.shows_the_focus().await?;
    browser.types(&person.password).await?;
    browser.presses(Key::Enter).await
}

async fn enrols(stage: &Stage) -> Outcome<App> {
    let browser = &*stage.browser;
    let scanned = Enrolment(browser).scan().await?;
    let mut app = App::with_secret(&scanned.secret, stage.secrets.clone());
    browser
        .heading("Set up an authenticator app")
        .is_focused()
        .await?;
    browser.tabs_to("textbox", "Code from the app").await?;
    browser.types(&app.code()?).await?;
    for code in NewCodes(browser).read().await? {
        stage.secrets.keep(code);
    }
    browser
        .heading("Save your backup codes")
        .is_focused()
        .await?;
    browser.tabs_to("checkbox", "I have saved them").await?;
    browser.shows_the_focus().await?;
    browser.types(" ").await?;
    browser.tabs_to("button", "Continue").await?;
    browser.shows_the_focus().await?;
    browser.presses(Key::Enter).await?;
    browser
        .heading("Authenticator app added")
        .is_focused()
        .await?;
    browser.tabs_to("link", "Go to security settings").await?;
    browser.presses(Key::Enter).await?;
    Ok(app)
}

async fn looks_into_a_dialog(browser: &Browser) -> Outcome {
    let settings = Settings(browser);
    settings.seen().await?;
    browser.heading("Security settings").is_focused().await?;
    browser
        .tabs_to("button", "Rename Authenticator app")
        .await?;
    browser.presses(Key::Enter).await?;
    settings
        .dialog("Rename this authenticator app")
        .seen()
        .await?;
    browser.presses(Key::Escape).await?;
    settings.rename("Authenticator app").is_focused().await
}

async fn signs_out_and_in(browser: &Browser, person: &Person, code: &str) -> Outcome {
    let settings = Settings(browser);
    browser.reload().await?;
    settings.seen().await?;
    browser.tabs_to("button", "Sign out").await?;
    browser.shows_the_focus().await?;
    browser.presses(Key::Enter).await?;
    browser.says("You are signed out.").await?;
    browser.heading("Sign in").is_focused().await?;
    browser.tabs_to("textbox", "E-mail address").await?;
    browser.types(&person.email).await?;
    browser.tabs_to("textbox", "Password").await?;
    browser.types(&person.password).await?;
    browser.presses(Key::Enter).await?;
    SecondStep(browser).code().is_focused().await?;
    browser.types(code).await?;
    settings.seen().await
}

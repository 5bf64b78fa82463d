//! Everything by the keyboard alone, and the focus can always be seen.

use e2e::{
    Outcome, Stage,
    app::App,
    authenticator::{Authenticator, Model},
    browser::Browser,
    journey,
    people::Person,
    screens::{
        AddPasskey, Enrolment, NewCodes, Offer, SecondStep, Settings, SignIn, SignUp, passkey_name,
    },
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
    browser.tabs_to("textbox", "Email address").await?;
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
    browser.tabs_to("textbox", "Email address").await?;
    browser.types(&person.email).await?;
    browser.tabs_to("textbox", "Password").await?;
    browser.types(&person.password).await?;
    browser.presses(Key::Enter).await?;
    SecondStep(browser).code().is_focused().await?;
    browser.types(code).await?;
    browser.presses(Key::Enter).await?;
    Offer(browser).seen().await?;
    browser
        .heading("Sign in faster next time?")
        .is_focused()
        .await?;
    browser.tabs_to("button", "Not now").await?;
    browser.shows_the_focus().await?;
    browser.presses(Key::Enter).await?;
    settings.seen().await
}

#[test]
fn a_passkey_needs_no_mouse() {
    journey(async |stage| {
        let person = Person::new(&stage.secrets);
        let browser = &*stage.browser;
        person.joins(browser).await?;
        person.leaves(browser).await?;
        let device = browser.authenticator(Model::DEVICE).await?;
        stage.tell("signs in with the password");
        browser.open("/").await?;
        SignIn(browser).is_taken_over().await?;
        browser.tabs_to("textbox", "Email address").await?;
        browser.shows_the_focus().await?;
        browser.types(&person.email).await?;
        browser.tabs_to("textbox", "Password").await?;
        browser.types(&person.password).await?;
        browser.presses(Key::Enter).await?;
        stage.tell("adds a passkey");
        adds_a_passkey(stage).await?;
        stage.tell("signs out, and in with the button");
        signs_in_with_it(browser, &device).await?;
        stage.tell("gives it another name, and removes it");
        looks_after_it(browser).await
    });
}

async fn adds_a_passkey(stage: &Stage) -> Outcome {
    let browser = &*stage.browser;
    Settings(browser).seen().await?;
    browser.heading("Security settings").is_focused().await?;
    goes_to(browser, "link", "Add a passkey").await?;
    AddPasskey(browser).seen().await?;
    browser.heading("Add a passkey").is_focused().await?;
    goes_to(browser, "button", "Create a passkey").await?;
    for code in NewCodes(browser).read().await? {
        stage.secrets.keep(code);
    }
    browser
        .heading("Save your backup codes")
        .is_focused()
        .await?;
    browser.tabs_to("checkbox", "I have saved them").await?;
    browser.types(" ").await?;
    goes_to(browser, "button", "Continue").await?;
    browser.heading("Passkey added").is_focused().await?;
    goes_to(browser, "link", "Go to security settings").await?;
    Settings(browser).seen().await?;
    browser.heading("Security settings").is_focused().await
}

async fn signs_in_with_it(browser: &Browser, device: &Authenticator<'_>) -> Outcome {
    device.ignores().await?;
    goes_to(browser, "button", "Sign out").await?;
    browser.says("You are signed out.").await?;
    browser.heading("Sign in").is_focused().await?;
    let button = SignIn(browser).passkey();
    button.seen().await?;
    goes_to(browser, "button", "Sign in with a passkey").await?;
    browser.waiting_button().is_focused().await?;
    browser.shows_the_focus().await?;
    goes_to(browser, "button", "Stop waiting").await?;
    button.is_focused().await?;
    browser.shows_the_focus().await?;
    device.answers().await?;
    browser.presses(Key::Enter).await?;
    Settings(browser).seen().await?;
    browser.heading("Security settings").is_focused().await
}

async fn looks_after_it(browser: &Browser) -> Outcome {
    let settings = Settings(browser);
    goes_to(browser, "button", &format!("Rename {}", passkey_name())).await?;
    settings.dialog("Rename this passkey").seen().await?;
    browser.tabs_to("textbox", "Name").await?;
    browser.shows_the_focus().await?;
    // What stands in it is selected by the tabulator, so it is typed over.
    browser.types("Laptop").await?;
    browser.presses(Key::Enter).await?;
    browser.says("It is now called Laptop.").await?;
    goes_to(browser, "button", "Remove Laptop").await?;
    settings.dialog("Remove Laptop?").seen().await?;
    let understood = "I understand that my password alone opens my account";
    browser.tabs_to("checkbox", understood).await?;
    browser.shows_the_focus().await?;
    browser.types(" ").await?;
    goes_to(browser, "button", "Turn off the second step").await?;
    browser.says("Laptop was removed.").await?;
    browser.tabs_to("link", "Add a passkey").await?;
    browser.shows_the_focus().await
}

/// Goes there, sees where that is, and presses it.
async fn goes_to(browser: &Browser, role: &str, name: &str) -> Outcome {
    browser.tabs_to(role, name).await?;
    browser.shows_the_focus().await?;
    browser.presses(Key::Enter).await
}

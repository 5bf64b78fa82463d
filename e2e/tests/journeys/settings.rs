//! Looking after one's methods.

use e2e::{
    failure::ensure,
    journey,
    people::Person,
    screens::{SecondStep, Settings, SignIn},
};

/// What the server says to a change when the last proof is more than ten minutes old. That it says so is tested with
/// a clock that can be set (`api/tests`); this journey is about what a person then sees and does.
const PROVE_IT: &str = r#"{"code":"step_up_required","step_up":{"kind":"second_step",
    "methods":["authenticator","backup_code"],"show_first":"authenticator","expires_in":600}}"#;

#[test]
fn an_old_session_asks_in_place_and_then_does_what_was_asked() {
    journey(async |stage| {
        let browser = &*stage.browser;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        let mut keys = person.enrols(browser, "My phone", &stage.secrets).await?;
        browser.open(Settings::PATH).await?;
        let settings = Settings(browser);
        settings.seen().await?;

        stage.tell("gives it up");
        let rename = "/authenticators/rename";
        stage.gate.answers(rename, 403, PROVE_IT);
        settings.rename("My phone").click().await?;
        browser.field("Name").fill("Work phone").await?;
        browser.button("Save").click().await?;
        settings.dialog("Is it still you?").seen().await?;
        browser.button("Cancel").click().await?;
        settings.rename("My phone").seen().await?;

        stage.tell("proves it after a wrong code");
        stage.gate.answers(rename, 403, PROVE_IT);
        settings.rename("My phone").click().await?;
        browser.field("Name").fill("Work phone").await?;
        browser.button("Save").click().await?;
        settings.dialog("Is it still you?").seen().await?;
        let code = SecondStep(browser).code();
        let wrong = keys.app.wrong_codes(1)?;
        code.fill(&wrong[0]).await?;
        browser.warns("That code is not right.").await?;
        code.holds(&wrong[0]).await?;
        code.fill(&keys.app.unused_code().await?).await?;
        browser.says("It is now called Work phone.").await?;
        settings.rename("Work phone").seen().await
    });
}

#[test]
fn settings_that_come_late_take_nothing_away() {
    journey(async |stage| {
        let browser = &*stage.browser;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        person.enrols(browser, "My phone", &stage.secrets).await?;
        browser.open(Settings::PATH).await?;
        let settings = Settings(browser);
        settings.seen().await?;

        stage.tell("renames it, and the settings are slow to come again");
        stage.gate.holds("/account/security");
        settings.rename("My phone").click().await?;
        browser.field("Name").fill("Work phone").await?;
        browser.button("Save").click().await?;
        browser.says("It is now called Work phone.").await?;

        stage.tell("types a password meanwhile");
        browser.button("Change password").click().await?;
        let current = browser.field("Current password");
        current.fill("not my password at all").await?;
        stage.gate.lets_go();
        browser
            .field("New password")
            .fill("some other words 9")
            .await?;
        browser.button("Change password").click().await?;
        browser.warns("This is not your current password.").await?;
        current.holds("not my password at all").await?;
        browser.button("Cancel").click().await?;
        settings.rename("Work phone").seen().await
    });
}

#[test]
fn a_new_password_ends_every_other_session() {
    journey(async |stage| {
        let browser = &*stage.browser;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        let mut keys = person.enrols(browser, "My phone", &stage.secrets).await?;
        let elsewhere = stage.another_browser().await?;
        person.gives_password(&elsewhere).await?;
        let code = keys.app.unused_code().await?;
        SecondStep(&elsewhere).code().fill(&code).await?;
        Settings(&elsewhere).seen().await?;

        stage.tell("changes it, after a slip");
        let new = "nine slow ferries to the island";
        stage.secrets.keep(new);
        browser.open(Settings::PATH).await?;
        let settings = Settings(browser);
        settings.change_password().click().await?;
        browser
            .field("Current password")
            .fill("something else")
            .await?;
        browser.field("New password").fill(new).await?;
        browser.button("Change password").click().await?;
        browser.warns("This is not your current password.").await?;
        browser
            .field("Current password")
            .fill(&person.password)
            .await?;
        browser.button("Change password").click().await?;
        browser.says("Your password is changed.").await?;
        browser.reload().await?;
        settings.seen().await?;

        stage.tell("the other browser learns it");
        elsewhere.button("Make new backup codes").click().await?;
        elsewhere.button("Make new backup codes").click().await?;
        elsewhere.says("Your session ended.").await?;
        SignIn(&elsewhere)
            .give(&person.email, &person.password)
            .await?;
        elsewhere.warns("do not fit together").await?;
        SignIn(&elsewhere).give(&person.email, new).await?;
        SecondStep(&elsewhere).seen().await
    });
}

#[test]
fn a_name_is_only_a_name_and_the_last_app_goes_deliberately() {
    journey(async |stage| {
        const NAME: &str = "<img src=x onerror='document.title=1'>";
        let browser = &*stage.browser;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        person.enrols(browser, NAME, &stage.secrets).await?;
        browser.open(Settings::PATH).await?;
        let settings = Settings(browser);
        settings.seen().await?;
        browser.says(NAME).await?;

        stage.tell("thinks better of it");
        settings.remove(NAME).click().await?;
        settings.dialog(&format!("Remove {NAME}?")).seen().await?;
        browser.says("This is your only second step.").await?;
        browser.button("Cancel").click().await?;
        settings.remove(NAME).is_focused().await?;
        let title = browser.title().await?;
        ensure(title == "Security settings – Latchkey", || title)?;

        stage.tell("does it");
        settings.remove(NAME).click().await?;
        browser.button("Turn off the second step").click().await?;
        browser.says("was removed.").await?;
        browser.link("Set up an authenticator app").seen().await?;

        stage.tell("the password alone opens the account now");
        settings.leave().await?;
        SignIn(browser)
            .give(&person.email, &person.password)
            .await?;
        settings.seen().await
    });
}

//! Looking after one's methods.

use e2e::{
    Fixtures, Outcome,
    access::inspect,
    browser::Browser,
    failure::ensure,
    journey, journey_with,
    people::{CODE_MAIL, Person},
    screens::{ConfirmEmail, SecondStep, Settings, SignIn},
};
use fantoccini::key::Key;
use std::time::Duration;

/// So old a proof is not enough for a change.
const OLD: Duration = Duration::from_mins(30);

#[test]
fn an_old_session_asks_in_place_and_then_does_what_was_asked() {
    journey_with(Fixtures::default().with_clock(), async |context| {
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        let keys = person.enrols(browser, "My phone", &context.secrets).await?;
        let (settings, code) = (Settings(browser), SecondStep(browser).code());
        browser.open(Settings::PATH).await?;
        settings.seen().await?;
        context.server.move_clock(OLD).await?;

        context.tell("gives it up");
        renames(browser, "My phone", "Work phone").await?;
        settings.proof().seen().await?;
        inspect(browser, "step-up").await?;
        browser.presses(Key::Escape).await?;

        context.tell("proves it after a wrong code, for what is still typed there");
        browser.field("Name").holds("Work phone").await?;
        browser.button("Save").click().await?;
        settings.proof().seen().await?;
        let wrong = keys.app.wrong_codes(1)?;
        code.fill(&wrong[0]).await?;
        browser.warns("That code is not right.").await?;
        code.holds(&wrong[0]).await?;
        code.fill(&keys.app.code_in(context.server.ahead())?)
            .await?;
        browser.says("It is now called Work phone.").await?;

        context.tell(
            "the next change is made at once, and half an hour later one on another screen is not",
        );
        renames(browser, "Work phone", "Old phone").await?;
        browser.says("It is now called Old phone.").await?;
        context.server.move_clock(OLD).await?;
        let screen = ConfirmEmail(browser);
        browser.open(ConfirmEmail::PATH).await?;
        screen.seen().await?;
        screen.send().click().await?;
        settings.proof().seen().await?;
        code.fill(&keys.app.code_in(context.server.ahead())?)
            .await?;
        screen.code().seen().await?;
        let mail = context.next_email(&person.email, CODE_MAIL).await?;
        screen.gives(&mail.code(&context.secrets)?).await?;
        screen.finished().await
    });
}

async fn renames(browser: &Browser, name: &str, new: &str) -> Outcome {
    Settings(browser).rename(name).click().await?;
    browser.field("Name").fill(new).await?;
    browser.button("Save").click().await
}

#[test]
fn settings_that_come_late_take_nothing_away() {
    journey(async |context| {
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        person.enrols(browser, "My phone", &context.secrets).await?;
        browser.open(Settings::PATH).await?;
        let settings = Settings(browser);
        settings.seen().await?;

        context.tell("renames it, and the settings are slow to come again");
        context.interceptor.holds("/account/security");
        settings.rename("My phone").click().await?;
        browser.field("Name").fill("Work phone").await?;
        browser.button("Save").click().await?;
        browser.says("It is now called Work phone.").await?;

        context.tell("types a password meanwhile");
        browser.button("Change password").click().await?;
        let current = browser.field("Current password");
        current.fill("not my password at all").await?;
        context.interceptor.lets_go();
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
    journey(async |context| {
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        let mut keys = person.enrols(browser, "My phone", &context.secrets).await?;
        let elsewhere = context.another_browser().await?;
        person.gives_password(&elsewhere).await?;
        let code = keys.app.unused_code().await?;
        SecondStep(&elsewhere).gives(&code).await?;
        Settings(&elsewhere).seen().await?;

        context.tell("changes it, after a slip");
        let new = "nine slow ferries to the island";
        context.secrets.keep(new);
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

        context.tell("the other browser learns it");
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
    journey(async |context| {
        const NAME: &str = "<img src=x onerror='document.title=1'>";
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        person.enrols(browser, NAME, &context.secrets).await?;
        browser.open(Settings::PATH).await?;
        let settings = Settings(browser);
        settings.seen().await?;
        browser.says(NAME).await?;

        context.tell("thinks better of it");
        settings.remove(NAME).click().await?;
        settings.dialog(&format!("Remove {NAME}?")).seen().await?;
        browser.says("This is your only second step.").await?;
        browser.button("Cancel").click().await?;
        settings.remove(NAME).is_focused().await?;
        let title = browser.title().await?;
        ensure(title == "Security settings – Latchkey", || title)?;

        context.tell("does it");
        settings.remove(NAME).click().await?;
        browser.button("Turn off the second step").click().await?;
        settings.understood().has("aria-invalid", "true").await?;
        inspect(browser, "remove-last-step").await?;
        settings.understood().click().await?;
        browser.button("Turn off the second step").click().await?;
        browser.says("was removed.").await?;
        browser.link("Set up an authenticator app").seen().await?;

        context.tell("the password alone opens the account now");
        settings.leave().await?;
        SignIn(browser)
            .give(&person.email, &person.password)
            .await?;
        settings.seen().await
    });
}

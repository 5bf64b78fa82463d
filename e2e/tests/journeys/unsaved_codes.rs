//! Backup codes that are left before they are saved.

use e2e::{
    Outcome,
    app::App,
    browser::Browser,
    failure::ensure,
    finding::Role,
    journey,
    people::Person,
    screens::{Enrolment, NewCodes, Settings},
};

const LEAVING: &str = "Leave without saving your backup codes?";
const UNSAVED: &str = "Your backup codes were not saved";

/// Whether the browser would ask before it lets go of the page.
async fn is_held(browser: &Browser, expected: bool) -> Outcome {
    const ASK: &str = "
        const event = new Event('beforeunload', { cancelable: true });
        window.dispatchEvent(event);
        return event.defaultPrevented;";
    let held = browser.script(ASK, Vec::new()).await?;
    ensure(held.as_bool() == Some(expected), || {
        format!("held: {held}, and not {expected}")
    })
}

async fn stays(browser: &Browser) -> Outcome {
    browser.heading(LEAVING).seen().await?;
    browser.button("Stay and save them").click().await?;
    browser.gone(LEAVING).await?;
    browser.heading("Save your backup codes").seen().await
}

#[test]
fn nobody_loses_backup_codes_in_silence() {
    journey(async |context| {
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        browser.open(Settings::PATH).await?;
        Settings(browser).seen().await?;
        browser.link("Set up an authenticator app").click().await?;
        let enrolment = Enrolment(browser);
        let scanned = enrolment.scan().await?;
        let mut app = App::with_secret(&scanned.secret, context.secrets.clone());
        is_held(browser, false).await?;
        enrolment.code().fill(&app.code()?).await?;
        for code in NewCodes(browser).read().await? {
            context.secrets.keep(code);
        }

        context.tell("goes back, signs out, and follows a link, and is asked each time");
        is_held(browser, true).await?;
        browser.back().await?;
        stays(browser).await?;
        browser.back().await?;
        stays(browser).await?;
        browser.button("Sign out").click().await?;
        stays(browser).await?;
        browser.link("Latchkey").click().await?;
        stays(browser).await?;

        context.tell("reloads all the same, and is told");
        browser.reload().await?;
        browser.heading(UNSAVED).seen().await?;
        browser.link("Go to security settings").click().await?;
        browser.says("10 backup codes made, not saved").await?;

        context.tell("makes new ones, and leaves them in the dialog");
        browser.open(Enrolment::PATH).await?;
        browser.heading(UNSAVED).seen().await?;
        browser.button("Make new backup codes").click().await?;
        let codes = NewCodes(browser).keep(&context.secrets).await?;
        ensure(codes.len() == 10, || format!("{} codes", codes.len()))?;
        Settings(browser).seen().await?;
        is_held(browser, false).await?;
        browser.says("10 backup codes left").await
    });
}

#[test]
fn whoever_has_the_codes_all_the_same_says_so() {
    journey(async |context| {
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        browser.open(Settings::PATH).await?;
        browser.link("Set up an authenticator app").click().await?;
        let enrolment = Enrolment(browser);
        let scanned = enrolment.scan().await?;
        let mut app = App::with_secret(&scanned.secret, context.secrets.clone());
        enrolment.code().fill(&app.code()?).await?;
        for code in NewCodes(browser).read().await? {
            context.secrets.keep(code);
        }
        browser.back().await?;
        browser.heading(LEAVING).seen().await?;
        browser.button("Leave without saving").click().await?;
        Settings(browser).seen().await?;
        browser.says("10 backup codes made, not saved").await?;
        browser.button("I have saved them").click().await?;
        browser.gone("not saved").await?;
        browser.says("10 backup codes left").await
    });
}

#[test]
fn a_second_step_that_is_turned_off_is_not_said_to_be_on() {
    journey(async |context| {
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        browser.open(Enrolment::PATH).await?;
        let enrolment = Enrolment(browser);
        let scanned = enrolment.scan().await?;
        let mut app = App::with_secret(&scanned.secret, context.secrets.clone());
        enrolment.name().fill("Old phone").await?;
        enrolment.code().fill(&app.code()?).await?;
        NewCodes(browser).keep(&context.secrets).await?;
        enrolment.to_settings().click().await?;
        browser.says("Your second step is on.").await?;
        browser.button("Remove Old phone").click().await?;
        let understood = "I understand that my password alone opens my account";
        browser.thing(Role::CheckBox, understood).click().await?;
        browser.button("Turn off the second step").click().await?;
        browser.says("Old phone was removed.").await?;
        browser.gone("Your second step is on.").await
    });
}

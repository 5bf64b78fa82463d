//! Browsers that are trusted, and sessions that are ended from elsewhere.

use e2e::{
    Context, Fixtures, Outcome,
    access::inspect,
    browser::Browser,
    failure::ensure,
    journey, journey_with,
    people::{Keys, Person},
    screens::{Activity, SecondStep, Settings, SignIn},
};
use serde_json::json;
use std::time::Duration;

#[test]
fn a_trusted_browser_is_asked_for_the_password_only_until_the_password_changes() {
    journey_with(Fixtures::default().with_clock(), async |context| {
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        let keys = person.enrols(browser, "My phone", &context.secrets).await?;
        let (second, settings) = (SecondStep(browser), Settings(browser));
        person.leaves(browser).await?;

        context.tell("trusts this browser");
        context.server.move_clock(Duration::from_hours(1)).await?;
        person.gives_password(browser).await?;
        second.trust().click().await?;
        inspect(browser, "second-step-trust").await?;
        second.code().fill(&code(context, &keys)?).await?;
        settings.seen().await?;
        browser.says("Trusted until").await?;
        inspect(browser, "settings-trusted").await?;

        context.tell("is asked for the password only, here and nowhere else");
        settings.leave().await?;
        SignIn(browser)
            .give(&person.email, &person.password)
            .await?;
        settings.seen().await?;
        let elsewhere = context.another_browser().await?;
        person.gives_password(&elsewhere).await?;

        context.tell("changes the password, which takes both steps even here");
        let new = "nine slow ferries to the island";
        context.secrets.keep(new);
        context.server.move_clock(Duration::from_mins(1)).await?;
        settings.change_password().click().await?;
        browser
            .field("Current password")
            .fill(&person.password)
            .await?;
        browser.field("New password").fill(new).await?;
        browser.button("Change password").click().await?;
        settings.proof().seen().await?;
        second.code().fill(&code(context, &keys)?).await?;
        browser.says("Your password is changed.").await?;

        context.tell("is asked for both again");
        settings.leave().await?;
        SignIn(browser).give(&person.email, new).await?;
        second.seen().await
    });
}

/// The code that the app shows by the server's clock.
fn code(context: &Context, keys: &Keys) -> Outcome<String> {
    keys.app.code_in(context.server.ahead())
}

#[test]
fn a_session_ends_when_its_owner_ends_it_in_another_browser() {
    journey(async |context| {
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        let mut keys = person.enrols(browser, "My phone", &context.secrets).await?;
        let elsewhere = &*context.another_browser().await?;
        comes(elsewhere, &person, &mut keys).await?;
        let words = "a sign-in from a new browser";
        context.next_email(&person.email, words).await?;

        context.tell("sees it, and ends it");
        let settings = Settings(browser);
        browser.open(Settings::PATH).await?;
        settings.seen().await?;
        browser.says("Where you are signed in").await?;
        inspect(browser, "settings-sessions").await?;
        settings.end_other_sessions().click().await?;
        browser.says("Every other browser is signed out.").await?;

        context.tell("the other browser learns it");
        elsewhere.reload().await?;
        SignIn(elsewhere).seen().await?;
        browser.reload().await?;
        settings.seen().await?;

        context.tell("both stand in what happened");
        browser.open(Activity::PATH).await?;
        Activity(browser).seen().await?;
        browser.says("Signed in with a new browser").await?;
        browser.says("Signed out elsewhere").await?;
        inspect(browser, "activity").await
    });
}

async fn comes(browser: &Browser, person: &Person, keys: &mut Keys) -> Outcome {
    person.gives_password(browser).await?;
    let code = keys.app.unused_code().await?;
    SecondStep(browser).gives(&code).await?;
    Settings(browser).seen().await
}

#[test]
fn whoever_was_somebody_else_is_put_out_from_the_list_of_what_happened() {
    journey(async |context| {
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        let keys = person.enrols(browser, "My phone", &context.secrets).await?;
        let attacker = &*context.another_browser().await?;
        attacker.open("/").await?;
        person.comes_with(attacker, &keys.backup_codes[0]).await?;
        attacker.open(Settings::PATH).await?;
        Settings(attacker).seen().await?;

        context.tell("finds it, and acts");
        let activity = Activity(browser);
        browser.open(Activity::PATH).await?;
        activity.seen().await?;
        browser.says("Signed in with a new browser").await?;
        let words = "Backup code used, 9 left";
        activity.not_me(words).await?.click().await?;
        browser.says("Take your account back").await?;
        inspect(browser, "activity-not-me").await?;
        Settings(browser).end_other_sessions().click().await?;
        browser.says("No other browser is signed in.").await?;
        attacker.reload().await?;
        SignIn(attacker).seen().await?;

        context.tell("goes on to the password");
        browser.link("Change your password").click().await?;
        let dialog = Settings(browser).dialog("Change your password");
        dialog.seen().await
    });
}

#[test]
fn a_stranger_who_guesses_is_stopped_and_the_owner_is_not() {
    // As strict as an operator may be.
    journey_with(&[("LATCHKEY_LIMITS", "password=3/900")], async |context| {
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        person.leaves(browser).await?;
        let stranger = &*context.another_browser().await?;
        stranger.open("/").await?;

        context.tell("a stranger guesses three times, and is refused even with the right one");
        for guess in [
            "one quiet lantern",
            "two quiet lanterns",
            "six quiet lanterns",
        ] {
            let words = json!({ "email": person.email, "password": guess });
            let answer = stranger.call("/sign-in/password", words).await;
            ensure(answer.is_err(), || format!("{guess} was right"))?;
        }
        SignIn(stranger)
            .give(&person.email, &person.password)
            .await?;
        stranger.warns("Too many tries.").await?;
        stranger.says("You can try again in 14:").await?;
        SignIn(stranger).password().holds(&person.password).await?;

        context.tell("the owner signs in where they did before");
        browser.open("/").await?;
        SignIn(browser)
            .give(&person.email, &person.password)
            .await?;
        Settings(browser).seen().await
    });
}

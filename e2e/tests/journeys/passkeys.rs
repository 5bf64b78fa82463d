//! Passkeys and security keys, from the settings to every way of signing in with them.

use e2e::{
    Outcome, Stage,
    authenticator::{Authenticator, Model},
    browser::Browser,
    failure::ensure,
    hooks::Asked,
    journey, journey_with,
    people::{Kind, Person},
    screens::{
        AddKey, AddPasskey, Enrolment, NewCodes, Offer, SecondStep, Settings, SignIn, SignUp,
        passkey_name,
    },
};
use serde_json::json;

#[test]
fn a_passkey_opens_the_account_alone_and_completes_the_second_step() {
    // Whatever is logged, no passkey is.
    journey_with(&[("LATCHKEY_LOG", "trace")], async |stage| {
        let browser = &*stage.browser;
        browser.is_watched().await?;
        let device = browser.authenticator(Model::SYNCED).await?;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        let (door, settings) = (SignIn(browser), Settings(browser));

        stage.tell("adds a passkey, the first second step");
        adds_the_first(stage, &device).await?;

        stage.tell("signs out, and in with the button");
        device.ignores().await?;
        settings.leave().await?;
        browser.waits_for(Asked::Autofill).await?;
        device.answers().await?;
        // Twice, as people do by habit.
        door.passkey().double_click().await?;
        settings.seen().await?;
        let sent = stage.gate.count("/sign-in/passkey");
        ensure(sent == 1, || format!("{sent} answers were sent"))?;

        stage.tell("signs out, and chooses it in the email field");
        device.ignores().await?;
        settings.leave().await?;
        browser.waits_for(Asked::Autofill).await?;
        device.answers().await?;
        browser.reload().await?;
        settings.seen().await?;

        stage.tell("signs out, and gives the password first");
        device.ignores().await?;
        settings.leave().await?;
        door.give(&person.email, &person.password).await?;
        SecondStep(browser).passkey().seen().await?;
        // Nothing is asked before somebody presses the button.
        browser.waits_for_nothing().await?;
        device.answers().await?;
        SecondStep(browser).passkey().click().await?;
        settings.seen().await
    });
}

/// From the settings, with the first backup codes, to the settings.
async fn adds_the_first(stage: &Stage, device: &Authenticator<'_>) -> Outcome {
    let browser = &*stage.browser;
    let (settings, screen) = (Settings(browser), AddPasskey(browser));
    browser.open(Settings::PATH).await?;
    settings.seen().await?;
    settings.add_passkey().click().await?;
    screen.seen().await?;
    screen.create().click().await?;
    NewCodes(browser).keep(&stage.secrets).await?;
    screen.finished().await?;
    browser.says(passkey_name()).await?;
    let made = device.credential().await?;
    let handle = made.user_handle();
    let is_bare = !handle.is_empty() && !handle.contains('@');
    ensure(is_bare, || format!("the user handle is {handle}"))?;
    stage.secrets.keep(made.id());
    stage.secrets.keep(handle);
    accepted(browser, handle, &[made.id()]).await?;
    let name = json!("robin@example.org");
    let details =
        json!({ "rpId": "localhost", "userId": handle, "name": name, "displayName": name });
    let signal = "signalCurrentUserDetails";
    browser.signals(signal, &details).await?;
    screen.to_settings().click().await?;
    settings.seen().await?;
    browser.says("Synced by its provider").await?;
    browser.says("10 backup codes left").await
}

/// The password manager is told exactly these.
async fn accepted(browser: &Browser, handle: &str, ids: &[&str]) -> Outcome {
    let list = json!({ "rpId": "localhost", "userId": handle, "allAcceptedCredentialIds": ids });
    browser.signals("signalAllAcceptedCredentials", &list).await
}

#[test]
fn a_plain_security_key_completes_the_second_step_and_is_not_taken_twice() {
    journey(async |stage| {
        let browser = &*stage.browser;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        person.enrols(browser, "My phone", &stage.secrets).await?;
        let (settings, screen) = (Settings(browser), AddKey(browser));
        let key = browser.authenticator(Model::KEY).await?;

        stage.tell("registers a key");
        browser.open(Settings::PATH).await?;
        settings.seen().await?;
        settings.add_key().click().await?;
        screen.seen().await?;
        screen.register().click().await?;
        screen.finished().await?;
        screen.to_settings().click().await?;
        settings.rename("Security key").click().await?;
        browser.field("Name").fill("Blue key").await?;
        browser.button("Save").click().await?;
        settings.remove("Blue key").seen().await?;

        stage.tell("registers the same key again");
        settings.add_key().click().await?;
        screen.seen().await?;
        screen.register().click().await?;
        browser
            .says("This device or key has a passkey for your account.")
            .await?;
        screen.to_settings().click().await?;
        settings.remove("Blue key").seen().await?;

        stage.tell("registers an older one");
        key.is_unplugged().await?;
        browser.authenticator(Model::OLD_KEY).await?;
        settings.add_key().click().await?;
        screen.seen().await?;
        screen.register().click().await?;
        screen.finished().await?;
        screen.to_settings().click().await?;
        settings.remove("Security key").seen().await?;

        stage.tell("it is no passkey");
        settings.leave().await?;
        let door = SignIn(browser);
        door.passkey().click().await?;
        browser
            .warns("Your browser found no passkey here that opens an account of this service.")
            .await?;

        stage.tell("gives the password, then touches it");
        door.give(&person.email, &person.password).await?;
        SecondStep(browser).security_key().click().await?;
        settings.seen().await
    });
}

/// What the server says to a change when the last proof is more than ten minutes old.
const PROVE_IT: &str = r#"{"code":"step_up_required","step_up":{"kind":"second_step",
    "methods":["passkey","authenticator","backup_code"],"show_first":"passkey","expires_in":600}}"#;

#[test]
fn a_passkey_proves_it_again_and_then_the_change_is_made() {
    journey(async |stage| {
        let browser = &*stage.browser;
        browser.is_watched().await?;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        person.enrols(browser, "My phone", &stage.secrets).await?;
        let device = browser.authenticator(Model::DEVICE).await?;
        person
            .adds(browser, Kind::Passkey, "Laptop", &stage.secrets)
            .await?;
        browser.open(Settings::PATH).await?;
        let settings = Settings(browser);
        settings.seen().await?;
        browser.says("Only on one device").await?;

        stage.tell("is asked, and stops waiting");
        device.ignores().await?;
        stage.gate.answers("/passkeys/rename", 403, PROVE_IT);
        settings.rename("Laptop").click().await?;
        settings.dialog("Rename this passkey").seen().await?;
        browser.field("Name").fill("Old laptop").await?;
        browser.button("Save").click().await?;
        settings.dialog("Is it still you?").seen().await?;
        let button = SecondStep(browser).passkey();
        button.seen().await?;
        browser.waits_for_nothing().await?;
        button.click().await?;
        browser.waits_for(Asked::Dialog).await?;
        browser.stop_waiting().click().await?;
        browser.waits_for_nothing().await?;
        button.is_focused().await?;

        stage.tell("looks at the other ways");
        SecondStep(browser).other_way().click().await?;
        browser.heading("Is it still you?").is_focused().await?;
        browser.way("Authenticator app").click().await?;
        SecondStep(browser).code().is_focused().await?;
        SecondStep(browser).other_way().click().await?;
        browser.way("Passkey").click().await?;

        stage.tell("touches it");
        device.answers().await?;
        button.click().await?;
        browser.says("It is now called Old laptop.").await?;
        settings.rename("Old laptop").seen().await
    });
}

#[test]
fn a_passkey_is_offered_after_a_code_and_the_answer_counts() {
    journey(async |stage| {
        let browser = &*stage.browser;
        browser.is_watched().await?;
        let device = browser.authenticator(Model::DEVICE).await?;
        let (offer, settings) = (Offer(browser), Settings(browser));
        let second = SecondStep(browser);

        for (name, answer) in [("robin", offer.not_now()), ("sam", offer.never())] {
            stage.tell(&format!("{name} does not want one"));
            let person = Person::called(name, &stage.secrets);
            let codes = is_offered(stage, &person).await?;
            answer.click().await?;
            settings.seen().await?;
            settings.leave().await?;
            person.gives_password(browser).await?;
            second.choose_backup_code().await?;
            second.give_backup_code(&codes[0]).await?;
            settings.seen().await?;
            settings.leave().await?;
        }

        stage.tell("kim takes it");
        is_offered(stage, &Person::called("kim", &stage.secrets)).await?;
        offer.take().click().await?;
        AddPasskey(browser).finished().await?;
        AddPasskey(browser).to_settings().click().await?;
        settings.remove(passkey_name()).seen().await?;
        device.ignores().await?;
        settings.leave().await?;
        browser.waits_for(Asked::Autofill).await?;
        device.answers().await?;
        SignIn(browser).passkey().click().await?;
        settings.seen().await?;
        browser.says("kim@example.org").await
    });
}

/// Somebody with an app signs in, and is asked. Answers their backup codes.
async fn is_offered(stage: &Stage, person: &Person) -> Outcome<Vec<String>> {
    let browser = &*stage.browser;
    person.joins(browser).await?;
    let mut keys = person
        .enrols_undecided(browser, "My phone", &stage.secrets)
        .await?;
    person.leaves(browser).await?;
    person.gives_password(browser).await?;
    let code = keys.app.unused_code().await?;
    SecondStep(browser).gives(&code).await?;
    Offer(browser).seen().await?;
    Ok(keys.backup_codes)
}

#[test]
fn where_a_second_step_is_required_a_passkey_is_one() {
    journey_with(&[("LATCHKEY_SECOND_STEP", "required")], async |stage| {
        let browser = &*stage.browser;
        browser.authenticator(Model::DEVICE).await?;
        let person = Person::new(&stage.secrets);
        let (settings, screen) = (Settings(browser), AddPasskey(browser));

        stage.tell("signs up, and wants no app");
        browser.open("/sign-up").await?;
        SignUp(browser)
            .give(&person.email, &person.password)
            .await?;
        Enrolment(browser).seen().await?;
        browser.says("Your account needs a second step").await?;
        browser.open(Settings::PATH).await?;
        Enrolment(browser).seen().await?;
        browser.link("Use a passkey instead").click().await?;
        screen.seen().await?;
        browser
            .link("Use an authenticator app instead")
            .seen()
            .await?;
        screen.create().click().await?;
        NewCodes(browser).keep(&stage.secrets).await?;
        screen.finished().await?;
        screen.to_settings().click().await?;
        settings.seen().await?;

        stage.tell("cannot remove it");
        settings.remove(passkey_name()).click().await?;
        browser.says("the last one cannot be removed").await?;
        browser.button("Cancel").click().await?;
        settings.remove(passkey_name()).is_focused().await
    });
}

//! Passkeys when something is in the way: nobody touches the key, the finger is wrong, the passkey is gone.

use e2e::{
    Outcome, Stage,
    authenticator::{Authenticator, Lie, Model},
    failure::ensure,
    hooks::Asked,
    journey,
    people::{Kind, Person},
    screens::{AddPasskey, SecondStep, Settings, SignIn},
    waiting::until,
};
use serde_json::json;

#[test]
fn a_prompt_that_fails_or_is_stopped_leaves_everything_usable() {
    journey(async |stage| {
        let browser = &*stage.browser;
        browser.is_watched().await?;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        person.enrols(browser, "My phone", &stage.secrets).await?;
        let device = browser.authenticator(Model::DEVICE).await?;

        stage.tell("adds one with a finger that the device does not know");
        device.verifies(false).await?;
        browser.open(AddPasskey::PATH).await?;
        let screen = AddPasskey(browser);
        screen.seen().await?;
        screen.create().click().await?;
        browser
            .warns("This browser or device cannot do that.")
            .await?;
        browser.link("Check this browser").seen().await?;
        browser.button("Cancel").seen().await?;

        stage.tell("adds one with the right finger");
        device.verifies(true).await?;
        screen.create().click().await?;
        screen.finished().await?;
        screen.to_settings().click().await?;
        Settings(browser).seen().await?;

        stops_waiting(stage, &device).await?;
        signs_in_in_spite_of_all(stage, &device).await
    });
}

/// Nobody touches it; then the field works again.
async fn stops_waiting(stage: &Stage, device: &Authenticator<'_>) -> Outcome {
    let browser = &*stage.browser;
    let button = SignIn(browser).passkey();
    stage.tell("presses the button, and stops waiting");
    device.ignores().await?;
    Settings(browser).leave().await?;
    browser.waits_for(Asked::Autofill).await?;
    button.click().await?;
    browser.waits_for(Asked::Dialog).await?;
    browser.waiting_button().has("aria-busy", "true").await?;
    browser.stop_waiting().click().await?;
    browser.waits_for(Asked::Autofill).await?;
    button.is_focused().await?;
    let told = browser.alerts_now().await?;
    ensure(told.is_empty(), || told)?;

    stage.tell("does that once more, and then chooses it in the email field");
    button.click().await?;
    browser.waits_for(Asked::Dialog).await?;
    device.answers().await?;
    browser.stop_waiting().click().await?;
    Settings(browser).seen().await
}

async fn signs_in_in_spite_of_all(stage: &Stage, device: &Authenticator<'_>) -> Outcome {
    let browser = &*stage.browser;
    let door = SignIn(browser);
    stage.tell("signs in with the wrong finger");
    device.ignores().await?;
    Settings(browser).leave().await?;
    browser.waits_for(Asked::Autofill).await?;
    device.verifies(false).await?;
    device.answers().await?;
    door.passkey().click().await?;
    browser
        .warns("Your browser found no passkey here that opens an account of this service.")
        .await?;
    browser.waits_for_nothing().await?;
    door.email().fill("robin@example.org").await?;

    stage.tell("signs in with a device that did not look who it is");
    device.lies(Lie::PersonNotChecked).await?;
    device.verifies(true).await?;
    door.passkey().click().await?;
    browser
        .warns("Your device did not check that it is you.")
        .await?;
    door.email().holds("robin@example.org").await?;

    stage.tell("signs in with a signature that is false");
    device.lies(Lie::Signature).await?;
    door.passkey().click().await?;
    browser
        .warns("This passkey does not open an account here.")
        .await?;
    let told = browser.count_signals("signalUnknownCredential").await?;
    ensure(told == 0, || "a good passkey is said to be gone".to_owned())?;

    stage.tell("signs in");
    // Begins anew: autofill may be about to wait again, and would be faster than the button.
    device.ignores().await?;
    device.is_honest().await?;
    browser.reload().await?;
    browser.waits_for(Asked::Autofill).await?;
    device.answers().await?;
    door.passkey().click().await?;
    Settings(browser).seen().await
}

#[test]
fn a_removed_passkey_is_refused_and_the_password_manager_hears_of_it() {
    journey(async |stage| {
        let browser = &*stage.browser;
        browser.is_watched().await?;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        let mut keys = person.enrols(browser, "My phone", &stage.secrets).await?;
        let key = browser.authenticator(Model::KEY).await?;
        adds(stage, &person, Kind::SecurityKey, "Blue key").await?;
        let blue = key.credential().await?;
        key.is_unplugged().await?;
        let device = browser.authenticator(Model::DEVICE).await?;
        adds(stage, &person, Kind::Passkey, "Laptop").await?;
        let laptop = device.credential().await?;
        let settings = Settings(browser);

        stage.tell("removes it, and it is forgotten");
        browser.open(Settings::PATH).await?;
        settings.remove("Laptop").click().await?;
        settings.dialog("Remove Laptop?").seen().await?;
        browser.button("Remove").click().await?;
        browser.says("Laptop was removed.").await?;
        let rest = json!({
            "rpId": "localhost",
            "userId": laptop.user_handle(),
            "allAcceptedCredentialIds": [blue.id()],
        });
        let signal = "signalAllAcceptedCredentials";
        browser.signals(signal, &rest).await?;
        keeps_nothing(&device).await?;

        stage.tell("tries it all the same");
        device.takes(&laptop).await?;
        device.ignores().await?;
        settings.leave().await?;
        browser.waits_for(Asked::Autofill).await?;
        device.answers().await?;
        SignIn(browser).passkey().click().await?;
        browser
            .warns("This passkey was removed from the account")
            .await?;
        let gone = json!({ "rpId": "localhost", "credentialId": laptop.id() });
        browser.signals("signalUnknownCredential", &gone).await?;
        keeps_nothing(&device).await?;

        stage.tell("gets in another way");
        SignIn(browser)
            .give(&person.email, &person.password)
            .await?;
        let second = SecondStep(browser);
        second.security_key().seen().await?;
        second.other_way().click().await?;
        browser.way("Authenticator app").click().await?;
        second.gives(&keys.app.unused_code().await?).await?;
        settings.seen().await
    });
}

async fn adds(stage: &Stage, person: &Person, kind: Kind, name: &str) -> Outcome {
    let made = person.adds(&stage.browser, kind, name, &stage.secrets);
    made.await.map(drop)
}

async fn keeps_nothing(device: &Authenticator<'_>) -> Outcome {
    until(async || {
        let kept = device.credentials().await?;
        ensure(kept.is_empty(), || format!("it keeps {}", kept.len()))
    })
    .await
}

#[test]
fn a_passkey_that_counts_backwards_is_refused_and_its_owner_is_told() {
    journey(async |stage| {
        let browser = &*stage.browser;
        browser.is_watched().await?;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        let device = browser.authenticator(Model::DEVICE).await?;
        adds(stage, &person, Kind::Passkey, "Laptop").await?;
        let laptop = device.credential().await?;
        let settings = Settings(browser);

        stage.tell("signs in with it");
        person.leaves(browser).await?;
        device.takes(&laptop.clone().counting(50)).await?;
        browser.open("/").await?;
        settings.seen().await?;
        let warned = browser.says_now("as if there were a copy").await?;
        ensure(!warned, || "it warns for nothing".to_owned())?;

        stage.tell("signs in with a copy that is behind");
        device.ignores().await?;
        settings.leave().await?;
        browser.waits_for(Asked::Autofill).await?;
        device.takes(&laptop.clone().counting(3)).await?;
        device.answers().await?;
        SignIn(browser).passkey().click().await?;
        browser
            .warns("This passkey answered as if there were a copy of it")
            .await?;

        stage.tell("signs in with the one that is ahead, and reads why");
        device.ignores().await?;
        device.takes(&laptop.counting(90)).await?;
        browser.reload().await?;
        browser.waits_for(Asked::Autofill).await?;
        device.answers().await?;
        SignIn(browser).passkey().click().await?;
        settings.seen().await?;
        browser
            .says("it answered as if there were a copy of it, and was refused")
            .await
    });
}

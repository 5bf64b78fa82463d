//! Every screen once, by day and by night, on a phone and on a computer.

use e2e::{
    Outcome, Stage,
    access::inspect,
    app::App,
    authenticator::{Authenticator, Model},
    browser::Browser,
    journey,
    people::{Kind, Person},
    screens::{
        AddKey, AddPasskey, Check, Enrolment, NewCodes, Offer, SecondStep, Settings, SignIn, SignUp,
    },
};

#[test]
fn every_screen_can_be_used_by_everybody() {
    journey(async |stage| {
        let browser = &*stage.browser;
        let person = Person::new(&stage.secrets);
        stage.tell("in front of the door");
        in_front_of_the_door(browser, &person).await?;
        stage.tell("enrolment");
        let app = enrolment(stage).await?;
        stage.tell("settings and their dialogs");
        settings(stage).await?;
        stage.tell("the second step");
        second_step(browser, &person, &app).await?;
        browser.open("/nowhere").await?;
        browser.heading("There is nothing here").seen().await?;
        inspect(browser, "not-found").await
    });
}

async fn in_front_of_the_door(browser: &Browser, person: &Person) -> Outcome {
    browser.open("/").await?;
    let door = SignIn(browser);
    door.is_taken_over().await?;
    inspect(browser, "sign-in").await?;
    door.submit().click().await?;
    browser.warns("Type your email address.").await?;
    door.email().has("aria-invalid", "true").await?;
    inspect(browser, "sign-in-empty").await?;
    door.create_account().click().await?;
    SignUp(browser).seen().await?;
    inspect(browser, "sign-up").await?;
    SignUp(browser).give(&person.email, "short").await?;
    browser.warns("Use at least 15 characters.").await?;
    inspect(browser, "sign-up-short").await?;
    SignUp(browser).give(&person.email, &person.password).await
}

async fn enrolment(stage: &Stage) -> Outcome<App> {
    let browser = &*stage.browser;
    let enrolment = Enrolment(browser);
    let scanned = enrolment.scan().await?;
    inspect(browser, "enrolment").await?;
    let mut app = App::with_secret(&scanned.secret, stage.secrets.clone());
    enrolment.code().fill(&app.code_after(-120)?).await?;
    browser.warns("The clock of your phone is slow").await?;
    inspect(browser, "enrolment-slow-clock").await?;
    enrolment.code().fill(&app.code()?).await?;
    let codes = NewCodes(browser);
    for code in codes.read().await? {
        stage.secrets.keep(code);
    }
    inspect(browser, "backup-codes").await?;
    codes.saved().click().await?;
    codes.go_on().click().await?;
    enrolment.finished().await?;
    inspect(browser, "enrolment-finished").await?;
    enrolment.to_settings().click().await?;
    Ok(app)
}

async fn settings(stage: &Stage) -> Outcome {
    let browser = &*stage.browser;
    let settings = Settings(browser);
    settings.seen().await?;
    inspect(browser, "settings").await?;
    let name = "Authenticator app";
    settings.rename(name).click().await?;
    settings
        .dialog("Rename this authenticator app")
        .seen()
        .await?;
    inspect(browser, "rename").await?;
    browser.button("Cancel").click().await?;
    settings.remove(name).click().await?;
    settings.dialog(&format!("Remove {name}?")).seen().await?;
    inspect(browser, "remove").await?;
    browser.button("Cancel").click().await?;
    settings.change_password().click().await?;
    settings.dialog("Change your password").seen().await?;
    inspect(browser, "password").await?;
    browser.button("Cancel").click().await?;
    new_codes(stage).await?;
    settings.seen().await?;
    settings.leave().await?;
    inspect(browser, "signed-out").await
}

/// A new set of backup codes, in its dialogs.
async fn new_codes(stage: &Stage) -> Outcome {
    let browser = &*stage.browser;
    browser.button("Make new backup codes").click().await?;
    browser.heading("Make new backup codes?").seen().await?;
    inspect(browser, "renew-backup-codes").await?;
    browser.button("Make new backup codes").click().await?;
    let codes = NewCodes(browser);
    for code in codes.read().await? {
        stage.secrets.keep(code);
    }
    inspect(browser, "backup-codes-dialog").await?;
    codes.saved().click().await?;
    codes.go_on().click().await
}

async fn second_step(browser: &Browser, person: &Person, app: &App) -> Outcome {
    let door = SignIn(browser);
    door.give(&person.email, &person.password).await?;
    let second = SecondStep(browser);
    second.seen().await?;
    inspect(browser, "second-step").await?;
    second.gives(&app.wrong_codes(1)?[0]).await?;
    browser.warns("That code is not right.").await?;
    inspect(browser, "second-step-wrong-code").await?;
    second.other_way().click().await?;
    browser.heading("Choose another way").seen().await?;
    inspect(browser, "second-step-choice").await?;
    browser.way("Backup code").click().await?;
    second.backup_code().seen().await?;
    inspect(browser, "second-step-backup-code").await
}

#[test]
fn every_screen_of_passkeys_can_be_used_by_everybody() {
    journey(async |stage| {
        let browser = &*stage.browser;
        let device = browser.authenticator(Model::SYNCED).await?;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        stage.tell("the offer");
        offer(stage, &person).await?;
        stage.tell("adding one");
        adding(browser, &device).await?;
        stage.tell("settings with passkeys, and proving it again");
        settings_with_passkeys(stage, &person, &device).await?;
        stage.tell("signing in");
        signing_in(browser, &person).await?;
        stage.tell("what works here, and what does not");
        check(stage).await
    });
}

async fn offer(stage: &Stage, person: &Person) -> Outcome {
    let browser = &*stage.browser;
    let mut keys = person
        .enrols_undecided(browser, "My phone", &stage.secrets)
        .await?;
    person.leaves(browser).await?;
    person.gives_password(browser).await?;
    let code = keys.app.unused_code().await?;
    SecondStep(browser).gives(&code).await?;
    Offer(browser).seen().await?;
    inspect(browser, "passkey-offer").await?;
    Offer(browser).not_now().click().await?;
    Settings(browser).seen().await
}

async fn adding(browser: &Browser, device: &Authenticator<'_>) -> Outcome {
    let (passkey, key) = (AddPasskey(browser), AddKey(browser));
    browser.open(AddPasskey::PATH).await?;
    passkey.seen().await?;
    inspect(browser, "passkey-add").await?;
    device.ignores().await?;
    passkey.create().click().await?;
    browser.stop_waiting().seen().await?;
    inspect(browser, "passkey-add-waiting").await?;
    device.answers().await?;
    browser.stop_waiting().click().await?;
    passkey.create().click().await?;
    passkey.finished().await?;
    inspect(browser, "passkey-added").await?;
    browser.open(AddPasskey::PATH).await?;
    passkey.create().click().await?;
    browser.heading("There is one already").seen().await?;
    inspect(browser, "passkey-twice").await?;
    browser.open(AddKey::PATH).await?;
    key.seen().await?;
    inspect(browser, "security-key-add").await
}

async fn settings_with_passkeys(
    stage: &Stage,
    person: &Person,
    device: &Authenticator<'_>,
) -> Outcome {
    const PROVE_IT: &str = r#"{"code":"step_up_required","step_up":{"kind":"second_step",
        "methods":["passkey","authenticator"],"show_first":"passkey","expires_in":600}}"#;
    let browser = &*stage.browser;
    let settings = Settings(browser);
    let key = browser.authenticator(Model::OLD_KEY).await?;
    device.ignores().await?;
    let made = person.adds(browser, Kind::SecurityKey, "Blue key", &stage.secrets);
    made.await?;
    key.is_unplugged().await?;
    browser.open(Settings::PATH).await?;
    settings.rename("Blue key").seen().await?;
    inspect(browser, "settings-passkeys").await?;
    stage.gate.answers("/passkeys/remove", 403, PROVE_IT);
    settings.remove("Blue key").click().await?;
    settings.dialog("Remove Blue key?").seen().await?;
    inspect(browser, "passkey-remove").await?;
    browser.button("Remove").click().await?;
    settings.dialog("Is it still you?").seen().await?;
    inspect(browser, "step-up-passkey").await?;
    browser.button("Cancel").click().await?;
    settings.leave().await
}

async fn signing_in(browser: &Browser, person: &Person) -> Outcome {
    let (door, second) = (SignIn(browser), SecondStep(browser));
    door.passkey().click().await?;
    browser.stop_waiting().seen().await?;
    inspect(browser, "sign-in-passkey-waiting").await?;
    browser.stop_waiting().click().await?;
    door.give(&person.email, &person.password).await?;
    second.passkey().seen().await?;
    inspect(browser, "second-step-passkey").await?;
    second.other_way().click().await?;
    browser.heading("Choose another way").seen().await?;
    inspect(browser, "second-step-choice-passkeys").await?;
    browser.way("Security key").click().await?;
    second.security_key().seen().await?;
    inspect(browser, "second-step-security-key").await
}

async fn check(stage: &Stage) -> Outcome {
    let browser = &*stage.browser;
    browser.open(Check::PATH).await?;
    Check(browser).seen().await?;
    inspect(browser, "check").await?;
    let old = stage.another_browser().await?;
    old.knows_no_passkeys().await?;
    old.open(Check::PATH).await?;
    Check(&old).seen().await?;
    inspect(&old, "check-without-passkeys").await?;
    Person::called("sam", &stage.secrets).joins(&old).await?;
    old.open(AddPasskey::PATH).await?;
    old.says("This browser has no passkeys.").await?;
    inspect(&old, "passkey-add-without-passkeys").await
}

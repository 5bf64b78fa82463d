//! Every screen once, by day and by night, on a phone and on a computer.

use e2e::{
    Outcome, Stage,
    access::inspect,
    app::App,
    browser::Browser,
    journey,
    people::Person,
    screens::{Enrolment, NewCodes, SecondStep, Settings, SignIn, SignUp},
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
        settings(browser).await?;
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
    browser.warns("Type your e-mail address.").await?;
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

async fn settings(browser: &Browser) -> Outcome {
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
    settings.leave().await?;
    inspect(browser, "signed-out").await
}

async fn second_step(browser: &Browser, person: &Person, app: &App) -> Outcome {
    let door = SignIn(browser);
    door.give(&person.email, &person.password).await?;
    let second = SecondStep(browser);
    second.seen().await?;
    inspect(browser, "second-step").await?;
    second.code().fill(&app.wrong_codes(1)?[0]).await?;
    browser.warns("That code is not right.").await?;
    inspect(browser, "second-step-wrong-code").await?;
    second.other_way().click().await?;
    browser.heading("Choose another way").seen().await?;
    inspect(browser, "second-step-choice").await?;
    browser.button("Backup code").click().await?;
    second.backup_code().seen().await?;
    inspect(browser, "second-step-backup-code").await
}

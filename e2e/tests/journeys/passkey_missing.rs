//! Passkeys where they cannot be had: the line is cut, or the browser has none.

use e2e::{
    Outcome, Stage,
    authenticator::Model,
    browser::Browser,
    failure::ensure,
    hooks::Asked,
    journey,
    people::{Kind, Person},
    screens::{AddPasskey, Check, SecondStep, Settings, SignIn},
};

#[test]
fn a_question_that_cannot_be_fetched_is_told_only_to_those_who_ask() {
    journey(async |stage| {
        stage.expects("net::ERR_");
        let browser = &*stage.browser;
        browser.is_watched().await?;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        let device = browser.authenticator(Model::DEVICE).await?;
        adds(stage, &person).await?;
        person.leaves(browser).await?;
        let (door, settings) = (SignIn(browser), Settings(browser));

        stage.tell("the line is cut before the question has come");
        let question = "/sign-in/passkey/start";
        stage.gate.holds(question);
        browser.open("/").await?;
        door.passkey().seen().await?;
        stage.server.stop()?;
        stage.gate.lets_go();
        door.email().fill(&person.email).await?;
        let told = browser.alerts_now().await?;
        ensure(told.is_empty(), || told)?;
        door.passkey().click().await?;
        browser.warns("No connection to the server.").await?;
        door.email().holds(&person.email).await?;

        stage.tell("the server is back");
        stage.server.again().await?;
        door.passkey().click().await?;
        settings.seen().await?;

        stage.tell("the line is cut before the answer is sent");
        device.ignores().await?;
        settings.leave().await?;
        browser.waits_for(Asked::Autofill).await?;
        stage.server.stop()?;
        device.answers().await?;
        door.passkey().click().await?;
        browser.warns("No connection to the server.").await?;
        stage.server.again().await?;
        door.passkey().click().await?;
        settings.seen().await
    });
}

#[test]
fn a_browser_without_passkeys_shows_no_button_and_leads_another_way() {
    journey(async |stage| {
        let browser = &*stage.browser;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        let mut keys = person.enrols(browser, "My phone", &stage.secrets).await?;
        browser.authenticator(Model::DEVICE).await?;
        adds(stage, &person).await?;
        let old = &*stage.another_browser().await?;
        old.knows_no_passkeys().await?;

        stage.tell("is asked for a code");
        person.gives_password(old).await?;
        let second = SecondStep(old);
        second.other_way().click().await?;
        old.way("Authenticator app").seen().await?;
        says_nothing_of_passkeys(old).await?;
        second.start_over().click().await?;
        SignIn(old).seen().await?;
        says_nothing_of_passkeys(old).await?;

        stage.tell("signs in, and reads what is missing");
        SignIn(old).give(&person.email, &person.password).await?;
        second.gives(&keys.app.unused_code().await?).await?;
        let settings = Settings(old);
        settings.rename("Laptop").seen().await?;
        old.says("This browser has no passkeys.").await?;
        old.link("Check this browser").click().await?;
        Check(old).seen().await?;
        old.says("Passkeys in this browser: Missing").await?;
        old.says("Secure connection: Works").await?;

        stage.tell("somebody else is offered none there");
        let sam = Person::called("sam", &stage.secrets);
        sam.joins(old).await?;
        let mut keys = sam
            .enrols_undecided(old, "My phone", &stage.secrets)
            .await?;
        sam.leaves(old).await?;
        sam.gives_password(old).await?;
        second.gives(&keys.app.unused_code().await?).await?;
        settings.seen().await?;
        old.open(AddPasskey::PATH).await?;
        old.heading("Add a passkey").seen().await?;
        old.says("This browser has no passkeys.").await?;
        old.button("Cancel").click().await?;
        settings.seen().await?;

        stage.tell("the other browser has everything");
        browser.open(Check::PATH).await?;
        Check(browser).seen().await?;
        browser.says("Passkeys in this browser: Works").await?;
        browser.says("Passkeys in the email field: Works").await
    });
}

async fn says_nothing_of_passkeys(browser: &Browser) -> Outcome {
    let says = browser.says_now("asskey").await?;
    ensure(!says, || "it speaks of passkeys".to_owned())
}

async fn adds(stage: &Stage, person: &Person) -> Outcome {
    let made = person.adds(&stage.browser, Kind::Passkey, "Laptop", &stage.secrets);
    made.await.map(drop)
}

//! Passkeys where they cannot be had: the line is cut, or the browser has none.

use e2e::{
    Context, Outcome,
    authenticator::Model,
    browser::Browser,
    failure::ensure,
    hooks::Asked,
    journey,
    people::{Kind, Person},
    screens::{AddPasskey, Check, SecondStep, Settings, SignIn},
};

#[test]
fn request_options_that_cannot_be_fetched_are_told_only_to_those_who_ask() {
    journey(async |context| {
        context.expects("net::ERR_");
        let browser = &*context.browser;
        browser.is_watched().await?;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        let device = browser.authenticator(Model::DEVICE).await?;
        adds(context, &person).await?;
        person.leaves(browser).await?;
        let (sign_in, settings) = (SignIn(browser), Settings(browser));

        context.tell("the line is cut before the request options have come");
        let start = "/sign-in/passkey/start";
        context.interceptor.holds(start);
        browser.open("/").await?;
        sign_in.passkey().seen().await?;
        context.server.stop()?;
        context.interceptor.lets_go();
        sign_in.email().fill(&person.email).await?;
        let told = browser.alerts_now().await?;
        ensure(told.is_empty(), || told)?;
        sign_in.passkey().click().await?;
        browser.warns("No connection to the server.").await?;
        sign_in.email().holds(&person.email).await?;

        context.tell("the server is back");
        context.server.again().await?;
        sign_in.passkey().click().await?;
        settings.seen().await?;

        context.tell("the line is cut before the answer is sent");
        device.ignores().await?;
        settings.leave().await?;
        browser.waits_for(Asked::Autofill).await?;
        context.server.stop()?;
        device.answers().await?;
        sign_in.passkey().click().await?;
        browser.warns("No connection to the server.").await?;
        context.server.again().await?;
        sign_in.passkey().click().await?;
        settings.seen().await
    });
}

#[test]
fn a_browser_without_passkeys_shows_no_button_and_leads_another_way() {
    journey(async |context| {
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        let mut keys = person.enrols(browser, "My phone", &context.secrets).await?;
        browser.authenticator(Model::DEVICE).await?;
        adds(context, &person).await?;
        let old = &*context.another_browser().await?;
        old.knows_no_passkeys().await?;

        context.tell("is asked for a code");
        person.gives_password(old).await?;
        let second = SecondStep(old);
        second.other_way().click().await?;
        old.way("Authenticator app").seen().await?;
        says_nothing_of_passkeys(old).await?;
        second.start_over().click().await?;
        SignIn(old).seen().await?;
        says_nothing_of_passkeys(old).await?;

        context.tell("signs in, and reads what is missing");
        SignIn(old).give(&person.email, &person.password).await?;
        second.gives(&keys.app.unused_code().await?).await?;
        let settings = Settings(old);
        settings.rename("Laptop").seen().await?;
        old.says("This browser has no passkeys.").await?;
        old.link("Check this browser").click().await?;
        Check(old).seen().await?;
        old.says("Passkeys in this browser: Missing").await?;
        old.says("Secure connection: Works").await?;

        context.tell("somebody else is offered none there");
        let sam = Person::called("sam", &context.secrets);
        sam.joins(old).await?;
        let mut keys = sam
            .enrols_undecided(old, "My phone", &context.secrets)
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

        context.tell("the other browser has everything");
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

async fn adds(context: &Context, person: &Person) -> Outcome {
    let made = person.adds(&context.browser, Kind::Passkey, "Laptop", &context.secrets);
    made.await.map(drop)
}

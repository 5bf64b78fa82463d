//! Passwords that are wrong, and servers that are away: one is never taken for the other.

use e2e::{
    failure::ensure,
    journey, journey_with,
    people::Person,
    screens::{SecondStep, Settings, SignIn},
};

#[test]
fn a_wrong_password_and_a_dead_line_are_told_apart_and_nothing_typed_is_lost() {
    journey(async |stage| {
        // What Chromium says about a line that is cut.
        stage.expects("net::ERR_");
        let browser = &*stage.browser;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        let mut keys = person.enrols(browser, "My phone", &stage.secrets).await?;
        person.leaves(browser).await?;

        stage.tell("types a wrong password");
        browser.open("/").await?;
        let screen = SignIn(browser);
        screen.give(&person.email, "not my password at all").await?;
        browser
            .warns("This email address and password do not fit together.")
            .await?;
        screen.email().holds(&person.email).await?;
        screen.password().holds("not my password at all").await?;

        stage.tell("types the right one while the server is away");
        screen.password().fill(&person.password).await?;
        stage.server.stop()?;
        screen.submit().click().await?;
        browser.warns("No connection to the server.").await?;
        let told = browser.alerts_now().await?;
        ensure(!told.contains("do not fit"), || told)?;
        screen.password().holds(&person.password).await?;

        stage.tell("presses the button again when the server is back");
        stage.server.again().await?;
        screen.submit().click().await?;
        let second = SecondStep(browser);
        second.seen().await?;

        stage.tell("the same at the second step");
        stage.server.stop()?;
        let code = keys.app.unused_code().await?;
        second.gives(&code).await?;
        browser.warns("No connection to the server.").await?;
        second.code().holds(&code).await?;
        stage.server.again().await?;
        second.confirm().click().await?;
        Settings(browser).seen().await
    });
}

#[test]
fn settings_that_do_not_come_can_be_asked_for_again() {
    journey(async |stage| {
        stage.expects("status of 500");
        let browser = &*stage.browser;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;

        stage.tell("the server does not know who is there");
        stage
            .gate
            .answers("/api/session", 500, r#"{"code":"internal"}"#);
        browser.open(Settings::PATH).await?;
        browser
            .heading("Your settings could not be loaded.")
            .seen()
            .await?;
        browser.button("Try again").click().await?;
        Settings(browser).seen().await?;

        stage.tell("the server does not give the settings");
        stage
            .gate
            .answers("/account/security", 500, r#"{"code":"internal"}"#);
        browser.reload().await?;
        browser
            .warns("Something went wrong on the server; it is not your fault.")
            .await?;
        browser.button("Try again").click().await?;
        Settings(browser).seen().await
    });
}

#[test]
fn a_form_that_is_sent_twice_arrives_once() {
    // Where a browser can be trusted, a complete code waits until somebody has decided about that.
    journey_with(&[("LATCHKEY_TRUST_DAYS", "0")], async |stage| {
        let browser = &*stage.browser;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        let mut keys = person.enrols(browser, "My phone", &stage.secrets).await?;
        person.leaves(browser).await?;
        let (password, proof) = ("/sign-in/password", "/sign-in/proof");
        let before = stage.gate.count(password);

        stage.tell("clicks twice while the first click is under way");
        stage.gate.holds(password);
        browser.open("/").await?;
        let screen = SignIn(browser);
        screen.email().fill(&person.email).await?;
        screen.password().fill(&person.password).await?;
        screen.submit().double_click().await?;
        let busy = browser.button("Signing in…");
        busy.has("aria-busy", "true").await?;
        busy.click().await?;
        stage.gate.lets_go();
        SecondStep(browser).seen().await?;
        let sent = stage.gate.count(password) - before;
        ensure(sent == 1, || format!("the password was sent {sent} times"))?;

        stage.tell("presses the button though a complete code is sent by itself");
        stage.gate.holds(proof);
        let second = SecondStep(browser);
        second.code().fill(&keys.app.unused_code().await?).await?;
        browser.button("Checking…").double_click().await?;
        stage.gate.lets_go();
        Settings(browser).seen().await?;
        let sent = stage.gate.count(proof);
        ensure(sent == 1, || format!("the code was sent {sent} times"))
    });
}

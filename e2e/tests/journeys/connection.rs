//! Passwords that are wrong, and servers that are away: one is never taken for the other.

use e2e::{
    failure::ensure,
    journey, journey_with,
    people::Person,
    screens::{SecondStep, Settings, SignIn},
};

#[test]
fn a_wrong_password_and_a_dead_line_are_told_apart_and_nothing_typed_is_lost() {
    journey(async |context| {
        // What Chromium says about a line that is cut.
        context.expects("net::ERR_");
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        let mut keys = person.enrols(browser, "My phone", &context.secrets).await?;
        person.leaves(browser).await?;

        context.tell("types a wrong password");
        browser.open("/").await?;
        let screen = SignIn(browser);
        screen.give(&person.email, "not my password at all").await?;
        browser
            .warns("This email address and password do not fit together.")
            .await?;
        screen.email().holds(&person.email).await?;
        screen.password().holds("not my password at all").await?;

        context.tell("types the right one while the server is away");
        screen.password().fill(&person.password).await?;
        context.server.stop()?;
        screen.submit().click().await?;
        browser.warns("No connection to the server.").await?;
        let told = browser.alerts_now().await?;
        ensure(!told.contains("do not fit"), || told)?;
        screen.password().holds(&person.password).await?;

        context.tell("presses the button again when the server is back");
        context.server.again().await?;
        screen.submit().click().await?;
        let second = SecondStep(browser);
        second.seen().await?;

        context.tell("the same at the second step");
        context.server.stop()?;
        let code = keys.app.unused_code().await?;
        second.gives(&code).await?;
        browser.warns("No connection to the server.").await?;
        second.code().holds(&code).await?;
        context.server.again().await?;
        second.confirm().click().await?;
        Settings(browser).seen().await
    });
}

#[test]
fn settings_that_do_not_come_can_be_asked_for_again() {
    journey(async |context| {
        context.expects("status of 500");
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;

        context.tell("the server does not know who is there");
        context
            .interceptor
            .answers("/api/session", 500, r#"{"code":"internal"}"#);
        browser.open(Settings::PATH).await?;
        browser
            .heading("Your settings could not be loaded.")
            .seen()
            .await?;
        browser.button("Try again").click().await?;
        Settings(browser).seen().await?;

        context.tell("the server does not give the settings");
        context
            .interceptor
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
    journey_with(&[("LATCHKEY_TRUST_DAYS", "0")], async |context| {
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        let mut keys = person.enrols(browser, "My phone", &context.secrets).await?;
        person.leaves(browser).await?;
        let (password, proof) = ("/sign-in/password", "/sign-in/proof");
        let before = context.interceptor.count(password);

        context.tell("clicks twice while the first click is under way");
        context.interceptor.holds(password);
        browser.open("/").await?;
        let screen = SignIn(browser);
        screen.email().fill(&person.email).await?;
        screen.password().fill(&person.password).await?;
        screen.submit().double_click().await?;
        let busy = browser.button("Signing in…");
        busy.has("aria-busy", "true").await?;
        busy.click().await?;
        context.interceptor.lets_go();
        SecondStep(browser).seen().await?;
        let sent = context.interceptor.count(password) - before;
        ensure(sent == 1, || format!("the password was sent {sent} times"))?;

        context.tell("presses the button though a complete code is sent by itself");
        context.interceptor.holds(proof);
        let second = SecondStep(browser);
        second.code().fill(&keys.app.unused_code().await?).await?;
        browser.button("Checking…").double_click().await?;
        context.interceptor.lets_go();
        Settings(browser).seen().await?;
        let sent = context.interceptor.count(proof);
        ensure(sent == 1, || format!("the code was sent {sent} times"))
    });
}

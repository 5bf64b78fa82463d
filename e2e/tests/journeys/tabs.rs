//! Reload, back, and several tabs: what the browser does by itself.

use e2e::{
    failure::ensure,
    journey,
    people::Person,
    screens::{Enrolment, SecondStep, Settings, SignIn},
};

#[test]
fn reload_stays_where_it_was_and_back_opens_nothing_that_is_closed() {
    journey(async |context| {
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        let mut keys = person.enrols(browser, "My phone", &context.secrets).await?;
        person.leaves(browser).await?;
        browser.open("/sign-in").await?;
        SignIn(browser).seen().await?;

        context.tell("reloads in the middle of the second step");
        person.gives_password(browser).await?;
        browser.reload().await?;
        let second = SecondStep(browser);
        second.seen().await?;
        second.gives(&keys.app.unused_code().await?).await?;
        Settings(browser).seen().await?;

        context.tell("goes to the enrolment and back");
        browser
            .link("Add another authenticator app")
            .click()
            .await?;
        Enrolment(browser).seen().await?;
        browser.back().await?;
        Settings(browser).seen().await?;

        context.tell("goes back after signing out");
        Settings(browser).leave().await?;
        browser.back().await?;
        SignIn(browser).seen().await?;
        let shown = browser.says_now("My phone").await?;
        ensure(!shown, || "the settings can still be read".to_owned())?;

        context.tell(
            "asks for a screen that is for people who are signed in, and for one that is not there",
        );
        browser.open(Settings::PATH).await?;
        SignIn(browser).seen().await?;
        browser.open("/nowhere").await?;
        browser.heading("There is nothing here").seen().await?;
        browser.link("Go to the sign-in page").click().await?;
        SignIn(browser).seen().await
    });
}

#[test]
fn signing_out_in_one_tab_signs_out_the_other() {
    journey(async |context| {
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        let mut keys = person.enrols(browser, "My phone", &context.secrets).await?;
        browser.open(Settings::PATH).await?;
        Settings(browser).seen().await?;
        let first = browser.tab().await?;
        let second = browser.new_tab().await?;
        browser.open(Settings::PATH).await?;
        Settings(browser).seen().await?;

        context.tell("signs out in the first tab");
        browser.bring_to_front(&first).await?;
        Settings(browser).leave().await?;
        browser.bring_to_front(&second).await?;
        SignIn(browser).seen().await?;

        context.tell("begins in one tab and ends in the other");
        SignIn(browser)
            .give(&person.email, &person.password)
            .await?;
        SecondStep(browser).seen().await?;
        browser.bring_to_front(&first).await?;
        browser.reload().await?;
        SecondStep(browser).seen().await?;
        SecondStep(browser)
            .gives(&keys.app.unused_code().await?)
            .await?;
        Settings(browser).seen().await?;

        context.tell("the tab that began follows");
        browser.bring_to_front(&second).await?;
        Settings(browser).seen().await
    });
}

#[test]
fn an_answer_that_somebody_rewrote_opens_nothing() {
    journey(async |context| {
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        person.enrols(browser, "My phone", &context.secrets).await?;
        person.leaves(browser).await?;
        let signed_in = r#"{"state":"signed_in","viewer":{"email":"robin@example.org"}}"#;

        context.tell("the page is told that the password was enough");
        browser.open("/").await?;
        context
            .interceptor
            .answers("/sign-in/password", 200, signed_in);
        SignIn(browser)
            .give(&person.email, &person.password)
            .await?;
        // Another form, in which nothing stands: the page has asked for what is for people who are signed in, found nothing, and is back.
        SignIn(browser).password().holds("").await?;

        context.tell("the page is told that the code was right");
        person.gives_password(browser).await?;
        context
            .interceptor
            .answers("/sign-in/proof", 200, signed_in);
        SecondStep(browser).gives("000000").await?;
        SecondStep(browser).code().holds("").await?;
        let shown = browser.says_now("My phone").await?;
        ensure(!shown, || "the settings can be read".to_owned())
    });
}

//! Setting up an app when something is in the way.

use e2e::{
    app::App,
    failure::ensure,
    journey,
    people::Person,
    screens::{Enrolment, NewCodes},
};

#[test]
fn a_reload_keeps_the_set_up_and_a_slow_clock_is_told() {
    journey(async |stage| {
        let browser = &*stage.browser;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        browser.open(Enrolment::PATH).await?;
        let enrolment = Enrolment(browser);
        let scanned = enrolment.scan().await?;
        let mut app = App::with_secret(&scanned.secret, stage.secrets.clone());

        stage.tell("reloads");
        browser.reload().await?;
        let again = enrolment.scan().await?;
        ensure(again == scanned, || "another square".to_owned())?;

        stage.tell("types the code of a phone that is two minutes slow");
        enrolment.code().fill(&app.code_after(-120)?).await?;
        browser.warns("This code fits").await?;
        browser.warns("The clock of your phone is slow").await?;

        stage.tell("types a code that fits no time");
        enrolment.code().fill(&app.wrong_codes(1)?[0]).await?;
        browser.warns("That code is not right.").await?;

        stage.tell("sets the clock, reloads once more, and types the right one");
        browser.reload().await?;
        enrolment.seen().await?;
        enrolment.code().fill(&app.code()?).await?;
        for code in NewCodes(browser).read().await? {
            stage.secrets.keep(code);
        }
        Ok(())
    });
}

#[test]
fn a_new_set_up_has_a_new_secret() {
    journey(async |stage| {
        let browser = &*stage.browser;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        browser.open(Enrolment::PATH).await?;
        let enrolment = Enrolment(browser);
        let first = enrolment.scan().await?;
        stage.secrets.keep(&first.secret);

        stage.tell("starts anew");
        enrolment.start_anew().click().await?;
        e2e::waiting::until(async || {
            let second = enrolment.scan().await?;
            stage.secrets.keep(&second.secret);
            ensure(second.secret != first.secret, || {
                "the old square".to_owned()
            })
        })
        .await
    });
}

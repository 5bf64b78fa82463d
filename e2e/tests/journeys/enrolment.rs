//! Setting up an app when something is in the way.

use e2e::{
    access::inspect,
    app::App,
    failure::ensure,
    journey,
    people::Person,
    screens::{Enrolment, NewCodes},
    waiting::until,
};

#[test]
fn a_reload_keeps_the_set_up_a_slow_clock_is_told_and_a_new_one_is_new() {
    journey(async |context| {
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        browser.open(Enrolment::PATH).await?;
        let enrolment = Enrolment(browser);
        let scanned = enrolment.scan().await?;
        let app = App::with_secret(&scanned.secret, context.secrets.clone());

        context.tell("reloads");
        browser.reload().await?;
        let again = enrolment.scan().await?;
        ensure(again == scanned, || "another square".to_owned())?;

        context.tell("types the code of a phone that is two minutes slow");
        enrolment.code().fill(&app.code_after(-120)?).await?;
        browser.warns("This code fits").await?;
        browser.warns("The clock of your phone is slow").await?;

        context.tell("types a code that fits no time");
        enrolment.code().fill(&app.wrong_codes(1)?[0]).await?;
        browser.warns("That code is not right.").await?;

        context.tell("starts anew by mistake, and keeps the square");
        enrolment.start_anew().click().await?;
        inspect(browser, "enrolment-replace").await?;
        enrolment.keep().click().await?;
        let kept = enrolment.scan().await?;
        ensure(kept == scanned, || "another square".to_owned())?;

        context.tell("starts anew, with another square");
        enrolment.start_anew().click().await?;
        enrolment.replace().click().await?;
        let new = until(async || {
            let new = enrolment.scan().await?;
            ensure(new.secret != scanned.secret, || "the old square".to_owned())?;
            Ok(new)
        })
        .await?;

        context.tell("sets the clock, and types a code of the new one");
        let mut app = App::with_secret(&new.secret, context.secrets.clone());
        enrolment.code().fill(&app.code()?).await?;
        for code in NewCodes(browser).read().await? {
            context.secrets.keep(code);
        }
        Ok(())
    });
}

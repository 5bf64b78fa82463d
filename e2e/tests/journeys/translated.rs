//! A page that the browser translates while somebody uses it.

use e2e::{
    Outcome, Props, Stage,
    failure::ensure,
    journey_with,
    people::Person,
    screens::{SecondStep, Settings, SignIn},
    waiting::until,
};

#[test]
fn a_page_that_the_browser_translates_goes_on_working() {
    // A few wrong passwords, and not twenty.
    let props = Props::default().told("LATCHKEY_LIMITS", "password_device=3/900,password=3/900");
    journey_with(props, async |stage| {
        let browser = &*stage.browser;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        let mut keys = person.enrols(browser, "My phone", &stage.secrets).await?;
        person.leaves(browser).await?;

        browser.translates().await?;
        browser.open("/").await?;
        let screen = SignIn(browser);
        screen.is_taken_over().await?;
        screen.give(&person.email, "not my password at all").await?;
        browser
            .warns("This email address and password do not fit together.")
            .await?;
        is_translated(stage).await?;
        screen.password().fill(&person.password).await?;
        screen.submit().click().await?;

        stage.tell("the second step, with a wrong code, another way and back");
        let second = SecondStep(browser);
        second.seen().await?;
        is_translated(stage).await?;
        second.gives("000000").await?;
        browser.warns("That code is not right.").await?;
        is_translated(stage).await?;
        second.choose_backup_code().await?;
        is_translated(stage).await?;
        second.other_way().click().await?;
        browser.way("Authenticator app").click().await?;
        second.code().seen().await?;
        is_translated(stage).await?;
        second.gives(&keys.app.unused_code().await?).await?;

        stage.tell("the settings, and a dialog");
        let settings = Settings(browser);
        settings.seen().await?;
        is_translated(stage).await?;
        settings.rename("My phone").click().await?;
        is_translated(stage).await?;
        browser.button("Cancel").click().await?;
        settings.leave().await?;

        screen.seen().await?;
        a_wait_goes_on(stage, &person).await
    });
}

/// Types wrong passwords until there is a wait, and watches its clock.
async fn a_wait_goes_on(stage: &Stage, person: &Person) -> Outcome {
    stage.tell("types wrong passwords until there is a wait");
    let (browser, screen) = (&*stage.browser, SignIn(&stage.browser));
    is_translated(stage).await?;
    until(async || {
        screen.give(&person.email, "not my password at all").await?;
        let is_told = browser.says_now("Too many tries.").await?;
        ensure(is_told, || "there is no wait yet".to_owned())
    })
    .await?;
    for _ in 0..2 {
        is_translated(stage).await?;
        let before = clock(stage).await?;
        until(async || {
            let now = clock(stage).await?;
            ensure(now != before, || format!("the clock stands at {now}"))
        })
        .await?;
    }
    Ok(())
}

/// Waits until there is nothing left to translate.
async fn is_translated(stage: &Stage) -> Outcome {
    until(async || {
        let script = "
            const heading = document.querySelector('h1');
            return window.translated > 0 && heading.querySelector('font > font') !== null;";
        let done = stage.browser.script(script, Vec::new()).await?;
        ensure(done == true, || "the heading is not translated".to_owned())
    })
    .await
}

async fn clock(stage: &Stage) -> Outcome<String> {
    let script = "return document.querySelector('[role=timer]')?.textContent ?? '';";
    let text = stage.browser.script(script, Vec::new()).await?;
    let text = text.as_str().unwrap_or_default().to_owned();
    ensure(!text.is_empty(), || "there is no clock".to_owned())?;
    Ok(text)
}

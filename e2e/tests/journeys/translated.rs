//! A page that the browser translates while somebody uses it.

use e2e::{
    Context, Fixtures, Outcome,
    failure::ensure,
    journey_with,
    people::Person,
    screens::{SecondStep, Settings, SignIn},
    waiting::until,
};

#[test]
fn a_page_that_the_browser_translates_goes_on_working() {
    // A few wrong passwords, and not twenty.
    let fixtures =
        Fixtures::default().told("LATCHKEY_LIMITS", "password_device=3/900,password=3/900");
    journey_with(fixtures, async |context| {
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        let mut keys = person.enrols(browser, "My phone", &context.secrets).await?;
        person.leaves(browser).await?;

        browser.translates().await?;
        browser.open("/").await?;
        let screen = SignIn(browser);
        screen.is_taken_over().await?;
        screen.give(&person.email, "not my password at all").await?;
        browser
            .warns("This email address and password do not fit together.")
            .await?;
        is_translated(context).await?;
        screen.password().fill(&person.password).await?;
        screen.submit().click().await?;

        context.tell("the second step, with a wrong code, another way and back");
        let second = SecondStep(browser);
        second.seen().await?;
        is_translated(context).await?;
        second.gives("000000").await?;
        browser.warns("That code is not right.").await?;
        is_translated(context).await?;
        second.choose_backup_code().await?;
        is_translated(context).await?;
        second.other_way().click().await?;
        browser.way("Authenticator app").click().await?;
        second.code().seen().await?;
        is_translated(context).await?;
        second.gives(&keys.app.unused_code().await?).await?;

        context.tell("the settings, and a dialog");
        let settings = Settings(browser);
        settings.seen().await?;
        is_translated(context).await?;
        settings.rename("My phone").click().await?;
        is_translated(context).await?;
        browser.button("Cancel").click().await?;
        settings.leave().await?;

        screen.seen().await?;
        a_wait_goes_on(context, &person).await
    });
}

/// Types wrong passwords until there is a wait, and watches its clock.
async fn a_wait_goes_on(context: &Context, person: &Person) -> Outcome {
    context.tell("types wrong passwords until there is a wait");
    let (browser, screen) = (&*context.browser, SignIn(&context.browser));
    is_translated(context).await?;
    until(async || {
        screen.give(&person.email, "not my password at all").await?;
        let is_told = browser.says_now("Too many tries.").await?;
        ensure(is_told, || "there is no wait yet".to_owned())
    })
    .await?;
    for _ in 0..2 {
        is_translated(context).await?;
        let before = clock(context).await?;
        until(async || {
            let now = clock(context).await?;
            ensure(now != before, || format!("the clock stands at {now}"))
        })
        .await?;
    }
    Ok(())
}

/// Waits until there is nothing left to translate.
async fn is_translated(context: &Context) -> Outcome {
    until(async || {
        let script = "
            const heading = document.querySelector('h1');
            return window.translated > 0 && heading.querySelector('font > font') !== null;";
        let done = context.browser.script(script, Vec::new()).await?;
        ensure(done == true, || "the heading is not translated".to_owned())
    })
    .await
}

async fn clock(context: &Context) -> Outcome<String> {
    let script = "return document.querySelector('[role=timer]')?.textContent ?? '';";
    let text = context.browser.script(script, Vec::new()).await?;
    let text = text.as_str().unwrap_or_default().to_owned();
    ensure(!text.is_empty(), || "there is no clock".to_owned())?;
    Ok(text)
}

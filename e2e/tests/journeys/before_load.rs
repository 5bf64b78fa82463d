//! The page before its program has come, and when it never comes.

use e2e::{
    failure::ensure,
    journey,
    people::Person,
    screens::{SecondStep, SignIn},
};

#[test]
fn what_is_typed_before_the_program_has_loaded_is_kept() {
    journey(async |context| {
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        person.enrols(browser, "My phone", &context.secrets).await?;
        person.leaves(browser).await?;
        let screen = SignIn(browser);

        context.tell("types half of it, and the rest after the program has come");
        context.interceptor.holds(".wasm");
        browser.open("/").await?;
        screen.email().fill(&person.email).await?;
        let before = screen.place().await?;
        let (head, tail) = person.password.split_at(9);
        screen.password().fill(head).await?;
        context.interceptor.lets_go();
        screen.is_taken_over().await?;
        screen.password().is_focused().await?;
        browser.types(tail).await?;
        screen.passkey().seen().await?;
        let after = screen.place().await?;
        ensure(before == after, || {
            format!("the form moved from {before} to {after}")
        })?;
        screen.submit().click().await?;
        SecondStep(browser).seen().await?;

        context.tell("sends it before the program has come");
        SecondStep(browser).start_over().click().await?;
        screen.seen().await?;
        context.interceptor.holds(".wasm");
        browser
            .devtools("Network.clearBrowserCache", serde_json::json!({}))
            .await?;
        browser.open("/").await?;
        screen.give(&person.email, &person.password).await?;
        browser
            .button("Signing in…")
            .has("aria-busy", "true")
            .await?;
        context.interceptor.lets_go();
        SecondStep(browser).seen().await
    });
}

#[test]
fn a_program_that_does_not_come_leaves_a_word_and_no_blank_page() {
    journey(async |context| {
        context.expects(".wasm");
        let browser = &*context.browser;
        context.interceptor.answers(".wasm", 500, "{}");
        browser.open("/").await?;
        browser.warns("This page cannot go on.").await?;
        let screen = SignIn(browser);
        screen.email().seen().await?;

        context.tell("reloads");
        browser.link("Reload").click().await?;
        screen.is_taken_over().await?;
        let told = browser.alerts_now().await?;
        ensure(told.is_empty(), || told)
    });
}

#[test]
fn a_program_that_breaks_after_its_start_says_so_and_what_was_typed_stays() {
    journey(async |context| {
        let browser = &*context.browser;
        let screen = SignIn(browser);
        browser.open("/").await?;
        screen.is_taken_over().await?;
        screen.email().fill("ann@example.com").await?;
        // What the program does next ends in it, as a panic would.
        context.expects("this browser is broken");
        context.expects("RuntimeError: unreachable");
        let broken = "
            const broken = () => { throw new Error('this browser is broken'); };
            for (const name of ['createElement', 'createElementNS', 'createTextNode', 'createComment', 'importNode'])
                Document.prototype[name] = broken;
            Node.prototype.cloneNode = broken;";
        browser.script(broken, Vec::new()).await?;
        screen.submit().click().await?;
        browser.warns("This page cannot go on.").await?;
        screen.email().holds("ann@example.com").await
    });
}

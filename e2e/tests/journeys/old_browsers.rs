//! Browsers that lack what newer ones have: either everything works, or it is said and nothing seems to go on.

use e2e::{
    Context, Outcome,
    failure::ensure,
    journey,
    people::Person,
    screens::{SecondStep, Settings, SignIn},
};

/// What the README does not ask for. Each is taken away on its own before the page's own scripts run.
const NOT_NEEDED: [&str; 23] = [
    "delete AbortSignal.timeout; delete AbortSignal.any;",
    "delete window.AbortController;",
    "delete HTMLFormElement.prototype.requestSubmit;",
    "delete HTMLDialogElement.prototype.showModal; delete HTMLDialogElement.prototype.close;",
    "delete window.HTMLDialogElement;",
    "delete window.BroadcastChannel;",
    "delete window.structuredClone;",
    "delete window.MutationObserver;",
    "delete window.FinalizationRegistry; delete window.WeakRef;",
    "delete WebAssembly.instantiateStreaming;",
    "delete Crypto.prototype.randomUUID; delete Crypto.prototype.subtle;",
    "delete Array.prototype.at; delete String.prototype.at;",
    "delete Array.prototype.findLast; delete Array.prototype.toSorted; delete Promise.any;",
    "delete String.prototype.replaceAll; delete Promise.withResolvers;",
    "delete Element.prototype.replaceChildren;",
    "delete window.PublicKeyCredential;",
    "delete window.globalThis;",
    "delete Navigator.prototype.clipboard; delete Navigator.prototype.userAgentData;",
    "delete window.navigation; delete Document.prototype.startViewTransition;",
    "delete Navigator.prototype.locks; delete window.scheduler;",
    "delete Document.prototype.featurePolicy; delete window.OTPCredential;",
    "delete window.ResizeObserver; delete window.IntersectionObserver;",
    "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });",
];

/// What nothing goes without.
const NEEDED: [&str; 3] = [
    "delete window.WebAssembly;",
    "WebAssembly.instantiateStreaming = WebAssembly.instantiate = () => Promise.reject(new WebAssembly.CompileError('too new'));",
    "delete window.fetch;",
];

#[test]
fn a_browser_of_some_years_ago_signs_in() {
    journey(async |context| signs_in_without(context, 0).await);
}

#[test]
fn a_browser_of_some_years_ago_signs_in_whatever_else_it_lacks() {
    journey(async |context| signs_in_without(context, 1).await);
}

#[test]
fn a_browser_of_some_years_ago_signs_in_in_the_end() {
    journey(async |context| signs_in_without(context, 2).await);
}

/// The list in three parts: all of it takes longer than one journey may.
async fn signs_in_without(context: &Context, part: usize) -> Outcome {
    let browser = &*context.browser;
    let person = Person::new(&context.secrets);
    person.joins(browser).await?;
    person.enrols(browser, "My phone", &context.secrets).await?;
    person.leaves(browser).await?;
    for script in NOT_NEEDED.iter().skip(part).step_by(3) {
        context.tell(script);
        let lacked = browser.lacks(script).await?;
        browser.open("/").await?;
        let screen = SignIn(browser);
        screen.is_taken_over().await?;
        screen.give(&person.email, &person.password).await?;
        SecondStep(browser).seen().await?;
        ensure(browser.alerts_now().await?.is_empty(), || {
            (*script).to_owned()
        })?;
        SecondStep(browser).start_over().click().await?;
        screen.seen().await?;
        browser.has_again(lacked).await?;
    }
    // Whatever is looked at when a journey is over is looked at in a browser that has everything.
    browser.open("/").await
}

#[test]
fn dialogs_and_settings_work_in_a_browser_without_dialogs() {
    journey(async |context| {
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        person.enrols(browser, "My phone", &context.secrets).await?;
        browser
            .lacks("delete HTMLDialogElement.prototype.showModal; delete HTMLDialogElement.prototype.close; delete HTMLDialogElement.prototype.open;")
            .await?;
        browser.open(Settings::PATH).await?;
        let settings = Settings(browser);
        settings.seen().await?;
        settings.rename("My phone").click().await?;
        browser.button("Cancel").click().await?;
        settings.seen().await
    });
}

#[test]
fn a_browser_that_is_too_old_is_told_and_nothing_seems_to_go_on() {
    journey(async |context| {
        context.expects("");
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        for script in NEEDED {
            context.tell(script);
            let lacked = browser.lacks(script).await?;
            browser.open("/").await?;
            is_told(context).await?;
            let screen = SignIn(browser);
            screen.give(&person.email, &person.password).await?;
            nothing_goes_on(context).await?;
            browser.has_again(lacked).await?;
        }
        Ok(())
    });
}

#[test]
fn a_program_that_fails_after_an_early_submission_stops_the_waiting() {
    journey(async |context| {
        context.expects("");
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        context.interceptor.holds(".wasm");
        context.interceptor.answers(".wasm", 500, "{}");
        browser.open("/").await?;
        SignIn(browser)
            .give(&person.email, &person.password)
            .await?;
        let busy = browser.button("Signing in…");
        busy.has("aria-busy", "true").await?;
        context.interceptor.lets_go();
        is_told(context).await?;
        nothing_goes_on(context).await
    });
}

#[test]
fn what_breaks_in_the_program_after_it_started_is_told() {
    journey(async |context| {
        context.expects("");
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        browser.open("/").await?;
        SignIn(browser).is_taken_over().await?;

        context.tell("an extension fails");
        browser
            .script(
                "setTimeout(() => { throw new Error('of an extension'); });",
                Vec::new(),
            )
            .await?;
        browser
            .script("Promise.reject(new Error('of an extension'));", Vec::new())
            .await?;
        let told = browser.alerts_now().await?;
        ensure(told.is_empty(), || told)?;

        context.tell("the program fails");
        browser
            .script("delete FormData.prototype.get;", Vec::new())
            .await?;
        SignIn(browser)
            .give(&person.email, &person.password)
            .await?;
        is_told(context).await
    });
}

async fn is_told(context: &Context) -> Outcome {
    context.browser.warns("This page cannot go on.").await?;
    context.browser.warns("use an up-to-date browser").await
}

async fn nothing_goes_on(context: &Context) -> Outcome {
    let busy = "return document.querySelectorAll('[aria-busy]').length;";
    let busy = context.browser.script(busy, Vec::new()).await?;
    ensure(busy == 0, || format!("{busy} things seem to go on"))?;
    SignIn(&context.browser).submit().seen().await
}

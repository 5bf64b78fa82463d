//! Where to go after signing in: to an application that stands behind this server, and nowhere that nobody set up.

use e2e::{
    Context, Fixtures, Outcome, Proxy,
    failure::ensure,
    journey_with,
    people::Person,
    screens::{Enrolment, SecondStep, Settings, SignIn},
};
use serde_json::json;
use url::form_urlencoded::byte_serialize;

#[test]
fn an_application_behind_nginx_sends_strangers_to_sign_in_and_gets_them_back() {
    let fixtures = Fixtures::default().with_reverse_proxy(Proxy::Nginx);
    journey_with(fixtures, async |context| {
        comes_and_goes(context).await?;
        is_told_by_nobody_else(context).await?;
        comes_in_whatever_was_wanted(context).await
    });
}

#[test]
fn an_application_behind_caddy_sends_strangers_to_sign_in_and_gets_them_back() {
    let fixtures = Fixtures::default().with_reverse_proxy(Proxy::Caddy);
    journey_with(fixtures, async |context| {
        comes_and_goes(context).await?;
        is_told_by_nobody_else(context).await?;
        comes_in_whatever_was_wanted(context).await
    });
}

/// From the application to the sign-in page and back, until signing out.
async fn comes_and_goes(context: &Context) -> Outcome {
    let browser = &*context.browser;
    let person = Person::new(&context.secrets);
    context.tell("has a cookie of another application of this host, which writes as people do");
    browser.open("/sign-up").await?;
    let cookie = "document.cookie = 'name=Jürgen; path=/';";
    browser.script(cookie, Vec::new()).await?;
    person.joins(browser).await?;
    let mut keys = person.enrols(browser, "My phone", &context.secrets).await?;
    person.confirms_email(context).await?;
    person.leaves(browser).await?;
    let papers = format!(
        "{}/papers?page=2&by=date",
        context.reverse_proxy()?.origin()
    );
    let welcome = "It is read by robin@example.org, at /papers?page=2&by=date.";

    context.tell("is sent to sign in");
    browser.visit(&papers).await?;
    browser.is_at(browser.origin()).await?;
    SignIn(browser)
        .give(&person.email, &person.password)
        .await?;

    context.tell("the password alone opens nothing there");
    SecondStep(browser).seen().await?;
    browser.visit(&papers).await?;
    SecondStep(browser).seen().await?;
    let code = keys.app.unused_code().await?;
    SecondStep(browser).gives(&code).await?;

    context.tell("gets where they wanted to go, and stays known there");
    browser.heading("A small application").seen().await?;
    browser.says(welcome).await?;
    browser.says("Its reader is known.").await?;
    browser.is_at(&papers).await?;
    browser.reload().await?;
    browser.says(welcome).await
}

/// What a browser says of who it is does not reach the application, in any spelling.
async fn is_told_by_nobody_else(context: &Context) -> Outcome {
    const ASK: &str = "
        const done = arguments[arguments.length - 1];
        fetch('/papers', { headers: arguments[0] })
            .then(answer => answer.text())
            .then(done, error => done(String(error)));";
    context.tell("says to be somebody else");
    for name in ["Remote-Email", "remote-email", "Remote_Email"] {
        let headers = json!({ (name): "boss@example.org", "Remote-User": "boss" });
        let said = context.browser.script_async(ASK, vec![headers]).await?;
        let said = said.as_str().unwrap_or_default();
        ensure(said.contains("read by robin@example.org, at"), || {
            format!("{name}: {said}")
        })?;
    }
    Ok(())
}

/// Signs out; then addresses that nobody can be led back to lead to the sign-in page, and long ones there and back.
async fn comes_in_whatever_was_wanted(context: &Context) -> Outcome {
    let browser = &*context.browser;
    context.tell("signs out, and is a stranger again");
    browser.open(Settings::PATH).await?;
    // Of another application at another path of the same origin.
    let keep = "localStorage.setItem('other.application', 'theirs');";
    browser.script(keep, Vec::new()).await?;
    Settings(browser).leave().await?;
    let kept = "return localStorage.getItem('other.application');";
    let kept = browser.script(kept, Vec::new()).await?;
    ensure(kept == "theirs", || format!("it was taken away: {kept}"))?;
    let proxy = context.reverse_proxy()?.origin();
    let long = "%C3%A4".repeat(320);
    for (wanted, comes_back) in [
        ("/papers".to_owned(), true),
        (format!("/papers?q={long}"), true),
        (format!("/papers?q={}", "a".repeat(5_000)), false),
        ("//papers".to_owned(), true),
        ("/papers?q=%0a|\\^".to_owned(), false),
    ] {
        browser.visit(&format!("{proxy}{wanted}")).await?;
        SignIn(browser).seen().await?;
        let here = browser.address().await?;
        ensure(here.contains("?next=") == comes_back, || {
            format!("{wanted} leads to {here}")
        })?;
    }
    // It is not ours, and every journey ends by looking that the page can read no cookie.
    let gone = "document.cookie = 'name=; path=/; max-age=0';";
    browser.script(gone, Vec::new()).await.map(drop)
}

/// What strangers would like to be sent to; `HOME` stands for the origin of the service.
const BAD: [&str; 18] = [
    "//evil.example/x",
    "///evil.example/x",
    "/\\evil.example/x",
    "\\\\evil.example/x",
    "https://evil.example/x",
    "http:evil.example/x",
    "https:/evil.example/x",
    "HOME@evil.example/x",
    "HOME.evil.example/x",
    "javascript:document.title='evil'",
    "data:text/html,evil",
    "\tjavascript:document.title='evil'",
    "/\t/evil.example/x",
    "/\n/evil.example/x",
    "/%2f%2fevil.example/x",
    "/%5cevil.example/x",
    "/.//evil.example/x",
    "",
];

#[test]
fn nobody_is_sent_where_nobody_set_up() {
    journey_with(
        Fixtures::default().with_reverse_proxy(Proxy::Nginx),
        async |context| {
            let browser = &*context.browser;
            let person = Person::new(&context.secrets);
            person.joins(browser).await?;
            let proxy = context.reverse_proxy()?.origin();
            let to = |next: &str| {
                let next: String = byte_serialize(next.as_bytes()).collect();
                format!("/sign-in?next={next}")
            };

            for bad in BAD {
                context.tell(bad);
                let next = bad.replace("HOME", browser.origin());
                browser.open(&to(&next)).await?;
                Settings(browser).seen().await?;
                let home = format!("{}{}", browser.origin(), Settings::PATH);
                let here = browser.address().await?;
                ensure(here == home, || format!("{bad} leads to {here}"))?;
            }

            context.tell("a screen of the service, and one of the application");
            browser.open(&to(Enrolment::PATH)).await?;
            Enrolment(browser).seen().await?;
            browser.open(&to(&format!("{proxy}/papers"))).await?;
            browser.heading("A small application").seen().await?;
            browser.is_at(&format!("{proxy}/papers")).await?;

            context.tell("the password page that password managers look for");
            browser.open("/.well-known/change-password").await?;
            let settings = format!("{}{}", browser.origin(), Settings::PATH);
            browser.is_at(&settings).await
        },
    );
}

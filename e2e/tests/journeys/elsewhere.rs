//! Where to go after signing in: to an application that stands behind this server, and nowhere that nobody set up.

use e2e::{
    Props,
    failure::ensure,
    journey_with,
    people::Person,
    screens::{Enrolment, SecondStep, Settings, SignIn},
};
use url::form_urlencoded::byte_serialize;

#[test]
fn an_application_behind_nginx_sends_strangers_to_sign_in_and_gets_them_back() {
    journey_with(Props::default().with_front_door(), async |stage| {
        let browser = &*stage.browser;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        let mut keys = person.enrols(browser, "My phone", &stage.secrets).await?;
        person.confirms_email(stage).await?;
        person.leaves(browser).await?;
        let papers = format!("{}/papers?page=2&by=date", stage.front_door()?.origin());
        let welcome = "It is read by robin@example.org, at /papers?page=2&by=date.";

        stage.tell("is sent to sign in");
        browser.visit(&papers).await?;
        browser.is_at(browser.origin()).await?;
        SignIn(browser)
            .give(&person.email, &person.password)
            .await?;

        stage.tell("the password alone opens nothing there");
        SecondStep(browser).seen().await?;
        browser.visit(&papers).await?;
        SecondStep(browser).seen().await?;
        let code = keys.app.unused_code().await?;
        SecondStep(browser).gives(&code).await?;

        stage.tell("gets where they wanted to go, and stays known there");
        browser.heading("A small application").seen().await?;
        browser.says(welcome).await?;
        browser.is_at(&papers).await?;
        browser.reload().await?;
        browser.says(welcome).await?;

        stage.tell("signs out, and is a stranger again");
        browser.open(Settings::PATH).await?;
        Settings(browser).leave().await?;
        browser.visit(&papers).await?;
        SignIn(browser).seen().await
    });
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
    journey_with(Props::default().with_front_door(), async |stage| {
        let browser = &*stage.browser;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        let door = stage.front_door()?.origin();
        let to = |next: &str| {
            let next: String = byte_serialize(next.as_bytes()).collect();
            format!("/sign-in?next={next}")
        };

        for bad in BAD {
            stage.tell(bad);
            let next = bad.replace("HOME", browser.origin());
            browser.open(&to(&next)).await?;
            Settings(browser).seen().await?;
            let home = format!("{}{}", browser.origin(), Settings::PATH);
            let here = browser.address().await?;
            ensure(here == home, || format!("{bad} leads to {here}"))?;
        }

        stage.tell("a screen of the service, and one of the application");
        browser.open(&to(Enrolment::PATH)).await?;
        Enrolment(browser).seen().await?;
        browser.open(&to(&format!("{door}/papers"))).await?;
        browser.heading("A small application").seen().await?;
        browser.is_at(&format!("{door}/papers")).await?;

        stage.tell("the password page that password managers look for");
        browser.open("/.well-known/change-password").await?;
        let settings = format!("{}{}", browser.origin(), Settings::PATH);
        browser.is_at(&settings).await
    });
}

//! A browser that keeps no cookies: said before anything is typed where it can be known, and after a success that came to
//! nothing.

use e2e::{
    journey, journey_with,
    people::Person,
    screens::{SecondStep, SignIn},
};

#[test]
fn a_browser_that_says_that_it_keeps_no_cookies_is_warned_before_anything_is_typed() {
    journey(async |context| {
        let browser = &*context.browser;
        let off =
            "Object.defineProperty(Navigator.prototype, 'cookieEnabled', { get: () => false });";
        browser.lacks(off).await?;
        for path in ["/", "/sign-up"] {
            browser.open(path).await?;
            browser
                .says("This browser keeps no cookies for this site")
                .await?;
        }
        browser.open("/check").await?;
        browser.says("Allow cookies for this site").await
    });
}

#[test]
fn a_right_password_that_nobody_is_signed_in_by_is_said_to_need_cookies() {
    journey(async |context| {
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;

        context.tell("without a second step");
        context.interceptor.loses_cookies();
        browser.open("/").await?;
        let screen = SignIn(browser);
        screen.give(&person.email, &person.password).await?;
        browser
            .says("The sign-in was right, but this browser keeps no cookies for this site")
            .await?;
        screen.email().seen().await
    });
}

#[test]
fn a_second_step_without_cookies_is_not_asked_for() {
    journey_with(&[("LATCHKEY_TRUST_DAYS", "0")], async |context| {
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        person.enrols(browser, "My phone", &context.secrets).await?;
        person.leaves(browser).await?;
        browser.open("/").await?;
        let screen = SignIn(browser);
        screen.give(&person.email, &person.password).await?;
        SecondStep(browser).seen().await?;
        SecondStep(browser).start_over().click().await?;
        screen.seen().await?;

        context.interceptor.loses_cookies();
        screen.give(&person.email, &person.password).await?;
        browser
            .warns("The password was right, but this browser keeps no cookies for this site")
            .await
    });
}

//! Passkeys that wait while people go elsewhere: back, reload, another tab.

use e2e::{
    authenticator::Model,
    hooks::Asked,
    journey,
    people::{Kind, Person},
    screens::{Settings, SignIn, SignUp},
};

#[test]
fn a_prompt_is_let_go_wherever_the_person_goes() {
    journey(async |context| {
        let browser = &*context.browser;
        browser.is_watched().await?;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        let device = browser.authenticator(Model::DEVICE).await?;
        person
            .adds(browser, Kind::Passkey, "Laptop", &context.secrets)
            .await?;
        let laptop = device.credential().await?;
        person.leaves(browser).await?;
        device.ignores().await?;
        let sign_in = SignIn(browser);

        context.tell("goes away while passkeys wait in the field, and comes back");
        browser.open("/").await?;
        browser.waits_for(Asked::Autofill).await?;
        sign_in.create_account().click().await?;
        SignUp(browser).seen().await?;
        browser.waits_for_nothing().await?;
        browser.back().await?;
        sign_in.seen().await?;
        browser.waits_for(Asked::Autofill).await?;

        context.tell("goes away while the dialog is open, and comes back");
        sign_in.passkey().click().await?;
        browser.waits_for(Asked::Dialog).await?;
        sign_in.create_account().click().await?;
        SignUp(browser).seen().await?;
        browser.waits_for_nothing().await?;
        browser.back().await?;
        browser.waits_for(Asked::Autofill).await?;

        context.tell("reloads while the dialog is open");
        sign_in.passkey().click().await?;
        browser.waits_for(Asked::Dialog).await?;
        browser.reload().await?;
        browser.waits_for(Asked::Autofill).await?;

        context.tell("signs in in another tab");
        let first = browser.tab().await?;
        browser.new_tab().await?;
        browser.is_watched().await?;
        let beside = browser.authenticator(Model::DEVICE).await?;
        beside.takes(&laptop.counting(100)).await?;
        beside.ignores().await?;
        browser.open("/").await?;
        browser.waits_for(Asked::Autofill).await?;
        beside.answers().await?;
        sign_in.passkey().click().await?;
        Settings(browser).seen().await?;

        context.tell("the first tab follows, and lets its prompt go");
        browser.bring_to_front(&first).await?;
        Settings(browser).seen().await?;
        browser.waits_for_nothing().await?;

        context.tell("whoever is signed in is not asked again");
        browser.open("/").await?;
        Settings(browser).seen().await?;
        browser.waits_for_nothing().await
    });
}

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
    journey(async |stage| {
        let browser = &*stage.browser;
        browser.is_watched().await?;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        let device = browser.authenticator(Model::DEVICE).await?;
        person
            .adds(browser, Kind::Passkey, "Laptop", &stage.secrets)
            .await?;
        let laptop = device.credential().await?;
        person.leaves(browser).await?;
        device.ignores().await?;
        let door = SignIn(browser);

        stage.tell("goes away while passkeys wait in the field, and comes back");
        browser.open("/").await?;
        browser.waits_for(Asked::Autofill).await?;
        door.create_account().click().await?;
        SignUp(browser).seen().await?;
        browser.waits_for_nothing().await?;
        browser.back().await?;
        door.seen().await?;
        browser.waits_for(Asked::Autofill).await?;

        stage.tell("goes away while the dialog is open, and comes back");
        door.passkey().click().await?;
        browser.waits_for(Asked::Dialog).await?;
        door.create_account().click().await?;
        SignUp(browser).seen().await?;
        browser.waits_for_nothing().await?;
        browser.back().await?;
        browser.waits_for(Asked::Autofill).await?;

        stage.tell("reloads while the dialog is open");
        door.passkey().click().await?;
        browser.waits_for(Asked::Dialog).await?;
        browser.reload().await?;
        browser.waits_for(Asked::Autofill).await?;

        stage.tell("signs in in another tab");
        let first = browser.tab().await?;
        browser.new_tab().await?;
        browser.is_watched().await?;
        let beside = browser.authenticator(Model::DEVICE).await?;
        beside.takes(&laptop.counting(100)).await?;
        beside.ignores().await?;
        browser.open("/").await?;
        browser.waits_for(Asked::Autofill).await?;
        beside.answers().await?;
        door.passkey().click().await?;
        Settings(browser).seen().await?;

        stage.tell("the first tab follows, and lets its prompt go");
        browser.bring_to_front(&first).await?;
        Settings(browser).seen().await?;
        browser.waits_for_nothing().await?;

        stage.tell("whoever is signed in is not asked again");
        browser.open("/").await?;
        Settings(browser).seen().await?;
        browser.waits_for_nothing().await
    });
}

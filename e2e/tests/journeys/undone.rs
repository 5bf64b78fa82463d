//! An address that a thief put in place of the owner's, the methods that the thief added, and the link that ends all of it.

use e2e::{
    Context, Fixtures, Outcome,
    access::inspect,
    authenticator::{Authenticator, Model},
    browser::Browser,
    failure::ensure,
    hooks::Asked,
    journey_with,
    people::{CODE_MAIL, Kind, Person},
    screens::{Added, ForgotPassword, LinkPage, SecondStep, Settings, SignIn},
};
use serde_json::json;
use std::time::Duration;

const THIEF: &str = "thief@elsewhere.example";

#[test]
fn what_a_thief_added_is_shown_after_the_undoing_and_removed_with_one_press() {
    journey_with(Fixtures::default().with_clock(), async |context| {
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        person.confirms_email(context).await?;
        let keys = person.enrols(browser, "My phone", &context.secrets).await?;
        // Another code can be sent half a minute after the one before. Whatever is being sent just then would be sent twice.
        let added = "a second step was added";
        context.next_email(&person.email, added).await?;
        context.server.move_clock(Duration::from_mins(1)).await?;
        let thief = &*context.another_browser().await?;
        thief.is_watched().await?;

        context.tell("a thief signs in, takes the address, and adds ways in");
        // Not the sign-in page, which waits for a passkey itself.
        thief.open("/sign-up").await?;
        person.comes_with(thief, &keys.backup_codes[0]).await?;
        let device = thief.authenticator(Model::SYNCED).await?;
        takes_over(context, thief, &person).await?;

        context.tell("the owner undoes the change, which signs everybody out");
        let page = LinkPage::undoes_email_change(browser);
        let mail = context.next_email(&person.email, page.path).await?;
        page.opens(&mail.link(page.path, &context.secrets)?).await?;
        page.is_pressed().await?;
        let added = Added(browser);
        added.names("Passkey “Spare key”").await?;
        added.names("Backup code, ").await?;
        added.tells_of_browsers().await?;
        ensure(!browser.says_now("My phone").await?, || {
            "what the owner had before is among it".to_owned()
        })?;
        inspect(browser, "undone-with-more").await?;

        context.tell("the thief comes back with the passkey");
        gives_passkey(thief, &device).await?;
        Settings(thief).seen().await?;

        context.tell("one press removes it all, and the session of the thief ends");
        added.remove().click().await?;
        added.removed().await?;
        inspect(browser, "undone-removed").await?;
        gives_passkey(thief, &device).await?;
        let refusal = "This passkey was removed from the account";
        thief.warns(refusal).await?;

        context.tell("the owner is led to a new password, and has what they had");
        added.set_password().click().await?;
        ForgotPassword(browser).seen().await?;
        person.gives_password(browser).await?;
        let code = keys.app.code_in(context.server.ahead())?;
        SecondStep(browser).gives(&code).await?;
        Settings(browser).seen().await?;
        browser.says("My phone").await?;
        browser
            .says("You have one method, and it can be lost")
            .await?;
        browser.gone("Spare key").await
    });
}

/// Puts an address of the thief's in place of the account's, without the screens, and adds a passkey, backup codes and trust
/// in the thief's browser.
async fn takes_over(context: &Context, thief: &Browser, person: &Person) -> Outcome {
    let address = json!({ "email": THIEF });
    thief.call("/account/email/start", address).await?;
    let mail = context.next_email(THIEF, CODE_MAIL).await?;
    let code = json!({ "code": mail.code(&context.secrets)? });
    thief.call("/account/email/confirm", code).await?;
    let (passkey, secrets) = (Kind::Passkey, &context.secrets);
    person.adds(thief, passkey, "Spare key", secrets).await?;
    let codes = "/account/backup-codes/regenerate";
    thief.call(codes, json!({})).await?;
    let trust = "/account/devices/trust";
    thief.call(trust, json!({})).await.map(drop)
}

/// Finds the settings closed, and tries to get in with the passkey alone.
async fn gives_passkey(browser: &Browser, device: &Authenticator<'_>) -> Outcome {
    device.ignores().await?;
    browser.open(Settings::PATH).await?;
    SignIn(browser).seen().await?;
    browser.waits_for(Asked::Autofill).await?;
    device.answers().await?;
    SignIn(browser).passkey().click().await
}

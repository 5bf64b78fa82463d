//! Codes that are sent: by text message, to a phone company in the shape of a real one, and by email, to a real mail
//! server.

use e2e::{
    Props,
    access::inspect,
    failure::ensure,
    journey_with,
    mood::Mood,
    people::{CODE_MAIL, Person},
    screens::{AddPhone, ConfirmEmail, NewCodes, SecondStep, SentCode, Settings, SignIn},
    waiting::until,
};
use std::time::Duration;

const NUMBER: &str = "+491701234567";
const MASKED_NUMBER: &str = "+49 ••••• 67";
const MASKED_ADDRESS: &str = "r•••@example.org";
/// So long after a code was sent, the next one has all its tries again.
const LATER: Duration = Duration::from_hours(1);

/// What is said of a first code that is wrong.
const WRONG: &str = "That code is not right. 4 tries left.";

#[test]
fn a_phone_becomes_a_second_step_and_a_new_code_ends_the_one_before() {
    journey_with(Props::default().with_clock(), async |stage| {
        let browser = &*stage.browser;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        let (settings, screen) = (Settings(browser), AddPhone(browser));

        stage.tell("adds a phone, after a slip");
        browser.open(Settings::PATH).await?;
        settings.add_phone().click().await?;
        screen.seen().await?;
        inspect(browser, "phone").await?;
        screen.number().fill("0170 1234567").await?;
        screen.send().click().await?;
        screen.number().has("aria-invalid", "true").await?;
        screen.number().fill("+49 (170) 123-45 67").await?;
        screen.send().click().await?;
        let message = stage.phone_company.next_message(NUMBER).await?;
        screen.code().is_focused().await?;
        browser.says(NUMBER).await?;
        inspect(browser, "phone-code").await?;

        stage.tell("loads the page again, and goes on with the code that is out");
        browser.reload().await?;
        screen.code().seen().await?;
        browser.says(NUMBER).await?;
        browser.says("You can ask for a new code in 0:").await?;
        screen.gives(&message.code(&stage.secrets)?).await?;
        NewCodes(browser).keep(&stage.secrets).await?;
        screen.finished().await?;
        inspect(browser, "phone-finished").await?;
        screen.to_settings().click().await?;
        settings.seen().await?;
        browser.says(MASKED_NUMBER).await?;
        person.wants_no_passkey(browser).await?;
        settings.leave().await?;

        stage.tell("signs in, and wants another code before the first one is typed");
        stage.server.move_clock(LATER).await?;
        let second = SentCode::by_text_message(browser);
        SignIn(browser)
            .give(&person.email, &person.password)
            .await?;
        second.seen(MASKED_NUMBER).await?;
        inspect(browser, "second-step-text-message").await?;
        let before = stage.phone_company.next_message(NUMBER).await?;
        let before = before.code(&stage.secrets)?;
        browser.says("You can ask for a new code in 0:").await?;
        stage.server.move_clock(Duration::from_mins(1)).await?;
        browser.reload().await?;
        second.seen(MASKED_NUMBER).await?;
        second.resend().click().await?;
        second.code().is_focused().await?;
        let message = stage.phone_company.next_message(NUMBER).await?;
        second.gives(&before).await?;
        browser.warns(WRONG).await?;
        second.gives(&message.code(&stage.secrets)?).await?;
        settings.seen().await?;

        stage.tell("the code is good once");
        settings.leave().await?;
        person.gives_password_for(browser, &second.code()).await?;
        second.gives(&message.code(&stage.secrets)?).await?;
        browser.warns("That code").await
    });
}

#[test]
fn a_phone_company_that_is_out_of_order_loses_no_code_and_keeps_nobody_waiting() {
    journey_with(Props::default().with_clock(), async |stage| {
        let browser = &*stage.browser;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        person.adds_phone(stage, NUMBER).await?;
        person.wants_no_passkey(browser).await?;
        person.leaves(browser).await?;
        stage.server.move_clock(LATER).await?;

        stage.tell("the company refuses, and the page goes on");
        let asked = stage.phone_company.asked();
        stage.phone_company.becomes(Mood::Refuses);
        let second = SentCode::by_text_message(browser);
        person.gives_password_for(browser, &second.code()).await?;
        second.seen(MASKED_NUMBER).await?;
        until(async || {
            let is_asked = stage.phone_company.asked() > asked;
            ensure(is_asked, || "nobody asked the company".to_owned())
        })
        .await?;

        stage.tell("the power goes, and comes back, and the company works again");
        stage.server.stop()?;
        stage.phone_company.becomes(Mood::Works);
        stage.server.again().await?;
        let message = stage.phone_company.next_message(NUMBER).await?;
        second.gives(&message.code(&stage.secrets)?).await?;
        Settings(browser).seen().await
    });
}

#[test]
fn a_mailbox_becomes_a_second_step_where_the_service_wants_it() {
    let props = Props::default()
        .told("LATCHKEY_EMAIL_CODES", "on")
        .with_clock();
    journey_with(props, async |stage| {
        let browser = &*stage.browser;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        let (settings, screen) = (Settings(browser), ConfirmEmail(browser));

        stage.tell("confirms the address");
        browser.open(Settings::PATH).await?;
        settings.confirm_email().click().await?;
        screen.seen().await?;
        screen.address().holds(&person.email).await?;
        inspect(browser, "email").await?;
        screen.send().click().await?;
        let mail = stage.mailbox.next_mail(&person.email, CODE_MAIL).await?;
        screen.code().seen().await?;
        inspect(browser, "email-code").await?;
        screen.gives(&mail.code(&stage.secrets)?).await?;
        screen.finished().await?;
        inspect(browser, "email-finished").await?;
        screen.to_settings().click().await?;
        settings.seen().await?;

        stage.tell("turns codes by email on");
        settings.turn_on_email_codes().click().await?;
        NewCodes(browser).keep(&stage.secrets).await?;
        person.wants_no_passkey(browser).await?;
        browser.open(Settings::PATH).await?;
        settings.seen().await?;
        browser.says("Turn off codes by email").await?;
        settings.leave().await?;

        stage.tell("signs in with one");
        stage.server.move_clock(LATER).await?;
        let second = SentCode::by_email(browser);
        person.gives_password_for(browser, &second.code()).await?;
        second.seen(MASKED_ADDRESS).await?;
        inspect(browser, "second-step-email").await?;
        let mail = stage.mailbox.next_mail(&person.email, CODE_MAIL).await?;
        second.gives(&mail.code(&stage.secrets)?).await?;
        settings.seen().await
    });
}

#[test]
fn a_browser_that_reads_messages_types_the_code_itself() {
    journey_with(Props::default().with_clock(), async |stage| {
        let browser = &*stage.browser;
        browser.reads_messages().await?;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        let codes = person.adds_phone(stage, NUMBER).await?;
        person.wants_no_passkey(browser).await?;
        person.leaves(browser).await?;
        stage.server.move_clock(LATER).await?;

        stage.tell("the code stands in its field, and the person decides about trust");
        let second = SentCode::by_text_message(browser);
        person.gives_password_for(browser, &second.code()).await?;
        second.seen(MASKED_NUMBER).await?;
        let message = stage.phone_company.next_message(NUMBER).await?;
        let code = message.code(&stage.secrets)?;
        browser.reads(&code).await?;
        second.code().holds(&code).await?;
        SecondStep(browser).confirm().click().await?;
        Settings(browser).seen().await?;

        stage.tell("it stops reading when another method is chosen");
        Settings(browser).leave().await?;
        stage.server.move_clock(LATER).await?;
        person.gives_password_for(browser, &second.code()).await?;
        second.seen(MASKED_NUMBER).await?;
        browser.reader_is("waiting").await?;
        SecondStep(browser).choose_backup_code().await?;
        browser.reader_is("aborted").await?;
        SecondStep(browser).give_backup_code(&codes[0]).await?;
        Settings(browser).seen().await
    });
}

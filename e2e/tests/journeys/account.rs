//! Looking after an account: the last backup codes, another address, and the end.

use e2e::{
    access::inspect,
    authenticator::Model,
    failure::ensure,
    journey,
    people::{CODE_MAIL, Kind, Person},
    screens::{ConfirmEmail, LinkPage, NewCodes, SecondStep, Settings, SignIn},
};

#[test]
fn whoever_is_down_to_two_backup_codes_is_offered_new_ones_before_going_on() {
    journey(async |stage| {
        let browser = &*stage.browser;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        let keys = person.enrols(browser, "My phone", &stage.secrets).await?;
        let (second, settings) = (SecondStep(browser), Settings(browser));
        let [used @ .., last, _, _] = keys.backup_codes.as_slice() else {
            return ensure(false, || "there are too few codes".to_owned());
        };
        for code in used {
            person.leaves(browser).await?;
            person.comes_with(browser, code).await?;
        }
        person.leaves(browser).await?;

        stage.tell("uses the last but two");
        person.gives_password(browser).await?;
        second.choose_backup_code().await?;
        second.give_backup_code(last).await?;
        browser.says("2 backup codes left").await?;
        inspect(browser, "new-backup-codes").await?;
        // The same news again and again is told in one mail later: the fifth is the last that comes at once.
        let words = "5 are left";
        stage.mailbox.next_mail(&person.email, words).await?;

        stage.tell("takes a new set");
        browser.button("Make new backup codes").click().await?;
        let codes = NewCodes(browser).keep(&stage.secrets).await?;
        ensure(codes.len() == 10, || format!("{} codes", codes.len()))?;
        settings.seen().await?;
        browser.says("10 backup codes left").await
    });
}

#[test]
fn another_address_is_confirmed_and_whoever_had_the_old_one_can_undo_it() {
    journey(async |stage| {
        const NEW: &str = "robin@elsewhere.example";
        let browser = &*stage.browser;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        person.enrols(browser, "My phone", &stage.secrets).await?;
        let (settings, screen) = (Settings(browser), ConfirmEmail(browser));

        stage.tell("changes it");
        browser.open(Settings::PATH).await?;
        settings.change_email().click().await?;
        screen.seen().await?;
        screen.address().fill(NEW).await?;
        screen.send().click().await?;
        let mail = stage.mailbox.next_mail(NEW, CODE_MAIL).await?;
        screen.gives(&mail.code(&stage.secrets)?).await?;
        screen.finished().await?;
        screen.to_settings().click().await?;
        settings.seen().await?;
        browser.says(NEW).await?;

        stage.tell("the old address undoes it");
        let page = LinkPage::undoes_email_change(browser);
        let mail = stage.mailbox.next_mail(&person.email, page.path).await?;
        page.opens(&mail.link(page.path, &stage.secrets)?).await?;
        inspect(browser, "undo").await?;
        page.is_pressed().await?;
        inspect(browser, "undone").await?;
        browser.open(Settings::PATH).await?;
        SignIn(browser).seen().await?;
        SignIn(browser).give(NEW, &person.password).await?;
        browser.warns("do not fit together").await?;
        person.gives_password(browser).await
    });
}

#[test]
fn an_account_is_deleted_by_whoever_types_its_address() {
    journey(async |stage| {
        let browser = &*stage.browser;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        person.enrols(browser, "My phone", &stage.secrets).await?;
        let settings = Settings(browser);
        browser.open(Settings::PATH).await?;

        stage.tell("mistypes the address");
        settings.delete_account().click().await?;
        settings.dialog("Delete your account?").seen().await?;
        let (field, button) = (
            browser.field("Your email address"),
            browser.button("Delete for good"),
        );
        field.fill("robyn@example.org").await?;
        button.click().await?;
        field.has("aria-invalid", "true").await?;
        inspect(browser, "delete-account").await?;

        stage.tell("types it");
        field.fill(&person.email).await?;
        button.click().await?;
        browser.says("Your account is deleted.").await?;
        SignIn(browser)
            .give(&person.email, &person.password)
            .await?;
        browser.warns("do not fit together").await?;
        stage.mailbox.next_mail(&person.email, "deleted").await?;
        Ok(())
    });
}

#[test]
fn whoever_accepts_only_keys_is_let_in_by_nothing_else() {
    journey(async |stage| {
        let browser = &*stage.browser;
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        person.enrols(browser, "My phone", &stage.secrets).await?;
        let (settings, second) = (Settings(browser), SecondStep(browser));
        let first = browser.authenticator(Model::KEY).await?;
        let key = Kind::SecurityKey;
        person
            .adds(browser, key, "Blue key", &stage.secrets)
            .await?;
        first.is_unplugged().await?;
        browser.authenticator(Model::KEY).await?;
        person.adds(browser, key, "Red key", &stage.secrets).await?;

        stage.tell("accepts only keys");
        browser.open(Settings::PATH).await?;
        settings.accept_only_keys().click().await?;
        browser.says("there is no recovery by email").await?;
        inspect(browser, "keys-only").await?;
        settings.accept_only_keys().click().await?;
        browser
            .says("From now on only your passkeys and security keys are accepted.")
            .await?;
        inspect(browser, "settings-keys-only").await?;

        stage.tell("is asked for nothing else");
        settings.leave().await?;
        SignIn(browser)
            .give(&person.email, &person.password)
            .await?;
        second.security_key().seen().await?;
        let is_offered = browser.says_now("Try another way").await?;
        ensure(!is_offered, || "another way is offered".to_owned())?;
        second.security_key().click().await?;
        settings.seen().await
    });
}

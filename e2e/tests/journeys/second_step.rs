//! Codes that are wrong, used, or too many.

use e2e::{
    journey,
    people::Person,
    screens::{SecondStep, Settings},
};

#[test]
fn a_wrong_code_and_a_used_code_are_told_apart_and_the_right_one_gets_in() {
    journey(async |context| {
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        let mut keys = person.enrols(browser, "My phone", &context.secrets).await?;
        person.leaves(browser).await?;
        person.gives_password(browser).await?;
        let second = SecondStep(browser);
        second.code().is_focused().await?;

        context.tell("types the code that was used already");
        second.gives(&keys.app.used_code()?).await?;
        browser.warns("has been used already").await?;
        browser.says("Your app shows the next code in 0:").await?;

        context.tell("types a wrong code");
        let wrong = keys.app.wrong_codes(1)?;
        second.gives(&wrong[0]).await?;
        browser
            .warns("That code is not right. 3 tries left.")
            .await?;
        second.code().has("aria-invalid", "true").await?;
        second.code().holds(&wrong[0]).await?;

        context.tell("types the next code");
        second.gives(&keys.app.unused_code().await?).await?;
        Settings(browser).seen().await
    });
}

#[test]
fn five_wrong_codes_lock_the_app_for_a_while_but_not_the_backup_codes() {
    journey(async |context| {
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        let mut keys = person.enrols(browser, "My phone", &context.secrets).await?;
        person.leaves(browser).await?;
        person.gives_password(browser).await?;
        let second = SecondStep(browser);

        let words = [
            "4 tries left",
            "3 tries left",
            "2 tries left",
            "One try left",
        ];
        for (code, words) in keys.app.wrong_codes(4)?.iter().zip(words) {
            context.tell(words);
            second.gives(code).await?;
            browser.warns(words).await?;
        }

        context.tell("types a fifth wrong code");
        second.gives(&keys.app.wrong_codes(5)?[4]).await?;
        browser
            .warns("That code is not right, and it was the last try for now.")
            .await?;
        browser.says("You can try again in 1").await?;

        context.tell("is refused with the right one");
        second.gives(&keys.app.unused_code().await?).await?;
        browser
            .warns("Too many tries. Even a right one is refused for now.")
            .await?;
        browser.says("You can try again in 14:").await?;

        context.tell("gets in with a backup code");
        second.choose_backup_code().await?;
        second.give_backup_code(&keys.backup_codes[3]).await?;
        Settings(browser).seen().await?;
        browser.says("9 backup codes left").await
    });
}

//! The happy path, from nothing to a backup code.

use e2e::{
    Context, Outcome,
    app::App,
    failure::ensure,
    journey,
    people::Person,
    screens::{Enrolment, NewCodes, Offer, SecondStep, Settings, SignIn, SignUp},
};

#[test]
fn a_new_person_gets_in_with_everything_they_have() {
    journey(async |context| {
        let person = Person::new(&context.secrets);
        let browser = &*context.browser;

        context.tell("signs up");
        browser.open("/").await?;
        SignIn(browser).create_account().click().await?;
        SignUp(browser)
            .give(&person.email, &person.password)
            .await?;

        context.tell("scans the square and confirms a code");
        let enrolment = Enrolment(browser);
        let address = enrolment.scan().await?;
        ensure(address.issuer == "Latchkey", || format!("{address:?}"))?;
        let label = format!("Latchkey:{}", person.email);
        ensure(address.label == label, || format!("{address:?}"))?;
        let mut app = App::with_secret(&address.secret, context.secrets.clone());
        enrolment.name().fill("My phone").await?;
        enrolment.code().fill(&app.code()?).await?;

        context.tell("saves the codes");
        let codes = saves_the_codes(context).await?;
        enrolment.finished().await?;
        browser.says("cannot be used again").await?;
        enrolment.to_settings().click().await?;
        Settings(browser).seen().await?;
        browser.says("10 backup codes left").await?;

        context.tell("signs out, and in with password and code");
        Settings(browser).leave().await?;
        SignIn(browser)
            .give(&person.email, &person.password)
            .await?;
        let second = SecondStep(browser);
        second.seen().await?;
        let (head, tail) = halves(&app.unused_code().await?);
        second.gives(&format!("{head} {tail}")).await?;
        Offer(browser).seen().await?;
        Offer(browser).never().click().await?;
        Settings(browser).seen().await?;

        context.tell("signs out, and in with a backup code");
        Settings(browser).leave().await?;
        SignIn(browser)
            .give(&person.email, &person.password)
            .await?;
        second.seen().await?;
        second.choose_backup_code().await?;
        let typed = codes[0].to_lowercase().replace('-', " ");
        second.give_backup_code(&typed).await?;
        Settings(browser).seen().await?;
        browser.says("9 backup codes left").await
    });
}

/// Says that the codes are saved, and answers what was kept.
async fn saves_the_codes(context: &Context) -> Outcome<Vec<String>> {
    let screen = NewCodes(&context.browser);
    let codes = screen.read().await?;
    for code in &codes {
        context.secrets.keep(code);
    }
    ensure(codes.len() == 10, || format!("{} codes", codes.len()))?;
    screen.go_on().click().await?;
    context
        .browser
        .warns("Tick “I have saved them” first")
        .await?;
    screen.saved().has("aria-invalid", "true").await?;
    let file = screen.download().await?;
    let kept: Vec<&str> = file.lines().filter(|line| line.len() == 19).collect();
    ensure(kept == codes, || format!("the file says {file}"))?;
    let copied = screen.copy().await?;
    ensure(copied == codes.join("\n"), || format!("copied: {copied}"))?;
    screen.saved().click().await?;
    screen.go_on().click().await?;
    Ok(codes)
}

fn halves(code: &str) -> (String, String) {
    let (head, tail) = code.split_at(3);
    (head.to_owned(), tail.to_owned())
}

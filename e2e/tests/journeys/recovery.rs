//! Recovery: a new password by email, and a lost second step after a waiting period.

use e2e::{
    Context, Fixtures, Outcome,
    access::inspect,
    app::App,
    browser::Browser,
    failure::ensure,
    journey, journey_with,
    people::Person,
    screens::{
        Enrolment, ForgotPassword, LinkPage, NewCodes, NewPassword, Recovery, SecondStep, Settings,
        SignIn,
    },
};
use std::time::Duration;

/// What the mail about a new password says.
const CHANGED: &str = "changed by the link in a mail";
const NEW: &str = "nine slow ferries to the island";

#[test]
fn a_forgotten_password_is_set_anew_and_the_second_step_stays() {
    journey(async |context| {
        let browser = &*context.browser;
        context.secrets.keep(NEW);
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        let mut keys = person.enrols(browser, "My phone", &context.secrets).await?;
        let elsewhere = context.another_browser().await?;
        elsewhere.open("/").await?;

        context.tell("asks for a link, and so does somebody who is not known here");
        let ask = ForgotPassword(&elsewhere);
        for email in ["nobody@example.org", person.email.as_str()] {
            elsewhere.open("/").await?;
            elsewhere.link("Forgot your password?").click().await?;
            ask.seen().await?;
            inspect(&elsewhere, "forgot-password").await?;
            ask.asks(email).await?;
            ask.asked().await?;
            inspect(&elsewhere, "forgot-password-asked").await?;
        }
        let path = NewPassword::PATH;
        let mail = context.next_email(&person.email, path).await?;
        let strangers = context.smtp_sink.inbox.all();
        let strangers = strangers.iter().any(|it| it.to == "nobody@example.org");
        ensure(!strangers, || "a mail went to a stranger".to_owned())?;

        context.tell("opens it, and sets another password after a slip");
        let link = mail.link(path, &context.secrets)?;
        let screen = NewPassword(&elsewhere);
        elsewhere.open(&link).await?;
        screen.seen().await?;
        forgets_the_token(&elsewhere).await?;
        inspect(&elsewhere, "new-password").await?;
        screen.gives("short").await?;
        elsewhere.warns("Use at least 8 characters.").await?;
        screen.gives(NEW).await?;
        screen.finished().await?;
        inspect(&elsewhere, "new-password-set").await?;

        context.tell("the link works once, and whoever was signed in is out");
        elsewhere.open("/").await?;
        elsewhere.open(&link).await?;
        elsewhere
            .heading("This link does not work any more")
            .seen()
            .await?;
        elsewhere.link("Ask for a new link").seen().await?;
        inspect(&elsewhere, "new-password-expired").await?;
        browser.open(Settings::PATH).await?;
        SignIn(browser).seen().await?;

        context.tell("signs in with the new password and the second step");
        SignIn(browser)
            .give(&person.email, &person.password)
            .await?;
        browser.warns("do not fit together").await?;
        SignIn(browser).give(&person.email, NEW).await?;
        SecondStep(browser).seen().await?;
        let code = keys.app.unused_code().await?;
        SecondStep(browser).gives(&code).await?;
        Settings(browser).seen().await?;
        let told = context.next_email(&person.email, CHANGED).await;
        told.map(drop)
    });
}

/// What stood behind the `#` is neither in the address bar nor in the history.
async fn forgets_the_token(browser: &Browser) -> Outcome {
    let here = browser.address().await?;
    ensure(!here.contains('#'), || {
        "the token stands in the address bar".to_owned()
    })
}

/// Sessions outlast the waiting period.
fn patient() -> Fixtures {
    Fixtures::default()
        .told("LATCHKEY_SESSION_IDLE_MINUTES", "43200")
        .told("LATCHKEY_SESSION_HOURS", "720")
        .with_clock()
}

#[test]
fn a_lost_second_step_is_reset_after_a_time_of_waiting() {
    journey_with(patient(), async |context| {
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        person.confirms_email(context).await?;
        person
            .enrols(browser, "Lost phone", &context.secrets)
            .await?;
        let elsewhere = &*context.another_browser().await?;
        let recovery = Recovery(elsewhere);

        context.tell("asks for recovery");
        person.gives_password(elsewhere).await?;
        recovery.is_chosen().await?;
        recovery.seen().await?;
        inspect(elsewhere, "recovery").await?;
        recovery.ask().click().await?;
        recovery.asked().await?;
        inspect(elsewhere, "recovery-asked").await?;

        context.tell("opens the link, which by itself does nothing");
        let page = LinkPage::begins_recovery(elsewhere);
        begins(context, &person, &page).await?;
        inspect(elsewhere, "recovery-begun").await?;
        let warning = "Somebody is recovering this account";
        browser.open(Settings::PATH).await?;
        Settings(browser).seen().await?;
        browser.says(warning).await?;
        inspect(browser, "settings-recovery").await?;

        context.tell("comes back too early");
        context.server.move_clock(Duration::from_hours(23)).await?;
        person.gives_password(elsewhere).await?;
        let notice = "A recovery of this account is waiting.";
        elsewhere.says(notice).await?;
        inspect(elsewhere, "second-step-recovery-waiting").await?;
        recovery.is_chosen().await?;
        recovery.waits().await?;
        inspect(elsewhere, "recovery-waiting").await?;

        context.tell("comes back in time, and finishes it");
        context.server.move_clock(Duration::from_hours(2)).await?;
        let words = "The time of waiting is over.";
        context.next_email(&person.email, words).await?;
        person.gives_password(elsewhere).await?;
        let notice = "The recovery of this account can be finished now.";
        recovery.is_told(notice).await?;
        recovery.is_ready().await?;
        inspect(elsewhere, "recovery-ready").await?;
        recovery.finish().click().await?;

        context.tell("has to enrol before anything else");
        Enrolment(elsewhere).seen().await?;
        elsewhere.open(Settings::PATH).await?;
        enrols_anew(context, elsewhere).await?;
        elsewhere.gone(warning).await?;
        browser.open(Settings::PATH).await?;
        SignIn(browser).seen().await?;
        let words = "every second-step method was removed";
        context.next_email(&person.email, words).await?;
        Ok(())
    });
}

/// Opens the link of the mail, and presses the button of its page.
async fn begins(context: &Context, person: &Person, page: &LinkPage<'_>) -> Outcome {
    let mail = context.next_email(&person.email, "/recovery#").await?;
    page.opens(&mail.link(page.path, &context.secrets)?).await?;
    page.is_pressed().await
}

/// Sets up an app by the server's clock, and gets to the settings.
async fn enrols_anew(context: &Context, browser: &Browser) -> Outcome {
    let enrolment = Enrolment(browser);
    let scanned = enrolment.scan().await?;
    let app = App::with_secret(&scanned.secret, context.secrets.clone());
    let code = app.code_in(context.server.ahead())?;
    enrolment.code().fill(&code).await?;
    NewCodes(browser).keep(&context.secrets).await?;
    enrolment.finished().await?;
    enrolment.to_settings().click().await?;
    Settings(browser).seen().await
}

#[test]
fn a_recovery_is_stopped_by_the_link_in_its_email_and_by_whoever_is_signed_in() {
    journey_with(patient(), async |context| {
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        person.confirms_email(context).await?;
        let keys = person.enrols(browser, "My phone", &context.secrets).await?;
        let attacker = &*context.another_browser().await?;
        let (recovery, page) = (Recovery(attacker), LinkPage::begins_recovery(attacker));

        context.tell("an attacker begins one");
        person.gives_password(attacker).await?;
        recovery.is_chosen().await?;
        recovery.ask().click().await?;
        begins(context, &person, &page).await?;

        context.tell("its owner stops it by the mail");
        let stop = LinkPage::stops_recovery(browser);
        let mail = context.next_email(&person.email, stop.path).await?;
        stop.opens(&mail.link(stop.path, &context.secrets)?).await?;
        inspect(browser, "recovery-stop").await?;
        stop.is_pressed().await?;
        inspect(browser, "recovery-stopped").await?;

        context.tell("the attacker begins another one, and the owner stops it in the settings");
        attacker.open("/").await?;
        recovery.is_chosen().await?;
        recovery.seen().await?;
        recovery.ask().click().await?;
        begins(context, &person, &page).await?;
        context.server.move_clock(Duration::from_hours(1)).await?;
        let settings = Settings(browser);
        browser.open(Settings::PATH).await?;
        settings.stop_recovery().click().await?;
        settings.proof().seen().await?;
        let code = keys.app.code_in(context.server.ahead())?;
        SecondStep(browser).code().fill(&code).await?;
        browser.says("The recovery is stopped.").await?;

        context.tell("a day later nothing can be finished");
        context.server.move_clock(Duration::from_hours(25)).await?;
        person.gives_password(attacker).await?;
        recovery.is_chosen().await?;
        recovery.seen().await
    });
}

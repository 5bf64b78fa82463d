//! Where somebody wanted to go, and what they typed, survives every detour.

use e2e::{
    Outcome, Props,
    browser::Browser,
    failure::ensure,
    journey, journey_with,
    people::Person,
    screens::{
        Activity, Enrolment, ForgotPassword, LinkPage, NewCodes, NewPassword, Settings, SignIn,
        SignUp,
    },
};

const NEW: &str = "nine slow ferries to the island";

/// The address that was typed is kept in this tab, and nowhere that outlives it.
async fn keeps_to_itself(browser: &Browser, email: &str) -> Outcome {
    const WHERE: &str =
        "return [location.href, JSON.stringify(history.state), JSON.stringify(localStorage),
        JSON.stringify(sessionStorage), document.cookie].join(' ');";
    let (name, _) = email.split_once('@').unwrap_or((email, ""));
    let seen = browser.script(WHERE, Vec::new()).await?.to_string();
    ensure(!seen.contains(name), || {
        format!("the address is kept: {seen}")
    })
}

#[test]
fn a_new_person_gets_where_they_wanted_to_go_with_the_address_typed_once() {
    journey_with(
        Props::default().told("LATCHKEY_SECOND_STEP", "required"),
        async |stage| {
            let browser = &*stage.browser;
            let person = Person::new(&stage.secrets);

            stage.tell("wants to see a screen, and has no account yet");
            browser.open(Activity::PATH).await?;
            SignIn(browser).seen().await?;
            SignIn(browser).email().fill(&person.email).await?;
            SignIn(browser).create_account().click().await?;
            SignUp(browser).seen().await?;
            SignUp(browser).email().holds(&person.email).await?;
            keeps_to_itself(browser, &person.email).await?;

            stage.tell("looks back, loads the page again, and goes on");
            browser.back().await?;
            SignIn(browser).seen().await?;
            SignIn(browser).email().holds(&person.email).await?;
            SignIn(browser).create_account().click().await?;
            SignUp(browser).seen().await?;
            browser.reload().await?;
            SignUp(browser)
                .give(&person.email, &person.password)
                .await?;

            stage.tell("must set up a second step first, and gets there then");
            let enrolment = Enrolment(browser);
            let scanned = enrolment.scan().await?;
            let mut app = e2e::app::App::with_secret(&scanned.secret, stage.secrets.clone());
            enrolment.code().fill(&app.code()?).await?;
            NewCodes(browser).keep(&stage.secrets).await?;
            enrolment.finished().await?;
            browser.button("Continue").click().await?;
            Activity(browser).seen().await
        },
    );
}

#[test]
fn a_forgotten_password_leads_back_to_the_dialog_that_was_asked_for() {
    journey_with(Props::default().with_clock(), async |stage| {
        let browser = &*stage.browser;
        stage.secrets.keep(NEW);
        let person = Person::new(&stage.secrets);
        person.joins(browser).await?;
        person.wants_no_passkey(browser).await?;
        browser.open(Settings::PATH).await?;
        Settings(browser).leave().await?;

        stage.tell(
            "comes by the address that password managers know, and has forgotten the password",
        );
        browser.open("/.well-known/change-password").await?;
        SignIn(browser).seen().await?;
        SignIn(browser).email().fill(&person.email).await?;
        browser.link("Forgot your password?").click().await?;
        let ask = ForgotPassword(browser);
        ask.seen().await?;
        browser.field("Email address").holds(&person.email).await?;
        browser.button("Send the link").click().await?;
        ask.asked().await?;
        browser.says(&person.email).await?;
        keeps_to_itself(browser, &person.email).await?;

        stage.tell("nothing comes at once, and gives the address again instead of waiting");
        let path = NewPassword::PATH;
        let first = stage.mailbox.next_mail(&person.email, path).await?;
        browser.says("You can ask for another link in 0:").await?;
        browser.button("Use another address").click().await?;
        ask.seen().await?;
        browser.field("Email address").holds(&person.email).await?;
        browser.button("Send the link").click().await?;
        ask.asked().await?;
        let second = stage.mailbox.next_mail(&person.email, path).await?;

        stage.tell("the first link is told to be dead before anything is typed");
        browser.open(&first.link(path, &stage.secrets)?).await?;
        browser
            .heading("This link does not work any more")
            .seen()
            .await?;
        browser.link("Ask for a new link").click().await?;
        ask.seen().await?;

        stage.tell("the second one comes through a mail program that put something behind it");
        let link = second.link(path, &stage.secrets)?;
        browser.open(&format!("{link}&utm_source=mail")).await?;
        let screen = NewPassword(browser);
        screen.seen().await?;
        screen.gives(NEW).await?;
        screen.finished().await?;
        browser.link("Go to sign in").click().await?;
        SignIn(browser).give(&person.email, NEW).await?;

        stage.tell("gets to what they came for");
        browser.heading("Change your password").seen().await
    });
}

#[test]
fn a_link_without_its_token_says_so_at_once() {
    journey(async |stage| {
        let browser = &*stage.browser;
        for path in [
            NewPassword::PATH,
            LinkPage::begins_recovery(browser).path,
            LinkPage::stops_recovery(browser).path,
            LinkPage::undoes_email_change(browser).path,
        ] {
            stage.tell(path);
            browser.open(path).await?;
            browser.heading("This link is not complete").seen().await?;

            // Nobody ever sent this token; a gateway has rewritten the sign before it, once or twice.
            for sign in ["#", "%23", "%2523"] {
                browser.open("/check").await?;
                let dead = format!("{path}{sign}AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8");
                browser.open(&dead).await?;
                browser
                    .heading("This link does not work any more")
                    .seen()
                    .await?;
            }
        }
        Ok(())
    });
}

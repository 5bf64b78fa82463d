//! Where somebody wanted to go, and what they typed, survives every detour.

use e2e::{
    Context, Fixtures, Outcome,
    access::inspect,
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
        Fixtures::default().told("LATCHKEY_SECOND_STEP", "required"),
        async |context| {
            let browser = &*context.browser;
            let person = Person::new(&context.secrets);

            context.tell("wants to see a screen, and has no account yet");
            browser.open(Activity::PATH).await?;
            SignIn(browser).seen().await?;
            SignIn(browser).email().fill(&person.email).await?;
            SignIn(browser).create_account().click().await?;
            SignUp(browser).seen().await?;
            SignUp(browser).email().holds(&person.email).await?;
            keeps_to_itself(browser, &person.email).await?;

            context.tell("looks back, loads the page again, and goes on");
            browser.back().await?;
            SignIn(browser).seen().await?;
            SignIn(browser).email().holds(&person.email).await?;
            SignIn(browser).create_account().click().await?;
            SignUp(browser).seen().await?;
            browser.reload().await?;
            SignUp(browser)
                .give(&person.email, &person.password)
                .await?;

            context.tell("must set up a second step first, and gets there then");
            let enrolment = Enrolment(browser);
            let scanned = enrolment.scan().await?;
            let mut app = e2e::app::App::with_secret(&scanned.secret, context.secrets.clone());
            enrolment.code().fill(&app.code()?).await?;
            NewCodes(browser).keep(&context.secrets).await?;
            enrolment.finished().await?;
            browser.button("Continue").click().await?;
            Activity(browser).seen().await
        },
    );
}

#[test]
fn an_address_typed_before_the_program_has_loaded_goes_along_with_a_link() {
    journey(async |context| {
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        let (door, ask) = (SignIn(browser), ForgotPassword(browser));

        context.tell("types, and has forgotten the password before the program has come");
        context.interceptor.holds(".wasm");
        browser.open("/sign-in?next=%2Fsecurity%2Factivity").await?;
        door.email().fill(&person.email).await?;
        door.password().fill(&person.password).await?;
        browser.link("Forgot your password?").click().await?;
        browser.says("Loading…").await?;
        browser.gone("Sign in").await?;

        context.tell("looks back, where all of it still stands, and goes again");
        browser.back().await?;
        door.seen().await?;
        door.email().holds(&person.email).await?;
        door.password().holds(&person.password).await?;
        browser.link("Forgot your password?").click().await?;
        context.interceptor.lets_go();
        ask.seen().await?;
        browser.field("Email address").holds(&person.email).await?;
        let address = browser.address().await?;
        let path = "/forgot-password?next=%2Fsecurity%2Factivity";
        ensure(address.ends_with(path), || address)?;
        keeps_to_itself(browser, &person.email).await?;

        context.tell("and back again, where the password is gone");
        browser.back().await?;
        door.seen().await?;
        door.email().holds(&person.email).await?;
        door.password().holds("").await
    });
}

#[test]
fn a_forgotten_password_leads_back_to_the_dialog_that_was_asked_for() {
    journey_with(Fixtures::default().with_clock(), async |context| {
        let browser = &*context.browser;
        context.secrets.keep(NEW);
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;
        person.wants_no_passkey(browser).await?;
        browser.open(Settings::PATH).await?;
        Settings(browser).leave().await?;

        context.tell(
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

        context.tell("nothing comes at once, and gives the address again instead of waiting");
        let path = NewPassword::PATH;
        let first = context.next_email(&person.email, path).await?;
        browser.says("You can ask for another link in 0:").await?;
        browser.button("Use another address").click().await?;
        ask.seen().await?;
        browser.field("Email address").holds(&person.email).await?;
        browser.button("Send the link").click().await?;
        ask.asked().await?;
        let second = context.next_email(&person.email, path).await?;

        context.tell("the first link is told to be dead before anything is typed");
        browser.open(&first.link(path, &context.secrets)?).await?;
        browser
            .heading("This link does not work any more")
            .seen()
            .await?;
        browser.link("Ask for a new link").click().await?;
        ask.seen().await?;

        context.tell("the second one comes through a mail program that put something behind it");
        let link = second.link(path, &context.secrets)?;
        browser.open(&format!("{link}&utm_source=mail")).await?;
        let screen = NewPassword(browser);
        screen.seen().await?;
        browser.says(&format!("For {}", person.email)).await?;
        screen.gives(NEW).await?;
        screen.finished().await?;
        browser.link("Go to sign in").click().await?;
        SignIn(browser).give(&person.email, NEW).await?;

        context.tell("gets to what they came for");
        browser.heading("Change your password").seen().await
    });
}

#[test]
fn a_link_without_its_token_says_so_at_once() {
    journey(async |context| {
        let browser = &*context.browser;
        for path in [
            NewPassword::PATH,
            LinkPage::begins_recovery(browser).path,
            LinkPage::stops_recovery(browser).path,
            LinkPage::undoes_email_change(browser).path,
        ] {
            context.tell(path);
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

/// Signs in, with a next place, with a password that the server has something to say about. Nobody can choose such a password
/// here any more, so the gate says it in place of the server; the session is a real one.
async fn gives_weak_password(context: &Context, person: &Person, next: &str) -> Outcome {
    let browser = &*context.browser;
    let advice = serde_json::json!({
        "state": "signed_in",
        "viewer": { "email": person.email },
        "password_advice": { "kind": "breached" },
    });
    context
        .interceptor
        .answers("/session", 200, r#"{"state":"password"}"#);
    let path = "/sign-in/password";
    context.interceptor.answers(path, 200, &advice.to_string());
    browser.open(&format!("/sign-in?next={next}")).await?;
    SignIn(browser).give(&person.email, &person.password).await
}

#[test]
fn advice_about_the_password_is_read_before_the_place_that_somebody_signed_in_for() {
    journey(async |context| {
        let browser = &*context.browser;
        let person = Person::new(&context.secrets);
        person.joins(browser).await?;

        context.tell("wants to go elsewhere, and reads it first");
        gives_weak_password(context, &person, "%2Fsecurity%2Factivity").await?;
        Settings(browser).seen().await?;
        browser.says("Change your password soon").await?;
        inspect(browser, "settings-password-advice").await?;
        browser.button("Continue").click().await?;
        // The settings have a heading with the same words.
        let place = format!("{}{}", browser.origin(), Activity::PATH);
        browser.is_at(&place).await?;
        Activity(browser).seen().await?;

        context.tell("comes to change it, and is not held up");
        gives_weak_password(context, &person, "%2Fsecurity%23password").await?;
        browser.heading("Change your password").seen().await
    });
}

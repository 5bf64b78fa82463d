//! Journeys with passkeys and security keys.

use crate::{
    give_code, give_password, is_let_in,
    page::{Page, Way},
    support::{
        TestApp,
        authenticator::{Authenticator, BE, BS},
        passkey::{Fixture, PASSKEY, SECURITY_KEY, register, remove},
        person::{EMAIL, PASSWORD, enrol, is_signed_in, newcomer, security, sign_up},
    },
};
use contract::{Problem, Secret, passkey::PasskeyKind, sign_in::Method, step_up::StepUp as Demand};
use flow::{
    PasskeyError, Trouble,
    enrol_passkey::{self, EnrolPasskey},
    passkey_support::{Rp, Support},
    second_step::Event as SecondEvent,
    sign_in::{self, SignIn},
    step_up::{self, StepUp},
};

/// A browser that can do everything.
const WORKS: Support = Support {
    is_secure: true,
    has_api: true,
    is_allowed: true,
    in_frame: false,
    is_autofill_there: true,
    has_platform_authenticator: Some(true),
    can_use_phone: Some(true),
    has_signals: true,
    parses_json: true,
    rp: Rp::Fits,
};

/// A page on which somebody signs in, in a fresh browser that has the device at hand.
async fn open<'a>(app: &'a TestApp, device: &Authenticator) -> (Page<'a>, SignIn) {
    let mut page = Page::open(app, app.browser());
    page.prompts.device = device.clone();
    let sign_in = page
        .send(
            SignIn::default(),
            sign_in::Event::Second(SecondEvent::SupportKnown(WORKS)),
        )
        .await;
    let sign_in = page.send(sign_in, sign_in::Event::Opened(None)).await;
    (page, sign_in)
}

async fn press(page: &mut Page<'_>, sign_in: SignIn) -> SignIn {
    page.send(sign_in, sign_in::Event::Second(SecondEvent::PasskeyPressed))
        .await
}

async fn pick_autofill(page: &mut Page<'_>, sign_in: SignIn) -> SignIn {
    let (ticket, reply) = page.prompts.pick();
    let answered = sign_in::Event::Second(SecondEvent::PasskeyAnswered(ticket, page.now(), reply));
    page.send(sign_in, answered).await
}

async fn give_right_password(page: &mut Page<'_>, sign_in: SignIn) -> SignIn {
    let given = sign_in::Event::PasswordGiven(crate::credentials(EMAIL, PASSWORD));
    page.send(sign_in, given).await
}

/// Makes a passkey or security key on the page, and saves the codes when there are any.
async fn make(page: &mut Page<'_>, kind: PasskeyKind) -> EnrolPasskey {
    let opened = enrol_passkey::Event::Opened(kind, WORKS);
    let enrol = page.send(EnrolPasskey::default(), opened).await;
    assert_eq!(enrol.step, enrol_passkey::Step::Ready, "{enrol:?}");
    page.send(enrol, enrol_passkey::Event::CreatePressed).await
}

#[tokio::test]
async fn a_passkey_signs_in_alone_with_the_button_and_with_autofill() {
    let fixture = Fixture::new(PASSKEY).await;
    let (mut page, sign_in) = open(&fixture.app, &fixture.device).await;
    assert!(page.prompts.autofill.is_some(), "the field offers it");
    assert!(sign_in.can_use_passkey());
    press(&mut page, sign_in).await;
    assert!(is_let_in(&page), "{:?}", page.ways);
    assert!(is_signed_in(&page.browser).await);
    assert_eq!(page.prompts.opened, 1);
    assert!(page.prompts.autofill.is_none());

    let (mut page, sign_in) = open(&fixture.app, &fixture.device).await;
    pick_autofill(&mut page, sign_in).await;
    assert!(is_let_in(&page), "{:?}", page.ways);
    assert_eq!(page.prompts.opened, 0, "no dialog");
}

#[tokio::test]
async fn a_dialog_that_is_closed_is_no_trouble_and_autofill_waits_again() {
    let fixture = Fixture::new(PASSKEY).await;
    let (mut page, sign_in) = open(&fixture.app, &fixture.device).await;
    page.prompts.is_closing = true;
    let sign_in = press(&mut page, sign_in).await;
    assert_eq!(sign_in.trouble, None);
    assert!(!sign_in.second.is_prompting());
    page.prompts.is_closing = false;
    assert!(page.prompts.autofill.is_some());
    pick_autofill(&mut page, sign_in).await;
    assert!(is_let_in(&page), "the challenge is still good");
}

#[tokio::test]
async fn who_has_no_passkey_here_goes_on_with_the_password() {
    let fixture = Fixture::new(PASSKEY).await;
    let (mut page, sign_in) = open(&fixture.app, &Authenticator::synced()).await;
    let sign_in = press(&mut page, sign_in).await;
    assert_eq!(
        sign_in.trouble,
        Some(Trouble::Passkey(PasskeyError::NoPasskeyHere))
    );
    let sign_in = give_right_password(&mut page, sign_in).await;
    assert_eq!(sign_in.second.shown(), Some(Method::Passkey));
}

#[tokio::test]
async fn a_passkey_is_the_second_step() {
    let fixture = Fixture::new(PASSKEY).await;
    let (mut page, sign_in) = open(&fixture.app, &fixture.device).await;
    let sign_in = give_right_password(&mut page, sign_in).await;
    assert_eq!(sign_in.second.shown(), Some(Method::Passkey));
    assert_eq!(
        sign_in.second.methods(),
        [Method::Passkey, Method::BackupCode]
    );
    assert_eq!(page.prompts.opened, 0, "no dialog before a press");
    assert!(page.prompts.autofill.is_none(), "nor the field's");
    let sign_in = press(&mut page, sign_in).await;
    assert!(is_let_in(&page), "{sign_in:?}");
    assert_eq!(sign_in.step, sign_in::Step::Done);
}

#[tokio::test]
async fn a_security_key_is_the_second_step() {
    let fixture = Fixture::new(SECURITY_KEY).await;
    let (mut page, sign_in) = open(&fixture.app, &fixture.device).await;
    // It cannot sign in alone, and says so.
    let sign_in = press(&mut page, sign_in).await;
    assert_eq!(
        sign_in.trouble,
        Some(Trouble::Passkey(PasskeyError::NoPasskeyHere))
    );
    let sign_in = give_right_password(&mut page, sign_in).await;
    assert_eq!(sign_in.second.shown(), Some(Method::SecurityKey));
    press(&mut page, sign_in).await;
    assert!(is_let_in(&page), "{:?}", page.ways);
}

#[tokio::test]
async fn the_methods_can_be_changed_and_each_gets_a_challenge_of_its_own() {
    let fixture = Fixture::new(SECURITY_KEY).await;
    let mut devices = Authenticator::bound();
    register(&fixture.browser, &mut devices, PASSKEY).await;
    devices
        .credentials
        .extend(fixture.device.credentials.clone());
    let (mut page, sign_in) = open(&fixture.app, &devices).await;
    let sign_in = give_right_password(&mut page, sign_in).await;
    assert_eq!(sign_in.second.shown(), Some(Method::Passkey));
    page.prompts.is_closing = true;
    let sign_in = press(&mut page, sign_in).await;
    page.prompts.is_closing = false;
    let sign_in = page
        .send(sign_in, sign_in::Event::Second(SecondEvent::OtherWayAsked))
        .await;
    let chosen = sign_in::Event::Second(SecondEvent::MethodChosen(Method::SecurityKey));
    let sign_in = page.send(sign_in, chosen).await;
    let sign_in = press(&mut page, sign_in).await;
    assert!(is_let_in(&page), "{sign_in:?}");
}

#[tokio::test]
async fn a_browser_without_passkeys_offers_the_other_methods() {
    let fixture = Fixture::new(PASSKEY).await;
    let phone = enrol(&fixture.app, &fixture.browser).await;
    fixture.app.next_step();
    let mut page = Page::open(&fixture.app, fixture.app.browser());
    let none = Support {
        has_api: false,
        ..WORKS
    };
    let sign_in = page
        .send(
            SignIn::default(),
            sign_in::Event::Second(SecondEvent::SupportKnown(none)),
        )
        .await;
    let sign_in = page.send(sign_in, sign_in::Event::Opened(None)).await;
    let sign_in = give_right_password(&mut page, sign_in).await;
    assert_eq!(sign_in.second.shown(), Some(Method::Authenticator));
    give_code(&mut page, sign_in, phone.code(&fixture.app)).await;
    assert!(is_let_in(&page));
}

#[tokio::test]
async fn request_options_that_grew_old_are_fetched_again() {
    let fixture = Fixture::new(PASSKEY).await;
    let (mut page, mut sign_in) = open(&fixture.app, &fixture.device).await;
    let begun = page.now();
    while page.now().seconds_after(begun) < 900 {
        sign_in = page.wait(sign_in).await;
    }
    assert!(page.prompts.autofill.is_some());
    pick_autofill(&mut page, sign_in).await;
    assert!(is_let_in(&page), "{:?}", page.ways);
}

#[tokio::test]
async fn a_removed_passkey_is_told_and_the_password_manager_is_told_to_forget_it() {
    let fixture = Fixture::new(PASSKEY).await;
    remove(&fixture.browser, &fixture.passkey.id).await.unwrap();
    for by_autofill in [false, true] {
        let (mut page, sign_in) = open(&fixture.app, &fixture.device).await;
        let sign_in = if by_autofill {
            pick_autofill(&mut page, sign_in).await
        } else {
            press(&mut page, sign_in).await
        };
        assert_eq!(sign_in.trouble, Some(Trouble::PasskeyRemoved));
        let forgotten = std::slice::from_ref(&fixture.passkey.credential_id);
        assert_eq!(page.prompts.signalled, forgotten);
        assert!(!is_signed_in(&page.browser).await);
    }
}

#[tokio::test]
async fn a_passkey_that_nobody_knows_is_wrong_and_is_not_forgotten() {
    let fixture = Fixture::new(PASSKEY).await;
    // Of another server at the same address: this one cannot tell that from a mistake.
    let other = Fixture::new(PASSKEY).await;
    let (mut page, sign_in) = open(&fixture.app, &other.device).await;
    let sign_in = press(&mut page, sign_in).await;
    assert_eq!(sign_in.trouble, Some(Trouble::WrongPasskey));
    assert!(page.prompts.signalled.is_empty());
    // The next press has a challenge of its own.
    page.prompts.device = fixture.device.clone();
    press(&mut page, sign_in).await;
    assert!(is_let_in(&page), "{:?}", page.ways);
}

#[tokio::test]
async fn a_counter_that_went_back_is_told_and_a_backup_code_gets_in() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let mut device = Authenticator::bound();
    let added = register(&browser, &mut device, PASSKEY).await;
    app.execute("UPDATE passkeys SET sign_count = 50").await;
    let (mut page, sign_in) = open(&app, &device).await;
    let sign_in = give_right_password(&mut page, sign_in).await;
    let sign_in = press(&mut page, sign_in).await;
    assert_eq!(sign_in.trouble, Some(Trouble::PasskeyCounterWentBack));
    let sign_in = page
        .send(sign_in, sign_in::Event::Second(SecondEvent::OtherWayAsked))
        .await;
    let chosen = sign_in::Event::Second(SecondEvent::MethodChosen(Method::BackupCode));
    let sign_in = page.send(sign_in, chosen).await;
    let code = added.backup_codes.unwrap()[0].clone();
    give_code(&mut page, sign_in, code).await;
    assert!(is_let_in(&page));
}

#[tokio::test]
async fn an_answer_that_was_lost_is_told_and_the_next_one_signs_in() {
    let fixture = Fixture::new(PASSKEY).await;
    let (mut page, sign_in) = open(&fixture.app, &fixture.device).await;
    page.loses_answers = true;
    let sign_in = press(&mut page, sign_in).await;
    assert_eq!(sign_in.trouble, Some(Trouble::TookTooLong));
    page.loses_answers = false;
    press(&mut page, sign_in).await;
    assert!(is_let_in(&page), "{:?}", page.ways);
}

#[tokio::test]
async fn a_new_person_makes_a_passkey_saves_the_codes_and_comes_back_with_it() {
    for kind in [PASSKEY, SECURITY_KEY] {
        let app = TestApp::new().await;
        let mut page = Page::open(&app, newcomer(&app, EMAIL).await);
        if kind == SECURITY_KEY {
            page.prompts.device = Authenticator::key();
        }
        let enrol = make(&mut page, kind).await;
        let enrol_passkey::Step::BackupCodes(passkey) = &enrol.step else {
            panic!("{enrol:?}")
        };
        let name = match kind {
            PASSKEY => "Google Password Manager",
            SECURITY_KEY => "Laptop",
        };
        assert_eq!((passkey.name.as_str(), passkey.kind), (name, kind));
        assert_eq!(page.codes.len(), 10);
        let enrol = page.send(enrol, enrol_passkey::Event::CodesSaved).await;
        assert!(matches!(enrol.step, enrol_passkey::Step::Finished(_)));
        assert!(page.codes.is_empty(), "the codes are gone from the screen");
        assert_eq!(page.ways.last(), Some(&Way::Enrolled));
        let device = page.prompts.device.clone();
        let (mut page, sign_in) = open(&app, &device).await;
        let sign_in = give_right_password(&mut page, sign_in).await;
        press(&mut page, sign_in).await;
        assert!(is_let_in(&page), "{:?}", page.ways);
    }
}

#[tokio::test]
async fn a_second_passkey_brings_no_codes_and_the_same_authenticator_makes_no_second() {
    let fixture = Fixture::new(PASSKEY).await;
    let mut page = Page::open(&fixture.app, fixture.browser.clone());
    let enrol = make(&mut page, PASSKEY).await;
    assert!(
        matches!(enrol.step, enrol_passkey::Step::Finished(_)),
        "{enrol:?}"
    );
    assert!(page.codes.is_empty());
    let enrol = make(&mut page, PASSKEY).await;
    assert_eq!(
        (enrol.step, enrol.trouble),
        (enrol_passkey::Step::Known, None)
    );
    assert_eq!(security(&fixture.browser).await.unwrap().passkeys.len(), 2);
    assert!(page.prompts.signalled.is_empty());
}

#[tokio::test]
async fn a_dialog_that_is_closed_while_making_can_be_opened_again() {
    let app = TestApp::new().await;
    let mut page = Page::open(&app, newcomer(&app, EMAIL).await);
    page.prompts.is_closing = true;
    let enrol = make(&mut page, PASSKEY).await;
    assert_eq!(
        (&enrol.step, &enrol.trouble),
        (&enrol_passkey::Step::Ready, &None)
    );
    page.prompts.is_closing = false;
    let enrol = page.send(enrol, enrol_passkey::Event::CreatePressed).await;
    assert!(matches!(enrol.step, enrol_passkey::Step::BackupCodes(_)));
}

#[tokio::test]
async fn a_key_that_cannot_check_its_holder_makes_no_passkey() {
    let app = TestApp::new().await;
    let mut page = Page::open(&app, newcomer(&app, EMAIL).await);
    page.prompts.device = Authenticator::key();
    let enrol = make(&mut page, PASSKEY).await;
    assert!(
        matches!(enrol.trouble, Some(Trouble::Passkey(_))),
        "{enrol:?}"
    );
    assert!(security(&page.browser).await.unwrap().passkeys.is_empty());
}

#[tokio::test]
async fn what_the_server_does_not_keep_the_password_manager_forgets() {
    let app = TestApp::new().await;
    let mut page = Page::open(&app, newcomer(&app, EMAIL).await);
    // Flags that no authenticator may have: the server refuses what it made.
    page.prompts.device.backup = BS;
    let enrol = make(&mut page, PASSKEY).await;
    assert!(enrol.trouble.is_some(), "{enrol:?}");
    let made = &page.prompts.device.credentials[0];
    assert_eq!(page.prompts.signalled.len(), 1);
    assert_eq!(
        page.prompts.signalled[0].0,
        crate::support::authenticator::base64url(&made.id)
    );
    assert!(security(&page.browser).await.unwrap().passkeys.is_empty());
    // And it can be done again.
    page.prompts.device.backup = BE | BS;
    let enrol = page.send(enrol, enrol_passkey::Event::RestartAsked).await;
    let enrol = page.send(enrol, enrol_passkey::Event::CreatePressed).await;
    assert!(
        matches!(enrol.step, enrol_passkey::Step::BackupCodes(_)),
        "{enrol:?}"
    );
}

#[tokio::test]
async fn what_was_kept_though_the_answer_was_lost_is_not_forgotten() {
    let app = TestApp::new().await;
    let mut page = Page::open(&app, newcomer(&app, EMAIL).await);
    let opened = enrol_passkey::Event::Opened(PASSKEY, WORKS);
    let enrol = page.send(EnrolPasskey::default(), opened).await;
    page.loses_answers = true;
    let enrol = page.send(enrol, enrol_passkey::Event::CreatePressed).await;
    assert_eq!(enrol.step, enrol_passkey::Step::Unsaved, "{enrol:?}");
    page.loses_answers = false;
    let enrol = page
        .send(enrol, enrol_passkey::Event::SaveAgainPressed)
        .await;
    assert!(enrol.trouble.is_some(), "{enrol:?}");
    assert!(
        page.prompts.signalled.is_empty(),
        "the server has it: {enrol:?}"
    );
    assert_eq!(app.count("SELECT COUNT(*) FROM passkeys").await, 1);
    // The session was renewed in the answer that was lost; the passkey signs in all the same.
    let device = page.prompts.device.clone();
    let (mut page, sign_in) = open(&app, &device).await;
    press(&mut page, sign_in).await;
    assert!(is_let_in(&page), "{:?}", page.ways);
}

/// Proves it again on the page, by pressing the button.
async fn step_up_again(page: &mut Page<'_>) -> StepUp {
    let Some(demand) = page.demand.take() else {
        panic!("nothing is asked: {:?}", page.ways)
    };
    let step_up = page
        .send(
            StepUp::default(),
            step_up::Event::Second(SecondEvent::SupportKnown(WORKS)),
        )
        .await;
    let step_up = page
        .send(step_up, step_up::Event::Asked(page.now(), demand))
        .await;
    assert!(step_up.second.can_use_passkey(), "{step_up:?}");
    page.send(step_up, step_up::Event::Second(SecondEvent::PasskeyPressed))
        .await
}

#[tokio::test]
async fn a_stale_session_steps_up_in_place_and_then_makes_the_passkey() {
    for kind in [PASSKEY, SECURITY_KEY] {
        let fixture = Fixture::new(kind).await;
        fixture.app.clock.advance_seconds(600);
        let mut page = Page::open(&fixture.app, fixture.browser.clone());
        page.prompts.device = fixture.device.clone();
        let opened = enrol_passkey::Event::Opened(PASSKEY, WORKS);
        let enrol = page.send(EnrolPasskey::default(), opened).await;
        assert!(
            matches!(page.demand, Some(Demand::SecondStep(_))),
            "{enrol:?}"
        );
        let step_up = step_up_again(&mut page).await;
        assert!(!step_up.is_open(), "{step_up:?}");
        assert_eq!(page.ways.last(), Some(&Way::Resumed));
        page.prompts.device = Authenticator::bound();
        let enrol = page.send(enrol, enrol_passkey::Event::SteppedUp).await;
        let enrol = page.send(enrol, enrol_passkey::Event::CreatePressed).await;
        assert!(
            matches!(enrol.step, enrol_passkey::Step::Finished(_)),
            "{enrol:?}"
        );
    }
}

#[tokio::test]
async fn a_step_up_that_is_closed_can_be_proved_with_a_code_instead() {
    let fixture = Fixture::new(PASSKEY).await;
    let phone = enrol(&fixture.app, &fixture.browser).await;
    fixture.app.clock.advance_seconds(600);
    let refused = remove(&fixture.browser, &fixture.passkey.id).await;
    let Err(Problem::StepUpRequired { step_up: demand }) = refused else {
        panic!("{refused:?}")
    };
    let mut page = Page::open(&fixture.app, fixture.browser.clone());
    page.prompts.device = fixture.device.clone();
    page.prompts.is_closing = true;
    page.demand = Some(demand);
    let step_up = step_up_again(&mut page).await;
    assert_eq!((step_up.trouble.as_ref(), step_up.is_open()), (None, true));
    let step_up = page
        .send(step_up, step_up::Event::Second(SecondEvent::OtherWayAsked))
        .await;
    let chosen = step_up::Event::Second(SecondEvent::MethodChosen(Method::Authenticator));
    let step_up = page.send(step_up, chosen).await;
    let given = step_up::Event::Second(SecondEvent::CodeGiven(phone.code(&fixture.app)));
    page.send(step_up, given).await;
    assert_eq!(page.ways.last(), Some(&Way::Resumed));
    assert!(remove(&fixture.browser, &fixture.passkey.id).await.is_ok());
}

#[tokio::test]
async fn where_a_second_step_is_required_a_passkey_is_made_on_the_way_in() {
    let app = TestApp::with(&["--second-step", "required"]).await;
    sign_up(&app, EMAIL, PASSWORD).await.unwrap();
    let mut page = Page::open(&app, app.browser());
    give_password(&mut page).await;
    assert!(matches!(page.ways.last(), Some(Way::ToEnrolment(_))));
    let enrol = make(&mut page, PASSKEY).await;
    assert_eq!(page.codes.len(), 10);
    page.send(enrol, enrol_passkey::Event::CodesSaved).await;
    assert!(is_signed_in(&page.browser).await);
}

#[tokio::test]
async fn the_offer_comes_to_the_page_after_a_code() {
    let app = TestApp::new().await;
    let (_, phone) = crate::enrolled(&app, EMAIL).await;
    app.next_step();
    let mut page = Page::open(&app, app.browser());
    let sign_in = give_password(&mut page).await;
    give_code(&mut page, sign_in, Secret::from(phone.code(&app).expose())).await;
    let Some(Way::SignedIn(signed_in)) = page.ways.last() else {
        panic!("{:?}", page.ways)
    };
    assert!(signed_in.offer_passkey);
}

//! The main job, once through.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use contract::{
    Nothing, Problem,
    endpoint::SignOut,
    sign_in::{Method, NextStep},
};
use support::{
    TestApp,
    person::{
        EMAIL, PASSWORD, enrol, is_signed_in, security, sign_up, standing, submit_backup_code,
        submit_code, submit_password, wrong,
    },
};

#[tokio::test]
async fn a_new_person_signs_up_enrols_and_comes_back_with_a_code_and_with_a_backup_code() {
    let app = TestApp::new().await;
    let browser = app.browser();
    assert_eq!(standing(&browser).await, NextStep::Password);
    sign_up(&app, EMAIL, PASSWORD).await.unwrap();
    assert_eq!(standing(&browser).await, NextStep::Password);
    let typed = format!(" {} ", EMAIL.to_uppercase());
    let next = submit_password(&browser, &typed, PASSWORD).await.unwrap();
    assert!(matches!(next, NextStep::SignedIn(_)), "{next:?}");

    let phone = enrol(&app, &browser).await;
    app.next_step();
    let overview = security(&browser).await.unwrap();
    assert_eq!(overview.viewer.email, EMAIL);
    assert_eq!(overview.authenticators.len(), 1);
    let left = overview.backup_codes.map(|codes| (codes.left, codes.total));
    assert_eq!(left, Some((10, 10)));

    let next = browser.call::<SignOut>(&Nothing {}).await.unwrap();
    assert_eq!(next, NextStep::Password);
    let left: Vec<String> = browser.cookies().into_keys().collect();
    assert_eq!(left, ["latchkey-device"], "the browser stays known");
    assert_eq!(security(&browser).await, Err(Problem::NotSignedIn));

    let next = submit_password(&browser, EMAIL, PASSWORD).await.unwrap();
    let NextStep::SecondStep(asked) = next else {
        panic!("{next:?}")
    };
    assert_eq!(asked.methods, [Method::Authenticator, Method::BackupCode]);
    assert_eq!(asked.show_first, Method::Authenticator);
    assert_eq!(asked.expires_in, 600);
    let refused = submit_code(&browser, phone.wrong_code(&app)).await;
    assert_eq!(refused, Err(wrong(4, 0)));
    let next = submit_code(&browser, phone.code(&app)).await.unwrap();
    assert!(matches!(next, NextStep::SignedIn(_)), "{next:?}");
    assert!(is_signed_in(&browser).await);

    let other = app.browser();
    submit_password(&other, EMAIL, PASSWORD).await.unwrap();
    let refused = submit_code(&other, phone.code(&app)).await;
    let used = Problem::CodeAlreadyUsed {
        next_code_in: 25,
        tries_left: 4,
    };
    assert_eq!(refused, Err(used));
    let typed = phone.backup_codes[3].to_lowercase().replace('-', " ");
    let next = submit_backup_code(&other, &typed).await.unwrap();
    let NextStep::SignedIn(signed_in) = next else {
        panic!("{next:?}")
    };
    assert_eq!(signed_in.backup_codes_left, Some(9));

    let third = app.browser();
    submit_password(&third, EMAIL, PASSWORD).await.unwrap();
    let refused = submit_backup_code(&third, &typed).await;
    assert_eq!(refused, Err(wrong(9, 0)));
    assert!(matches!(standing(&third).await, NextStep::SecondStep(_)));
}

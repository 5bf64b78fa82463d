//! Cookies of other applications and other servers on the same host: they are theirs, and stop nobody here.

use crate::support::{
    TestApp,
    browser::{Answer, Browser},
    person::{EMAIL, enrolled, is_signed_in, newcomer},
    starts_with,
};
use axum::{
    body::Body,
    http::{HeaderValue, Request, StatusCode, header},
};
use contract::{
    Nothing,
    endpoint::{DeleteAccount, SignOut},
};

/// Sends these bytes as the cookies, in as many headers.
async fn verify(app: &TestApp, cookies: &[Vec<u8>]) -> Answer {
    let mut request = Request::builder().uri("/api/verify");
    for bytes in cookies {
        let value = HeaderValue::from_bytes(bytes).unwrap();
        request = request.header(header::COOKIE, value);
    }
    let request = request.body(Body::empty()).unwrap();
    app.browser().send(request).await
}

#[tokio::test]
async fn a_cookie_of_another_application_in_any_bytes_signs_nobody_out() {
    let app = TestApp::new().await;
    let (browser, _) = enrolled(&app, EMAIL).await;
    let own = format!("latchkey={}", browser.cookie("latchkey").unwrap()).into_bytes();
    let others: [&[u8]; 7] = [
        "name=Jürgen".as_bytes(),
        b"name=J\xfcrgen",
        b"\xff\xfe",
        "größe=1".as_bytes(),
        b"a=b=c; ; =; \"x\"",
        b"latchkey-pending=\xe9",
        b"latchkey2=\xe9",
    ];
    for other in others {
        let name = String::from_utf8_lossy(other).into_owned();
        for cookies in [
            vec![[other, b"; ", &own].concat()],
            vec![[&own, b"; ".as_slice(), other].concat()],
            vec![other.to_vec(), own.clone()],
            vec![own.clone(), other.to_vec()],
        ] {
            let answer = verify(&app, &cookies).await;
            assert_eq!(answer.status, StatusCode::OK, "{name}");
        }
    }
}

#[tokio::test]
async fn a_cookie_of_our_name_that_is_no_token_stands_in_nobodys_way() {
    let app = TestApp::new().await;
    let (browser, _) = enrolled(&app, EMAIL).await;
    let token = browser.cookie("latchkey").unwrap();
    for other in [b"latchkey=1".as_slice(), b"latchkey=\xfc", b"latchkey="] {
        let cookies = [other, b"; latchkey=", token.as_bytes()].concat();
        let answer = verify(&app, &[cookies]).await;
        assert_eq!(answer.status, StatusCode::OK);
    }
}

/// The names of the cookies that an answer takes away.
fn taken(answer: &Answer) -> Vec<String> {
    let cookies = answer.set_cookies().into_iter();
    let gone = cookies.filter(|cookie| cookie.contains("Max-Age=0"));
    gone.filter_map(|cookie| cookie.split_once('='))
        .map(|(name, _)| name.to_owned())
        .collect()
}

#[tokio::test]
async fn two_servers_on_one_host_do_not_sign_each_other_out() {
    let first = TestApp::with(&["--cookie-prefix", "staff"]).await;
    let second = TestApp::with(&["--cookie-prefix", "guests"]).await;
    let here = newcomer(&first, EMAIL).await;
    // One browser has the cookies of both: its host is the same, and cookies know no port.
    let there = here.moved_to(second.router());
    let password = crate::support::person::PASSWORD;
    crate::support::person::sign_up(&second, EMAIL, password)
        .await
        .unwrap();
    crate::support::person::submit_password(&there, EMAIL, password)
        .await
        .unwrap();
    assert!(is_signed_in(&here).await);
    assert!(is_signed_in(&there).await);
    let names: Vec<String> = here.cookies().into_keys().collect();
    assert_eq!(names, ["guests", "guests-device", "staff", "staff-device"]);

    let answer = here.ask::<SignOut>(&Nothing {}).await;
    assert_eq!(taken(&answer), ["staff", "staff-pending"]);
    assert!(!is_signed_in(&here).await);
    assert!(is_signed_in(&there).await);
}

#[tokio::test]
async fn the_prefix_stands_behind_the_one_that_browsers_guard() {
    let app = TestApp::with(&[
        "--origin",
        "https://example.org",
        "--cookie-prefix",
        "staff_2",
    ])
    .await;
    let browser = newcomer(&app, EMAIL).await;
    let names: Vec<String> = browser.cookies().into_keys().collect();
    assert_eq!(names, ["__Host-staff_2", "__Host-staff_2-device"]);
}

#[tokio::test]
async fn a_prefix_that_could_name_another_servers_cookies_is_refused() {
    for bad in [
        "",
        "staff-pending",
        "staff-device",
        "__Host-staff",
        "_staff",
        "1staff",
        "Staff",
        "sta ff",
        "stäff",
        "a;b",
        "a=b",
        "abcdefghijklmnopqrstuvwxyzabcdefg",
    ] {
        let given = format!("--cookie-prefix={bad}");
        let started = starts_with(&[given.as_str()]).await;
        let why = started.expect_err(bad);
        assert!(why.contains("lower-case letter"), "{bad}: {why}");
    }
    for good in [
        "a",
        "staff",
        "latchkey_2",
        "abcdefghijklmnopqrstuvwxyzabcdef",
    ] {
        assert_eq!(starts_with(&["--cookie-prefix", good]).await, Ok(()));
    }
}

#[tokio::test]
async fn signing_out_leaves_what_other_applications_keep_in_the_browser() {
    let app = TestApp::new().await;
    let browser = newcomer(&app, EMAIL).await;
    let answer = browser.ask::<SignOut>(&Nothing {}).await;
    assert_eq!(answer.header("clear-site-data"), None);
    assert_eq!(taken(&answer), ["latchkey", "latchkey-pending"]);

    let browser: Browser = newcomer(&app, "bob@example.com").await;
    let wish = contract::account::Deletion {
        email: "bob@example.com".to_owned(),
    };
    let answer = browser.ask::<DeleteAccount>(&wish).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    assert_eq!(answer.header("clear-site-data"), None);
    assert_eq!(taken(&answer), ["latchkey", "latchkey-pending"]);
}

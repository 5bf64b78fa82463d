//! Where to go after signing in.

use crate::support::{TestApp, browser::Browser};
use contract::{
    endpoint::FindNext,
    next::{Place, Wanted},
};

pub const SETTINGS: [&str; 4] = [
    "--origin",
    "https://login.example",
    "--next-origins",
    "https://app.example,http://localhost:3000",
];

async fn place(browser: &Browser, next: &str) -> Option<String> {
    let next = next.to_owned();
    let Place { href } = browser.call::<FindNext>(&Wanted { next }).await.unwrap();
    href
}

#[tokio::test]
async fn nobody_is_sent_to_another_site() {
    // SE-10.
    let app = TestApp::with(&SETTINGS).await;
    let browser = app.browser();
    for next in [
        "",
        "security",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "\\/evil.example",
        "/\t/evil.example",
        "\t//evil.example",
        "/\n/evil.example",
        "\r\n//evil.example",
        " //evil.example",
        " /security",
        "/%2fevil.example",
        "/%2F%2Fevil.example",
        "%2f%2fevil.example",
        "/%5cevil.example",
        "/%5C%5Cevil.example",
        "/.//evil.example",
        "/a/..//evil.example",
        "/%2e%2e//evil.example",
        "https:evil.example",
        "https:/evil.example",
        "https:///evil.example",
        "https://evil.example",
        "https://login.example.evil.example",
        "https://login.example@evil.example",
        "https://user:word@app.example/",
        "https://app.example:8443/",
        "http://app.example/",
        "https://sub.app.example/",
        "https://app.example\\@evil.example",
        "http://localhost:3001/",
        "javascript:alert(1)",
        "JavaScript://app.example/%0aalert(1)",
        "data:text/html,x",
        "blob:https://app.example/x",
        "file:///etc/passwd",
        "null",
        "?next=//evil.example",
        "#x",
        "\u{0}/security",
    ] {
        assert_eq!(place(&browser, next).await, None, "{next:?}");
    }
    let longest = format!("/{}", "a".repeat(2_047));
    assert_eq!(place(&browser, &longest).await, Some(longest.clone()));
    assert_eq!(place(&browser, &format!("{longest}a")).await, None);
}

#[tokio::test]
async fn paths_of_this_site_and_the_origins_of_the_settings_can_be_gone_to() {
    // SE-10.
    let app = TestApp::with(&SETTINGS).await;
    let browser = app.browser();
    for (next, href) in [
        ("/", "/"),
        ("/security?x=1#y", "/security?x=1#y"),
        ("/a?b=//evil.example", "/a?b=//evil.example"),
        ("https://login.example/security", "/security"),
        (
            "https://app.example/page?x=1",
            "https://app.example/page?x=1",
        ),
        ("http://localhost:3000/", "http://localhost:3000/"),
    ] {
        assert_eq!(place(&browser, next).await.as_deref(), Some(href), "{next}");
    }
    // Without settings nothing but its own.
    let app = TestApp::new().await;
    assert_eq!(place(&app.browser(), "https://app.example/").await, None);
}

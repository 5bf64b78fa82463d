//! What is looked at after every journey: each of these faults has to be noticed.

use e2e::{Context, Outcome, checks, failure::ensure, journey, waiting::until};
use serde_json::json;

const SECRET: &str = "seven quiet lanterns";

#[test]
fn what_no_page_may_do_is_noticed() {
    journey(async |context| {
        context.secrets.keep(SECRET);
        context.browser.open("/sign-up").await?;
        checks::at_the_end(context).await?;
        for (fault, words) in FAULTS {
            notices(context, fault, words).await?;
        }
        Ok(())
    });
}

/// What a page does, what is said about it, and in between nothing is left of it.
const FAULTS: [(&str, &str); 7] = [
    ("console.error(`it broke`);", "the browser complained"),
    (
        "console.log(`it is ${arguments[0]}`);",
        "the console holds a secret",
    ),
    (
        "const image = new Image(); image.src = `${location.protocol}//127.0.0.1:9/x.png`;",
        "Content Security Policy",
    ),
    (
        "fetch(`/api/session?password=${encodeURIComponent(arguments[0])}`);",
        "an address holds a secret",
    ),
    (
        "history.replaceState(null, ``, `/sign-up?password=${arguments[0]}`);",
        "the history holds a secret",
    ),
    (
        "sessionStorage.setItem(`x`, arguments[0]);",
        "what the page keeps holds a secret",
    ),
    (
        "document.cookie = `session=1`;",
        "the page can read a cookie",
    ),
];

async fn notices(context: &Context, fault: &str, words: &str) -> Outcome {
    // Each time anew: the browser tells of a fault a moment later, and only once.
    until(async || {
        context.browser.open("/sign-up").await?;
        context.browser.script(fault, vec![json!(SECRET)]).await?;
        let said = match checks::at_the_end(context).await {
            Ok(()) => "nothing".to_owned(),
            Err(failure) => failure.to_string(),
        };
        ensure(said.contains(words), || {
            format!("`{fault}` is told as: {said}")
        })
    })
    .await?;
    let clear = "history.replaceState(null, ``, `/sign-up`); sessionStorage.clear(); document.cookie = `session=; max-age=0`;";
    context.browser.script(clear, Vec::new()).await?;
    context.browser.reload().await
}

//! A program that comes late: what was typed and submitted before it came must need no second press.

use crate::{
    Context, Fixtures, Outcome,
    failure::ensure,
    people::Person,
    screens::{SecondStep, SignIn},
};
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// How late it comes.
pub const DELAY: Duration = Duration::from_secs(5);

/// Signs in at once on a page whose program comes late, and answers how long after that the second step is there.
pub async fn second_step() -> Outcome<Duration> {
    let context = Context::open(Fixtures::default()).await?;
    let (browser, person) = (&*context.browser, Person::new(&context.secrets));
    person.joins(browser).await?;
    person.enrols(browser, "My phone", &context.secrets).await?;
    person.leaves(browser).await?;
    browser
        .devtools("Network.clearBrowserCache", json!({}))
        .await?;
    context.interceptor.holds(".wasm");
    let opened = Instant::now();
    browser.open("/").await?;
    SignIn(browser)
        .give(&person.email, &person.password)
        .await?;
    ensure(opened.elapsed() < DELAY, || {
        format!("it took longer than {DELAY:?} to type and submit: the machine is too busy")
    })?;
    sleep(DELAY.saturating_sub(opened.elapsed())).await;
    context.interceptor.lets_go();
    let came = Instant::now();
    SecondStep(browser).seen().await?;
    Ok(came.elapsed())
}

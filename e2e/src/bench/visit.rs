//! One visit to a page, and what is noted of it.

use super::{
    conditions::Conditions,
    metric::{Metric, Reading, reading},
    traffic::Traffic,
};
use crate::{
    Failure, Outcome,
    browser::Browser,
    people::{Keys, Person},
    screens::Settings,
};
use serde_json::{Value, json};

/// What runs in the page: a function of what to look for.
const MARKS: &str = include_str!("marks.js");

/// Whether the browser still has what an earlier visit brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cache {
    /// It has nothing.
    Cleared,
    /// It has everything that it was allowed to keep.
    Kept,
}

/// A visit that is about to be made.
pub struct Visit<'a> {
    /// Who visits.
    pub browser: &'a Browser,
    /// Where.
    pub address: &'a str,
    /// Whether a program comes with the page.
    pub has_program: bool,
    /// What the browser is slowed down to.
    pub conditions: &'a Conditions,
    /// What it has of earlier visits.
    pub cache: Cache,
}

impl Visit<'_> {
    /// Visits, and does nothing until the page is ready. Then somebody may sign in.
    pub async fn undisturbed(&self, signs_in: Option<&mut (Person, Keys)>) -> Outcome<Reading> {
        let first = self.arrives(false).await?;
        let loaded = self.answer("bench.loaded()", Vec::new()).await?;
        let mut all = reading(&loaded);
        let mut second_step = None;
        if let Some((person, keys)) = signs_in {
            let (noted, reading) = self.signs_in(person, keys).await?;
            all.extend(reading);
            second_step = Some(moment(&noted, "second_step_at")?);
        }
        let log = self.browser.log("performance").await?;
        let mut counted = |until: f64, bytes: Metric, requests: Metric| {
            let traffic = Traffic::until(until, &log);
            all.insert(bytes, traffic.bytes);
            all.insert(requests, traffic.requests.into());
        };
        let ready = moment(&loaded, "ready_at")?;
        counted(ready, Metric::BytesToReady, Metric::RequestsToReady);
        if let Some(shown) = second_step {
            let (bytes, requests) = (Metric::BytesToSecondStep, Metric::RequestsToSecondStep);
            counted(shown, bytes, requests);
        }
        self.browser.has_again(first).await?;
        Ok(all)
    }

    /// Visits, and tries in every frame whether it can be typed in and submitted.
    pub async fn probed(&self) -> Outcome<Reading> {
        let first = self.arrives(true).await?;
        let noted = self.answer("bench.probed", Vec::new()).await?;
        self.browser.has_again(first).await?;
        Ok(reading(&noted))
    }

    async fn signs_in(&self, person: &Person, keys: &mut Keys) -> Outcome<(Value, Reading)> {
        let browser = self.browser;
        let code = keys.app.unused_code().await?;
        let words = vec![json!(person.email), json!(person.password)];
        let noted = self.answer("bench.signsIn(...given)", words).await?;
        let mut all = reading(&noted);
        let script = "return bench.givesCode(arguments[0]);";
        let given = browser.script(script, vec![json!(code)]).await?;
        let settings = format!("{}{}", browser.origin(), Settings::PATH);
        browser.is_at(&settings).await?;
        let shown = "bench.settingsSince(...given)";
        all.extend(reading(&self.answer(shown, vec![given]).await?));
        Ok((noted, all))
    }

    /// Sets everything up and goes there. Answers what ran first, so that it does not run at the next visit.
    async fn arrives(&self, probes: bool) -> Outcome<Value> {
        let browser = self.browser;
        browser.visit("about:blank").await?;
        let clear = |what: &'static str| browser.devtools(what, json!({}));
        clear("Network.clearBrowserCookies").await?;
        if self.cache == Cache::Cleared {
            clear("Network.clearBrowserCache").await?;
        }
        self.conditions.hold(browser).await?;
        let wanted = json!({
            "program": self.has_program,
            "probes": probes,
            "heading": Settings::HEADING,
            "button": Settings::CHANGE_PASSWORD,
        });
        let first = browser.runs_first(&format!("({MARKS})({wanted});")).await?;
        // What came before is not of this visit.
        browser.log("performance").await?;
        browser.visit(self.address).await?;
        Ok(first)
    }

    /// What a promise in the page comes to. The page is not asked again and again: answering would slow it down.
    async fn answer(&self, promise: &str, given: Vec<Value>) -> Outcome<Value> {
        let script = format!(
            "const given = [...arguments], done = given.pop();
            {promise}.then(done, error => done(String(error)));"
        );
        match self.browser.script_async(&script, given).await? {
            Value::String(error) => Err(Failure::new(format!("{promise}: {error}"))),
            noted => Ok(noted),
        }
    }
}

fn moment(noted: &Value, key: &str) -> Outcome<f64> {
    let found = noted.get(key).and_then(Value::as_f64);
    found.ok_or_else(|| Failure::new(format!("the page told no {key}: {noted}")))
}

//! A server that answers with the contract's golden files, changed as a test says, and writes down what it was asked.

use crate::{
    mount::{Mounted, javascript, show, until},
    passkey_stub::number,
};
use leptos::prelude::*;
use leptos_router::components::Router;
use spa::{navigation::provide_navigation, platform::place};

/// `golden(name)` is a golden file; `answers` says what is answered at a path: a thing, or a function of the body that
/// gives one. A problem (it has a `code`) is answered as a refusal.
const SERVE: &str = r"
    window.keptFetch ??= window.fetch;
    window.calls = [];
    window.fetch = async (request) => {
        const path = new URL(request.url).pathname.replace('/api', '');
        const body = request.method === 'POST' ? await request.json() : null;
        if (body) window.calls.push([path, body]);
        let answer = window.answers[path] ?? {};
        if (typeof answer === 'function') answer = answer(body);
        return new Response(JSON.stringify(answer), { status: answer.code ? 403 : 200 });
    };";
const RESTORE: &str = "window.fetch = window.keptFetch; delete window.answers; delete window.calls";

/// The stand-in. The true `fetch` comes back when it is dropped.
pub struct Server;

impl Server {
    /// One where somebody is signed in, with these changes to the settings (`overview`) and the answers.
    pub fn with(changes: &str) -> Self {
        let files = [
            (
                "signed_in",
                include_str!("../../contract/tests/golden/next_step_signed_in.json"),
            ),
            (
                "site",
                include_str!("../../contract/tests/golden/site.json"),
            ),
            (
                "stepped_up",
                include_str!("../../contract/tests/golden/stepped_up.json"),
            ),
            (
                "step_up",
                include_str!("../../contract/tests/golden/problem_step_up_with_second_step.json"),
            ),
            (
                "security",
                include_str!("../../contract/tests/golden/security_overview.json"),
            ),
            (
                "activity",
                include_str!("../../contract/tests/golden/activity.json"),
            ),
        ];
        for (name, text) in files {
            javascript(&format!("(window.golden ??= {{}}).{name} = {text}"));
        }
        javascript(&format!(
            "{{
                const golden = structuredClone(window.golden);
                const overview = golden.security;
                const answers = window.answers = {{
                    '/session': golden.signed_in,
                    '/site': golden.site,
                    '/step-up/proof': golden.stepped_up,
                    '/account/security': () => overview,
                    '/account/activity': golden.activity,
                }};
                {changes}
            }}"
        ));
        javascript(SERVE);
        Self
    }

    /// What it was asked to change: paths and bodies, as JSON.
    pub fn calls(&self) -> String {
        javascript("JSON.stringify(window.calls)")
            .as_string()
            .unwrap_or_default()
    }

    /// Waits until it was asked so many times.
    pub async fn asked(&self, times: u32) {
        until("the server was asked", || {
            number("window.calls.length") == times
        })
        .await;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        javascript(RESTORE);
    }
}

/// Puts a screen into the page. What it leads to is not drawn: the address says it.
pub fn screen<N: IntoView + 'static>(view: fn() -> N) -> Mounted {
    show(move || {
        provide_navigation(None, place::replace);
        view! { <Router>{view()}</Router> }
    })
}

/// Waits until this can be read on the screen.
pub async fn reads(mounted: &Mounted, words: &str) {
    until(words, || mounted.text().contains(words)).await;
}

//! Check this browser: what works here with passkeys, what to do about the rest, and a copy of it for support.

use super::{screen::PublicPage, way::use_way};
use crate::{
    components::{CheckList, CheckMark, Checked, CopyButton, CopyWords, Notice, NoticeKind},
    locale::use_text,
    passkeys::use_passkeys,
    platform::{adopt, clipboard, computer, cookies},
    route::Route,
};
use flow::passkey_support::{Check, Support, Verdict};
use leptos::{html, prelude::*};
use text::{Words, check_line, obstacle};

/// The page.
#[component]
pub fn CheckPage() -> impl IntoView {
    let text = use_text();
    adopt::discard();
    let passkeys = use_passkeys();
    let found = move || match passkeys.support() {
        Some(support) => view! { <Found support /> }.into_any(),
        None => view! { <p role="status">{text.common().loading}</p> }.into_any(),
    };
    view! {
        <PublicPage
            heading=text.browser_check().title
            lead=Some(text.browser_check().lead.to_owned())
            troubles=Signal::stored(None)
        >
            {found}
            <p class="quiet">
                <a href=use_way().by(Route::SignIn)>{text.not_found().home}</a>
            </p>
        </PublicPage>
    }
}

#[component]
fn Found(support: Support) -> impl IntoView {
    let text = use_text();
    let features = support.checks().into_iter();
    let lines: Vec<Checked> = std::iter::once(cookies_line(text))
        .chain(features.map(|check| line(text, check)))
        .collect();
    let report = report(&lines);
    let copy = CopyWords {
        copy: text.browser_check().copy.to_owned(),
        copied: text.common().copied.to_owned(),
        refused: text.common().copy_failed.to_owned(),
    };
    let list = NodeRef::<html::Div>::new();
    let (kind, verdict) = verdict(text, &support);
    view! {
        <Notice kind>{verdict}</Notice>
        <div node_ref=list>
            <CheckList label=text.browser_check().list lines />
        </div>
        <CopyButton
            text=move |()| report.clone()
            words=copy
            on_refused=move |()| clipboard::select(list)
        />
    }
}

fn line(text: Words, check: Check) -> Checked {
    let words = check_line(text, check.what);
    let (mark, said) = match check.verdict {
        Verdict::Works => (CheckMark::Good, text.browser_check().works),
        Verdict::Missing => (CheckMark::Missing, text.browser_check().missing),
        Verdict::Unknown => (CheckMark::Unknown, text.browser_check().unknown),
    };
    Checked {
        name: words.name.to_owned(),
        mark,
        said: said.to_owned(),
        advice: check.needs_advice.then(|| words.advice.to_owned()),
    }
}

/// Every way to sign in needs them.
fn cookies_line(text: Words) -> Checked {
    let words = text.browser_check();
    let are_kept = cookies::are_kept();
    let (mark, said) = if are_kept {
        (CheckMark::Good, text.browser_check().works)
    } else {
        (CheckMark::Missing, text.browser_check().missing)
    };
    Checked {
        name: words.cookies.to_owned(),
        mark,
        said: said.to_owned(),
        advice: (!are_kept).then(|| words.cookies_advice.to_owned()),
    }
}

fn verdict(text: Words, support: &Support) -> (NoticeKind, &'static str) {
    match support.obstacle() {
        Some(why) => (NoticeKind::Warning, obstacle(text, why)),
        None if support.is_complete() => (NoticeKind::Success, text.browser_check().verdict_good),
        None => (NoticeKind::Info, text.browser_check().verdict_partly),
    }
}

/// What support needs: the lines, and which browser it is.
fn report(lines: &[Checked]) -> String {
    let lines: Vec<String> = lines
        .iter()
        .map(|line| format!("{}: {}", line.name, line.said))
        .collect();
    format!("{}\n{}", lines.join("\n"), computer::user_agent())
}

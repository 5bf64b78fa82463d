//! `docs/protocol.md` lists every call as the table of calls has it.

use contract::endpoint::{Access, BASE, Endpoint, Verb, Visitor, visit_all};

const PAPER: &str = include_str!("../../docs/protocol.md");
const BEGIN: &str = "<!-- calls -->\n";
const END: &str = "<!-- /calls -->";

#[test]
fn the_paper_lists_the_calls_as_they_are() {
    let (_, rest) = PAPER.split_once(BEGIN).expect("the beginning is marked");
    let (listed, _) = rest.split_once(END).expect("the end is marked");
    let mut table = Table::new();
    visit_all(&mut table);
    assert_eq!(listed, table.0, "put this between the marks:\n{}", table.0);
}

struct Table(String);

impl Table {
    fn new() -> Self {
        Self(
            "| call | who may | what it does | body | answer |\n|---|---|---|---|---|\n".to_owned(),
        )
    }
}

impl Visitor for Table {
    fn visit<E: Endpoint>(&mut self) {
        let verb = match E::VERB {
            Verb::Get => "GET",
            Verb::Post => "POST",
        };
        let access = match E::ACCESS {
            Access::Anybody => "anybody",
            Access::SecondStepPending => "who owes the second step",
            Access::Enrolling => "signed in, or only enrolling",
            Access::SignedIn => "signed in",
            Access::EnrollingRecentlyProved => {
                "signed in, or only enrolling; proved within 10 minutes"
            }
            Access::RecentlyProved => "signed in; proved within 10 minutes",
        };
        let (body, answer) = (name::<E::Request>(), name::<E::Reply>());
        let (path, summary) = (E::PATH, E::SUMMARY);
        let row =
            format!("| `{verb} {BASE}{path}` | {access} | {summary} | `{body}` | `{answer}` |\n");
        self.0.push_str(&row);
    }
}

/// The type without its modules; `{}` for a body that has nothing to say.
fn name<T>() -> &'static str {
    let path = std::any::type_name::<T>();
    match path.rsplit("::").next().unwrap_or(path) {
        "Nothing" => "{}",
        name => name,
    }
}

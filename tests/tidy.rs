//! The rules of the house, checked by reading the source. Each rule is a function that lists the offences against it,
//! and has a test of its own that shows it can fail.
#![cfg(not(target_arch = "wasm32"))]

#[path = "tidy/code.rs"]
mod code;
#[path = "tidy/edges.rs"]
mod edges;
#[path = "tidy/papers.rs"]
mod papers;
#[path = "tidy/requirements.rs"]
mod requirements;
#[path = "tidy/rooms.rs"]
mod rooms;
#[path = "tidy/source.rs"]
mod source;
#[path = "tidy/words.rs"]
mod words;

use contract::page::{Page, Program};
use edges::Row;
use papers::Paper;

/// Every crate's own source.
const SOURCES: [&str; 12] = [
    "src",
    "contract/derive/src",
    "contract/src",
    "flow/src",
    "text/src",
    "text/build",
    "text/build.rs",
    "breached/src",
    "api/src",
    "fakes/src",
    "e2e/src",
    "xtask/src",
];

/// Every crate's tests.
const TESTS: [&str; 6] = [
    "tests",
    "contract/tests",
    "flow/tests",
    "text/tests",
    "api/tests",
    "e2e/tests",
];

/// Everything that people write: what may cite a requirement. The extensions are those of code, comments and papers.
const WRITTEN: [&str; 19] = [
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "README.md",
    "SECURITY.md",
    "index.html",
    "account.html",
    "docs",
    "src",
    "tests",
    "style",
    "public",
    "contract",
    "flow",
    "breached",
    "api",
    "fakes",
    "e2e",
    "xtask",
];
const EXTENSIONS: [&str; 6] = ["rs", "md", "html", "sql", "css", "js"];

/// Inside the page. A new module needs a row: think where it belongs.
const PAGE: [Row; 14] = [
    Row {
        files: "src/pages/",
        may: &[
            "crate::pages",
            "crate::components",
            "crate::machine",
            "crate::effects",
            "crate::passkeys",
            "crate::route",
            "crate::session",
            "crate::leaving",
            "crate::navigation",
            "crate::site",
            "crate::task",
            "crate::locale",
            "crate::platform",
            // Only where a page merely fetches and saves.
            "crate::remote",
            "contract",
            "flow",
            "text",
            "leptos",
        ],
    },
    Row {
        files: "src/effects/",
        may: &[
            "crate::effects",
            "crate::remote",
            "crate::passkeys",
            "crate::platform",
            "crate::session",
            "crate::route",
            "contract",
            "flow",
            "leptos",
        ],
    },
    Row {
        files: "src/session.rs",
        may: &[
            "crate::remote",
            "crate::platform::Scope",
            "crate::platform::broadcast",
            "crate::platform::handover",
            "crate::platform::json",
            "contract",
            "flow",
            "leptos",
        ],
    },
    Row {
        files: "src/passkeys.rs",
        may: &[
            "crate::site",
            "crate::platform::Scope",
            "crate::platform::passkey",
            "contract",
            "flow",
            "leptos",
        ],
    },
    Row {
        files: "src/site.rs",
        may: &[
            "crate::remote",
            "crate::platform::Scope",
            "crate::platform::json",
            "crate::platform::service",
            "contract",
            "leptos",
        ],
    },
    Row {
        files: "src/navigation.rs",
        may: &[
            "crate::platform",
            "crate::route",
            "crate::session",
            "contract::page",
            "leptos",
        ],
    },
    Row {
        files: "src/leaving.rs",
        may: &["crate::platform::leaving", "leptos"],
    },
    Row {
        // No words, no endpoint, no machine: they receive strings, and call back.
        files: "src/components/",
        may: &["crate::components", "crate::platform", "leptos"],
    },
    Row {
        files: "src/locale.rs",
        may: &["text", "leptos"],
    },
    Row {
        files: "src/machine.rs",
        may: &["crate::platform::Scope", "flow", "leptos"],
    },
    Row {
        files: "src/remote.rs",
        may: &[
            "crate::platform",
            "contract",
            "flow::CallError",
            "flow::retry",
            "flow::trouble::CallError",
        ],
    },
    Row {
        files: "src/task.rs",
        may: &["crate::platform", "leptos"],
    },
    Row {
        files: "src/route.rs",
        may: &["contract::page"],
    },
    Row {
        files: "src/platform/",
        may: &[
            "crate::platform",
            "contract::browser_name",
            "contract::json",
            "contract::passkey",
            "contract::webauthn",
            "contract::Secret",
            "flow::moment",
            "flow::passkey_error",
            "flow::passkey_support",
            "flow::steady_clock",
            "leptos",
        ],
    },
];

/// What ties the page together may use all of it.
const PAGE_FREE: [&str; 6] = [
    "src/lib.rs",
    "src/bin/sign_in.rs",
    "src/bin/account.rs",
    "src/programs/mod.rs",
    "src/programs/sign_in.rs",
    "src/programs/account.rs",
];

fn none(offences: &[String]) {
    assert!(offences.is_empty(), "\n{}\n", offences.join("\n"));
}

fn paper(path: &str) -> Paper {
    Paper {
        path: path.to_owned(),
        text: source::text(&source::root().join(path)),
    }
}

fn sheets() -> Vec<Paper> {
    let files = source::files(&["style"], "css");
    files
        .iter()
        .map(|it| Paper {
            path: source::named(it),
            text: source::text(it),
        })
        .collect()
}

#[test]
fn modules_of_the_page_use_what_their_row_allows() {
    none(&edges::offences(
        &source::rust(&["src"]),
        "src/",
        &PAGE,
        &PAGE_FREE,
    ));
}

/// The pure decisions know nothing of the rest of the server; random bytes are the exception.
const RULES: [Row; 1] = [Row {
    files: "api/src/rules/",
    may: &["crate::rules", "crate::random", "contract"],
}];

#[test]
fn rules_of_the_server_are_used_and_use_nobody() {
    let sources = source::rust(&["api/src/rules"]);
    none(&edges::offences(&sources, "api/src/", &RULES, &[]));
}

/// `cargo test --test tidy rooms -- --nocapture` prints who uses whom.
#[test]
fn rooms_of_the_server_use_only_what_lies_below_them() {
    let imports = rooms::imports(&source::rust(&["api/src"]), "api/src/");
    println!("{}", rooms::picture(&imports));
    none(&rooms::arrows_up(&imports));
    none(&rooms::circles(&imports));
}

#[test]
fn what_touches_the_outside_stands_in_one_place() {
    let page = source::rust(&["src"]);
    let server = source::rust(&["api/src"]);
    let in_the_page = code::IN_THE_PAGE
        .iter()
        .flat_map(|rule| code::strays(&page, rule));
    let in_the_server = code::IN_THE_SERVER
        .iter()
        .flat_map(|rule| code::strays(&server, rule));
    none(&in_the_page.chain(in_the_server).collect::<Vec<_>>());
}

#[test]
fn files_are_short() {
    none(&code::too_long(&source::rust(&SOURCES)));
}

#[test]
fn views_carry_no_styles() {
    none(&code::inline_styles(&source::rust(&["src"])));
}

#[test]
fn every_test_runs() {
    none(&code::idle_tests(&source::rust(&SOURCES)));
    none(&code::idle_tests(&source::rust(&TESTS)));
}

#[test]
fn there_are_no_notes_to_oneself() {
    none(&code::notes(&source::rust(&SOURCES)));
    none(&code::notes(&source::rust(&TESTS)));
}

#[test]
fn sql_is_in_the_store() {
    none(&code::sql(&source::rust(&["api/src"])));
}

#[test]
fn colours_are_tokens() {
    none(&papers::colours_in_styles(&sheets()));
    none(&papers::colours_in_code(&source::rust(&["src"])));
}

#[test]
fn every_component_has_its_block() {
    let sheets = ["style/components.css", "style/account.css"];
    let sheets = sheets.map(|it| source::text(&source::root().join(it)));
    none(&papers::missing_blocks(
        &source::rust(&["src/components"]),
        &sheets.concat(),
    ));
}

#[test]
fn the_early_script_knows_the_pages() {
    let script = source::text(&source::root().join("public/boot.js"));
    let paths = |wanted: &dyn Fn(Page) -> bool| {
        let pages = Page::ALL.into_iter().filter(|page| wanted(*page));
        pages.map(Page::path).collect::<Vec<_>>()
    };
    let account = paths(&|page| page.program() == Program::Account);
    let beside = paths(&|page| page.program() == Program::SignIn && page != Page::SignIn);
    let mut screens = papers::listed(&script, "SCREENS");
    screens.sort_unstable_by_key(|path| beside.iter().position(|it| it == path));
    assert_eq!(
        papers::listed(&script, "SIGN_IN_PATHS"),
        ["/", Page::SignIn.path()]
    );
    assert_eq!(
        papers::listed(&script, "ACCOUNT_PATHS").len(),
        account.len()
    );
    assert!(
        account
            .iter()
            .all(|path| papers::listed(&script, "ACCOUNT_PATHS").contains(path))
    );
    assert_eq!(screens, beside);
}

#[test]
fn every_word_is_said_somewhere() {
    let keys = words::keys(&paper("locales/en.json"));
    assert!(keys.len() > 500, "{} words were found", keys.len());
    let sources = source::rust(&["src", "text/src", "text/tests", "api/src"]);
    none(&words::unused(&keys, &sources));
}

#[test]
fn every_call_is_mounted() {
    let tables = source::rust(&["contract/src/endpoint.rs"]);
    let routes = source::rust(&["api/src/handlers/routes.rs"]);
    if let (Some(table), Some(routes)) = (tables.first(), routes.first()) {
        let rows = table
            .lines
            .iter()
            .filter(|it| papers::row_name(&it.code).is_some())
            .count();
        assert!(
            rows > 10,
            "the table of calls was not understood: {rows} rows"
        );
        none(&papers::unmounted(table, routes));
    }
}

#[test]
fn every_decision_is_listed() {
    let files: Vec<String> = source::files(&["docs/adr"], "md")
        .iter()
        .map(|it| source::named(it))
        .collect();
    let lists =
        ["ARCHITECTURE.md", "docs/adr/README.md"].map(|it| source::text(&source::root().join(it)));
    none(&papers::unlisted_decisions(&files, &lists.join("\n")));
}

#[test]
fn every_requirement_is_listed_and_says_what_proves_it() {
    const LIST: &str = "docs/requirements.md";
    let list = requirements::listed(&paper(LIST));
    assert!(
        list.len() > 100,
        "the list was not understood: {}",
        list.len()
    );
    let files = EXTENSIONS.iter().flat_map(|it| source::files(&WRITTEN, it));
    let papers: Vec<Paper> = files.map(|it| paper(&source::named(&it))).collect();
    none(&requirements::unlisted(&papers, &list));
    none(&requirements::doubled(LIST, &list));
    let mut sources = source::rust(&SOURCES);
    sources.extend(source::rust(&TESTS));
    none(&requirements::unproved(LIST, &list, &sources));
}

#[test]
fn plain_trunk_builds_what_is_shipped() {
    let path = source::root().join("index.html");
    if path.is_file() {
        none(&papers::html(&paper("index.html")));
    }
    none(&papers::default_members(&paper("Cargo.toml")));
}

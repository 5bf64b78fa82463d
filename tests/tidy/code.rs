//! Rules about Rust: who touches the outside, how long a file may be, what may not be written at all.

use crate::source::{Source, has_word};

/// Names that may be used in some places only.
pub struct Confined {
    /// Identifiers, or paths as they are written.
    pub names: &'static [&'static str],
    /// Where they may be: directories, ending in `/`, or files.
    pub places: &'static [&'static str],
    /// Why, as a clause after the name.
    pub because: &'static str,
}

/// What only some modules of the page may touch.
pub const IN_THE_PAGE: [Confined; 5] = [
    Confined {
        names: &["web_sys", "js_sys", "wasm_bindgen", "wasm_bindgen_futures"],
        places: &["src/platform/"],
        because: "touches the browser, which only src/platform does",
    },
    Confined {
        names: &["gloo_net"],
        places: &["src/remote.rs"],
        because: "speaks HTTP, which only src/remote.rs does",
    },
    Confined {
        names: &[
            "Effect::new",
            "Effect::watch",
            "RenderEffect::new",
            "create_effect",
        ],
        places: &["src/platform/", "src/session.rs", "src/machine.rs"],
        because: "reacts to a signal: derive with Memo, or decide in a machine",
    },
    Confined {
        names: &["local_storage", "session_storage"],
        // The theme, and for a minute what one program tells the other: nothing else outlives the page, and never a secret.
        places: &["src/platform/theme.rs", "src/platform/handover.rs"],
        because: "keeps things in the browser, which only the theme and the handover do",
    },
    Confined {
        names: &["inner_html", "set_inner_html", "insert_adjacent_html"],
        places: &[],
        because: "puts text where markup is read",
    },
];

/// What only some modules of the server may touch.
pub const IN_THE_SERVER: [Confined; 2] = [
    Confined {
        names: &[
            "sqlx::query",
            "sqlx::query_as",
            "sqlx::query_scalar",
            "QueryBuilder",
            "AnyPool",
            "SqlitePool",
            "PgPool",
        ],
        places: &["api/src/store/"],
        because: "speaks to the database, which only api/src/store does",
    },
    Confined {
        names: &["SystemTime::now", "Utc::now", "OffsetDateTime::now_utc"],
        places: &["api/src/clock.rs"],
        because: "asks the machine's clock, which only api/src/clock.rs does",
    },
];

/// How many lines a file may have before its tests.
const LONGEST: usize = 300;

/// Names outside the places they are confined to.
pub fn strays(sources: &[Source], rule: &Confined) -> Vec<String> {
    let mut offences = Vec::new();
    for source in sources
        .iter()
        .filter(|it| !rule.places.iter().any(|place| it.is_in(place)))
    {
        for name in rule.names {
            let found = source.lines_with(name);
            offences
                .extend(found.map(|at| source.offence(at, &format!("{name} {}", rule.because))));
        }
    }
    offences
}

/// Files that have grown beyond what is read in one go.
pub fn too_long(sources: &[Source]) -> Vec<String> {
    let long = sources.iter().filter(|it| it.length() > LONGEST);
    let what = |it: &Source| {
        format!(
            "has {} lines before its tests: {LONGEST} at most",
            it.length()
        )
    };
    long.map(|it| it.offence(LONGEST, &what(it))).collect()
}

/// `style=` and `style:` in a view: the policy of the server forbids styles outside the style sheets.
pub fn inline_styles(sources: &[Source]) -> Vec<String> {
    offending_lines(
        sources,
        "an inline style: write a class, and style that",
        |line| {
            line.code.match_indices("style").any(|(at, word)| {
                let (before, rest) = line.code.split_at(at);
                let after = rest.strip_prefix(word).unwrap_or_default();
                let is_attribute = before.ends_with([' ', '\t']) || before.is_empty();
                let is_set = after.starts_with('=') && !after.starts_with("==");
                let is_property = after.starts_with(':') && !after.starts_with("::");
                is_attribute && (is_set || is_property && !after.starts_with(": "))
            })
        },
    )
}

/// Tests that do not run, or that pass by falling over.
pub fn idle_tests(sources: &[Source]) -> Vec<String> {
    offending_lines(
        sources,
        "every test runs, and says what it expects",
        |line| {
            let code: String = line.code.split_whitespace().collect();
            [
                "#[ignore]",
                "#[ignore=",
                "#[should_panic]",
                "#[should_panic(",
            ]
            .iter()
            .any(|it| code.contains(it))
        },
    )
}

/// Notes to oneself: what is left to do belongs where others look for it.
pub fn notes(sources: &[Source]) -> Vec<String> {
    // Written so that this file does not find itself.
    let words = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("XX", "X"),
    ];
    offending_lines(
        sources,
        "a note to oneself: open an issue instead",
        |line| words.iter().any(|it| has_word(&line.raw, it)),
    )
}

/// SQL in a string, anywhere but in the store.
pub fn sql(sources: &[Source]) -> Vec<String> {
    let outside = sources.iter().filter(|it| !it.is_in("api/src/store/"));
    let mut offences = Vec::new();
    for source in outside {
        for (at, line) in source.lines.iter().enumerate().take(source.length()) {
            if line.strings.iter().any(|it| is_sql(it)) {
                offences.push(source.offence(at, "SQL outside api/src/store"));
            }
        }
    }
    offences
}

fn is_sql(text: &str) -> bool {
    let text = text.trim_start().to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let has = |word: &str| words.contains(&word);
    match words.as_slice() {
        ["select", ..] => has("from") || words.len() == 2,
        ["insert" | "replace", "into" | "or", ..]
        | ["delete", "from", ..]
        | ["update", _, "set", ..]
        | [
            "create" | "drop" | "alter",
            "table" | "index" | "unique" | "view" | "trigger",
            ..,
        ]
        | ["begin", "immediate" | "exclusive" | "transaction", ..]
        | ["pragma" | "vacuum", ..] => true,
        ["with", _, "as", ..] => text.contains("select"),
        _ => false,
    }
}

fn offending_lines(
    sources: &[Source],
    what: &str,
    is_bad: impl Fn(&crate::source::Line) -> bool,
) -> Vec<String> {
    let mut offences = Vec::new();
    for source in sources {
        let bad = source
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| is_bad(line));
        offences.extend(bad.map(|(at, _)| source.offence(at, what)));
    }
    offences
}

#[cfg(test)]
fn one(path: &str, text: &str) -> [Source; 1] {
    [Source::new(path, text)]
}

#[test]
fn a_stray_name_is_found() {
    let check = |path, text| {
        let sources = one(path, text);
        IN_THE_PAGE
            .iter()
            .flat_map(|rule| strays(&sources, rule))
            .collect::<Vec<_>>()
    };
    assert_eq!(check("src/pages/x.rs", "use web_sys::window;").len(), 1);
    assert_eq!(
        check("src/session.rs", "gloo_net::http::Request::get(x)").len(),
        1
    );
    assert_eq!(
        check("src/pages/x.rs", "\nEffect::new(move |_| {});").len(),
        1
    );
    assert_eq!(
        check("src/platform/form.rs", "window.local_storage()").len(),
        1
    );
    assert_eq!(
        check("src/platform/dom.rs", "element.set_inner_html(&text)").len(),
        1
    );
    assert_eq!(
        check(
            "src/platform/form.rs",
            "use web_sys::window; Effect::new(f)"
        )
        .len(),
        0
    );
    assert_eq!(
        check("src/pages/x.rs", "// web_sys is for src/platform").len(),
        0
    );
}

#[test]
fn a_stray_name_in_the_server_is_found() {
    let check = |path, text| {
        let sources = one(path, text);
        IN_THE_SERVER
            .iter()
            .flat_map(|rule| strays(&sources, rule))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        check("api/src/rules/totp.rs", "let now = SystemTime::now();").len(),
        1
    );
    assert_eq!(
        check(
            "api/src/handlers/routes.rs",
            "use crate::handlers::sign_in;"
        )
        .len(),
        0
    );
    assert_eq!(check("api/src/clock.rs", "SystemTime::now()").len(), 0);
    assert_eq!(check("api/src/accounts.rs", "sqlx::query(text)").len(), 1);
    assert_eq!(check("api/src/error.rs", "Database(sqlx::Error)").len(), 0);
}

#[test]
fn a_long_file_is_found_and_its_tests_are_not_counted() {
    assert_eq!(too_long(&one("src/x.rs", &"a();\n".repeat(301))).len(), 1);
    let tested = format!(
        "{}#[cfg(test)]\nmod tests {{}}\n{}",
        "a();\n".repeat(300),
        "b();\n".repeat(300)
    );
    assert_eq!(too_long(&one("src/x.rs", &tested)).len(), 0);
}

#[test]
fn an_inline_style_is_found() {
    assert_eq!(
        inline_styles(&one(
            "src/x.rs",
            "view! { <p style=\"color: red\">\"a\"</p> }"
        ))
        .len(),
        1
    );
    assert_eq!(
        inline_styles(&one("src/x.rs", "view! { <p style:color=red/> }")).len(),
        1
    );
    assert_eq!(
        inline_styles(&one(
            "src/x.rs",
            "let style = Style::new(); style::x(); a == style == b"
        ))
        .len(),
        0
    );
    assert_eq!(
        inline_styles(&one("src/x.rs", "struct A { style: Style }")).len(),
        0
    );
}

#[test]
fn an_idle_test_is_found() {
    for text in [
        "#[ignore]",
        "#[ ignore = \"slow\" ]",
        "#[should_panic(expected = \"x\")]",
    ] {
        assert_eq!(idle_tests(&one("src/x.rs", text)).len(), 1, "{text}");
    }
    assert_eq!(
        idle_tests(&one("src/x.rs", "let ignore = should_panic;")).len(),
        0
    );
}

#[test]
fn a_note_to_oneself_is_found() {
    assert_eq!(
        notes(&one("src/x.rs", concat!("// TO", "DO: later"))).len(),
        1
    );
    assert_eq!(notes(&one("src/x.rs", "// to do: nothing")).len(), 0);
}

#[test]
fn sql_outside_the_store_is_found() {
    let query = "run(\"select id\n from accounts\");";
    assert_eq!(
        sql(&one("api/src/handlers/account.rs", query)),
        ["api/src/handlers/account.rs:1: SQL outside api/src/store"]
    );
    assert_eq!(sql(&one("api/src/store/accounts.rs", query)).len(), 0);
    for text in [
        "update tries set n = n + 1",
        "DELETE FROM sessions",
        "pragma foreign_keys = on",
        "begin immediate",
    ] {
        assert!(is_sql(text), "{text}");
    }
    for text in [
        "update your password",
        "Select a method",
        "with care",
        "Insert the key",
        "",
    ] {
        assert!(!is_sql(text), "{text}");
    }
}

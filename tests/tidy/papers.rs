//! Rules about what stands beside the Rust: style sheets, the HTML page, the table of calls, the decisions.

use crate::source::{Source, has_word};

/// One file that is not Rust.
pub struct Paper {
    /// From the root of the repository.
    pub path: String,
    /// All of it.
    pub text: String,
}

impl Paper {
    /// Says of line `at`, counted from 0, what is wrong with it.
    pub fn offence(&self, at: usize, what: &str) -> String {
        format!("{}:{}: {what}", self.path, at + 1)
    }
}

/// Colours in a style sheet other than the tokens.
pub fn colours_in_styles(sheets: &[Paper]) -> Vec<String> {
    let mut offences = Vec::new();
    for sheet in sheets.iter().filter(|it| it.path != "style/tokens.css") {
        for (at, line) in without_comments(&sheet.text).lines().enumerate() {
            for colour in line.split(|it: char| it.is_whitespace() || ",;:{".contains(it)) {
                if is_colour(colour) {
                    offences.push(
                        sheet.offence(at, &format!("{colour}: colours are in style/tokens.css")),
                    );
                }
            }
        }
    }
    offences
}

/// Colours in the words of a program.
pub fn colours_in_code(sources: &[Source]) -> Vec<String> {
    let mut offences = Vec::new();
    for source in sources {
        for (at, line) in source.lines.iter().enumerate() {
            for colour in line.strings.iter().filter(|it| is_colour(it)) {
                offences.push(
                    source.offence(at, &format!("{colour}: colours are in style/tokens.css")),
                );
            }
        }
    }
    offences
}

/// `#fff`, `#1a2b3c`, `rgb(…)` and the like.
fn is_colour(text: &str) -> bool {
    let functions = [
        "rgb(", "rgba(", "hsl(", "hsla(", "hwb(", "lab(", "lch(", "oklab(", "oklch(", "color(",
    ];
    let lower = text.to_lowercase();
    let is_hex = lower
        .trim_end_matches(')')
        .strip_prefix('#')
        .is_some_and(|digits| {
            [3, 4, 6, 8].contains(&digits.len()) && digits.chars().all(|it| it.is_ascii_hexdigit())
        });
    is_hex || functions.iter().any(|it| lower.starts_with(it))
}

/// Every component has a block of its name: `code_field.rs` is `.code-field`.
pub fn missing_blocks(components: &[Source], sheet: &str) -> Vec<String> {
    let sheet = without_comments(sheet);
    let mut offences = Vec::new();
    for component in components.iter().filter(|it| !it.path.ends_with("/mod.rs")) {
        let file = component.path.rsplit('/').next().unwrap_or_default();
        let block = file.trim_end_matches(".rs").replace('_', "-");
        let is_there = sheet
            .match_indices(&format!(".{block}"))
            .any(|(at, found)| {
                let rest = sheet.split_at(at).1.strip_prefix(found).unwrap_or_default();
                rest.starts_with("__")
                    || !rest.starts_with(|it: char| it.is_alphanumeric() || "-_".contains(it))
            });
        if !is_there {
            offences.push(component.offence(
                0,
                &format!("has no block .{block} in style/components.css or account.css"),
            ));
        }
    }
    offences
}

/// Every row in the table of calls that the server does not mount.
pub fn unmounted(table: &Source, routes: &Source) -> Vec<String> {
    let mut offences = Vec::new();
    for (at, line) in table.lines.iter().enumerate() {
        let Some(name) = row_name(&line.code) else {
            continue;
        };
        let is_mounted = routes.lines.iter().any(|it| has_word(&it.code, name));
        if !is_mounted {
            offences.push(table.offence(at, &format!("{name} is not mounted in {}", routes.path)));
        }
    }
    offences
}

/// `SignOut = Post "/sign-out", …` is a row, and so is `impl Endpoint for SignOut`.
pub fn row_name(code: &str) -> Option<&str> {
    let code = code.trim();
    if let Some(rest) = code.strip_prefix("impl Endpoint for ") {
        return rest.split([' ', '{']).next().filter(|it| is_type_name(it));
    }
    let (name, rest) = code.split_once(" = ")?;
    let is_row = ["Get ", "Post ", "Put ", "Delete "]
        .iter()
        .any(|it| rest.starts_with(it));
    (is_row && is_type_name(name)).then_some(name)
}

fn is_type_name(name: &str) -> bool {
    name.starts_with(|it: char| it.is_ascii_uppercase()) && name.chars().all(char::is_alphanumeric)
}

/// Every decision on file that no list names.
pub fn unlisted_decisions(files: &[String], lists: &str) -> Vec<String> {
    let decisions = files.iter().filter(|it| {
        let name = it.rsplit('/').next().unwrap_or_default();
        name.starts_with(|it: char| it.is_ascii_digit())
    });
    let name = |it: &String| it.rsplit('/').next().unwrap_or_default().to_owned();
    let missing = decisions.filter(|it| !lists.contains(&name(it)));
    missing
        .map(|it| format!("{it}:1: is in no list: docs/adr/README.md, ARCHITECTURE.md"))
        .collect()
}

/// The texts of an array that a script calls this; empty when it has none of that name.
pub fn listed<'a>(script: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!("const {name} = [");
    let items = script
        .split_once(&start)
        .and_then(|(_, rest)| rest.split_once(']'));
    let quoted = items
        .into_iter()
        .flat_map(|(items, _)| items.split('"').skip(1).step_by(2));
    quoted.collect()
}

/// What the HTML page must say for plain Trunk to build what is shipped, and must not, for the server's policy to hold.
pub fn html(page: &Paper) -> Vec<String> {
    let mut offences = Vec::new();
    for (at, line) in page.text.lines().enumerate() {
        let is_program = line.contains("rel=\"rust\"");
        for wanted in ["data-cargo-profile-release=\"web\"", "data-wasm-opt=\"z\""] {
            if is_program && !line.contains(wanted) {
                offences.push(page.offence(at, &format!("the link to the program lacks {wanted}")));
            }
        }
    }
    for (at, line) in page.text.lines().enumerate() {
        let line = line.to_lowercase();
        if line.contains(" style=") || line.contains("<style") {
            offences.push(page.offence(at, "an inline style"));
        }
        let is_handler = [" onsubmit=", " onclick=", " onload=", "=\"javascript:"]
            .iter()
            .any(|it| line.contains(it));
        if is_handler || line.contains("<script") && !line.contains(" src=") {
            offences.push(page.offence(at, "an inline script"));
        }
    }
    offences
}

/// Trunk builds the root without naming a package, and cargo then compiles dependencies with the features of all default
/// members: the server's would end up in the page, where some do not even compile.
pub fn default_members(manifest: &Paper) -> Vec<String> {
    let mut offences = Vec::new();
    for (at, line) in manifest.text.lines().enumerate() {
        let Some(members) = line.strip_prefix("default-members") else {
            continue;
        };
        for heavy in ["api", "e2e"]
            .iter()
            .filter(|it| members.contains(&format!("\"{it}\"")))
        {
            offences.push(manifest.offence(at, &format!("{heavy} must be asked for by name")));
        }
    }
    offences
}

/// Blanks comments, and keeps the lines.
fn without_comments(sheet: &str) -> String {
    let mut text = String::new();
    let mut rest = sheet;
    while let Some((before, after)) = rest.split_once("/*") {
        text.push_str(before);
        let (comment, behind) = after.split_once("*/").unwrap_or((after, ""));
        text.extend(comment.chars().filter(|it| *it == '\n'));
        rest = behind;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
fn paper(path: &str, text: &str) -> Paper {
    Paper {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

#[test]
fn a_colour_outside_the_tokens_is_found() {
    let text = "/* #fff\n is white */ a { color: var(--text) }\n.b { background: #1a2B3c; border: 1px solid rgb(0 0 0) }";
    let offences = colours_in_styles(&[paper("style/base.css", text)]);
    assert_eq!(offences.len(), 2);
    assert!(
        offences
            .iter()
            .all(|it| it.starts_with("style/base.css:3: ")),
        "{offences:?}"
    );
    assert_eq!(
        colours_in_styles(&[paper("style/tokens.css", text)]).len(),
        0
    );
    let code = |text| colours_in_code(&[Source::new("src/x.rs", text)]).len();
    assert_eq!(code("let a = \"#fff\";"), 1);
    assert_eq!(code("let a = \"#main\"; let b = \"#1\";"), 0);
}

#[test]
fn a_component_without_a_block_is_found() {
    let components = [
        Source::new("src/components/code_field.rs", ""),
        Source::new("src/components/mod.rs", ""),
    ];
    assert_eq!(
        missing_blocks(&components, ".code-field__error {}").len(),
        0
    );
    assert_eq!(
        missing_blocks(&components, ".stack > .code-field { }").len(),
        0
    );
    for sheet in ["", ".code-fields {}", ".code {}", "/* .code-field {} */"] {
        assert_eq!(missing_blocks(&components, sheet).len(), 1, "{sheet}");
    }
}

#[test]
fn a_call_that_is_not_mounted_is_found() {
    let table = "endpoints! {\n    \"Ends it.\"\n    SignOut = Post \"/sign-out\", Anybody: Nothing => Nothing;\n}";
    let table = Source::new("contract/src/endpoint.rs", table);
    let routes = |text| Source::new("api/src/handlers/routes.rs", text);
    assert_eq!(
        unmounted(&table, &routes("// SignOut comes later")).len(),
        1
    );
    assert_eq!(
        unmounted(&table, &routes("mount::<SignOut>(sign_out)")).len(),
        0
    );
    assert_eq!(row_name("impl Endpoint for SignUp {"), Some("SignUp"));
    assert_eq!(row_name("impl Endpoint for $name {"), None);
}

#[test]
fn a_decision_in_no_list_is_found() {
    let files = [
        "docs/adr/0001-shape.md".to_owned(),
        "docs/adr/README.md".to_owned(),
    ];
    assert_eq!(unlisted_decisions(&files, "nothing").len(), 1);
    assert_eq!(
        unlisted_decisions(&files, "[shape](0001-shape.md)").len(),
        0
    );
}

#[test]
fn a_page_that_plain_trunk_would_build_differently_is_found() {
    let good =
        "<link data-trunk rel=\"rust\" data-cargo-profile-release=\"web\" data-wasm-opt=\"z\">";
    assert_eq!(html(&paper("index.html", good)).len(), 0);
    let file = format!("{good}<script src=\"/boot.js\"></script>");
    assert_eq!(html(&paper("index.html", &file)).len(), 0);
    assert_eq!(html(&paper("index.html", "<link rel=\"rust\">")).len(), 2);
    for bad in [
        "<p style=\"\">",
        "<style>",
        "<script>",
        "<script type=module>",
        "<form onsubmit=\"x\">",
    ] {
        assert_eq!(
            html(&paper("index.html", &format!("{good}\n{bad}"))).len(),
            1,
            "{bad}"
        );
    }
}

#[test]
fn a_server_among_the_default_members_is_found() {
    let check = |text| default_members(&paper("Cargo.toml", text)).len();
    assert_eq!(
        check("[workspace]\ndefault-members = [\".\", \"flow\", \"api\"]"),
        1
    );
    assert_eq!(
        check("members = [\"api\", \"e2e\"]\ndefault-members = [\".\", \"flow\"]"),
        0
    );
}

#[test]
fn an_array_of_a_script_is_read() {
    let script = "const ONE = [\"/a\"];\nconst MORE = [\n  \"/b\",\n  \"/c\",\n];";
    assert_eq!(listed(script, "ONE"), ["/a"]);
    assert_eq!(listed(script, "MORE"), ["/b", "/c"]);
    assert!(listed(script, "NONE").is_empty());
}

//! Rules about the security requirements: every one that is cited is listed, once, with tests that exist.

use crate::papers::Paper;
use crate::source::{Source, has_word};

/// One requirement, as its table has it.
pub struct Requirement {
    /// Two letters and a number, such as those that tests cite.
    pub id: String,
    /// The last cell of its row.
    proof: String,
    /// Counted from 0.
    at: usize,
}

/// A test that a requirement names.
#[derive(Debug, PartialEq, Eq)]
struct Named<'a> {
    /// The file that it is in; none for a unit test, which may move with the code that it proves.
    file: Option<&'a str>,
    name: &'a str,
}

/// What a requirement without a test says instead.
const ADMITTED: [&str; 2] = ["not tested", "not built yet"];

/// All requirements of the list.
pub fn listed(list: &Paper) -> Vec<Requirement> {
    let rows = list.text.lines().enumerate();
    rows.filter_map(|(at, line)| {
        let row = line.strip_prefix("| ")?.strip_suffix(" |")?;
        let (id, rest) = row.split_once(" | ")?;
        let is_id = ids(id).first().is_some_and(|it| it == id);
        let (_, proof) = rest.rsplit_once(" | ")?;
        is_id.then(|| Requirement {
            id: id.to_owned(),
            proof: proof.to_owned(),
            at,
        })
    })
    .collect()
}

/// Ids that are cited and not listed.
pub fn unlisted(papers: &[Paper], list: &[Requirement]) -> Vec<String> {
    let mut offences = Vec::new();
    for paper in papers {
        for (at, line) in paper.text.lines().enumerate() {
            let is_listed = |id: &String| list.iter().any(|it| it.id == *id);
            let unlisted = ids(line).into_iter().filter(|id| !is_listed(id));
            offences
                .extend(unlisted.map(|id| paper.offence(at, &format!("{id} is no requirement"))));
        }
    }
    offences
}

/// Ids that the list has more than once.
pub fn doubled(path: &str, list: &[Requirement]) -> Vec<String> {
    let mut offences = Vec::new();
    for (index, requirement) in list.iter().enumerate() {
        if list[..index].iter().any(|it| it.id == requirement.id) {
            offences.push(requirement.offence(path, "is listed twice"));
        }
    }
    offences
}

/// Tests that the list names and that do not exist, and requirements without a word about their proof.
pub fn unproved(path: &str, list: &[Requirement], sources: &[Source]) -> Vec<String> {
    let mut offences = Vec::new();
    for requirement in list {
        let named = requirement.named();
        if named.is_empty() && !ADMITTED.iter().any(|it| requirement.proof.contains(it)) {
            offences.push(requirement.offence(path, "has no proof, and does not say so"));
        }
        for test in named.iter().filter(|it| !it.exists(sources)) {
            let what = format!("is proved by {test}, which is no test");
            offences.push(requirement.offence(path, &what));
        }
    }
    offences
}

impl Requirement {
    fn offence(&self, path: &str, what: &str) -> String {
        format!("{path}:{}: {} {what}", self.at + 1, self.id)
    }

    /// The tests in its last cell: `file::test`, `::another` of the same file, or the name of a unit test.
    fn named(&self) -> Vec<Named<'_>> {
        let mut file = None;
        let mut named = Vec::new();
        for reference in self.proof.split('`').skip(1).step_by(2) {
            let test = match reference.split_once("::") {
                None => Named {
                    file: None,
                    name: reference,
                },
                Some((path, name)) => {
                    file = Some(path).filter(|it| !it.is_empty()).or(file);
                    // Without a file before it, it names none that exists.
                    let file = file.or(Some(path));
                    Named { file, name }
                }
            };
            named.push(test);
        }
        named
    }
}

impl Named<'_> {
    fn exists(&self, sources: &[Source]) -> bool {
        let is_there = |source: &&Source| self.file.is_none_or(|file| file == source.path);
        let mut places = sources.iter().filter(is_there);
        places.any(|source| has_test(source, self.name))
    }
}

impl std::fmt::Display for Named<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.file {
            Some(file) => write!(formatter, "{file}::{}", self.name),
            None => formatter.write_str(self.name),
        }
    }
}

/// Whether a function of this name stands there under an attribute that makes it a test.
fn has_test(source: &Source, name: &str) -> bool {
    let code: Vec<&str> = source.lines.iter().map(|it| it.code.trim()).collect();
    let begin = format!("fn {name}(");
    let found = code
        .iter()
        .enumerate()
        .filter(|(_, it)| it.contains(&begin));
    found.map(|(at, _)| at).any(|at| {
        let attributes = code[..at].iter().rev();
        let mut attributes = attributes.take_while(|it| it.is_empty() || it.starts_with("#["));
        attributes.any(|it| has_word(it, "test") || has_word(it, "wasm_bindgen_test"))
    })
}

/// Every id in a line: two capital letters, a hyphen and a number, with nothing else around them.
fn ids(line: &str) -> Vec<String> {
    let is_part = |it: char| it.is_alphanumeric() || "-_".contains(it);
    let words = line.split(|it| !is_part(it));
    words.filter(|it| is_id(it)).map(str::to_owned).collect()
}

fn is_id(word: &str) -> bool {
    word.split_once('-').is_some_and(|(area, number)| {
        let is_area = area.len() == 2 && area.chars().all(|it| it.is_ascii_uppercase());
        let is_number = number.len() <= 2 && number.chars().all(|it| it.is_ascii_digit());
        is_area && is_number && !number.is_empty()
    })
}

/// Written so that this file cites none that is not listed.
#[cfg(test)]
const NEW: &str = concat!("ZZ", "-9");

#[cfg(test)]
fn list(rows: &[(&str, &str)]) -> Paper {
    let rows = rows.iter();
    let rows = rows.map(|(id, proof)| format!("| {id} | It is safe. | {proof} |\n"));
    Paper {
        path: "docs/requirements.md".to_owned(),
        text: format!(
            "| id | requirement | proved by |\n|---|---|---|\n{}",
            rows.collect::<String>()
        ),
    }
}

#[test]
fn an_id_that_is_not_listed_is_found() {
    let list = listed(&list(&[("PW-1", "not tested"), ("PW-2", "not tested")]));
    let cited = |text: &str| {
        let path = "src/x.rs".to_owned();
        let text = text.to_owned();
        unlisted(&[Paper { path, text }], &list)
    };
    assert_eq!(
        cited("// PW-1 and PW-2.\n// SHA-256, UTF-8, A-1, [PW-1](#x)").len(),
        0
    );
    let offences = cited(&format!("// PW-1 to {NEW}, (`{NEW}`)\n"));
    assert_eq!(offences.len(), 2);
    assert_eq!(offences[0], format!("src/x.rs:1: {NEW} is no requirement"));
    assert_eq!(cited(&format!("a{NEW} {NEW}x {NEW}99 x-{NEW}")).len(), 0);
}

#[test]
fn an_id_that_is_listed_twice_is_found() {
    let once = listed(&list(&[("PW-1", "x"), ("PW-2", "x")]));
    assert_eq!(doubled("list", &once), [""; 0]);
    let twice = listed(&list(&[("PW-1", "x"), ("PW-2", "x"), ("PW-1", "x")]));
    assert_eq!(doubled("list", &twice), ["list:5: PW-1 is listed twice"]);
}

#[test]
fn a_test_that_does_not_exist_is_found() {
    let sources = [
        Source::new(
            "a/tests/x.rs",
            "#[test]\nfn it_holds() {}\n\nfn helper() {}\n",
        ),
        Source::new(
            "a/src/y.rs",
            "    #[tokio::test(flavor = \"x\")]\n    async fn it_keeps() {}",
        ),
    ];
    let offences = |proof: &str| unproved("list", &listed(&list(&[("PW-1", proof)])), &sources);
    for good in [
        "`a/tests/x.rs::it_holds`",
        "`a/tests/x.rs::it_holds`, `::it_holds`, `it_keeps`; not tested: more",
        "not tested",
        "not built yet: it costs too much",
    ] {
        assert_eq!(offences(good), [""; 0], "{good}");
    }
    for bad in [
        "`a/tests/x.rs::it_hold`",
        "`a/tests/x.rs::helper`",
        "`a/tests/z.rs::it_holds`",
        "`a/tests/x.rs::it_keeps`",
        "`a/tests/x.rs::it_holds`, `::it_keeps`",
        "`::it_holds`",
        "`it_does_not`",
        "it is well known",
    ] {
        assert_eq!(offences(bad).len(), 1, "{bad}");
    }
}

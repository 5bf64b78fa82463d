//! The rooms of the server: in which order they lie, and that no imports go in a circle.

use crate::{edges, source::Source};
use std::collections::{BTreeMap, BTreeSet};

/// A file of the server, as a path of modules.
type Module = Vec<String>;
/// Who imports whom.
pub type Imports = BTreeMap<Module, BTreeSet<Module>>;

/// The rooms of the server, each a directory or a file: whoever stands above may use whoever stands below, and not the other
/// way round.
pub const ROOMS: [&str; 20] = [
    "cli",
    "startup",
    "server",
    "cleanup",
    "handlers",
    "account",
    "auth",
    "messages",
    "http",
    "rate_limits",
    "app",
    "error",
    "delivery",
    "webauthn",
    "config",
    "store",
    "crypto",
    "rules",
    "clock",
    "random",
];

/// The most files that may import one another in a circle: a file and the one that it was split from.
const MOST_IN_A_CIRCLE: usize = 2;

/// Reads who imports whom; `below` is the directory of the crate's root, whose own files tie the rooms together.
pub fn imports(sources: &[Source], below: &str) -> Imports {
    let roots = ["lib.rs", "main.rs"].map(|it| format!("{below}{it}"));
    let sources: Vec<&Source> = sources
        .iter()
        .filter(|it| it.is_in(below) && !roots.contains(&it.path))
        .collect();
    let module = |source: &Source| edges::module_of(&source.path, below);
    let all: BTreeSet<Module> = sources.iter().map(|it| module(it)).collect();
    let of = |source: &&Source| {
        let own = module(source);
        let paths = edges::paths(source, below).into_iter();
        let used = paths.filter_map(|(_, path)| owner(&all, &own, &path));
        let used = used.filter(|it| *it != own).collect();
        (own.clone(), used)
    };
    sources.iter().map(of).collect()
}

/// The module that a path leads to: the longest one that it begins with, from the root or from the module that uses it. A
/// single name uses nobody: it declares a module, or names something else.
fn owner(all: &BTreeSet<Module>, own: &Module, path: &str) -> Option<Module> {
    let segments: Module = path.split("::").map(str::to_owned).collect();
    if segments.len() < 2 {
        return None;
    }
    let (path, shortest) = if segments.first().is_some_and(|it| it == "crate") {
        (segments, 2)
    } else {
        (own.iter().cloned().chain(segments).collect(), own.len() + 1)
    };
    let mut lengths = (shortest..=path.len()).rev();
    lengths.find_map(|it| all.get(&path[..it])).cloned()
}

fn room(module: &Module) -> &str {
    module.get(1).map_or("", String::as_str)
}

fn place(room: &str) -> Option<usize> {
    ROOMS.iter().position(|it| *it == room)
}

fn named(module: &Module) -> String {
    module.join("::")
}

/// Imports that go up, and rooms that have no place.
pub fn arrows_up(imports: &Imports) -> Vec<String> {
    let mut offences = Vec::new();
    for (module, used) in imports {
        if place(room(module)).is_none() {
            offences.push(format!("{} is in no room of the list", named(module)));
        }
        for other in used.iter().filter(|it| room(it) != room(module)) {
            if place(room(module)) > place(room(other)) {
                let (from, to) = (named(module), named(other));
                offences.push(format!("{from} uses {to}, which lies above it"));
            }
        }
    }
    offences
}

/// Circles of imports with too many files.
pub fn circles(imports: &Imports) -> Vec<String> {
    let circles = circles_of(imports).into_iter();
    circles
        .filter(|it| it.len() > MOST_IN_A_CIRCLE)
        .map(|it| {
            let names: Vec<String> = it.iter().map(named).collect();
            format!("a circle of {}: {}", it.len(), names.join(", "))
        })
        .collect()
}

/// Files that import one another, by whatever detour.
fn circles_of(imports: &Imports) -> BTreeSet<BTreeSet<Module>> {
    let reached: BTreeMap<&Module, BTreeSet<&Module>> =
        imports.keys().map(|it| (it, reach(imports, it))).collect();
    let with = |module: &&Module| -> BTreeSet<Module> {
        let mutual = reached[*module].iter().filter(|other| {
            let back = reached.get(**other);
            back.is_some_and(|back| back.contains(*module))
        });
        mutual.map(|it| (*it).clone()).collect()
    };
    imports
        .keys()
        .map(|it| with(&it))
        .filter(|it| it.len() > 1)
        .collect()
}

fn reach<'a>(imports: &'a Imports, from: &'a Module) -> BTreeSet<&'a Module> {
    let mut reached = BTreeSet::new();
    let mut open = vec![from];
    while let Some(module) = open.pop() {
        for next in imports.get(module).into_iter().flatten() {
            if reached.insert(next) {
                open.push(next);
            }
        }
    }
    reached
}

/// The rooms and what each uses, on how many levels.
pub fn picture(imports: &Imports) -> String {
    let mut rooms: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (module, used) in imports {
        let own = rooms.entry(room(module)).or_default();
        own.extend(used.iter().map(room).filter(|it| *it != room(module)));
    }
    let mut levels: BTreeMap<&str, usize> = BTreeMap::new();
    for name in ROOMS.iter().rev() {
        let used = rooms.get(name).into_iter().flatten();
        let below = used.filter_map(|it| levels.get(it)).max();
        levels.insert(name, below.map_or(1, |it| it + 1));
    }
    let mut lines: Vec<String> = ROOMS
        .iter()
        .filter_map(|name| Some((name, rooms.get(name)?, levels.get(name)?)))
        .map(|(name, used, level)| {
            let used: Vec<&str> = used.iter().copied().collect();
            format!("{level:2} {name:<12} -> {}", used.join(" "))
        })
        .collect();
    let deepest = levels.values().max().copied().unwrap_or_default();
    let files = imports.len();
    let pairs = circles_of(imports).len();
    lines.push(format!(
        "{files} files in {} rooms on {deepest} levels; {pairs} pairs of files import each other",
        rooms.len()
    ));
    lines.join("\n")
}

#[cfg(test)]
fn of(files: &[(&str, &str)]) -> Imports {
    let sources: Vec<Source> = files
        .iter()
        .map(|(path, text)| Source::new(path, text))
        .collect();
    imports(&sources, "api/src/")
}

#[test]
fn an_import_that_goes_up_is_found() {
    let imports = of(&[
        ("api/src/lib.rs", "use handlers::routes;"),
        ("api/src/handlers/mod.rs", "pub mod sign_in;"),
        (
            "api/src/handlers/sign_in.rs",
            "use crate::{auth::sessions, store};",
        ),
        (
            "api/src/auth/sessions.rs",
            "fn a() { crate::handlers::sign_in::b() }",
        ),
        ("api/src/store/mod.rs", ""),
        ("api/src/misc.rs", ""),
    ]);
    assert_eq!(
        arrows_up(&imports),
        [
            "crate::auth::sessions uses crate::handlers::sign_in, which lies above it",
            "crate::misc is in no room of the list"
        ]
    );
}

#[test]
fn a_circle_of_three_is_found_and_a_pair_is_not() {
    let two = [
        ("api/src/auth/a.rs", "mod b; use b::B;"),
        ("api/src/auth/a/b.rs", "use super::A;"),
    ];
    assert!(circles(&of(&two)).is_empty());
    let three = [
        ("api/src/auth/a.rs", "use crate::auth::b;"),
        ("api/src/auth/b.rs", "use super::c::C;"),
        ("api/src/auth/c.rs", "use crate::auth::a::A;"),
    ];
    assert_eq!(
        circles(&of(&three)),
        ["a circle of 3: crate::auth::a, crate::auth::b, crate::auth::c"]
    );
}

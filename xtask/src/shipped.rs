//! The form in which the page is shipped, made in place of what Trunk wrote: names that both sides of a program know are
//! shortened, scripts and styles are made small, a page brings along what it needs before its program, and what it loads
//! is named after its content and lies there compressed.
//!
//! What Trunk writes runs as it is. This is about bytes and requests, and changes nothing that the page does.

pub mod compress;
mod document;
pub mod esbuild;
pub mod html;
mod names;

use std::fs;
use std::hash::{DefaultHasher, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};

use crate::step::{Failure, Outcome};
use document::Documents;
use esbuild::Esbuild;

/// What wasm-bindgen calls a program: its name, and this.
const WASM: &str = "_bg.wasm";

/// What the glue gives to whoever imports it. Ours asks for nothing but the start.
const GLUE_EXPORTS: &str = "export { initSync, __wbg_init as default };";
const NEEDED_EXPORTS: &str = "export { __wbg_init as default };";

/// One of the programs, by the names that its files have now.
#[derive(Debug)]
pub struct Program {
    /// As `data-program` in a page says it.
    pub name: String,
    pub glue: String,
    pub wasm: String,
}

/// Whether the page in this folder has been given its form: then its loader is a part of it.
pub fn is_made(dist: &Path) -> bool {
    dist.join("index.html").is_file() && !dist.join(document::LOADER).exists()
}

/// Gives the page in this folder its form.
pub fn make(dist: &Path, esbuild: &Esbuild) -> Outcome<()> {
    let mut programs = Vec::new();
    for file in in_folder(dist, "wasm")? {
        programs.push(program(dist, &file, esbuild)?);
    }
    if programs.is_empty() {
        return Err(Failure::new(format!(
            "{} has no program: no file ends in {WASM}.",
            dist.display()
        )));
    }
    let documents = Documents {
        dist,
        esbuild,
        programs: &programs,
    };
    let mut inlined = Vec::new();
    for file in in_folder(dist, "html")? {
        let made = documents
            .make(&read(&file)?)
            .map_err(|failure| Failure::new(format!("{}: {failure}", file.display())))?;
        write(&file, made.html.as_bytes())?;
        inlined.extend(made.inlined);
    }
    inlined.sort();
    inlined.dedup();
    for file in inlined {
        fs::remove_file(&file).map_err(|error| trouble(&file, &error))?;
        // And its folder, when it was the last one there.
        let _ = file.parent().map(fs::remove_dir);
    }
    compress::beside_each(dist).map_err(|error| trouble(dist, &error))
}

/// Renames and shrinks the files of one program.
fn program(dist: &Path, wasm_file: &Path, esbuild: &Esbuild) -> Outcome<Program> {
    let file_name = wasm_file.file_name().unwrap_or_default().to_string_lossy();
    let stem = file_name
        .strip_suffix(WASM)
        .ok_or_else(|| Failure::new(format!("{file_name} is no program of wasm-bindgen's.")))?;
    let glue_file = dist.join(format!("{stem}.js"));
    let wasm = fs::read(wasm_file).map_err(|error| trouble(wasm_file, &error))?;
    let short = names::shorten(&wasm, &read(&glue_file)?)?;
    let name = without_hash(stem);
    let new_wasm = format!("{name}-{}{WASM}", hash(&short.wasm));
    let glue = replaced_once(&short.glue, &file_name, &new_wasm)?;
    let glue = replaced_once(&glue, GLUE_EXPORTS, NEEDED_EXPORTS)?;
    let glue = esbuild.module(&glue)?;
    let new_glue = format!("{name}-{}.js", hash(glue.as_bytes()));
    for (old, new, content) in [
        (wasm_file, &new_wasm, short.wasm.as_slice()),
        (&glue_file, &new_glue, glue.as_bytes()),
    ] {
        fs::remove_file(old).map_err(|error| trouble(old, &error))?;
        write(&dist.join(new), content)?;
    }
    Ok(Program {
        name: name.to_owned(),
        glue: new_glue,
        wasm: new_wasm,
    })
}

/// The files of this kind that stand directly in a folder.
fn in_folder(folder: &Path, kind: &str) -> Outcome<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let entries = entries.map_err(|error| trouble(folder, &error))?;
    let paths = entries.into_iter().map(|it| it.path());
    let mut files: Vec<PathBuf> = paths
        .filter(|it| it.extension().is_some_and(|it| it == kind))
        .collect();
    files.sort();
    Ok(files)
}

/// What a file is named after: 16 hexadecimal digits, by which the server knows that it never changes.
fn hash(content: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(content);
    format!("{:016x}", hasher.finish())
}

/// Trunk may have put a hash of its own there.
fn without_hash(stem: &str) -> &str {
    match stem.rsplit_once('-') {
        Some((name, end)) if end.len() >= 12 && end.bytes().all(|it| it.is_ascii_hexdigit()) => {
            name
        }
        _ => stem,
    }
}

/// A name that stands there twice, or not at all, is another one than this step knows.
fn replaced_once(text: &str, old: &str, new: &str) -> Outcome<String> {
    match text.matches(old).count() {
        1 => Ok(text.replace(old, new)),
        count => Err(Failure::new(format!(
            "`{old}` should stand there once, and stands there {count} times."
        ))),
    }
}

fn read(file: &Path) -> Outcome<String> {
    fs::read_to_string(file).map_err(|error| trouble(file, &error))
}

fn write(file: &Path, content: &[u8]) -> Outcome<()> {
    fs::write(file, content).map_err(|error| trouble(file, &error))
}

fn trouble(file: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("{}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Stands in for esbuild: it gives back what it gets, with the name of the program filled in.
    #[cfg(unix)]
    fn changes_nothing(folder: &Path) -> Esbuild {
        use std::os::unix::fs::PermissionsExt as _;
        let program = folder.join("esbuild");
        let script = "#!/bin/sh\nname=$(echo \"$*\" | sed -n 's/.*--define:program=\"\\(.*\\)\".*/\\1/p')\n\
            exec sed \"s/[$]{program}/$name/g\"\n";
        fs::write(&program, script).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        Esbuild(program)
    }

    const PAGE: &str = "<!doctype html>\n<html data-program=\"sign-in\" data-prefetch=\"account\">\n  <head>\n    \
        <!-- first -->\n    <link rel=\"icon\" href=\"/icon.svg\" type=\"image/svg+xml\">\n    <script src=\"/boot.js\"></script>\n    \
        <link rel=\"stylesheet\" href=\"/style/a.css\">\n    <link rel=\"stylesheet\" href=\"/style/b.css\">\n    \
        <link data-trunk rel=\"rust\" data-bin=\"sign-in\">\n    <script type=\"module\" src=\"/load.js\"></script>\n  \
        </head>\n  <body>\n    <p>Words.</p>\n  </body>\n</html>\n";
    const LOADER: &str = "const program = document.documentElement.dataset.program;\n\
        await (await import(`/${program}.js`)).default(`/${program}_bg.wasm`);";
    const GLUE: &str = "const import0 = {\n  __wbg_alert_1234567890abcdef: alert };\n\
        const all = { \"./tiny_bg.js\": import0 };\nwasm.__wbindgen_start();\nfunction closure__invoke__h1() {}\n\
        new URL('NAME_bg.wasm', import.meta.url);\nexport { initSync, __wbg_init as default };\n";

    #[cfg(unix)]
    #[test]
    fn what_trunk_wrote_becomes_what_is_shipped() {
        let folder = std::env::temp_dir().join(format!("latchkey-shipped-{}", std::process::id()));
        let dist = folder.join("dist");
        fs::create_dir_all(dist.join("style")).unwrap();
        let put = |name: &str, text: &str| fs::write(dist.join(name), text).unwrap();
        put("index.html", PAGE);
        put("account.html", &PAGE.replace("\"sign-in\"", "\"account\""));
        put("load.js", LOADER);
        put("boot.js", "boot();");
        put("icon.svg", "<svg/>");
        put("style/a.css", "a{mask:url(\"../icon.svg\")}");
        put("style/b.css", "b{}");
        for name in ["sign-in", "account"] {
            put(&format!("{name}.js"), &GLUE.replace("NAME", name));
            fs::write(
                dist.join(format!("{name}_bg.wasm")),
                crate::wasm::tests::tiny(),
            )
            .unwrap();
        }
        assert!(!is_made(&dist));
        make(&dist, &changes_nothing(&folder)).unwrap();
        assert!(is_made(&dist));
        let html = fs::read_to_string(dist.join("index.html")).unwrap();
        let files = compress::files(&dist).unwrap();
        let named = |start: &str, end: &str| {
            let names = files.iter().filter_map(|it| it.file_name()?.to_str());
            let mut found = names.filter(|it| it.starts_with(start) && it.ends_with(end));
            found.next().unwrap().to_owned()
        };
        let (glue, wasm) = (named("sign-in-", ".js"), named("sign-in-", ".wasm"));
        let (other_glue, other_wasm) = (named("account-", ".js"), named("account-", ".wasm"));
        let drawing = "data:image/svg+xml,%3Csvg/%3E";
        assert_eq!(
            html,
            format!(
                "<!doctype html><html data-program=\"sign-in\" data-prefetch=\"/{other_glue} /{other_wasm}\"><head>\
                 <link rel=\"icon\" href=\"{drawing}\" type=\"image/svg+xml\"><script>boot();</script>\
                 <style>a{{mask:url(\"{drawing}\")}}\nb{{}}</style>\
                 <link rel=\"modulepreload\" href=\"/{glue}\">\
                 <link rel=\"preload\" href=\"/{wasm}\" as=\"fetch\" type=\"application/wasm\" crossorigin>\
                 <script type=\"module\">await (await import(`/{glue}`)).default(`/{wasm}`);</script>\
                 </head><body><p>Words.</p></body></html>"
            )
        );
        let glue = fs::read_to_string(dist.join(glue)).unwrap();
        assert!(
            glue.contains(&format!("new URL('{wasm}'")) && glue.contains("wasm.a()"),
            "{glue}"
        );
        let left: Vec<_> = files
            .iter()
            .map(|it| it.strip_prefix(&dist).unwrap())
            .collect();
        assert_eq!(left.len(), 7, "{left:?}");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_name_says_what_is_in_the_file() {
        assert_eq!(hash(b"a").len(), 16);
        assert_ne!(hash(b"a"), hash(b"b"));
        assert_eq!(without_hash("sign-in"), "sign-in");
        assert_eq!(without_hash("sign-in-e1352eddd881eade"), "sign-in");
        assert_eq!(without_hash("account-feed"), "account-feed");
    }

    #[test]
    fn what_should_stand_there_once_does() {
        assert_eq!(replaced_once("abc", "b", "d").unwrap(), "adc");
        assert!(replaced_once("abb", "b", "d").is_err());
        assert!(replaced_once("abb", "c", "d").is_err());
    }
}

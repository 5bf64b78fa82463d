//! One page: what it needs before its program stands in it, and what it loads then is asked for at once.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::esbuild::Esbuild;
use super::html::{self, Piece, attribute, is_link};
use super::{Program, read, replaced_once};
use crate::step::{Failure, Outcome};

/// Starts the program of a page. In the form that is shipped each page has its own.
pub const LOADER: &str = "load.js";

/// The one line of the loader that looks which page it is on.
const WHICH_PROGRAM: &str = "const program = document.documentElement.dataset.program;";

/// A drawing of this many bytes at the most costs less in the page than by itself.
const SMALL_DRAWING: usize = 2048;

/// What all pages are made with.
pub struct Documents<'a> {
    pub dist: &'a Path,
    pub esbuild: &'a Esbuild,
    pub programs: &'a [Program],
}

/// A page that is ready, and the files that nobody asks for any more.
#[derive(Debug)]
pub struct Made {
    pub html: String,
    pub inlined: Vec<PathBuf>,
}

/// A page while it is made.
struct Making<'a> {
    documents: &'a Documents<'a>,
    program: &'a Program,
    /// What the links to style sheets become, until it stands there.
    styles: Option<String>,
    made: Made,
}

impl Documents<'_> {
    /// The page in its form.
    pub fn make(&self, page: &str) -> Outcome<Made> {
        let pieces = html::pieces(page);
        let mut making = Making {
            documents: self,
            program: self.program(&pieces)?,
            styles: None,
            made: Made {
                html: String::with_capacity(page.len()),
                inlined: Vec::new(),
            },
        };
        making.styles = Some(making.all_styles(&pieces)?);
        let mut pieces = pieces.into_iter();
        while let Some(piece) = pieces.next() {
            let replaced = match piece {
                Piece::Tag(tag) => making.replaced(tag)?,
                _ => None,
            };
            let (Piece::Tag(text) | Piece::Comment(text) | Piece::Text(text) | Piece::Raw(text)) =
                piece;
            making
                .made
                .html
                .push_str(replaced.as_deref().unwrap_or(text));
            if replaced.is_some() && html::name(text) == "script" {
                // Its end tag.
                pieces.next();
            }
        }
        making.made.html = html::tidy(&making.made.html);
        Ok(making.made)
    }

    /// The program that the page says it is for.
    fn program(&self, pieces: &[Piece<'_>]) -> Outcome<&Program> {
        let mut tags = pieces.iter().filter_map(|it| match it {
            Piece::Tag(tag) => Some(*tag),
            _ => None,
        });
        let wanted = tags.find_map(|it| attribute(it, "data-program"));
        wanted.and_then(|it| self.named(it)).ok_or_else(|| {
            let wanted = wanted.unwrap_or("none");
            Failure::new(format!(
                "`data-program` names no program that is there: {wanted}."
            ))
        })
    }

    fn named(&self, name: &str) -> Option<&Program> {
        self.programs.iter().find(|it| it.name == name)
    }
}

impl Making<'_> {
    /// What stands in the place of this tag; nothing where it stays as it is.
    fn replaced(&mut self, tag: &str) -> Outcome<Option<String>> {
        let source = attribute(tag, "src").and_then(|it| it.strip_prefix('/'));
        if html::name(tag) == "script"
            && let Some(source) = source
        {
            let is_module = attribute(tag, "type") == Some("module");
            let script = if is_module {
                self.loader(source)?
            } else {
                self.script(source)?
            };
            return Ok(Some(script));
        }
        if html::name(tag) == "html" {
            return Ok(self.with_files_to_prefetch(tag));
        }
        if is_link(tag, "stylesheet") {
            return Ok(Some(self.styles.take().unwrap_or_default()));
        }
        if is_link(tag, "icon") {
            return self.icon(tag);
        }
        // What was for Trunk, and what Trunk makes of it when it puts the loader in itself.
        let is_ours = tag.contains(" data-trunk ") || is_link(tag, "modulepreload");
        let is_dropped = is_ours || is_link(tag, "preload");
        Ok((html::name(tag) == "link" && is_dropped).then(String::new))
    }

    fn script(&mut self, source: &str) -> Outcome<String> {
        let text = self.take(source)?;
        let script = self.documents.esbuild.old_script(&text)?;
        element("<script>", &script, "</script>")
    }

    /// Both files of the program are asked for before the loader is read. The glue comes first: without it the program
    /// is of no use.
    fn loader(&mut self, source: &str) -> Outcome<String> {
        let Program { name, glue, wasm } = self.program;
        let text = replaced_once(&self.take(source)?, WHICH_PROGRAM, "")?;
        let esbuild = self.documents.esbuild;
        let loader = esbuild.module_with(&text, "program", name)?;
        let loader = replaced_once(&loader, &format!("/{name}.js"), &format!("/{glue}"))?;
        let loader = replaced_once(&loader, &format!("/{name}_bg.wasm"), &format!("/{wasm}"))?;
        let script = element("<script type=\"module\">", &loader, "</script>")?;
        Ok(format!(
            "<link rel=\"modulepreload\" href=\"/{glue}\">\
             <link rel=\"preload\" href=\"/{wasm}\" as=\"fetch\" type=\"application/wasm\" crossorigin>{script}"
        ))
    }

    /// The names of programs become those of their files: a page that wants to fetch another's early cannot know them.
    fn with_files_to_prefetch(&self, tag: &str) -> Option<String> {
        let wanted = attribute(tag, "data-prefetch")?;
        let programs = wanted.split(' ').filter_map(|it| self.documents.named(it));
        let files: Vec<String> = programs
            .map(|it| format!("/{} /{}", it.glue, it.wasm))
            .collect();
        let old = format!("data-prefetch=\"{wanted}\"");
        Some(tag.replace(&old, &format!("data-prefetch=\"{}\"", files.join(" "))))
    }

    fn icon(&mut self, tag: &str) -> Outcome<Option<String>> {
        let is_drawing = attribute(tag, "type") == Some("image/svg+xml");
        let Some(href) = attribute(tag, "href").filter(|_| is_drawing) else {
            return Ok(None);
        };
        // The file stays: some browsers ask for an icon that no page names.
        let drawing = read(&self.documents.dist.join(href.trim_start_matches('/')))?;
        let small = data_url(&drawing).map(|url| tag.replace(href, &url));
        Ok(small)
    }

    /// The style sheets of the page as one, in their order.
    fn all_styles(&mut self, pieces: &[Piece<'_>]) -> Outcome<String> {
        let mut sheets = String::new();
        for piece in pieces {
            if let Piece::Tag(tag) = piece
                && is_link(tag, "stylesheet")
                && let Some(href) = attribute(tag, "href")
            {
                let href = href.trim_start_matches('/');
                let sheet = self.take(href)?;
                let folder = Path::new(href).parent().unwrap_or(Path::new(""));
                let _ = writeln!(sheets, "{}", self.with_drawings(&sheet, folder)?);
            }
        }
        if sheets.is_empty() {
            return Ok(sheets);
        }
        let styles = self.documents.esbuild.styles(&sheets)?;
        element("<style>", &styles, "</style>")
    }

    /// The sheet with small drawings in it, and with the whole path to others: what is in a page has no folder.
    fn with_drawings(&self, sheet: &str, folder: &Path) -> Outcome<String> {
        let mut parts = sheet.split("url(");
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (address, rest) = part.split_once(')').unwrap_or((part, ""));
            let address = address.trim().trim_matches(['"', '\'']);
            let is_elsewhere = address.starts_with("data:") || address.starts_with('#');
            let new = if is_elsewhere {
                address.to_owned()
            } else {
                let path = address
                    .strip_prefix('/')
                    .map_or_else(|| folder.join(address), PathBuf::from);
                self.small_drawing(&path)?
                    .unwrap_or_else(|| format!("/{}", path.display()))
            };
            let _ = write!(text, "url(\"{new}\"){rest}");
        }
        Ok(text)
    }

    /// What stands in a style sheet in the place of a file; nothing where it stays one.
    fn small_drawing(&self, path: &Path) -> Outcome<Option<String>> {
        let file = self.documents.dist.join(path);
        if path.extension().is_some_and(|it| it == "svg") {
            return read(&file).map(|it| data_url(&it));
        }
        let is_there = file.is_file();
        let missing = || Failure::new(format!("a style sheet names {}", file.display()));
        is_there.then_some(None).ok_or_else(missing)
    }

    /// A file that becomes a part of the page.
    fn take(&mut self, name: &str) -> Outcome<String> {
        let file = self.documents.dist.join(name);
        let text = read(&file)?;
        self.made.inlined.push(file);
        Ok(text)
    }
}

/// An element whose text is no markup. Nothing in it may end it, or open a comment (HTML §13.1.2.1).
fn element(start: &str, text: &str, end: &str) -> Outcome<String> {
    let small = text.to_ascii_lowercase();
    if ["<!--", "<script", "</script", "</style"]
        .iter()
        .any(|it| small.contains(it))
    {
        return Err(Failure::new(format!(
            "what becomes {start} of a page has markup in it"
        )));
    }
    Ok(format!("{start}{text}{end}"))
}

/// A small drawing as an address that stands between double quotes, with what it needs and no more encoded.
fn data_url(drawing: &str) -> Option<String> {
    if drawing.len() > SMALL_DRAWING || drawing.contains('\'') {
        return None;
    }
    let words: Vec<&str> = drawing.split_whitespace().collect();
    let one_line = words.join(" ").replace("> <", "><").replace('"', "'");
    let encoded = one_line
        .replace('%', "%25")
        .replace('#', "%23")
        .replace('<', "%3C")
        .replace('>', "%3E");
    Some(format!("data:image/svg+xml,{encoded}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_drawing_becomes_an_address() {
        let drawing = "<svg viewBox=\"0 0 1 1\">\n  <path fill=\"#a%\" />\n</svg>\n";
        assert_eq!(
            data_url(drawing).unwrap(),
            "data:image/svg+xml,%3Csvg viewBox='0 0 1 1'%3E%3Cpath fill='%23a%25' /%3E%3C/svg%3E"
        );
        assert_eq!(data_url("<svg id='a'/>"), None);
        assert_eq!(data_url(&"<svg/>".repeat(400)), None);
    }

    #[test]
    fn what_would_end_an_element_is_refused() {
        assert!(element("<script>", "a</SCRIPT>", "</script>").is_err());
        assert!(element("<script>", "'<!--'", "</script>").is_err());
        assert_eq!(
            element("<style>", "p{}", "</style>").unwrap(),
            "<style>p{}</style>"
        );
    }
}

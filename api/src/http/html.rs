//! The built page, taken apart as far as it must be: what stands in scripts and styles is no markup (HTML §13.1.2).

/// A part of a page. All of them behind one another are the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Tags and text, the end tag of what comes before it included.
    Markup(&'a str),
    /// A script or a style.
    Raw(Raw<'a>),
}

/// An element whose text is not markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Raw<'a> {
    /// Which of the two.
    pub kind: Kind,
    /// From `<` to `>`.
    pub tag: &'a str,
    /// What stands between the tags.
    pub text: &'a str,
}

/// The elements whose text is not markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `<script>`.
    Script,
    /// `<style>`.
    Style,
}

impl Kind {
    const ALL: [Self; 2] = [Self::Script, Self::Style];

    const fn start(self) -> &'static str {
        match self {
            Self::Script => "<script",
            Self::Style => "<style",
        }
    }

    const fn end(self) -> &'static str {
        match self {
            Self::Script => "</script",
            Self::Style => "</style",
        }
    }
}

/// The parts of a page.
pub fn parts(html: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = html;
    while let Some((markup, raw, after)) = next_raw(rest) {
        parts.push(Part::Markup(markup));
        parts.push(Part::Raw(raw));
        rest = after;
    }
    parts.push(Part::Markup(rest));
    parts
}

fn next_raw(html: &str) -> Option<(&str, Raw<'_>, &str)> {
    let starts = Kind::ALL.into_iter();
    let found = starts.filter_map(|kind| Some((html.find(kind.start())?, kind)));
    let (at, kind) = found.min_by_key(|(at, _)| *at)?;
    let (markup, element) = html.split_at_checked(at)?;
    let (tag, inside) = element.split_at_checked(element.find('>')? + 1)?;
    let end = inside.find(kind.end()).unwrap_or(inside.len());
    let (text, after) = inside.split_at_checked(end)?;
    Some((markup, Raw { kind, tag, text }, after))
}

#[cfg(test)]
mod tests {
    use super::{Kind, Part, parts};

    fn joined(html: &str) -> String {
        let texts = parts(html).into_iter().map(|part| match part {
            Part::Markup(text) => text.to_owned(),
            Part::Raw(raw) => format!("{}{}", raw.tag, raw.text),
        });
        texts.collect()
    }

    #[test]
    fn a_page_is_its_parts() {
        for html in [
            "",
            "<p>a</p>",
            "<script>",
            "<style",
            "<style>p{}</style><script src=\"/a.js\"></script><p>é</p><script>a<style>b</script>",
        ] {
            assert_eq!(joined(html), html);
        }
    }

    #[test]
    fn what_stands_in_a_script_is_no_style() {
        let raws: Vec<_> = parts("<p>a<script>\"<style>\"</script><style>p{}</style>")
            .into_iter()
            .filter_map(|part| match part {
                Part::Raw(raw) => Some((raw.kind, raw.text)),
                Part::Markup(_) => None,
            })
            .collect();
        assert_eq!(raws, [(Kind::Script, "\"<style>\""), (Kind::Style, "p{}")]);
    }
}

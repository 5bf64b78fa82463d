//! The HTML of a page, cut into tags, comments and text. It is our own, so it is read as it is written: with lower-case
//! names and quoted values.

/// A piece of a page. All of them behind one another are the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// From `<` to `>`.
    Tag(&'a str),
    /// From `<!--` to `-->`.
    Comment(&'a str),
    /// What stands between tags.
    Text(&'a str),
    /// What stands in an element in which white space counts, or nothing is a tag.
    Raw(&'a str),
}

/// The elements whose contents are left alone.
const RAW: [&str; 4] = ["script", "style", "pre", "textarea"];

/// The elements beside which white space shows: those that stand in a line of text.
const INLINE: [&str; 22] = [
    "a", "abbr", "b", "bdi", "button", "code", "em", "i", "img", "input", "kbd", "label", "mark",
    "q", "s", "select", "small", "span", "strong", "sub", "sup", "svg",
];

/// Cuts a page into its pieces.
pub fn pieces(html: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let (text, tagged) = rest.split_at(start);
        if !text.is_empty() {
            pieces.push(Piece::Text(text));
        }
        let is_comment = tagged.starts_with("<!--");
        let end = if is_comment {
            tagged.find("-->").map(|at| at + 3)
        } else {
            end_of_tag(tagged)
        };
        let (piece, after) = tagged.split_at(end.unwrap_or(tagged.len()));
        pieces.push(if is_comment {
            Piece::Comment(piece)
        } else {
            Piece::Tag(piece)
        });
        rest = after;
        if let Some(name) = RAW.into_iter().find(|it| name(piece) == *it) {
            let end = rest.find(&format!("</{name}")).unwrap_or(rest.len());
            let (raw, after) = rest.split_at(end);
            if !raw.is_empty() {
                pieces.push(Piece::Raw(raw));
            }
            rest = after;
        }
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// A `>` in a value ends no tag.
fn end_of_tag(tag: &str) -> Option<usize> {
    let mut is_quoted = false;
    let mut ends = tag.char_indices().filter(|(_, it)| {
        is_quoted ^= *it == '"';
        *it == '>' && !is_quoted
    });
    ends.next().map(|(at, _)| at + 1)
}

/// The name of a tag: `/p` of `</p>`.
pub fn name(tag: &str) -> &str {
    let inside = tag.trim_start_matches('<');
    let end = inside.find(|it: char| it.is_whitespace() || it == '>');
    let (name, _) = inside.split_at(end.unwrap_or(inside.len()));
    name
}

/// The value of an attribute.
pub fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

/// Whether this is a link with this relation.
pub fn is_link(tag: &str, relation: &str) -> bool {
    name(tag) == "link"
        && attribute(tag, "rel").is_some_and(|it| it.split(' ').any(|it| it == relation))
}

/// The page without comments, indentation, and line ends between tags. What is read, and the space between words, stays
/// as it is.
pub fn tidy(html: &str) -> String {
    let pieces: Vec<Piece<'_>> = pieces(html)
        .into_iter()
        .filter(|it| !matches!(it, Piece::Comment(_)))
        .collect();
    let mut tidied = String::with_capacity(html.len());
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Tag(text) | Piece::Raw(text) => tidied.push_str(text),
            Piece::Comment(_) => {}
            Piece::Text(text) => {
                let before = at.checked_sub(1).and_then(|at| pieces.get(at));
                push_text(&mut tidied, text, before, pieces.get(at + 1));
            }
        }
    }
    tidied
}

/// Each run of white space becomes one space, and none beside a tag that begins or ends a block.
fn push_text(
    tidied: &mut String,
    text: &str,
    before: Option<&Piece<'_>>,
    after: Option<&Piece<'_>>,
) {
    // A comment between two texts leaves white space twice.
    let is_open = tidied.ends_with(' ') || breaks(before);
    if text.starts_with(char::is_whitespace) && !is_open {
        tidied.push(' ');
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    tidied.push_str(&words.join(" "));
    let is_closed = words.is_empty() || breaks(after);
    if text.ends_with(char::is_whitespace) && !is_closed {
        tidied.push(' ');
    }
    if words.is_empty() && breaks(after) && tidied.ends_with(' ') {
        tidied.pop();
    }
}

/// Whether white space beside it does not show: at the tags of blocks, of the head and of drawings, and at both ends.
fn breaks(piece: Option<&Piece<'_>>) -> bool {
    match piece {
        None | Some(Piece::Raw(_) | Piece::Comment(_)) => true,
        Some(Piece::Tag(tag)) => !INLINE.contains(&name(tag).trim_start_matches('/')),
        Some(Piece::Text(_)) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<!doctype html>\n<html lang=\"en\">\n  <head>\n    <title>Sign in – Latchkey</title>\n    \
        <script>\n  if (a < b) c();\n</script>\n    <!-- <link> -->\n    <link rel=\"shortcut icon\" href=\"/a.svg\">\n  \
        </head>\n  <body>\n    <p title=\"a > b\">\n      New here?\n      <a href=\"/x\">Create</a> <b>it</b>.\n    </p>\n    \
        <pre> a\n b </pre>\n    <label>\n      <span>One</span>\n      <select>\n        <option>Two</option>\n      \
        </select>\n    </label>\n    <svg viewBox=\"0 0 1 1\">\n      <path d=\"M0 0\" />\n    </svg>\n  </body>\n</html>\n";

    #[test]
    fn a_page_is_its_pieces() {
        let joined: String = pieces(PAGE)
            .into_iter()
            .map(|it| match it {
                Piece::Tag(text) | Piece::Comment(text) | Piece::Text(text) | Piece::Raw(text) => {
                    text
                }
            })
            .collect();
        assert_eq!(joined, PAGE);
        assert!(pieces(PAGE).contains(&Piece::Raw("\n  if (a < b) c();\n")));
        assert!(pieces(PAGE).contains(&Piece::Tag("<p title=\"a > b\">")));
    }

    #[test]
    fn attributes_are_found_by_their_names() {
        let tag = "<link rel=\"shortcut icon\" data-href=\"/b\" href=\"/a.svg\">";
        assert_eq!((name(tag), name("</p>")), ("link", "/p"));
        assert_eq!(attribute(tag, "href"), Some("/a.svg"));
        assert_eq!(attribute(tag, "sizes"), None);
        assert!(is_link(tag, "icon") && !is_link(tag, "stylesheet"));
    }

    #[test]
    fn indentation_goes_and_the_space_between_words_stays() {
        assert_eq!(
            tidy(PAGE),
            "<!doctype html><html lang=\"en\"><head><title>Sign in – Latchkey</title>\
             <script>\n  if (a < b) c();\n</script><link rel=\"shortcut icon\" href=\"/a.svg\"></head><body>\
             <p title=\"a > b\">New here? <a href=\"/x\">Create</a> <b>it</b>.</p>\
             <pre> a\n b </pre><label> <span>One</span> <select><option>Two</option></select> </label> \
             <svg viewBox=\"0 0 1 1\"><path d=\"M0 0\" /></svg></body></html>"
        );
    }

    #[test]
    fn a_comment_leaves_no_second_space() {
        assert_eq!(tidy("<p>a <!-- b --> c</p>"), "<p>a c</p>");
        assert_eq!(tidy("<b>a</b> <!-- b --> <b>c</b>"), "<b>a</b> <b>c</b>");
    }
}

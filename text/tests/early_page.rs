//! `index.html` and `account.html` have words of their own: they are read before the program has loaded.

use std::{collections::BTreeSet, error::Error, fs};
use text::ENGLISH;

/// The texts of an HTML page that people read or hear, as they stand between and in its tags.
fn texts(page: &str) -> BTreeSet<String> {
    let mut texts = BTreeSet::new();
    let mut rest = page;
    while let Some((text, behind)) = rest.split_once('<') {
        texts.insert(text.trim().to_owned());
        let is_comment = behind.starts_with("!--");
        let (tag, after) = behind
            .split_once(if is_comment { "-->" } else { ">" })
            .unwrap_or_default();
        if !is_comment {
            texts.extend(spoken(tag));
        }
        rest = after;
    }
    texts.remove("");
    texts
}

/// What a tag says itself.
fn spoken(tag: &str) -> impl Iterator<Item = String> {
    let is_description = tag.contains("name=\"description\"");
    let content = is_description.then_some("content=\"");
    let names = ["aria-label=\"", "data-busy-label=\""];
    names.into_iter().chain(content).filter_map(|name| {
        let (_, value) = tag.split_once(name)?;
        value.split_once('"').map(|(value, _)| value.to_owned())
    })
}

/// What the page says, in the order in which it stands there.
fn words() -> Vec<&'static str> {
    let (common, sign_in) = (ENGLISH.common(), ENGLISH.sign_in());
    let early = ENGLISH.early_page();
    vec![
        early.description,
        common.skip,
        common.product,
        common.tagline,
        sign_in.title,
        sign_in.lead,
        early.needs_javascript,
        sign_in.email,
        sign_in.password,
        common.show_password,
        sign_in.submit,
        sign_in.submitting,
        ENGLISH.password_reset().forgot,
        sign_in.no_account,
        sign_in.sign_up,
        common.colours,
        common.theme_system,
        common.theme_light,
        common.theme_dark,
        common.loading,
        early.slow,
        early.slow_typing,
        early.reload,
        early.stopped,
        early.stopped_advice,
    ]
}

#[test]
fn the_early_page_says_the_words_of_the_catalogue_and_no_others() -> Result<(), Box<dyn Error>> {
    let page = fs::read_to_string("../index.html")?;
    let mut wanted: BTreeSet<String> = words().into_iter().map(str::to_owned).collect();
    // The title of the tab is put together as the program does it.
    let title = format!("{} – {}", ENGLISH.sign_in().title, ENGLISH.common().product);
    wanted.insert(title);
    assert_eq!(texts(&page), wanted);
    Ok(())
}

#[test]
fn the_page_of_the_account_says_words_of_the_catalogue_and_no_others() -> Result<(), Box<dyn Error>>
{
    let page = fs::read_to_string("../account.html")?;
    let (common, early) = (ENGLISH.common(), ENGLISH.early_page());
    let words = [
        common.product,
        common.loading,
        early.needs_javascript,
        early.slow,
        early.reload,
        early.stopped,
        early.stopped_advice,
    ];
    assert_eq!(texts(&page), words.into_iter().map(str::to_owned).collect());
    Ok(())
}

#[test]
fn a_text_between_and_in_tags_is_found() {
    let page = r#"<p class="a">One <b>two</b></p><!-- <p>no</p> --><i aria-label="three" title=x></i>
        <meta name="description" content="four"><meta name="x" content="no">"#;
    let found: Vec<String> = texts(page).into_iter().collect();
    assert_eq!(found, ["One", "four", "three", "two"]);
}

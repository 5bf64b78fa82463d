//! What the built page cannot know: the name that the operator gave the service, and how the server is set up.
//!
//! Asking for them would come after the first paint, so they stand in the HTML that is served.

use crate::http::html::{Part, parts};
use contract::site::Site;

/// What stands in the built page wherever the service is named.
const BUILT_NAME: &str = "Latchkey";
const END_OF_HEAD: &str = "</head>";

/// The page with this site's name, and its settings as JSON before the end of its head. Scripts and styles are left alone.
pub fn fill(html: &str, site: &Site) -> Result<String, serde_json::Error> {
    let name = escaped(&site.name);
    let mut settings = Some(settings(site)?);
    let mut filled = String::with_capacity(html.len() + 1024);
    for part in parts(html) {
        match part {
            Part::Raw(raw) => {
                filled.push_str(raw.tag);
                filled.push_str(raw.text);
            }
            Part::Markup(markup) => {
                let mut rest = markup;
                if let Some((head, body)) = markup.split_once(END_OF_HEAD)
                    && let Some(settings) = settings.take()
                {
                    filled.push_str(&head.replace(BUILT_NAME, &name));
                    filled.push_str(&settings);
                    filled.push_str(END_OF_HEAD);
                    rest = body;
                }
                filled.push_str(&rest.replace(BUILT_NAME, &name));
            }
        }
    }
    Ok(filled)
}

/// As `GET /api/site` answers, but for the time. Without a `<` no text in it ends the script or begins a comment
/// (HTML §4.12.1.3).
fn settings(site: &Site) -> Result<String, serde_json::Error> {
    let json = serde_json::to_string(site)?.replace('<', "\\u003c");
    Ok(format!(
        "<script type=\"application/json\" id=\"site\">{json}</script>"
    ))
}

/// As text and as the value of a quoted attribute (HTML §13.3).
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::{fill, settings};
    use contract::site::{Site, Support};

    fn called(name: &str) -> Site {
        Site {
            name: name.to_owned(),
            sign_up_open: true,
            second_step_required: false,
            password_min: 15,
            rp_id: None,
            origins: Vec::new(),
            support: None,
            now: None,
        }
    }

    #[test]
    fn the_name_stands_everywhere_but_in_scripts_and_styles() {
        const PAGE: &str = "<title>Sign in – Latchkey</title><meta name=\"application-name\" content=\"Latchkey\">\
             <script>Latchkey()</script><style>.Latchkey{}</style><span>Latchkey</span>";
        assert_eq!(
            fill(PAGE, &called("Ann & Söhne \"<1>\"")).unwrap(),
            "<title>Sign in – Ann &amp; Söhne &quot;&lt;1&gt;&quot;</title>\
             <meta name=\"application-name\" content=\"Ann &amp; Söhne &quot;&lt;1&gt;&quot;\">\
             <script>Latchkey()</script><style>.Latchkey{}</style>\
             <span>Ann &amp; Söhne &quot;&lt;1&gt;&quot;</span>"
        );
        assert_eq!(fill("<script>", &called("Ann")).unwrap(), "<script>");
    }

    #[test]
    fn the_settings_stand_in_the_head_once() {
        let page = "<script>\"</head>\"</script><title>Latchkey</title></head><body></head>";
        let site = called("Latchkey");
        let data = settings(&site).unwrap();
        assert_eq!(
            fill(page, &site).unwrap(),
            page.replace("</title></head>", &format!("</title>{data}</head>"))
        );
    }

    #[test]
    fn no_setting_ends_the_script_that_it_stands_in() {
        let site = Site {
            support: Some(Support::Page("https://a.example/<!--<script>".to_owned())),
            ..called("</script><script>alert(1)</script>")
        };
        let data = settings(&site).unwrap();
        assert_eq!(data.matches('<').count(), 2, "{data}");
        let (_, json) = data.split_once('>').unwrap();
        let json = json.strip_suffix("</script>").unwrap();
        assert_eq!(serde_json::from_str::<Site>(json).unwrap(), site);
    }
}

//! Links in mails that came apart on their way: gateways and mail programs write `%23` for the `#`, put another sign in
//! its place, or add something of their own behind the token.

/// Letters of a token: 256 bits in base64url without padding.
const TOKEN_LENGTH: usize = 43;

/// What a gateway leaves in the place of the `#`: itself, encoded once or twice, or another sign.
const MARKS: [&str; 5] = ["#", "%2523", "%23", "/", "?"];

/// The address as it was meant, with the token alone behind the `#`; `None` when there is nothing to put right.
///
/// `address` is the path with what stands behind it. Only the addresses of `pages` are looked at, where a token is
/// expected.
#[must_use]
pub fn whole(address: &str, pages: &[&str]) -> Option<String> {
    let rest = |page: &&str| address.strip_prefix(*page);
    let page = pages
        .iter()
        .filter(|page| rest(page).is_some_and(|rest| !rest.starts_with(is_letter)))
        .max_by_key(|page| page.len())?;
    let rest = rest(page)?;
    let (at, mark) = MARKS
        .iter()
        .flat_map(|mark| rest.match_indices(mark))
        .find(|(at, mark)| has_token(rest, at + mark.len()))?;
    let (before, behind) = (rest.get(..at)?, rest.get(at + mark.len()..)?);
    let (token, after) = behind.split_at_checked(TOKEN_LENGTH)?;
    let added = after.split('#').next().filter(|it| it.starts_with('?'));
    let before = before.trim_end_matches('/');
    let query = added.filter(|_| !before.contains('?')).unwrap_or_default();
    let meant = format!("{page}{before}{query}#{token}");
    (meant != address).then_some(meant)
}

fn has_token(text: &str, at: usize) -> bool {
    let Some(behind) = text.get(at..) else {
        return false;
    };
    let length = behind.chars().take_while(|it| is_letter(*it)).count();
    // A name of a parameter is no token.
    length == TOKEN_LENGTH && behind.as_bytes().get(length) != Some(&b'=')
}

const fn is_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_')
}

#[cfg(test)]
mod tests {
    use super::whole;
    use proptest::prelude::*;

    const TOKEN: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
    const PAGES: [&str; 3] = ["/reset-password", "/recovery", "/recovery/cancel"];

    #[test]
    fn a_link_that_a_gateway_rewrote_is_put_right() {
        for (came, meant) in [
            ("/reset-password%23{}", "/reset-password#{}"),
            ("/reset-password%2523{}", "/reset-password#{}"),
            ("/reset-password/%23{}", "/reset-password#{}"),
            ("/reset-password/{}", "/reset-password#{}"),
            ("/reset-password?{}", "/reset-password#{}"),
            ("/recovery/cancel%23{}", "/recovery/cancel#{}"),
            ("/recovery%23{}", "/recovery#{}"),
            ("/recovery#{}?utm_source=x", "/recovery?utm_source=x#{}"),
            ("/recovery#{}&utm_source=x", "/recovery#{}"),
            ("/recovery#{}>", "/recovery#{}"),
            ("/recovery%23{}?a=b", "/recovery?a=b#{}"),
            (
                "/reset-password?next=%2Fapp%23{}",
                "/reset-password?next=%2Fapp#{}",
            ),
        ] {
            let came = came.replace("{}", TOKEN);
            let meant = meant.replace("{}", TOKEN);
            assert_eq!(whole(&came, &PAGES), Some(meant), "{came}");
        }
    }

    #[test]
    fn what_is_right_or_no_link_is_left_alone() {
        for came in [
            "/reset-password#{}",
            "/reset-password?a=b#{}",
            "/reset-password",
            "/reset-password#main",
            "/reset-password?{}=1",
            "/reset-password%23{}x",
            "/reset-passwords%23{}",
            "/security%23{}",
            "/sign-in?next=%2Fapp%23{}",
        ] {
            let came = came.replace("{}", TOKEN);
            assert_eq!(whole(&came, &PAGES), None, "{came}");
        }
    }

    proptest! {
        #[test]
        fn what_was_put_right_stays_as_it_is(ending in "[/?#%235&=a-f\\PC]{0,12}", after in "\\PC{0,8}") {
            let came = format!("/recovery{ending}{TOKEN}{after}");
            if let Some(meant) = whole(&came, &PAGES) {
                prop_assert!(meant.starts_with("/recovery"));
                let end = format!("#{TOKEN}");
                prop_assert!(meant.ends_with(&end));
                prop_assert_eq!(whole(&meant, &PAGES), None);
            }
        }
    }
}

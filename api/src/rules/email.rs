//! The email address that identifies an account, in its one form.

use super::invalid;
use contract::{
    Problem,
    limits::EMAIL_MAX_BYTES,
    problem::{Field, Reason},
    typed,
};
use idna::{
    AsciiDenyList,
    uts46::{DnsLength, Hyphens, Uts46},
};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

/// The longest local part, in bytes (RFC 5321 §4.5.3.1.1).
const LOCAL_MAX_BYTES: usize = 64;
/// What is typed may be longer than what is left of it; beyond this nobody looks.
const TYPED_MAX_BYTES: usize = 4 * EMAIL_MAX_BYTES as usize;

/// An address in the form that is kept, sent, and answered: without invisible characters; the local part NFKC and lower
/// case, the domain as A-labels (RFC 5890 §2.3.2.1, UTS #46 non-transitional). Everything that looks or sounds the same to
/// a person, or leads to the same mail server, is the same account.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    /// Tidies what was typed. Refused as [`Field::Email`]: missing, malformed, or too long.
    ///
    /// Only a code sent there could tell whether an address exists; this refuses what cannot be one.
    pub fn parse(typed: &str) -> Result<Self, Problem> {
        let maximum = EMAIL_MAX_BYTES;
        let too_long = invalid(Field::Email, Reason::TooLong { maximum });
        if typed.len() > TYPED_MAX_BYTES {
            return Err(too_long);
        }
        let seen: String = typed::email(typed).nfkc().collect();
        let seen = seen.trim();
        if seen.is_empty() {
            return Err(invalid(Field::Email, Reason::Missing));
        }
        if seen.is_ascii() && seen.len() > maximum as usize {
            return Err(too_long);
        }
        let address = in_one_form(seen).ok_or(invalid(Field::Email, Reason::Malformed))?;
        if address.len() > maximum as usize {
            return Err(too_long);
        }
        Ok(Self(address))
    }

    /// An account's own address, as it is stored. It is in the one form, unless another account had that form already
    /// when addresses were brought into it; then it still means this account and no other.
    pub fn stored(address: &str) -> Self {
        Self(address.to_owned())
    }

    /// Whether this is the address that is stored, whatever form that has.
    pub fn is(&self, stored: &str) -> bool {
        self.0 == stored || Self::parse(stored).is_ok_and(|own| own == *self)
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the `@`.
    pub fn local_part(&self) -> &str {
        self.0
            .split_once('@')
            .map_or(self.as_str(), |(local, _)| local)
    }
}

/// A log line must not hold a person's address by accident.
impl std::fmt::Debug for Email {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Email(…)")
    }
}

/// The address in its one form; nothing when it cannot be one.
fn in_one_form(seen: &str) -> Option<String> {
    let (local, domain) = seen.split_once('@')?;
    // Lowering a letter can leave marks to be composed again.
    let local: String = local.to_lowercase().nfkc().collect();
    let is_plausible = local.len() <= LOCAL_MAX_BYTES
        && local
            .split('.')
            .all(|atom| !atom.is_empty() && atom.chars().all(is_atom_character));
    // The deny list and the hyphens are those of host names (RFC 5321 §4.1.2 sub-domain); real names have two hyphens in
    // the third and fourth place.
    let domain = Uts46::new().to_ascii(
        domain.as_bytes(),
        AsciiDenyList::STD3,
        Hyphens::CheckFirstLast,
        DnsLength::Verify,
    );
    is_plausible.then_some(format!("{local}@{}", domain.ok()?))
}

/// RFC 5321 §4.1.2 Atom, and letters of every script (RFC 6531 §3.3). Quoted local parts are left out: hardly
/// anybody has one, and they let one address be written in many ways.
fn is_atom_character(character: char) -> bool {
    if character.is_ascii() {
        character.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(character)
    } else {
        is_letter(character)
    }
}

fn is_letter(character: char) -> bool {
    !character.is_ascii() && (character.is_alphanumeric() || is_combining_mark(character))
}

#[cfg(test)]
mod tests {
    use super::Email;
    use contract::{
        Problem,
        problem::{Field, Reason},
    };
    use proptest::prelude::*;

    fn refusal(typed: &str) -> Reason {
        match Email::parse(typed) {
            Err(Problem::Invalid {
                field: Field::Email,
                reason,
            }) => reason,
            other => panic!("{typed:?} gave {other:?}"),
        }
    }

    #[test]
    fn all_ways_to_type_an_address_are_one() {
        for typed in [
            "ann@example.com",
            " Ann@Example.COM\n",
            "ANN@EXAMPLE.COM",
            "ａｎｎ＠ｅｘａｍｐｌｅ．ｃｏｍ",
            "\u{3000}ann@example.com\u{a0}",
        ] {
            assert_eq!(
                Email::parse(typed).unwrap().as_str(),
                "ann@example.com",
                "{typed:?}"
            );
        }
        let composed = Email::parse("ren\u{e9}@example.com").unwrap();
        assert_eq!(Email::parse("RENE\u{301}@example.com").unwrap(), composed);
    }

    #[test]
    fn an_internationalised_domain_is_one_address_however_it_is_written() {
        for typed in [
            "anna@bücher.example",
            "Anna@BÜCHER.example",
            "anna@bu\u{308}cher.example",
            "anna@xn--bcher-kva.example",
            "anna@XN--BCHER-KVA.EXAMPLE",
            "anna@bücher。example",
            "anna＠ｂücher．example",
        ] {
            let email = Email::parse(typed).unwrap();
            assert_eq!(email.as_str(), "anna@xn--bcher-kva.example", "{typed:?}");
        }
        for (typed, address) in [
            // Non-transitional: ß, final sigma and the joiners are letters of their own.
            ("a@straße.example", "a@xn--strae-oqa.example"),
            ("a@ΒΌΛΟΣ.example", "a@xn--nxasmq6b.example"),
            ("a@βόλος.example", "a@xn--nxasmm1c.example"),
            ("a@نامه\u{200c}ای.example", "a@xn--mgba3gch31f060k.example"),
            ("ÖÄ@Bücher.example", "öä@xn--bcher-kva.example"),
        ] {
            assert_eq!(Email::parse(typed).unwrap().as_str(), address, "{typed:?}");
        }
    }

    #[test]
    fn what_was_pasted_unseen_makes_no_other_account() {
        for typed in [
            "\u{feff}ann@example.com",
            "ann@example.com\u{200b}",
            "a\u{ad}nn@exam\u{200d}ple.com",
            "\u{202a}ann@example.com\u{202c}",
            "\u{a0}ann\u{2060}@example.com\u{200e}\u{a0}",
        ] {
            let email = Email::parse(typed).unwrap();
            assert_eq!(email.as_str(), "ann@example.com", "{typed:?}");
        }
        assert_eq!(refusal("\u{200b}\u{feff}"), Reason::Missing);
    }

    #[test]
    fn a_stored_address_is_known_in_whatever_form_it_was_kept() {
        let own = Email::parse("anna@xn--bcher-kva.example").unwrap();
        assert!(own.is("anna@xn--bcher-kva.example"));
        assert!(own.is("anna@bücher.example"));
        assert!(!own.is("anna@bucher.example"));
    }

    #[test]
    fn usual_and_unusual_addresses_are_accepted() {
        for typed in [
            "a@b",
            "first.last+tag@sub.example.co.uk",
            "o'brien@example.com",
            "用户@例子.公司",
            "अजय@डाटा.भारत",
            "x@xn--bcher-kva.example",
            "x@r3---sn-4g5e.example",
            "a@😀.com",
            "1@2.3",
        ] {
            assert!(Email::parse(typed).is_ok(), "{typed:?}");
        }
    }

    #[test]
    fn what_cannot_be_an_address_is_malformed() {
        for typed in [
            "ann",
            "@",
            "ann@",
            "@example.com",
            "a@b@c",
            "a b@example.com",
            "a@exam ple.com",
            "a@.com",
            "a@com.",
            "a@-b.com",
            "a@b-.com",
            "a@b..com",
            ".a@b.com",
            "a.@b.com",
            "a..b@c.com",
            "a\0@b.com",
            "a@b\0.com",
            "a\u{7f}@b.com",
            "a\r\n@b.com",
            "a\u{2028}@b.com",
            "a\u{a0}b@b.com",
            "😀@b.com",
            "a@xn--.com",
            "a@b\u{a0}c.com",
            "<a@b.com>",
            "\"a b\"@c.com",
            "a@[127.0.0.1]",
            "a,b@c.com",
            "a;b@c.com",
            "a(b)@c.com",
            "a\\b@c.com",
        ] {
            assert_eq!(refusal(typed), Reason::Malformed, "{typed:?}");
        }
    }

    #[test]
    fn an_empty_address_is_missing() {
        assert_eq!(refusal(""), Reason::Missing);
        assert_eq!(refusal(" \u{3000}\t"), Reason::Missing);
    }

    #[test]
    fn an_address_has_254_bytes_at_most() {
        let of_length = |length: usize| {
            format!("ann@{}", format!("{}.", "d".repeat(9)).repeat(25)) + &"d".repeat(length - 254)
        };
        assert_eq!(of_length(254).len(), 254);
        let longest = of_length(254).trim_end_matches('.').to_owned() + "d";
        assert!(Email::parse(&longest).is_ok(), "{}", longest.len());
        assert_eq!(
            refusal(&format!("{longest}d")),
            Reason::TooLong { maximum: 254 }
        );
        assert_eq!(
            refusal(&"a".repeat(60_000)),
            Reason::TooLong { maximum: 254 }
        );
        assert_eq!(
            refusal(&format!("{}@b.com", "a".repeat(65))),
            Reason::Malformed
        );
    }

    #[test]
    fn an_address_does_not_print() {
        assert_eq!(
            format!("{:?}", Email::parse("ann@example.com").unwrap()),
            "Email(…)"
        );
    }

    #[test]
    fn the_local_part_ends_at_the_sign() {
        assert_eq!(
            Email::parse("ann.lee@example.com").unwrap().local_part(),
            "ann.lee"
        );
    }

    proptest! {
        #[test]
        fn an_address_that_was_accepted_stays_as_it_is(typed in "\\PC{1,12}@\\PC{1,12}") {
            if let Ok(email) = Email::parse(&typed) {
                prop_assert_eq!(Email::parse(email.as_str()), Ok(email.clone()));
            }
        }

        #[test]
        fn case_never_makes_another_account(typed in "[a-zA-Z0-9.]{1,12}@[a-zA-Z0-9]{1,12}\\.[a-z]{2}") {
            prop_assert_eq!(Email::parse(&typed).ok(), Email::parse(&typed.to_uppercase()).ok());
            prop_assert_eq!(Email::parse(&typed).ok(), Email::parse(&typed.to_lowercase()).ok());
        }

        #[test]
        fn any_text_is_parsed_without_panic(typed in any::<String>()) {
            let _ = Email::parse(&typed);
        }
    }
}

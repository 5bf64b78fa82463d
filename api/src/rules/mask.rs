//! Numbers and addresses with most of them masked: enough for their owner to know them, not for anybody to use them.

const HIDDEN: &str = "•••";

/// A number in the form E.164: the plus sign, the first two digits and the last two.
pub fn number(number: &str) -> String {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    let first: String = digits.iter().take(2).collect();
    let last: String = digits.iter().skip(digits.len().saturating_sub(2)).collect();
    format!("+{first} {HIDDEN}•• {last}")
}

/// An email address: the first character, and the domain.
pub fn email(address: &str) -> String {
    let (local, domain) = address.split_once('@').unwrap_or((address, ""));
    let first: String = local.chars().take(1).collect();
    format!("{first}{HIDDEN}@{domain}")
}

#[cfg(test)]
mod tests {
    use super::{email, number};

    #[test]
    fn the_middle_of_a_number_is_not_shown() {
        assert_eq!(number("+4915112345667"), "+49 ••••• 67");
        assert_eq!(number("+12025550123"), "+12 ••••• 23");
    }

    #[test]
    fn of_an_address_the_first_character_and_the_domain_are_shown() {
        assert_eq!(email("ada@example.com"), "a•••@example.com");
        assert_eq!(email("é@example.com"), "é•••@example.com");
    }
}

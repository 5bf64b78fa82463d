//! How far the operator may raise each limit. What protects a secret that can be guessed, or a person's mailbox and phone,
//! can be raised a little; what only counts a network can be raised much, since whole companies share one address.

use super::limits::Limit;

/// The most attempts that the settings may allow within the built-in time of this limit.
#[must_use]
#[allow(
    clippy::match_same_arms,
    reason = "a line for each reason, whatever the number"
)]
pub fn most(limit: &Limit) -> u32 {
    match limit.what {
        // Six digits. Thirty wrong ones in a row lock the method whatever stands here.
        "authenticator" => 10,
        "backup_code" => 20,
        "sent_code" => 30,
        // NIST SP 800-63B-4 §3.2.2 allows 100 wrong ones in a row.
        "password" | "password_device" => 100,
        "password_address" => 500,
        "password_reset_address" | "recovery" | "sign_up_mail" => 10,
        "text_message"
        | "text_message_claimant"
        | "text_message_number"
        | "text_message_number_network" => 10,
        "email_code"
        | "email_code_owner"
        | "email_code_claimant"
        | "email_code_address"
        | "email_code_address_network" => 10,
        "notice" | "notice_address_unconfirmed" => 100,
        "passkey_device" | "passkey_question" => 3_000,
        "link_network" => 30_000,
        "new_passkey" => 400,
        "text_message_network" | "email_code_network" | "password_reset_network" => 3_000,
        "sign_up_network" => 10_000,
        "password_network" => 30_000,
        "passkey_network" => 100_000,
        // What the page counts down by, and what nobody is refused for.
        _ => limit.max,
    }
}

#[cfg(test)]
mod tests {
    use super::most;
    use crate::rules::limits::ALL;

    #[test]
    fn no_bound_is_below_what_is_built_in() {
        for limit in ALL {
            assert!(most(limit) >= limit.max, "{}", limit.what);
        }
    }

    #[test]
    fn the_document_says_every_limit_and_its_bound() {
        let document = include_str!("../../../docs/limits.md");
        let rows: Vec<&str> = document
            .lines()
            .filter(|line| line.starts_with("| `"))
            .collect();
        for limit in ALL {
            let most = most(limit);
            let row = format!(
                "| `{}` | {}/{} | {most} |",
                limit.what, limit.max, limit.window_seconds
            );
            assert!(
                rows.iter().any(|line| line.starts_with(&row)),
                "{row} is missing"
            );
        }
        assert_eq!(rows.len(), ALL.len());
    }
}

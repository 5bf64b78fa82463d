//! The messages about the account itself: made, deleted, its address and its number.

use super::{WORDS, Words};

/// To whoever made an account.
pub fn welcome(settings: &str) -> Words {
    let words = WORDS.mail_account();
    let text = words.welcome(settings);
    (
        words.welcome_subject,
        vec![text, words.welcome_not_you.to_owned()],
    )
}

/// To the owner of an address that somebody tried to make an account with.
pub fn sign_up_tried(sign_in: &str, forgot: &str) -> Words {
    let words = WORDS.mail_account();
    let paragraphs = vec![
        words.sign_up_tried(sign_in),
        words.sign_up_tried_forgot(forgot),
        words.nothing_to_do.to_owned(),
    ];
    (words.sign_up_tried_subject, paragraphs)
}

/// To the owner of an address that somebody tried to put on another account.
pub fn address_wanted() -> Words {
    let words = WORDS.mail_account();
    let paragraphs = [words.address_wanted, words.nothing_to_do].map(str::to_owned);
    (words.address_wanted_subject, paragraphs.into())
}

/// To the old address, with the link that puts it back.
pub fn email_changed(new: &str, link: &str, days: i64) -> Words {
    let words = WORDS.mail_email_change();
    let undo = words.undo(&days.to_string(), link);
    (words.changed_subject, vec![words.changed(new), undo])
}

/// To the address that was in between, when somebody put back the one before.
pub fn email_changed_back(new: &str) -> Words {
    let words = WORDS.mail_email_change();
    (words.changed_subject, vec![words.changed_back(new)])
}

/// To the new address.
pub fn email_is_this(old: &str) -> Words {
    let words = WORDS.mail_email_change();
    (words.changed_subject, vec![words.is_this(old)])
}

/// To the address that came back, with what was added to the account in between.
pub fn email_change_undone(added: &[&str], can_remove: bool) -> Words {
    let words = WORDS.mail_email_change();
    let mut paragraphs = vec![words.undone.to_owned()];
    if !added.is_empty() {
        let methods = added.join(", ");
        paragraphs.push(if can_remove {
            words.undone_can_remove(&methods)
        } else {
            words.undone_cannot_remove(&methods)
        });
    }
    (words.undone_subject, paragraphs)
}

/// To the address that an account had, when the change was undone.
pub fn email_is_not_this() -> Words {
    let words = WORDS.mail_email_change();
    (words.undone_subject, vec![words.is_not_this.to_owned()])
}

/// To the owner of an account that is gone.
pub fn deleted() -> Words {
    let words = WORDS.mail_account();
    (words.deleted_subject, vec![words.deleted.to_owned()])
}

/// As a text message, to the number that was replaced and to the one in its place.
pub fn phone_replaced(name: &str) -> String {
    WORDS.text_messages().phone_replaced(name)
}

/// As a text message, to a number that was removed.
pub fn phone_removed(name: &str) -> String {
    WORDS.text_messages().phone_removed(name)
}

//! The words of the messages about the account itself: made, deleted, its address and its number.

use super::way_back::Words;

/// To whoever made an account.
pub fn welcome(settings: &str) -> Words {
    let text = "An account was made with this address. Set up a second step, and confirm the address, in the settings:";
    let ignore = "If it was not you, there is nothing to do: without the password nobody can use it, and this address can \
                  set a new one.";
    (
        "welcome",
        vec![format!("{text}\n{settings}"), ignore.to_owned()],
    )
}

/// To the owner of an address that somebody tried to make an account with.
pub fn sign_up_tried(sign_in: &str, forgot: &str) -> Words {
    let text = format!(
        "Somebody tried to make an account with this address, but it has one already, or had one until a few days ago. \
         Nothing was changed. To sign in:\n{sign_in}"
    );
    let forgot = format!("If you do not know the password any more:\n{forgot}");
    let ignore = "If it was not you, there is nothing to do.".to_owned();
    (
        "somebody tried to make an account with your address",
        vec![text, forgot, ignore],
    )
}

/// To the owner of an address that somebody tried to put on another account.
pub fn address_wanted() -> Words {
    let text = "Somebody tried to use this address for another account. It is yours, and stays so: nothing was changed.";
    let ignore = "If it was not you, there is nothing to do.";
    (
        "somebody tried to use your address",
        vec![text.to_owned(), ignore.to_owned()],
    )
}

/// To the old address, with the link that puts it back.
pub fn email_changed(new: &str, link: &str, days: i64) -> Words {
    let text = format!("The e-mail address of your account was changed to {new}.");
    let undo = format!(
        "If it was not you, put the old address back within {days} days. That also ends every session, and shows what was \
         added to your account since, such as a passkey, so that you can remove it:\n{link}"
    );
    ("your e-mail address was changed", vec![text, undo])
}

/// To the address that was in between, when somebody put back the one before.
pub fn email_changed_back(new: &str) -> Words {
    let text = format!("The e-mail address of your account is {new} again, as it was before.");
    ("your e-mail address was changed", vec![text])
}

/// To the new address.
pub fn email_is_this(old: &str) -> Words {
    let text = format!("This is the e-mail address of your account now. Before it was {old}.");
    ("your e-mail address was changed", vec![text])
}

/// To the address that came back, with what was added to the account in between.
pub fn email_change_undone(added: &[&str], can_remove: bool) -> Words {
    let text = "The change of your account's e-mail address was undone, and every session was ended. If somebody else made \
                the change, they had access to your account: set a new password.";
    let mut paragraphs = vec![text.to_owned()];
    if !added.is_empty() {
        let what = added.join(", ");
        let how = if can_remove {
            "Open the link of the mail about the change once more to look at it, and to remove all of it with one press."
        } else {
            "This address was never confirmed, so its link cannot remove that. Ask whoever runs the service."
        };
        paragraphs.push(format!(
            "This was added to your account in between, and still opens it: {what}. {how}"
        ));
    }
    ("your e-mail address was put back", paragraphs)
}

/// To the address that an account had, when the change was undone.
pub fn email_is_not_this() -> Words {
    let text = "This is not the e-mail address of the account any more: the change was undone from the address before it.";
    ("your e-mail address was put back", vec![text.to_owned()])
}

/// To the owner of an account that is gone.
pub fn deleted() -> Words {
    let text = "Your account and all that belonged to it were deleted. It cannot be brought back.";
    ("your account was deleted", vec![text.to_owned()])
}

/// As a text message, to the number that was replaced and to the one in its place.
pub fn phone_replaced(name: &str) -> String {
    format!(
        "{name}: the phone number of your account was changed. If it was not you, sign in and look at what happened."
    )
}

/// As a text message, to a number that was removed.
pub fn phone_removed(name: &str) -> String {
    format!(
        "{name}: this phone number was removed from your account. If it was not you, sign in and look at what happened."
    )
}

//! What to do about what was added to an account before a change of its email address was undone.

use contract::contact::EmailChangeUndone;

/// What the page shows once the old address is back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextMove {
    /// Nothing was added: the password comes next.
    SetPassword,
    /// Something was added, and the link removes it: that comes first.
    RemoveAdded,
    /// Something was added, and the link does not remove it.
    AskOperator,
}

/// What comes next, after this answer.
#[must_use]
pub const fn next_move(undone: &EmailChangeUndone) -> NextMove {
    if undone.added.is_empty() {
        NextMove::SetPassword
    } else if undone.can_remove {
        NextMove::RemoveAdded
    } else {
        NextMove::AskOperator
    }
}

#[cfg(test)]
mod tests {
    use super::{NextMove, next_move};
    use contract::{
        Timestamp,
        contact::{AddedMethod, EmailChangeUndone},
        sign_in::Method,
    };

    #[test]
    fn what_was_added_is_removed_before_anything_else_where_the_link_may() {
        let added = AddedMethod {
            method: Method::Passkey,
            name: "Phone".to_owned(),
            added_at: Timestamp(0),
        };
        for (added, can_remove, next) in [
            (vec![], true, NextMove::SetPassword),
            (vec![], false, NextMove::SetPassword),
            (vec![added.clone()], true, NextMove::RemoveAdded),
            (vec![added], false, NextMove::AskOperator),
        ] {
            let undone = EmailChangeUndone {
                added,
                browsers: Vec::new(),
                can_remove,
            };
            assert_eq!(next_move(&undone), next, "{undone:?}");
        }
    }
}

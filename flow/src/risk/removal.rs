//! What removing a second-step method comes to, so that nobody turns off the last one, or locks themselves out, by accident.

use super::{What, methods};
use contract::{account::SecurityOverview, limits::KEYS_ONLY_MIN};

/// What it comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Removal {
    /// There are others.
    OneOfSeveral,
    /// It is the last one: the second step is turned off.
    TurnsOff,
    /// It is the last one, and this server wants one.
    Impossible,
    /// Nothing but keys is accepted, and too few would be left.
    TooFewKeys,
}

impl Removal {
    /// Of this method.
    #[must_use]
    pub fn of(overview: &SecurityOverview, what: &What) -> Self {
        let keys = u32::try_from(overview.passkeys.len()).unwrap_or(u32::MAX);
        if overview.keys_only && matches!(what, What::Passkey(_)) && keys <= KEYS_ONLY_MIN {
            return Self::TooFewKeys;
        }
        match (methods(overview), overview.second_step_required) {
            (0 | 1, true) => Self::Impossible,
            (0 | 1, false) => Self::TurnsOff,
            _ => Self::OneOfSeveral,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Removal;
    use crate::risk::{
        What,
        tests::{bare, everything, passkey},
    };
    use contract::{
        account::SecurityOverview,
        passkey::{PasskeyId, PasskeyKind},
    };

    fn with_keys(count: usize) -> SecurityOverview {
        let keys = (0..count).map(|number| passkey(&number.to_string(), PasskeyKind::SecurityKey));
        SecurityOverview {
            passkeys: keys.collect(),
            ..bare()
        }
    }

    fn first_key() -> What {
        What::Passkey(PasskeyId("0".to_owned()))
    }

    #[test]
    fn the_last_method_turns_the_second_step_off_unless_the_server_wants_one() {
        let last = with_keys(1);
        assert_eq!(Removal::of(&last, &first_key()), Removal::TurnsOff);
        let wanted = SecurityOverview {
            second_step_required: true,
            ..last
        };
        assert_eq!(Removal::of(&wanted, &first_key()), Removal::Impossible);
        assert_eq!(
            Removal::of(&everything(), &What::Phone),
            Removal::OneOfSeveral
        );
    }

    #[test]
    fn where_nothing_but_keys_is_accepted_two_of_them_stay() {
        for (count, removal) in [(2, Removal::TooFewKeys), (3, Removal::OneOfSeveral)] {
            let overview = SecurityOverview {
                keys_only: true,
                ..with_keys(count)
            };
            assert_eq!(Removal::of(&overview, &first_key()), removal);
        }
        let others = SecurityOverview {
            keys_only: true,
            ..everything()
        };
        assert_eq!(Removal::of(&others, &What::Phone), Removal::OneOfSeveral);
    }
}

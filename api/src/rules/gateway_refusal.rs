//! What a refusal of the gateway for text messages means: Twilio's error codes
//! (<https://www.twilio.com/docs/api/errors>), and HTTP statuses where there is none.

/// Numbers that no message can be sent to.
const OF_DESTINATION: [u32; 10] = [
    // Not a number, not one that can be reached, in a region that is not allowed, not verified as a trial account's
    // numbers must be, unsubscribed, or no mobile one.
    21_211, 21_214, 21_217, 21_408, 21_608, 21_610, 21_612, 21_614, 21_635, 60_033,
];
/// What is wrong whatever the number.
const OF_SET_UP: [u32; 14] = [
    // The account or key is unknown, wrong, or locked.
    20_003, 20_005, 20_008, 20_404,
    // The number or name that messages come from is missing, not a number, or not the account's.
    21_212, 21_601, 21_603, 21_606, 21_659, 21_660,
    // The messaging service is unknown, or has no number.
    21_701, 21_703, 21_704, 21_705,
];

/// What is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The number that the message is for.
    Destination,
    /// Every message, until somebody changes the settings here or at the gateway.
    SetUp,
    /// This one, now.
    Other,
}

/// What an answer with this status, and this code of the gateway, refuses.
#[must_use]
pub fn of(status: u16, code: Option<u32>) -> Refusal {
    match (status, code) {
        (_, Some(code)) if OF_DESTINATION.contains(&code) => Refusal::Destination,
        (_, Some(code)) if OF_SET_UP.contains(&code) => Refusal::SetUp,
        (401 | 403 | 404, _) => Refusal::SetUp,
        // A gateway without codes of its own says no more than this about a number.
        (400, None) => Refusal::Destination,
        _ => Refusal::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::{Refusal, of};

    #[test]
    fn a_number_a_wrong_set_up_and_a_bad_moment_are_told_apart() {
        for (status, code, refused) in [
            (400, None, Refusal::Destination),
            (400, Some(21_211), Refusal::Destination),
            (403, Some(21_408), Refusal::Destination),
            (403, Some(21_608), Refusal::Destination),
            (400, Some(21_212), Refusal::SetUp),
            (400, Some(21_601), Refusal::SetUp),
            // The text is too long: nobody's number is at fault.
            (400, Some(21_617), Refusal::Other),
            (400, Some(21_606), Refusal::SetUp),
            (400, Some(21_701), Refusal::SetUp),
            (401, Some(20_003), Refusal::SetUp),
            (401, None, Refusal::SetUp),
            (403, None, Refusal::SetUp),
            (404, Some(20_404), Refusal::SetUp),
            (429, Some(20_429), Refusal::Other),
            (500, None, Refusal::Other),
        ] {
            assert_eq!(of(status, code), refused, "{status} {code:?}");
        }
    }
}

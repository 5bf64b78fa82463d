//! Why a right-looking authenticator code was refused: which time it fits, and so whose clock is wrong.
//!
//! The look-up happens in the browser, with the secret that is on screen anyway while an authenticator is being set
//! up. It changes nothing about what the server accepts.

use contract::{
    Secret,
    authenticator::{Algorithm, PendingAuthenticator},
};
use totp_rs::{Builder, Totp};

/// How far a code is looked for to either side, in seconds.
pub const REACH: u32 = 600;
/// Up to this many milliseconds from the server, this computer's clock counts as right.
const CLOCK_TOLERANCE_MS: i64 = 15_000;

/// A clock that is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drift {
    /// The code fits the time this many seconds from the server's: negative is the past (the clock is slow), positive
    /// the future (the clock is fast). A multiple of the code's period, never 0.
    pub seconds: i32,
    /// Whose clock it is.
    pub whose: Whose,
}

/// Whose clock is off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The phone's (or whatever makes the codes): this computer agrees with the server, the code does not.
    Phone,
    /// This computer's: the code fits this computer's clock, so the app runs on it or both are wrong alike.
    Computer,
    /// Not to be told: this computer disagrees with the server, and the code fits neither.
    Unknown,
}

/// What codes are made with, beside the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeParameters {
    /// The hash.
    pub algorithm: Algorithm,
    /// Digits of a code, 6 to 8.
    pub digits: u32,
    /// Seconds for which a code is shown.
    pub period: u32,
}

impl From<&PendingAuthenticator> for CodeParameters {
    fn from(pending: &PendingAuthenticator) -> Self {
        Self {
            algorithm: pending.algorithm,
            digits: pending.digits,
            period: pending.period,
        }
    }
}

/// Looks up which time within [`REACH`] a refused code fits.
///
/// `local_now_ms` is this computer's wall clock (`Date.now()`, milliseconds since 1970), `server_offset_ms` what must
/// be added to it to get the server's ([`crate::clock_offset::ClockOffset::from_wall`]). `None` when the code fits
/// now, give or take the one period that the server allows, when it fits no time in reach, and when the secret or the
/// parameters cannot make codes.
#[must_use]
pub fn diagnose(
    secret: &Secret,
    parameters: CodeParameters,
    code: &Secret,
    local_now_ms: i64,
    server_offset_ms: i64,
) -> Option<Drift> {
    let totp = generator(secret, parameters)?;
    let typed = crate::code::check(code, parameters.digits).ok()?;
    let period = i64::from(parameters.period);
    let server_now = local_now_ms
        .saturating_add(server_offset_ms)
        .div_euclid(1_000);

    let steps = steps_that_fit(&totp, &typed, server_now, period)?;
    if steps.abs() <= 1 {
        return None;
    }
    Some(Drift {
        seconds: i32::try_from(steps * period).ok()?,
        whose: whose(steps * period, server_offset_ms, period),
    })
}

fn generator(secret: &Secret, parameters: CodeParameters) -> Option<Totp> {
    let key = totp_rs::Secret::try_from_base32(secret.expose()).ok()?;
    let algorithm = match parameters.algorithm {
        Algorithm::Sha1 => totp_rs::Algorithm::SHA1,
        Algorithm::Sha256 => totp_rs::Algorithm::SHA256,
        Algorithm::Sha512 => totp_rs::Algorithm::SHA512,
    };
    // `build` refuses what could make the generator panic: a period of 0, or more digits than a code has.
    Builder::new()
        .with_secret(key)
        .with_algorithm(algorithm)
        .with_digits(u8::try_from(parameters.digits).ok()?)
        .with_step_duration(u64::from(parameters.period))
        .build()
        .ok()
}

/// How many periods from `server_now` (seconds) the code fits, the nearest if it fits several.
fn steps_that_fit(totp: &Totp, code: &Secret, server_now: i64, period: i64) -> Option<i64> {
    let reach = i64::from(REACH) / period;
    let nearest_first = (0..=reach).flat_map(|distance| [-distance, distance]);
    nearest_first.into_iter().find(|steps| {
        server_now
            .checked_add(steps * period)
            .and_then(|time| u64::try_from(time).ok())
            .is_some_and(|time| totp.generate(time).to_string() == code.expose())
    })
}

/// `seconds` and the offset are both counted from the server's clock.
fn whose(seconds: i64, server_offset_ms: i64, period: i64) -> Whose {
    let computer_ms = server_offset_ms.saturating_neg();
    let beside_computer_ms = seconds.saturating_mul(1_000).saturating_sub(computer_ms);
    // The typing may have crossed into the next period, so the code may be up to one period from the clock it fits.
    let one_period_ms = period.saturating_mul(1_000);
    if computer_ms.saturating_abs() <= CLOCK_TOLERANCE_MS {
        Whose::Phone
    } else if beside_computer_ms.saturating_abs() <= one_period_ms {
        Whose::Computer
    } else {
        Whose::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The 20, 32 and 64 bytes of RFC 6238 Appendix B.
    const SEED_20: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
    const SEED_32: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA";
    const SEED_64: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNA";
    const USUAL: CodeParameters = CodeParameters {
        algorithm: Algorithm::Sha1,
        digits: 6,
        period: 30,
    };
    /// The middle of a period: 15 s into it.
    const NOW: i64 = 1_800_000_015;

    fn code_at(seconds: i64) -> Secret {
        let totp = generator(&SEED_20.into(), USUAL).unwrap();
        Secret::new(totp.generate(u64::try_from(seconds).unwrap()).to_string())
    }

    /// The diagnosis of the code that a clock `away` seconds from the server's shows, on a computer that is `computer`
    /// seconds from the server's.
    fn seen(away: i64, computer: i64) -> Option<Drift> {
        let code = code_at(NOW + away);
        diagnose(
            &SEED_20.into(),
            USUAL,
            &code,
            (NOW + computer) * 1_000,
            -computer * 1_000,
        )
    }

    #[test]
    fn the_codes_looked_for_are_those_of_rfc_6238_appendix_b() {
        let times = [
            59,
            1_111_111_109,
            1_111_111_111,
            1_234_567_890,
            2_000_000_000,
            20_000_000_000,
        ];
        let tables = [
            (
                Algorithm::Sha1,
                SEED_20,
                [
                    "94287082", "07081804", "14050471", "89005924", "69279037", "65353130",
                ],
            ),
            (
                Algorithm::Sha256,
                SEED_32,
                [
                    "46119246", "68084774", "67062674", "91819424", "90698825", "77737706",
                ],
            ),
            (
                Algorithm::Sha512,
                SEED_64,
                [
                    "90693936", "25091201", "99943326", "93441116", "38618901", "47863826",
                ],
            ),
        ];
        for (algorithm, seed, codes) in tables {
            let parameters = CodeParameters {
                algorithm,
                digits: 8,
                period: 30,
            };
            let totp = generator(&seed.into(), parameters).unwrap();
            for (time, code) in times.into_iter().zip(codes) {
                assert_eq!(
                    totp.generate(time).to_string(),
                    code,
                    "{algorithm:?} at {time}"
                );
            }
        }
    }

    #[test]
    fn every_period_within_ten_minutes_is_found() {
        for steps in (-20..=20_i32).filter(|steps| steps.abs() > 1) {
            let seconds = steps * 30;
            let expected = Drift {
                seconds,
                whose: Whose::Phone,
            };
            assert_eq!(seen(i64::from(seconds), 0), Some(expected));
        }
    }

    #[test]
    fn what_the_server_takes_anyway_is_no_drift() {
        for away in [-30, 0, 30] {
            assert_eq!(seen(away, 0), None, "{away} s away");
        }
    }

    #[test]
    fn beyond_ten_minutes_nothing_is_claimed() {
        assert_eq!(seen(-630, 0), None);
        assert_eq!(seen(630, 0), None);
        assert_eq!(seen(3_600, 0), None);
    }

    #[test]
    fn the_periods_are_those_of_the_server_to_the_second() {
        let start = 1_800_000_000;
        let code = code_at(start - 60);
        let at = |now_ms| diagnose(&SEED_20.into(), USUAL, &code, now_ms, 0);
        let back = |seconds| {
            Some(Drift {
                seconds,
                whose: Whose::Phone,
            })
        };
        assert_eq!(
            at(start * 1_000 - 1),
            None,
            "still one period back, which is allowed"
        );
        assert_eq!(at(start * 1_000), back(-60));
        assert_eq!(at(start * 1_000 + 29_999), back(-60));
        assert_eq!(at(start * 1_000 + 30_000), back(-90));
    }

    #[test]
    fn a_code_that_fits_nothing_is_simply_wrong() {
        let close: Vec<Secret> = (-21..=21).map(|steps| code_at(NOW + steps * 30)).collect();
        let mut others = (0..1_000_000).map(|number| Secret::new(format!("{number:06}")));
        let wrong = others.find(|code| !close.contains(code)).unwrap();
        assert_eq!(
            diagnose(&SEED_20.into(), USUAL, &wrong, NOW * 1_000, 0),
            None
        );
    }

    #[test]
    fn a_code_that_fits_this_computers_clock_blames_the_computer() {
        let blamed = |seconds| {
            Some(Drift {
                seconds,
                whose: Whose::Computer,
            })
        };
        assert_eq!(seen(-90, -90), blamed(-90));
        assert_eq!(seen(240, 250), blamed(240), "typed within the next period");
        assert_eq!(seen(-120, -95), blamed(-120), "shown in the period before");
    }

    #[test]
    fn with_the_computer_right_it_is_the_phone() {
        let phone = |seconds| {
            Some(Drift {
                seconds,
                whose: Whose::Phone,
            })
        };
        assert_eq!(seen(-90, -15), phone(-90), "a few seconds are nothing");
        assert_eq!(seen(60, 15), phone(60));
    }

    #[test]
    fn two_clocks_that_are_wrong_differently_are_not_blamed() {
        let unknown = |seconds| {
            Some(Drift {
                seconds,
                whose: Whose::Unknown,
            })
        };
        assert_eq!(seen(-90, -16), unknown(-90));
        assert_eq!(seen(-90, 300), unknown(-90));
        assert_eq!(seen(120, -120), unknown(120));
    }

    #[test]
    fn the_code_may_be_typed_with_spaces_or_other_digits() {
        let code = code_at(NOW - 90);
        let (left, right) = code.expose().split_at(3);
        let typed = Secret::new(format!("{left} {right}"));
        let found = diagnose(&SEED_20.into(), USUAL, &typed, NOW * 1_000, 0);
        assert_eq!(found.map(|drift| drift.seconds), Some(-90));
    }

    #[test]
    fn what_cannot_make_codes_is_not_diagnosed() {
        let code = code_at(NOW - 90);
        let tell = |secret: &str, parameters, now_ms, offset_ms| {
            diagnose(&secret.into(), parameters, &code, now_ms, offset_ms)
        };
        assert_eq!(tell("not base 32!", USUAL, NOW * 1_000, 0), None);
        assert_eq!(tell("", USUAL, NOW * 1_000, 0), None);
        assert_eq!(
            tell(
                SEED_20,
                CodeParameters { period: 0, ..USUAL },
                NOW * 1_000,
                0
            ),
            None
        );
        assert_eq!(
            tell(
                SEED_20,
                CodeParameters {
                    digits: 12,
                    ..USUAL
                },
                NOW * 1_000,
                0
            ),
            None
        );
        assert_eq!(
            tell(
                SEED_20,
                CodeParameters {
                    digits: 400,
                    ..USUAL
                },
                NOW * 1_000,
                0
            ),
            None
        );
        assert_eq!(tell(SEED_20, USUAL, -1, 0), None);
        assert_eq!(tell(SEED_20, USUAL, i64::MIN, i64::MIN), None);
        assert_eq!(tell(SEED_20, USUAL, i64::MAX, i64::MAX), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_shifted_code_is_found_at_its_shift_or_nearer(
            now in 1_000_i64..4_000_000_000,
            steps in -20_i64..=20,
            computer in -700_i64..700,
        ) {
            let code = code_at(now + steps * 30);
            let found = diagnose(&SEED_20.into(), USUAL, &code, (now + computer) * 1_000, -computer * 1_000);
            // Two times can have the same code by chance; then the nearer one is told.
            let seconds = found.map_or(0, |drift| drift.seconds.abs());
            prop_assert!(seconds <= i32::try_from(steps.abs() * 30).unwrap());
            prop_assert_eq!(seconds % 30, 0);
        }
    }
}

//! Moments as people read them in a message.

use contract::Timestamp;

const DAY_SECONDS: i64 = 24 * 60 * 60;

/// Day and minute in UTC: `2027-01-15 08:00 UTC`.
pub fn words(moment: Timestamp) -> String {
    let seconds = moment.seconds();
    let (year, month, day) = civil(seconds.div_euclid(DAY_SECONDS));
    let minutes = seconds.rem_euclid(DAY_SECONDS) / 60;
    let (hour, minute) = (minutes / 60, minutes % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02} UTC")
}

/// Year, month and day of a count of days since 1970-01-01, in the Gregorian calendar. Years are counted from March, so
/// that a leap day is the last of its year.
const fn civil(days: i64) -> (i64, i64, i64) {
    const ERA_DAYS: i64 = 146_097;
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(ERA_DAYS), days.rem_euclid(ERA_DAYS));
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let is_after_new_year = month <= 2;
    (
        year_of_era + era * 400 + is_after_new_year as i64,
        month,
        day,
    )
}

#[cfg(test)]
mod tests {
    use super::words;
    use contract::Timestamp;

    #[test]
    fn moments_read_as_the_calendar_has_them() {
        for (seconds, text) in [
            (0, "1970-01-01 00:00 UTC"),
            (951_782_399, "2000-02-28 23:59 UTC"),
            (951_782_400, "2000-02-29 00:00 UTC"),
            (1_800_000_005, "2027-01-15 08:00 UTC"),
            (1_709_251_199, "2024-02-29 23:59 UTC"),
            (4_107_542_400, "2100-03-01 00:00 UTC"),
            (-1, "1969-12-31 23:59 UTC"),
        ] {
            assert_eq!(words(Timestamp::from_seconds(seconds)), text);
        }
    }
}

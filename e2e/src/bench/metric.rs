//! What is measured, in which unit, and how that is written down.

use serde_json::Value;
use std::collections::BTreeMap;

/// Something that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Metric {
    /// The first pixel that is not the background (Paint Timing).
    FirstPaint,
    /// The first word or picture (Paint Timing).
    FirstContentfulPaint,
    /// A letter that is typed into the field of the email address is drawn.
    TypingWorks,
    /// A form that is submitted is taken by the page's script; on the floor, by the browser.
    SubmitWorks,
    /// The program has said that it runs.
    ProgramReady,
    /// The sum of all layout shifts until the program is ready (Layout Instability).
    LayoutShift,
    /// What tasks took beyond 50 ms each, until the program is ready (Long Tasks).
    BlockingTime,
    /// What came over the network, heads included, of requests made until the program is ready.
    BytesToReady,
    /// Requests that went over the network until the program is ready; the icon of the tab is one.
    RequestsToReady,
    /// From submitting the password until the field of the code is drawn.
    SecondStep,
    /// The bytes until that field is drawn.
    BytesToSecondStep,
    /// The requests until that field is drawn.
    RequestsToSecondStep,
    /// From submitting the code until the settings are drawn, with what the server knows in them.
    Settings,
}

/// What one run measured of one page. A page that has no program is not asked how long it takes.
pub type Reading = BTreeMap<Metric, f64>;

impl Metric {
    /// In the order of the table.
    pub const ALL: [Self; 13] = [
        Self::FirstPaint,
        Self::FirstContentfulPaint,
        Self::TypingWorks,
        Self::SubmitWorks,
        Self::ProgramReady,
        Self::LayoutShift,
        Self::BlockingTime,
        Self::BytesToReady,
        Self::RequestsToReady,
        Self::SecondStep,
        Self::BytesToSecondStep,
        Self::RequestsToSecondStep,
        Self::Settings,
    ];

    /// As JSON and `marks.js` call it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::FirstPaint => "first_paint",
            Self::FirstContentfulPaint => "first_contentful_paint",
            Self::TypingWorks => "typing_works",
            Self::SubmitWorks => "submit_works",
            Self::ProgramReady => "program_ready",
            Self::LayoutShift => "layout_shift",
            Self::BlockingTime => "blocking_time",
            Self::BytesToReady => "bytes_to_ready",
            Self::RequestsToReady => "requests_to_ready",
            Self::SecondStep => "second_step",
            Self::BytesToSecondStep => "bytes_to_second_step",
            Self::RequestsToSecondStep => "requests_to_second_step",
            Self::Settings => "settings",
        }
    }

    /// As the table calls it.
    pub fn name(self) -> String {
        self.key().replace('_', " ")
    }

    /// Whether the floor has the same thing to do. How many times its bytes a page with a program has says nothing.
    pub const fn is_compared(self) -> bool {
        matches!(
            self,
            Self::FirstPaint | Self::FirstContentfulPaint | Self::TypingWorks | Self::SubmitWorks
        )
    }

    /// A value as people read it.
    pub fn shown(self, value: f64) -> String {
        match self {
            Self::LayoutShift => format!("{value:.3}"),
            Self::BytesToReady | Self::BytesToSecondStep => format!("{:.1} kB", value / 1000.0),
            Self::RequestsToReady | Self::RequestsToSecondStep => format!("{value:.0}"),
            _ => format!("{value:.0} ms"),
        }
    }
}

/// What a script in the page has measured.
pub fn reading(noted: &Value) -> Reading {
    let all = Metric::ALL.into_iter();
    all.filter_map(|metric| Some((metric, noted.get(metric.key())?.as_f64()?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Metric, reading};
    use serde_json::json;

    #[test]
    fn values_have_their_unit() {
        assert_eq!(Metric::FirstPaint.shown(271.6), "272 ms");
        assert_eq!(Metric::BytesToReady.shown(430_960.0), "431.0 kB");
        assert_eq!(Metric::RequestsToReady.shown(16.0), "16");
        assert_eq!(Metric::LayoutShift.shown(0.0), "0.000");
    }

    #[test]
    fn what_was_not_measured_is_left_out() {
        let noted = json!({ "first_paint": 12.5, "program_ready": null, "ready_at": 1.0 });
        let expected = [(Metric::FirstPaint, 12.5)];
        assert_eq!(reading(&noted), expected.into_iter().collect());
    }
}

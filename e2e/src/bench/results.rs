//! What all runs measured: their medians as a table, and everything as JSON.

use super::{
    Page, late,
    metric::{Metric, Reading},
};
use serde_json::{Map, Value, json};
use std::{fmt::Write as _, time::Duration};

/// How wide the names and the values of the table are.
const NAME: usize = 25;
const VALUE: usize = 11;
const RATIO: usize = 8;

/// Everything that was measured.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Results {
    series: Vec<Series>,
    /// How long after a late program came the second step was there, of a form that was submitted before.
    pub late_program: Option<Duration>,
}

/// One page under the same conditions, run after run.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    conditions: &'static str,
    page: Page,
    readings: Vec<Reading>,
}

impl Results {
    /// Writes down what one run measured.
    pub fn add(&mut self, conditions: &'static str, page: Page, reading: Reading) {
        let known = |it: &&mut Series| it.conditions == conditions && it.page == page;
        match self.series.iter_mut().find(known) {
            Some(series) => series.readings.push(reading),
            None => self.series.push(Series {
                conditions,
                page,
                readings: vec![reading],
            }),
        }
    }

    /// The medians, a table for each of the conditions.
    pub fn table(&self) -> String {
        let mut text = String::new();
        let mut told: Vec<&str> = Vec::new();
        for series in &self.series {
            if !told.contains(&series.conditions) {
                told.push(series.conditions);
                self.tell(series.conditions, &mut text);
            }
        }
        if let Some(late) = self.late_program {
            let (delay, late) = (late::DELAY.as_secs(), late.as_millis());
            let _ = writeln!(
                text,
                "Submitted before a program that came {delay} s late: the second step {late} ms after it came, without a \
                 second press."
            );
        }
        // Columns without a ratio end in spaces.
        text.lines()
            .map(|it| it.trim_end().to_owned() + "\n")
            .collect()
    }

    fn tell(&self, conditions: &str, text: &mut String) {
        let all = self.series.iter().filter(|it| it.conditions == conditions);
        let all: Vec<&Series> = all.collect();
        let floor = all.iter().find(|it| it.page == Page::Floor);
        let runs = all.iter().map(|it| it.readings.len()).max();
        let title = format!("{conditions} × {}", runs.unwrap_or_default());
        let _ = write!(text, "{title:<NAME$}");
        for series in &all {
            let ratio = if series.page == Page::Floor { 0 } else { RATIO };
            let _ = write!(text, "{:>VALUE$}{:ratio$}", series.page.name(), "");
        }
        for metric in Metric::ALL {
            let _ = write!(text, "\n{:<NAME$}", metric.name());
            for series in &all {
                let floor = floor.filter(|_| series.page != Page::Floor);
                let _ = write!(text, "{}", cell(metric, series, floor.copied()));
            }
        }
        text.push_str("\n\n");
    }

    /// The medians, and every run.
    pub fn json(&self) -> Value {
        let series = self.series.iter().map(|it| {
            json!({
                "conditions": it.conditions,
                "page": it.page.name(),
                "medians": object(&it.medians()),
                "runs": it.readings.iter().map(object).collect::<Vec<_>>(),
            })
        });
        let late = self.late_program.map(|it| it.as_secs_f64() * 1000.0);
        json!({ "series": series.collect::<Vec<_>>(), "second_step_after_late_program": late })
    }
}

impl Series {
    fn median(&self, metric: Metric) -> Option<f64> {
        let values = self.readings.iter().filter_map(|it| it.get(&metric));
        median(values.copied().collect())
    }

    fn largest(&self, metric: Metric) -> Option<f64> {
        let values = self.readings.iter().filter_map(|it| it.get(&metric));
        values.copied().max_by(f64::total_cmp)
    }

    fn medians(&self) -> Reading {
        let all = Metric::ALL.into_iter();
        all.filter_map(|it| Some((it, self.median(it)?))).collect()
    }
}

/// A median, and how many times that of the floor it is. A page that jumps in some runs jumps, whatever the median is: so
/// the largest of these stands beside it.
fn cell(metric: Metric, series: &Series, floor: Option<&Series>) -> String {
    let value = series.median(metric);
    let shown = value.map_or_else(|| "–".to_owned(), |it| metric.shown(it));
    let Some(floor) = floor else {
        return format!("{shown:>VALUE$}");
    };
    let beside = match metric {
        Metric::LayoutShift => series.largest(metric).map(|it| format!("≤ {it:.3}")),
        _ if metric.is_compared() => ratio(value, floor.median(metric)),
        _ => None,
    };
    format!("{shown:>VALUE$}{:>RATIO$}", beside.unwrap_or_default())
}

/// There are no so-and-so many times of nothing.
fn ratio(value: Option<f64>, floor: Option<f64>) -> Option<String> {
    let (value, floor) = value.zip(floor.filter(|it| *it > 0.0))?;
    Some(format!("{:.2}x", value / floor))
}

/// The one in the middle, or what lies between the two that are.
fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let half = values.len() / 2;
    let upper = *values.get(half)?;
    if values.len() % 2 == 1 {
        return Some(upper);
    }
    let lower = *values.get(half - 1)?;
    Some(f64::midpoint(lower, upper))
}

fn object(reading: &Reading) -> Value {
    let pairs = reading.iter();
    let pairs = pairs.map(|(metric, value)| (metric.key().to_owned(), json!(value)));
    Value::Object(pairs.collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests {
    use super::{Metric, Page, Results, median};
    use serde_json::json;
    use std::time::Duration;

    fn results() -> Results {
        let mut results = Results::default();
        for (page, paints) in [
            (Page::Floor, [200.0, 100.0, 900.0]),
            (Page::Cold, [300.0, 230.0, 100.0]),
        ] {
            for (paint, shift) in paints.into_iter().zip([0.0, 0.0, 0.115]) {
                let reading = [(Metric::FirstPaint, paint), (Metric::LayoutShift, shift)];
                results.add("slow phone", page, reading.into());
            }
        }
        results
    }

    #[test]
    fn a_median_is_in_the_middle() {
        assert_eq!(median(Vec::new()), None);
        assert_eq!(median(vec![3.0]), Some(3.0));
        assert_eq!(median(vec![9.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(vec![4.0, 1.0, 2.0, 100.0]), Some(3.0));
    }

    #[test]
    fn the_table_has_medians_and_their_ratio_to_the_floor() {
        let table = results().table();
        let lines: Vec<String> = table
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(lines[0], "slow phone × 3 floor cold");
        assert_eq!(lines[1], "first paint 200 ms 230 ms 1.15x");
        assert!(
            lines.contains(&"layout shift 0.000 0.000 ≤ 0.115".to_owned()),
            "{table}"
        );
        assert!(lines.contains(&"settings – –".to_owned()), "{table}");
    }

    #[test]
    fn json_has_every_run() {
        let mut results = results();
        results.late_program = Some(Duration::from_millis(750));
        let json = results.json();
        assert_eq!(json["series"][1]["page"], "cold");
        assert_eq!(json["series"][1]["medians"]["first_paint"], json!(230.0));
        assert_eq!(json["series"][1]["runs"][2]["first_paint"], json!(100.0));
        assert_eq!(json["second_step_after_late_program"], json!(750.0));
        assert!(results.table().contains("750 ms after it came"));
    }
}

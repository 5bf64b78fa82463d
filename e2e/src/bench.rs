//! `cargo xtask bench page`: how long the sign-in page takes to come, in a real browser, beside a bare form as the floor.
//!
//! What is measured is in `metric`, and how it is noted in the page in `bench/marks.js`. Each page is visited twice in
//! each run: once with nothing done to it until it is ready (`visit::undisturbed`), and once to try every frame whether
//! it can be typed in and submitted yet (`visit::probed`), which would show in everything else. All pages take turns
//! within a run, so that a machine that gets slower makes all of them slower.

mod conditions;
mod floor;
mod late;
mod metric;
mod results;
mod traffic;
mod visit;

use crate::{
    Outcome,
    browser::Browser,
    people::{Keys, Person},
    secrets::Secrets,
    server::Server,
};
use conditions::Conditions;
use fakes::SmtpSink;
use floor::Floor;
use metric::Reading;
pub use results::Results;
use visit::{Cache, Visit};

/// What is visited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    /// A form without styles and scripts: nothing can be quicker.
    Floor,
    /// The sign-in page, for the first time.
    Cold,
    /// The sign-in page, for the second time.
    Warm,
}

impl Page {
    const ALL: [Self; 3] = [Self::Floor, Self::Cold, Self::Warm];

    /// As the table calls it.
    const fn name(self) -> &'static str {
        match self {
            Self::Floor => "floor",
            Self::Cold => "cold",
            Self::Warm => "warm",
        }
    }
}

/// Measures so many runs. `tell` hears how far it has come.
pub async fn run(runs: usize, tell: impl Fn(&str)) -> Outcome<Results> {
    let mut bench = Bench::open().await?;
    let mut results = Results::default();
    for run in 1..=runs {
        for conditions in &Conditions::ALL {
            for page in Page::ALL {
                let reading = bench.measures(page, conditions).await;
                let what = format!("{}, {}, run {run}", page.name(), conditions.name);
                results.add(
                    conditions.name,
                    page,
                    reading.map_err(|it| it.during(&what))?,
                );
            }
        }
        tell(&format!("run {run} of {runs} is done"));
    }
    drop(bench);
    results.late_program = Some(late::second_step().await?);
    Ok(results)
}

/// What is measured, and with what.
struct Bench {
    browser: Browser,
    server: Server,
    floor: Floor,
    // What the server writes to people who join.
    _smtp_sink: SmtpSink,
    /// Enough of them that each has a fresh code whenever it is their turn.
    people: Vec<(Person, Keys)>,
}

impl Bench {
    /// People join here, and nothing is measured yet.
    async fn open() -> Outcome<Self> {
        let smtp_sink = SmtpSink::open().await?;
        let server = Server::start_alone(smtp_sink.settings()).await?;
        let browser = Browser::start(server.origin()).await?;
        let secrets = Secrets::default();
        let mut people = Vec::new();
        for name in ["robin", "kim", "alex", "sam"] {
            let person = Person::called(name, &secrets);
            person.joins(&browser).await?;
            let keys = person.enrols(&browser, "My phone", &secrets).await?;
            person.leaves(&browser).await?;
            people.push((person, keys));
        }
        let floor = Floor::open().await?;
        Ok(Self {
            browser,
            server,
            floor,
            _smtp_sink: smtp_sink,
            people,
        })
    }

    async fn measures(&mut self, page: Page, conditions: &Conditions) -> Outcome<Reading> {
        let address = match page {
            Page::Floor => self.floor.address(),
            Page::Cold | Page::Warm => format!("{}/", self.server.origin()),
        };
        let cache = match page {
            Page::Floor | Page::Cold => Cache::Cleared,
            Page::Warm => Cache::Kept,
        };
        let visit = Visit {
            browser: &self.browser,
            address: &address,
            has_program: page != Page::Floor,
            conditions,
            cache,
        };
        // The second visit follows the first one that nothing was done to.
        let mut reading = Reading::new();
        if page != Page::Warm {
            reading.extend(visit.probed().await?);
        }
        if page == Page::Floor {
            reading.extend(visit.undisturbed(None).await?);
        } else {
            self.people.rotate_left(1);
            let signs_in = self.people.first_mut();
            reading.extend(visit.undisturbed(signs_in).await?);
        }
        if page == Page::Warm {
            reading.extend(visit.probed().await?);
        }
        Ok(reading)
    }
}

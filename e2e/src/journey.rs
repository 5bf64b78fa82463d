//! How a journey begins and ends: its context is set up, it is run, and at the end nothing may be wrong that no
//! journey asks about.

use crate::{Context, Outcome, artifacts, checks, failure::Failure, fixtures::Fixtures};
use std::{
    any::type_name,
    io::Write,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    sync::{Condvar, Mutex, PoisonError},
    time::Instant,
};
use tokio::{
    runtime::{Builder, Runtime},
    task::LocalSet,
};

/// So many browsers at once are as fast as one on a small machine; more are slower.
const AT_ONCE: usize = 2;

static FREE: (Mutex<usize>, Condvar) = (Mutex::new(AT_ONCE), Condvar::new());

/// Runs a journey. Its name is the test's; it is printed with the time it took.
///
/// # Panics
///
/// When the journey fails, as tests do.
pub fn journey<S: AsyncFnOnce(&Context) -> Outcome>(steps: S) {
    journey_with(Fixtures::default(), steps);
}

/// Runs a journey that needs fixtures, or a server that is told something.
///
/// # Panics
///
/// When the journey fails, as tests do.
pub fn journey_with<S: AsyncFnOnce(&Context) -> Outcome>(fixtures: impl Into<Fixtures>, steps: S) {
    let _seat = Seat::take();
    let name = name_of(type_name::<S>());
    let started = Instant::now();
    let played = play(&name, fixtures.into(), steps);
    let mark = if played.is_ok() { "done" } else { "FAILED" };
    // Past the capture of the test runner: a journey takes long enough to be waited for.
    let mut terminal = std::io::stderr();
    let seconds = started.elapsed().as_secs_f32();
    let _ = writeln!(terminal, "  journey {name}: {mark} in {seconds:.1} s");
    assert!(played.is_ok(), "{}", played.err().unwrap_or_default());
}

fn play<S: AsyncFnOnce(&Context) -> Outcome>(
    name: &str,
    fixtures: Fixtures,
    steps: S,
) -> Result<(), String> {
    let runtime = Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let tasks = LocalSet::new();
    let on = Runner { runtime, tasks };
    artifacts::forget(name);
    let context = on
        .run(Context::open(fixtures))
        .map_err(|it| it.to_string())?;
    let played = catch_unwind(AssertUnwindSafe(|| {
        on.run(async {
            steps(&context).await?;
            checks::at_the_end(&context).await
        })
    }));
    let failure = match played {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(failure)) => failure,
        Err(panic) => {
            let failure = Failure::new("the journey panicked");
            let said = report(&on, name, &context, &failure);
            // The panic has its own words; where to look is not among them.
            let _ = writeln!(std::io::stderr(), "{said}");
            resume_unwind(panic)
        }
    };
    Err(report(&on, name, &context, &failure))
}

/// Saves what can be seen, and answers what to print.
fn report(on: &Runner, name: &str, context: &Context, failure: &Failure) -> String {
    let saved = on.run(async { Ok(artifacts::save(name, context).await) });
    let saved = saved.unwrap_or_default();
    let mut lines = vec![format!("{failure}"), "It had gone so far:".to_owned()];
    lines.extend(context.told().into_iter().map(|line| format!("  {line}")));
    lines.push(saved);
    lines.join("\n")
}

/// The runtime of one journey: it has one thread, so nothing has to be shared between threads.
struct Runner {
    runtime: Runtime,
    tasks: LocalSet,
}

impl Runner {
    fn run<T>(&self, future: impl Future<Output = Outcome<T>>) -> Outcome<T> {
        self.tasks.block_on(&self.runtime, future)
    }
}

/// `journeys::sign_in::a_wrong_code_is_told::{{closure}}` is the journey of `sign_in::a_wrong_code_is_told`.
fn name_of(closure: &str) -> String {
    let parts: Vec<&str> = closure
        .split("::")
        .filter(|part| !part.starts_with('{'))
        .skip(1)
        .collect();
    parts.join("::")
}

/// A place among those that run at once.
struct Seat;

impl Seat {
    fn take() -> Self {
        let (count, freed) = &FREE;
        let free = count.lock().unwrap_or_else(PoisonError::into_inner);
        let free = freed.wait_while(free, |free| *free == 0);
        *free.unwrap_or_else(PoisonError::into_inner) -= 1;
        Self
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let (count, freed) = &FREE;
        *count.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::name_of;

    #[test]
    fn a_journey_is_called_like_its_test() {
        let closure = "journeys::sign_in::a_wrong_code_is_told::{{closure}}";
        assert_eq!(name_of(closure), "sign_in::a_wrong_code_is_told");
    }
}

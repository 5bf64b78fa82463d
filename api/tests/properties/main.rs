//! Random sequences of actions of a few people at a few browsers: whatever they do in whatever order, nobody gets further
//! than the rules allow, and whoever has confirmed an address gets back in.
//!
//! A sequence that fails is shrunk and printed as the code to run it again: put it among those in `regressions`.
//! `LATCHKEY_SEQUENCES` sets how many are run, `LATCHKEY_SEQUENCE_SEED` which ones.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod actions;
mod checks;
#[path = "../support/inbox.rs"]
mod inbox;
mod model;
mod probes;
mod proofs;
mod recovery;
mod regressions;
mod settings;
#[path = "../support/mod.rs"]
mod support;
mod world;

use actions::{Sequence, sequences};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use std::{
    env,
    panic::{AssertUnwindSafe, catch_unwind},
};
use tokio::runtime::Builder;
use world::World;

/// How many sequences are run, unless `LATCHKEY_SEQUENCES` says otherwise.
const SEQUENCES: u32 = 12;
/// How many parts a sequence has at most.
const LONGEST: usize = 12;

/// Runs a sequence, and looks after every action whether all is as it must be.
fn run(sequence: &Sequence) {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut world = World::new(sequence.is_second_step_required).await;
        world.check().await;
        for action in &sequence.actions {
            world.act(*action).await;
            world.check().await;
        }
        world.everybody_gets_back_in().await;
    });
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok().map(|text| text.parse().unwrap())
}

/// Drawn anew each time, so that every run looks elsewhere; a failure names it.
fn seed() -> u64 {
    number("LATCHKEY_SEQUENCE_SEED").unwrap_or_else(|| {
        let bytes = api::random::bytes().unwrap();
        u64::from_le_bytes(bytes)
    })
}

#[test]
fn nobody_gets_further_than_the_rules_allow_and_everybody_gets_back_in() {
    let seed = seed();
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let cases = number("LATCHKEY_SEQUENCES").map_or(SEQUENCES, |count| count.try_into().unwrap());
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 400,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let outcome = runner.run(&sequences(LONGEST), |sequence| {
        catch_unwind(AssertUnwindSafe(|| run(&sequence)))
            .map_err(|panic| TestCaseError::fail(words(panic.as_ref())))
    });
    match outcome {
        Ok(()) => {}
        Err(TestError::Fail(why, sequence)) => {
            panic!("LATCHKEY_SEQUENCE_SEED={seed}: {why}\n{sequence:#?}")
        }
        Err(other) => panic!("LATCHKEY_SEQUENCE_SEED={seed}: {other}"),
    }
}

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    let text = text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
    text.unwrap_or_else(|| "it panicked".to_owned())
}

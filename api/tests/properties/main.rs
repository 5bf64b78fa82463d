//! Random stories of a few people and browsers: whatever they do in whatever order, nobody gets further than the rules
//! allow, and whoever has confirmed an address gets back in.
//!
//! A story that fails is made as short as it can be and printed as the code to tell it again: put it among the stories
//! in `regressions`. `LATCHKEY_STORIES` sets how many are told, `LATCHKEY_STORY_SEED` where the drawing begins.

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

use actions::{Story, stories};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use std::{
    env,
    panic::{AssertUnwindSafe, catch_unwind},
};
use tokio::runtime::Builder;
use world::World;

/// How many stories are told, unless `LATCHKEY_STORIES` says otherwise.
const STORIES: u32 = 12;
/// How many scenes a story has at most.
const LONGEST: usize = 12;

/// Tells a story, and looks after every step whether all is as it must be.
fn tell(story: &Story) {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut world = World::new(story.is_second_step_required).await;
        world.check().await;
        for action in &story.actions {
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
    number("LATCHKEY_STORY_SEED").unwrap_or_else(|| {
        let bytes = api::random::bytes().unwrap();
        u64::from_le_bytes(bytes)
    })
}

#[test]
fn nobody_gets_further_than_the_rules_allow_and_everybody_gets_back_in() {
    let seed = seed();
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let cases = number("LATCHKEY_STORIES").map_or(STORIES, |count| count.try_into().unwrap());
    let config = Config {
        cases,
        failure_persistence: None,
        max_shrink_iters: 400,
        ..Config::default()
    };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let outcome = runner.run(&stories(LONGEST), |story| {
        catch_unwind(AssertUnwindSafe(|| tell(&story)))
            .map_err(|panic| TestCaseError::fail(words(panic.as_ref())))
    });
    match outcome {
        Ok(()) => {}
        Err(TestError::Fail(why, story)) => {
            panic!("LATCHKEY_STORY_SEED={seed}: {why}\n{story:#?}")
        }
        Err(other) => panic!("LATCHKEY_STORY_SEED={seed}: {other}"),
    }
}

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    let text = text.or_else(|| panic.downcast_ref::<&str>().map(ToString::to_string));
    text.unwrap_or_else(|| "it panicked".to_owned())
}

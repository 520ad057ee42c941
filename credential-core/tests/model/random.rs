//! Random histories.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use credential_core::KeeperRecord;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner};
use proptest_state_machine::ReferenceStateMachine;

use crate::actions::{Action, Histories};
use crate::keepers::{Keeper, WithoutRecord};
use crate::ledger::Violation;
use crate::world::World;

/// The seed of a run: fixed, so that every run of CI does the same. `MODEL_SEED` sets another.
const SEED: u64 = 1;

/// In each run. They take about ten seconds of a processor.
const HISTORIES: u32 = 120;

type Counts = BTreeMap<&'static str, u32>;

/// One history on the system with this kind of keeper. `seen` counts the steps that were done, which
/// tells the strategy where to begin to shorten it.
fn run<K: Keeper>(actions: &[Action], seen: Option<&AtomicUsize>) -> Result<World<K>, Violation> {
    let mut world = World::new();
    for action in actions {
        if let Some(seen) = seen {
            seen.fetch_add(1, Ordering::SeqCst);
        }
        world.step(action)?;
    }
    world.check_recovery()?;
    Ok(world)
}

/// Runs this many histories. Gives how often each kind of thing happened, or the first violation with
/// the shortest history that leads to it.
fn find<K: Keeper>(histories: u32, seed: u64) -> Result<Counts, (String, Vec<Action>)> {
    let config = Config {
        cases: histories,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        max_shrink_iters: 600,
        ..Config::default()
    };
    let counts = RefCell::new(Counts::new());
    let strategy = Histories::sequential_strategy(1..40);
    let outcome = TestRunner::new(config).run(&strategy, |(_, actions, seen)| {
        let world = run::<K>(&actions, seen.as_deref());
        let world = world.map_err(|violation| {
            TestCaseError::fail(format!("{}: {}", violation.invariant, violation.detail))
        })?;
        for (what, count) in world.counts {
            *counts.borrow_mut().entry(what).or_default() += count;
        }
        Ok(())
    });
    match outcome {
        Ok(()) => Ok(counts.into_inner()),
        Err(TestError::Fail(reason, (_, actions, _))) => Err((reason.to_string(), actions)),
        Err(TestError::Abort(reason)) => panic!("{reason}"),
    }
}

fn seed() -> u64 {
    let set = std::env::var("MODEL_SEED").ok();
    set.map_or(SEED, |seed| seed.parse().expect("MODEL_SEED is a number"))
}

fn hold(histories: u32) {
    let seed = seed();
    eprintln!("MODEL_SEED={seed}, {histories} histories");
    let counts = find::<KeeperRecord>(histories, seed).unwrap_or_else(|(violation, actions)| {
        panic!("MODEL_SEED={seed}: {violation}\nafter {actions:?}")
    });
    eprintln!("{counts:#?}");
    // A model in which nothing happens proves nothing.
    for what in [
        "lists that a keeper has signed",
        "keepers that did not sign a list",
        "keepers that did not sign a root set",
        "complete lists",
        "changes of roots",
        "root sets taken",
        "root sets refused",
        "lists taken",
        "lists refused",
        "status lists taken",
        "status lists refused",
        "vouch lists taken",
        "vouch lists refused",
        "codes accepted",
        "codes that must not be accepted",
        "terminals recovered",
    ] {
        let count = counts.get(what).copied().unwrap_or_default();
        assert!(count >= histories / 10, "{what}: {count} times");
    }
}

#[test]
fn no_history_ends_with_what_was_withdrawn_or_a_lowered_floor() {
    hold(HISTORIES);
}

/// For `.ci/long`. `MODEL_HISTORIES` says how many.
#[test]
#[ignore = "takes minutes"]
fn no_long_run_of_histories_does() {
    let set = std::env::var("MODEL_HISTORIES").ok();
    hold(set.map_or(20_000, |number| {
        number.parse().expect("MODEL_HISTORIES is a number")
    }));
}

/// The model can fail: keepers whose programs compare with whatever last list they are handed.
#[test]
fn keepers_without_a_record_are_led_to_bring_back_what_was_withdrawn() {
    let (violation, actions) = find::<WithoutRecord>(HISTORIES, SEED).unwrap_err();
    eprintln!("MODEL_SEED={SEED}: {violation}\nafter {actions:?}");
    assert!(
        violation.contains("keepers never bring back")
            || violation.contains("one version, one content"),
        "{violation}"
    );
}

//! Random histories.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

use credential_core::KeeperRecord;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest};

use crate::actions::{Action, Histories};
use crate::keepers::{Keeper, WithoutRecord};
use crate::world::World;

/// The seed of a run: fixed, so that every run of CI does the same. `MODEL_SEED` sets another.
const SEED: u64 = 1;

/// The system with this kind of keeper, as `proptest-state-machine` runs it.
struct System<K>(std::marker::PhantomData<K>);

static COUNTS: Mutex<BTreeMap<&'static str, u32>> = Mutex::new(BTreeMap::new());

impl<K: Keeper> StateMachineTest for System<K> {
    type SystemUnderTest = World<K>;
    type Reference = Histories;

    fn init_test(_: &u32) -> World<K> {
        World::new()
    }

    fn apply(mut world: World<K>, _: &u32, action: Action) -> World<K> {
        if let Err(violation) = world.step(&action) {
            panic!("{}: {}", violation.invariant, violation.detail);
        }
        world
    }

    fn teardown(mut world: World<K>, _: u32) {
        if let Err(violation) = world.check_recovery() {
            panic!("{}: {}", violation.invariant, violation.detail);
        }
        let mut counts = COUNTS.lock().unwrap();
        for (what, count) in world.counts {
            *counts.entry(what).or_default() += count;
        }
    }
}

/// The first violation that these histories have, with the shortest history for it.
fn find<K: Keeper>(histories: u32, seed: u64) -> Result<(), (String, Vec<Action>)> {
    let config = Config {
        cases: histories,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        max_shrink_iters: 3_000,
        ..Config::default()
    };
    let strategy = Histories::sequential_strategy(1..40);
    let mut runner = TestRunner::new(config.clone());
    let outcome = runner.run(&strategy, |(state, actions, seen)| {
        let run = || System::<K>::test_sequential(config.clone(), state, actions, seen);
        catch_unwind(AssertUnwindSafe(run)).map_err(|panic| {
            let text = panic.downcast_ref::<String>().cloned();
            TestCaseError::fail(text.unwrap_or_else(|| "panic without a text".into()))
        })
    });
    match outcome {
        Ok(()) => Ok(()),
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
    if let Err((violation, actions)) = find::<KeeperRecord>(histories, seed) {
        panic!("MODEL_SEED={seed}: {violation}\nafter {actions:#?}");
    }
    let counts = COUNTS.lock().unwrap();
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
        "codes accepted",
        "codes that must not be accepted",
        "terminals recovered",
    ] {
        assert!(counts.get(what) > Some(&histories), "{what}: {:?}", counts.get(what));
    }
}

#[test]
fn no_history_ends_with_what_was_withdrawn_or_a_lowered_floor() {
    hold(200);
}

/// For `.ci/long`. `MODEL_HISTORIES` says how many.
#[test]
#[ignore = "takes minutes"]
fn no_long_run_of_histories_does() {
    let set = std::env::var("MODEL_HISTORIES").ok();
    hold(set.map_or(20_000, |number| number.parse().expect("MODEL_HISTORIES is a number")));
}

/// The model can fail: keepers whose programs compare with whatever last list they are handed.
#[test]
fn keepers_without_a_record_are_led_to_bring_back_what_was_withdrawn() {
    let (violation, actions) = find::<WithoutRecord>(200, SEED).unwrap_err();
    eprintln!("{violation}\n{actions:#?}");
    assert!(
        violation.contains("keepers never bring back") || violation.contains("one version, one content"),
        "{violation}"
    );
}

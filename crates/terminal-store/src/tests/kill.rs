//! Real processes, really killed.
//!
//! The test program starts itself again: the test [`child`] then provisions and updates a store
//! until it is killed. All 500 kills:
//! `cargo test -p terminal-store --lib tests::kill -- --ignored`

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Instant, SystemTime};

use credential_core::Update;

use super::together::{both_are_at, of_bureau};
use super::world::{NOW, World, floors_of};
use crate::Store;

const FOLDER: &str = "LAOBINGMA_TEST_STORE";
const UPDATES: &str = "LAOBINGMA_TEST_UPDATES";
const STATES: u64 = 30;

#[test]
#[ignore = "does nothing by itself: the other tests start it as a process of its own"]
fn child() {
    let (Some(folder), Some(updates)) = (env::var_os(FOLDER), env::var_os(UPDATES)) else {
        return;
    };
    let (folder, updates) = (PathBuf::from(folder), PathBuf::from(updates));
    let root_set = fs::read(updates.join("root")).unwrap();
    let mut store = Store::provision(&folder, &root_set)
        .or_else(|_| Store::open(&folder))
        .unwrap();
    let held = store
        .holdings()
        .trust()
        .map_or(0, |list| list.claims().version);
    for n in held.saturating_sub(1).max(1).. {
        let Ok(bytes) = fs::read(updates.join(n.to_string())) else {
            return;
        };
        store.update(&bytes, NOW).unwrap();
        // An old one in between must not matter.
        if n > 2 {
            let old = fs::read(updates.join((n - 2).to_string())).unwrap();
            store.update(&old, NOW).unwrap();
        }
    }
}

fn spawn(folder: &Path, updates: &Path) -> Child {
    Command::new(env::current_exe().unwrap())
        .args(["--exact", "tests::kill::child", "--ignored"])
        .env(FOLDER, folder)
        .env(UPDATES, updates)
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

fn write_updates(folder: &Path, world: &World, updates: impl Iterator<Item = Update>) {
    fs::write(folder.join("root"), world.root_set(1)).unwrap();
    for (n, update) in (1..).zip(updates) {
        fs::write(folder.join(n.to_string()), update.encode()).unwrap();
    }
}

#[test]
fn survives_a_hundred_kills() {
    survives(100);
}

#[test]
#[ignore = "takes up to a minute"]
fn survives_five_hundred_kills() {
    survives(500);
}

fn survives(kills: u32) {
    let world = World::with_lists_of(40_000);
    let updates = tempfile::tempdir().unwrap();
    write_updates(
        updates.path(),
        &world,
        (1..=STATES).map(|n| world.update(n)),
    );
    let above = tempfile::tempdir().unwrap();
    let mut random = Random::new();

    // How long it takes undisturbed, to have the kills fall into the updates.
    let start = Instant::now();
    assert!(wait(spawn(&above.path().join("0"), updates.path())));
    let longest = start.elapsed() / 12;

    let (mut killed, mut stores, mut advanced, mut torn) = (0, 0, 0, 0);
    while killed < kills {
        stores += 1;
        let folder = above.path().join(stores.to_string());
        let mut last = None;
        while killed < kills && last != Some(STATES) {
            let mut child = spawn(&folder, updates.path());
            thread::sleep(longest.mul_f64(random.below_one()));
            child.kill().unwrap();
            killed += u32::from(!wait(child));

            let store = match Store::open(&folder) {
                Ok(store) => store,
                Err(failure) => {
                    let early = ["store-missing", "store-half-made"];
                    assert!(early.contains(&failure.code()), "{failure:?}");
                    assert_eq!(last, None, "there was a state, and now {failure:?}");
                    continue;
                }
            };
            let n = world.served(&store);
            assert_eq!(store.holdings().floors(), &floors_of(n));
            assert!(Some(n) >= last, "{n} after {last:?}");
            advanced += u32::from(Some(n) > last);
            torn += u32::from(!store.warnings().is_empty());
            last = Some(n);
        }
    }
    println!(
        "{killed} kills within {longest:?}, {stores} stores, {advanced} times a new state, {torn} times between two files"
    );
}

/// Waits for the end of a child: `true` if it came to its own end. What it finds wrong counts here.
fn wait(mut child: Child) -> bool {
    let status = child.wait().unwrap();
    assert_ne!(status.code(), Some(101), "the child has panicked");
    status.success()
}

struct Random(u64);

impl Random {
    fn new() -> Self {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let seed = now.unwrap().as_nanos() as u64;
        println!("seed {seed}");
        Self(seed)
    }

    fn below_one(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 40) as f64 / (1_u64 << 24) as f64
    }
}

#[test]
fn two_processes_that_update_at_once_both_count() {
    const LAST: u64 = 12;
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::provision(folder.path(), &world.root_set(1)).unwrap();
    store.apply(&world.update(1), NOW).unwrap();
    let updates = [0, 1].map(|bureau| {
        let updates = tempfile::tempdir().unwrap();
        let lists = (2..=LAST).map(|n| of_bureau(&world, bureau, n));
        write_updates(updates.path(), &world, lists);
        updates
    });
    let children = updates
        .each_ref()
        .map(|updates| spawn(folder.path(), updates.path()));
    for child in children {
        assert!(wait(child));
    }
    both_are_at(folder.path(), LAST);
}

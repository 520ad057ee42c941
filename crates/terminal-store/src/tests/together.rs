//! Several at once: two that update, and one that verifies meanwhile.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use credential_core::{Applied, Update};

use super::sim::SimDisk;
use super::world::{BUREAUS, NOW, World, floors_of, time};
use crate::disk::{Disk, RealDisk};
use crate::{FileFault, Store, Warning};

/// An update with nothing but the `n`-th status list of one bureau.
pub(super) fn of_bureau(world: &World, bureau: usize, n: u64) -> Update {
    let mut update = Update::default();
    update.status_lists = vec![world.status_list(bureau, n)];
    update
}

/// A store in which both bureaus have come to their `n`-th status list, and nothing is amiss.
pub(super) fn both_are_at(folder: &Path, n: u64) {
    let store = Store::open(folder).unwrap();
    assert_eq!(store.warnings(), []);
    for bureau in BUREAUS {
        let list = store.holdings().status_list(bureau).unwrap();
        assert_eq!(list.claims().validity.from, time(n), "{bureau}");
    }
}

#[test]
fn whoever_updates_second_builds_on_what_the_first_has_stored() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    let mut first = Store::provision(folder.path(), &world.root_set(1)).unwrap();
    first.apply(&world.update(1), NOW).unwrap();
    let mut second = Store::open(folder.path()).unwrap();
    first.apply(&of_bureau(&world, 0, 2), NOW).unwrap();
    second.apply(&of_bureau(&world, 1, 2), NOW).unwrap();
    both_are_at(folder.path(), 2);
}

#[test]
fn two_updates_at_once_both_count() {
    const LAST: u64 = 15;
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::provision(folder.path(), &world.root_set(1)).unwrap();
    store.apply(&world.update(1), NOW).unwrap();
    thread::scope(|scope| {
        for bureau in [0, 1] {
            let (world, folder) = (&world, folder.path());
            scope.spawn(move || {
                let mut store = Store::open(folder).unwrap();
                for n in 2..=LAST {
                    let outcomes = store.apply(&of_bureau(world, bureau, n), NOW).unwrap();
                    assert_eq!(outcomes[0].result, Ok(Applied::New));
                }
            });
        }
    });
    both_are_at(folder.path(), LAST);
}

#[test]
fn an_update_that_cannot_begin_says_so_and_changes_nothing() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    Store::provision(folder.path(), &world.root_set(1)).unwrap();
    let timeout = Duration::from_millis(30);
    let mut store = Store::open(folder.path()).unwrap();
    store.set_lock_timeout(timeout);
    let lock = folder.path().join("lock");
    let guard = RealDisk.lock(&lock, timeout).unwrap();
    let failure = store.apply(&world.update(1), NOW).unwrap_err();
    assert_eq!(failure.code(), "store-busy");
    assert_eq!(world.open(folder.path()).1, 0, "verifying needs no lock");
    drop(guard);
    store.apply(&world.update(1), NOW).unwrap();
    assert_eq!(world.open(folder.path()).1, 1);
}

#[test]
fn whoever_verifies_sees_one_state_wherever_the_update_falls() {
    let world = World::new();
    let start = SimDisk::new();
    let folder = Path::new("/store");
    let mut store = Store::provision_on(start.shared(), folder, &world.root_set(1)).unwrap();
    store.apply(&world.update(2), NOW).unwrap();
    start.before_read(usize::MAX, || {});
    Store::open_on(start.shared(), folder).unwrap();
    let reads = start.reads();
    assert!(reads >= 3);
    for at in 0..reads {
        let disk = start.fork();
        let updater = disk.clone();
        let update = world.update(3);
        disk.before_read(at, move || {
            let mut store = Store::open_on(updater.shared(), folder).unwrap();
            store.apply(&update, NOW).unwrap();
        });
        let store = Store::open_on(disk.shared(), folder).unwrap();
        let served = world.served(&store);
        assert!([2, 3].contains(&served), "before read {at}");
        assert_eq!(
            store.holdings().floors(),
            &floors_of(served),
            "before read {at}"
        );
    }
}

#[test]
fn whoever_verifies_beside_real_updates_sees_whole_states() {
    const LAST: u64 = 12;
    let world = World::with_lists_of(40_000);
    let updates: Vec<Update> = (1..=LAST).map(|n| world.update(n)).collect();
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::provision(folder.path(), &world.root_set(1)).unwrap();
    let is_done = AtomicBool::new(false);
    let opened = thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let (mut last, mut opened) = (0, 0);
            while !is_done.load(Ordering::Relaxed) {
                let (store, n) = world.open(folder.path());
                assert!(n >= last, "{n} after {last}");
                for warning in store.warnings() {
                    // The update is between two files.
                    let is_behind = matches!(
                        warning,
                        Warning::File {
                            fault: FileFault::Behind,
                            ..
                        }
                    );
                    assert!(is_behind, "{warning:?}");
                }
                (last, opened) = (n, opened + 1);
            }
            opened
        });
        for update in &updates {
            store.apply(update, NOW).unwrap();
        }
        is_done.store(true, Ordering::Relaxed);
        reader.join().unwrap()
    });
    println!("opened {opened} times during {LAST} updates");
    assert_eq!(world.open(folder.path()).1, LAST);
}

#[test]
fn a_program_that_runs_for_long_takes_up_what_another_stored() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    let mut gate = Store::provision(folder.path(), &world.root_set(1)).unwrap();
    let mut desk = Store::open(folder.path()).unwrap();
    assert!(!gate.reload_if_changed().unwrap());
    for n in 1..4 {
        desk.apply(&world.update(n), NOW).unwrap();
        assert!(
            !desk.reload_if_changed().unwrap(),
            "its own update is nothing new"
        );
        assert!(gate.reload_if_changed().unwrap());
        assert_eq!(world.served(&gate), n);
        assert!(!gate.reload_if_changed().unwrap());
    }
}

#[test]
fn a_store_that_was_made_anew_is_noticed_although_its_generation_is_the_same() {
    let world = World::new();
    let above = tempfile::tempdir().unwrap();
    let folder = above.path().join("store");
    let made = |newer: u64| {
        let mut store = Store::provision(&folder, &world.root_set(1)).unwrap();
        let mut update = world.update(1);
        update.status_lists = vec![world.status_list(0, newer)];
        store.apply(&update, NOW).unwrap();
        store
    };
    let mut gate = made(1);
    assert_eq!(world.verdict(&gate), "accepted");
    std::fs::remove_dir_all(&folder).unwrap();
    // As long as the coarsest clock of a file system of Unix needs.
    thread::sleep(Duration::from_millis(30));
    made(2);
    assert!(gate.reload_if_changed().unwrap());
    assert_eq!(world.verdict(&gate), "suspended");
}

//! A process killed, and the power cut, at every single effect.

use std::path::Path;

use super::sim::{Plan, SimDisk};
use super::world::{NEW_ROOTS, NOW, World, floors_of};
use crate::{Store, StoreError};

const FOLDER: &str = "/store";

fn open(disk: &SimDisk) -> Store {
    Store::open_on(disk.shared(), Path::new(FOLDER)).expect("a store that opens")
}

fn provision(disk: &SimDisk, world: &World) -> Result<Store, StoreError> {
    Store::provision_on(disk.shared(), Path::new(FOLDER), &world.root_set(1))
}

/// A disk with a store in state `n`.
fn stored(world: &World, n: u64) -> SimDisk {
    let disk = SimDisk::new();
    let mut store = provision(&disk, world).unwrap();
    if n > 0 {
        store.apply(&world.update(n), NOW).unwrap();
    }
    disk.plan(Plan::Nothing);
    disk
}

/// Every way in which `act` can be cut short on this disk: killed with the system's caches alive, or
/// with the power gone. Those that leave the same are given once.
fn every_cut(start: &SimDisk, act: impl Fn(&SimDisk)) -> Vec<(usize, SimDisk)> {
    let whole = start.fork();
    act(&whole);
    let effects = whole.effects();
    let mut left: Vec<(usize, SimDisk)> = Vec::new();
    for at in 0..effects {
        let disk = start.fork();
        disk.plan(Plan::Kill(at));
        act(&disk);
        assert!(disk.is_dead(), "killed at effect {at}");
        let mut remains = disk.after_power_cuts();
        disk.plan(Plan::Nothing);
        remains.push(disk);
        for disk in remains {
            if !left.iter().any(|(_, other)| disk.is_like(other)) {
                left.push((at, disk));
            }
        }
    }
    println!("{effects} effects leave {} different disks", left.len());
    left
}

#[test]
fn provisioning_killed_at_every_write_can_be_repeated() {
    let world = World::new();
    let cuts = every_cut(&SimDisk::new(), |disk| {
        let _ = provision(disk, &world);
    });
    assert!(cuts.len() > 30);
    let mut seen = std::collections::BTreeSet::new();
    for (at, disk) in cuts {
        match Store::open_on(disk.shared(), Path::new(FOLDER)) {
            Ok(store) => {
                assert_eq!(store.holdings().floors(), &floors_of(0), "cut at {at}");
                seen.insert("served");
            }
            Err(failure) => assert!(
                seen.insert(failure.code())
                    || ["store-missing", "store-half-made"].contains(&failure.code()),
                "cut at {at}: {failure:?}"
            ),
        }
        match provision(&disk, &world) {
            Ok(_) => {}
            Err(failure) => {
                // Nothing was missing but the report.
                assert_eq!(failure.code(), "store-exists", "cut at {at}");
                assert_eq!(open(&disk).warnings(), [], "cut at {at}");
            }
        }
        let mut store = open(&disk);
        store.apply(&world.update(1), NOW).unwrap();
        assert_eq!(world.served(&store), 1, "cut at {at}");
        assert_eq!(store.warnings(), [], "cut at {at}");
    }
    assert_eq!(
        seen.into_iter().collect::<Vec<_>>(),
        ["served", "store-half-made", "store-missing"]
    );
}

#[test]
fn provisioning_that_was_reported_survives_a_power_cut() {
    let world = World::new();
    for disk in stored(&world, 0).after_power_cuts() {
        assert_eq!(open(&disk).warnings(), []);
    }
}

#[test]
fn an_update_killed_at_every_write_leaves_the_old_state_or_the_new() {
    let world = World::new();
    // To the first lists, from one state to the next, and with a change of roots.
    for (old, new) in [(0, 1), (1, 2), (2, NEW_ROOTS)] {
        let update = world.update(new);
        let cuts = every_cut(&stored(&world, old), |disk| {
            let _ = open(disk).apply(&update, NOW);
        });
        assert!(cuts.len() > 30);
        let mut served = std::collections::BTreeSet::new();
        for (at, disk) in cuts {
            let mut store = open(&disk);
            let n = world.served(&store);
            assert!(n == old || n == new, "cut at {at}: {n}");
            assert_eq!(store.holdings().floors(), &floors_of(n), "cut at {at}");
            served.insert(n);
            store.apply(&update, NOW).unwrap();
            // Once it is reported, no power cut takes it back.
            for disk in disk.after_power_cuts() {
                let store = open(&disk);
                assert_eq!(world.served(&store), new, "cut at {at}");
                assert_eq!(store.holdings().floors(), &floors_of(new), "cut at {at}");
                assert_eq!(store.warnings(), [], "cut at {at}");
            }
        }
        assert_eq!(served.into_iter().collect::<Vec<_>>(), [old, new]);
    }
}

#[test]
fn an_update_that_was_reported_survives_a_power_cut() {
    let world = World::new();
    let disk = stored(&world, 2);
    for disk in disk.after_power_cuts() {
        let store = open(&disk);
        assert_eq!(world.served(&store), 2);
        assert_eq!(store.warnings(), []);
    }
}

#[test]
fn mending_killed_at_every_write_keeps_the_good_copy() {
    let world = World::new();
    for damaged in ["state.a", "state.b", "floors"] {
        let disk = stored(&world, 1);
        disk.damage(&format!("{FOLDER}/{damaged}"), |bytes| bytes.truncate(50));
        let cuts = every_cut(&disk, |disk| {
            let _ = open(disk).apply(&credential_core::Update::default(), NOW);
        });
        for (at, disk) in cuts {
            let mut store = open(&disk);
            assert_eq!(world.served(&store), 1, "{damaged}, cut at {at}");
            assert_eq!(
                store.holdings().floors(),
                &floors_of(1),
                "{damaged}, cut at {at}"
            );
            store.apply(&world.update(2), NOW).unwrap();
            assert_eq!(world.served(&store), 2, "{damaged}, cut at {at}");
            assert_eq!(store.warnings(), [], "{damaged}, cut at {at}");
        }
    }
}

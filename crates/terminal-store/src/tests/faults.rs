//! Disks that are full or cannot be written, folders that are half made or from the future.

use std::error::Error as _;
use std::io::{self, ErrorKind};
use std::path::Path;

use super::sim::{Plan, SimDisk};
use super::world::{NOW, World, floors_of};
use crate::checksum::{VERSION, sha256_hex};
use crate::disk::Disk;
use crate::{Store, StoreError, Warning};

const FOLDER: &str = "/store";

fn open(disk: &SimDisk) -> Result<Store, StoreError> {
    Store::open_on(disk.shared(), Path::new(FOLDER))
}

fn provision(disk: &SimDisk, world: &World) -> Result<Store, StoreError> {
    Store::provision_on(disk.shared(), Path::new(FOLDER), &world.root_set(1))
}

fn stored(world: &World, n: u64) -> SimDisk {
    let disk = SimDisk::new();
    let mut store = provision(&disk, world).unwrap();
    store.apply(&world.update(n), NOW).unwrap();
    disk.plan(Plan::Nothing);
    disk
}

fn names(disk: &SimDisk) -> Vec<String> {
    let names = disk.names(Path::new(FOLDER)).unwrap().into_iter();
    names.map(|name| name.into_string().unwrap()).collect()
}

#[test]
fn a_disk_that_is_full_at_any_moment_harms_nothing() {
    let world = World::new();
    let update = world.update(2);
    let start = stored(&world, 1);
    let whole = start.fork();
    open(&whole).unwrap().apply(&update, NOW).unwrap();
    for at in 0..whole.effects() {
        for plan in [
            Plan::Fail(at, ErrorKind::StorageFull),
            Plan::FailFrom(at, ErrorKind::StorageFull),
        ] {
            let disk = start.fork();
            let mut store = open(&disk).unwrap();
            disk.plan(plan);
            let failure = store.apply(&update, NOW).unwrap_err();
            assert_eq!(failure.code(), "store-disk-full", "{plan:?}");
            disk.plan(Plan::Nothing);
            // In memory and on the disk is the same, and it is whole.
            let served = world.served(&store);
            assert!([1, 2].contains(&served), "{plan:?}");
            for store in [&store, &open(&disk).unwrap()] {
                assert_eq!(world.served(store), served, "{plan:?}");
                assert_eq!(store.holdings().floors(), &floors_of(served), "{plan:?}");
            }
            if matches!(plan, Plan::Fail(..)) {
                assert_eq!(names(&disk), ["floors", "lock", "state.a", "state.b"]);
            }
            store.apply(&update, NOW).unwrap();
            assert_eq!(world.served(&store), 2, "{plan:?}");
            assert_eq!(store.warnings(), [], "{plan:?}");
        }
    }
}

#[test]
fn a_read_only_disk_verifies_and_does_not_update() {
    let world = World::new();
    let disk = stored(&world, 1);
    disk.plan(Plan::FailFrom(0, ErrorKind::ReadOnlyFilesystem));
    let mut store = open(&disk).unwrap();
    assert_eq!(world.served(&store), 1);
    assert_eq!(store.warnings(), []);
    assert_eq!(disk.effects(), 0, "opening does not try to write");
    let failure = store.apply(&world.update(2), NOW).unwrap_err();
    assert_eq!(failure.code(), "store-read-only");
    assert_eq!(world.served(&store), 1);
    let elsewhere = Path::new("/other");
    let failure = Store::provision_on(disk.shared(), elsewhere, &world.root_set(1)).unwrap_err();
    assert_eq!(failure.code(), "store-read-only");
}

#[test]
fn a_store_of_a_newer_version_is_left_alone() {
    is_left_alone(VERSION + 1, "store-newer");
}

/// Its floors do not know what was withdrawn.
#[test]
fn a_store_of_an_older_version_is_left_alone() {
    is_left_alone(VERSION - 1, "store-older");
}

fn is_left_alone(version: u32, code: &str) {
    let world = World::new();
    for file in ["state.a", "state.b", "floors"] {
        let disk = stored(&world, 1);
        let mut store = open(&disk).unwrap();
        let path = format!("{FOLDER}/{file}");
        disk.damage(&path, |bytes| {
            let kind = if file == "floors" { "floors" } else { "state" };
            let line = format!("laobingma-{kind} {version}");
            let check = &sha256_hex(line.as_bytes())[..8];
            *bytes = format!("{line} {check}\nsomething that is not known").into_bytes();
        });
        let before = disk.fork();
        disk.plan(Plan::Nothing);
        assert_eq!(open(&disk).unwrap_err().code(), code, "{file}");
        let again = provision(&disk, &world).unwrap_err();
        assert_eq!(again.code(), code, "{file}");
        assert_eq!(disk.effects(), 0, "{file}");
        // One that was opened before the newer program came.
        assert_eq!(store.reload_if_changed().is_err(), file != "floors");
        let late = store.apply(&world.update(2), NOW).unwrap_err();
        assert_eq!(late.code(), code, "{file}");
        assert!(disk.is_like(&before), "{file}");
        assert_eq!(world.served(&store), 1);
    }
}

#[test]
fn tells_first_start_half_made_unreadable_and_damaged_apart() {
    let world = World::new();
    let code = |disk: &SimDisk| open(disk).unwrap_err().code();

    let disk = SimDisk::new();
    assert_eq!(code(&disk), "store-missing");
    disk.create_folder(Path::new(FOLDER)).unwrap();
    assert_eq!(code(&disk), "store-missing", "an empty folder");

    let half = SimDisk::new();
    half.plan(Plan::Kill(6));
    provision(&half, &world).unwrap_err();
    half.plan(Plan::Nothing);
    assert_eq!(code(&half), "store-half-made");

    let whole = stored(&world, 1);
    let denied = ErrorKind::PermissionDenied;
    let closed = whole.fork();
    for file in ["state.a", "state.b", "floors"] {
        closed.set_unreadable(&format!("{FOLDER}/{file}"), denied);
    }
    assert_eq!(code(&closed), "store-unreadable");
    assert_eq!(
        provision(&closed, &world).unwrap_err().code(),
        "store-unreadable"
    );

    for gone in [true, false] {
        let disk = whole.fork();
        for file in ["state.a", "state.b"] {
            let path = format!("{FOLDER}/{file}");
            if gone {
                disk.delete(&path);
            } else {
                disk.damage(&path, |bytes| bytes.truncate(10));
            }
        }
        assert_eq!(code(&disk), "store-damaged", "gone: {gone}");
        // Provisioned again, it remembers how far it had been.
        let mut store = provision(&disk, &world).unwrap();
        assert_eq!(store.holdings().floors(), &floors_of(1));
        assert!(matches!(store.warnings(), [Warning::Lost(_)]));
        store.apply(&world.update(1), NOW).unwrap();
        assert_eq!(world.served(&open(&disk).unwrap()), 1);
        assert_eq!(store.warnings(), []);
    }
}

#[test]
fn an_error_says_where_it_was_and_what_the_system_said() {
    let world = World::new();
    let disk = stored(&world, 1);
    let mut store = open(&disk).unwrap();
    for (kind, code) in [
        (ErrorKind::StorageFull, "store-disk-full"),
        (ErrorKind::QuotaExceeded, "store-disk-full"),
        (ErrorKind::ReadOnlyFilesystem, "store-read-only"),
        (ErrorKind::PermissionDenied, "store-unwritable"),
    ] {
        disk.plan(Plan::Fail(0, kind));
        let error = store.apply(&world.update(2), NOW).unwrap_err();
        assert_eq!((error.code(), error.path()), (code, Path::new(FOLDER)));
        let source = error.source().and_then(|source| source.downcast_ref());
        assert_eq!(source.map(io::Error::kind), Some(kind));
        assert!(error.to_string().contains(FOLDER), "{error}");
    }
    for file in ["state.a", "state.b"] {
        let path = format!("{FOLDER}/{file}");
        disk.set_unreadable(&path, ErrorKind::PermissionDenied);
    }
    let error = open(&disk).unwrap_err();
    assert_eq!(error.path(), Path::new("/store/state.a"));
    assert!(error.source().is_some());
}

//! A store on a real folder, on good days and with the wrong files.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use credential_core::{Applied, Error, Update, UpdatePart};

use super::world::{NEW_ROOTS, NOW, World, floors_of, time};
use crate::{FileFault, Store, StoreError, Warning};

type Files = BTreeMap<String, Vec<u8>>;

fn files(folder: &Path) -> Files {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read(entry.path()).unwrap())
        })
        .collect()
}

#[test]
fn lives_from_the_first_start_through_updates() {
    let world = World::new();
    let above = tempfile::tempdir().unwrap();
    let folder = above.path().join("deep").join("store");
    assert_eq!(Store::open(&folder).unwrap_err().code(), "store-missing");

    let store = Store::provision(&folder, &world.root_set(1)).unwrap();
    assert_eq!(store.folder(), folder);
    assert_eq!(world.served(&store), 0);
    for n in 1..=NEW_ROOTS + 1 {
        let (mut store, before) = world.open(&folder);
        assert_eq!(before, n - 1);
        let outcomes = store.apply(&world.update(n), NOW).unwrap();
        assert!(outcomes.iter().all(|outcome| outcome.result.is_ok()));
        assert_eq!(world.served(&store), n);
        let (again, after) = world.open(&folder);
        assert_eq!((after, again.warnings()), (n, &[][..]));
        assert_eq!(again.holdings().floors(), &floors_of(n));
    }
    let names: Vec<_> = files(&folder).into_keys().collect();
    assert_eq!(names, ["floors", "lock", "state.a", "state.b"]);
}

#[test]
fn the_same_update_again_is_harmless() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::provision(folder.path(), &world.root_set(1)).unwrap();
    store.apply(&world.update(3), NOW).unwrap();
    let before = files(folder.path());
    let outcomes = store.apply(&world.update(3), NOW).unwrap();
    assert_eq!(outcomes.len(), 4);
    for outcome in outcomes {
        assert_eq!(
            outcome.result,
            Ok(Applied::AlreadyHeld),
            "{:?}",
            outcome.part
        );
    }
    assert_eq!(files(folder.path()), before);
}

#[test]
fn an_older_list_after_a_newer_one_is_refused() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::provision(folder.path(), &world.root_set(1)).unwrap();
    store.apply(&world.update(2), NOW).unwrap();
    let before = files(folder.path());
    let outcomes = store.apply(&world.update(1), NOW).unwrap();
    let results: Vec<_> = outcomes.iter().map(|outcome| outcome.result).collect();
    let older = |held, offered| Err(Error::RolledBack { held, offered });
    let late = older(time(2).as_secs(), time(1).as_secs());
    assert_eq!(results, [older(2, 1), late, late]);
    assert_eq!(world.served(&store), 2);
    assert_eq!(files(folder.path()), before);
}

#[test]
fn an_update_is_taken_part_by_part() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::provision(folder.path(), &world.root_set(1)).unwrap();
    let mut update = world.update(1);
    update.status_lists[0].reverse();
    let outcomes = store.apply(&update, NOW).unwrap();
    assert_eq!(outcomes[0].part, UpdatePart::TrustList { version: 1 });
    assert_eq!(outcomes[0].result, Ok(Applied::New));
    assert!(outcomes[1].result.is_err());
    assert_eq!(outcomes[2].result, Ok(Applied::New));
    let store = Store::open(folder.path()).unwrap();
    assert_eq!(store.holdings().status_lists().count(), 1);
    assert_eq!(store.warnings(), [], "a list that never came is not lost");
}

#[test]
fn an_update_cut_at_every_byte_changes_nothing() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::provision(folder.path(), &world.root_set(1)).unwrap();
    store.apply(&world.update(1), NOW).unwrap();
    let before = files(folder.path());
    let whole = world.update(NEW_ROOTS).encode();
    for length in 0..whole.len() {
        if let Ok(update) = Update::parse(&whole[..length]) {
            let outcomes = store.apply(&update, NOW).unwrap();
            panic!("cut at {length}: {outcomes:?}");
        }
    }
    assert_eq!(files(folder.path()), before);
    store.update(&whole, NOW).unwrap();
    assert_eq!(world.served(&store), NEW_ROOTS);
}

#[test]
fn a_store_is_not_provisioned_twice() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    Store::provision(folder.path(), &world.root_set(1)).unwrap();
    let before = files(folder.path());
    for version in [1, 2] {
        let again = Store::provision(folder.path(), &world.root_set(version));
        assert_eq!(again.unwrap_err().code(), "store-exists");
    }
    assert_eq!(files(folder.path()), before);
}

#[test]
fn what_is_no_root_set_makes_no_store() {
    let world = World::new();
    let above = tempfile::tempdir().unwrap();
    let folder = above.path().join("store");
    let mut altered = world.root_set(1);
    *altered.last_mut().unwrap() ^= 1;
    for (bytes, code) in [
        (altered, "threshold-not-met"),
        (Vec::new(), "malformed"),
        (world.update(1).encode(), "object-unsupported"),
    ] {
        let refused = Store::provision(&folder, &bytes).unwrap_err();
        assert_eq!(refused.code(), code);
        assert!(!folder.exists());
    }
}

#[test]
fn a_folder_of_other_things_is_no_store() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("notes.txt"), "hello").unwrap();
    let code = |path: &Path| Store::open(path).unwrap_err().code();
    assert_eq!(code(folder.path()), "store-missing");
    assert_eq!(code(&folder.path().join("notes.txt")), "store-unreadable");
}

#[test]
fn a_file_that_has_grown_beyond_all_limits_is_not_read_to_its_end() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    Store::provision(folder.path(), &world.root_set(1)).unwrap();
    let floors = fs::OpenOptions::new()
        .write(true)
        .open(folder.path().join("floors"))
        .unwrap();
    floors.set_len(1 << 40).unwrap();
    let damaged = Warning::File {
        file: "floors",
        fault: FileFault::Damaged,
    };
    assert_eq!(Store::open(folder.path()).unwrap().warnings(), [damaged]);
}

#[test]
fn an_update_file_that_is_cut_or_something_else_is_an_error() {
    let world = World::new();
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::provision(folder.path(), &world.root_set(1)).unwrap();
    let whole = world.update(1).encode();
    let before = files(folder.path());
    for (bytes, code) in [
        (&whole[..whole.len() - 1], "malformed"),
        (&world.trust_list(1), "object-unsupported"),
    ] {
        let error = store.update(bytes, NOW).unwrap_err();
        assert!(matches!(error, StoreError::UpdateUnreadable { .. }));
        assert_eq!((error.code(), error.path()), (code, folder.path()));
    }
    assert_eq!(files(folder.path()), before);
    store.update(&whole, NOW).unwrap();
    assert_eq!(world.served(&store), 1);
}

#[test]
fn a_store_can_be_given_to_another_thread() {
    fn is_send_and_sync<T: Send + Sync>() {}
    is_send_and_sync::<Store>();
    is_send_and_sync::<StoreError>();
}

//! Bit rot, and files that are cut, emptied or gone.

use std::path::Path;

use credential_core::{Error, Update};

use super::sim::{Plan, SimDisk};
use super::world::{BUREAUS, NOW, World, floors_of};
use crate::files::FLOORS;
use crate::{FileFault, LostPart, Store, Warning};

const FILES: [&str; 3] = ["state.a", "state.b", "floors"];
/// The state that the stores here are in; it has come through a change of roots.
const STATE: u64 = 3;

fn path(file: &str) -> String {
    format!("/store/{file}")
}

fn open(disk: &SimDisk) -> Result<Store, &'static str> {
    Store::open_on(disk.shared(), Path::new("/store")).map_err(|failure| failure.code())
}

fn provision(disk: &SimDisk, root_set: &[u8]) -> Result<Store, &'static str> {
    Store::provision_on(disk.shared(), Path::new("/store"), root_set)
        .map_err(|failure| failure.code())
}

fn stored(world: &World) -> SimDisk {
    let disk = SimDisk::new();
    let mut store = provision(&disk, &world.root_set(1)).unwrap();
    store.apply(&world.update(STATE), NOW).unwrap();
    disk.plan(Plan::Nothing);
    disk
}

/// Where a part begins in a file of the store.
fn place(disk: &SimDisk, file: &str, part: &[u8]) -> usize {
    let bytes = disk.bytes(&path(file));
    let place = bytes.windows(part.len()).position(|window| window == part);
    place.expect("the part")
}

#[test]
fn bit_rot_in_one_file_is_made_good_by_the_others() {
    let world = World::new();
    let disk = stored(&world);
    for file in FILES {
        let warning = Warning::File {
            file,
            fault: FileFault::Damaged,
        };
        // The second copy is read as the first is.
        let step = if file == "state.b" { 7 } else { 1 };
        for at in (0..disk.bytes(&path(file)).len()).step_by(step) {
            let disk = disk.fork();
            disk.damage(&path(file), |bytes| bytes[at] ^= 1 << (at % 8));
            let mut store = open(&disk).unwrap();
            assert_eq!(
                store.holdings().to_update(),
                held(&world),
                "{file}, byte {at}"
            );
            assert_eq!(
                store.holdings().floors(),
                &floors_of(STATE),
                "{file}, byte {at}"
            );
            assert_eq!(
                store.warnings(),
                std::slice::from_ref(&warning),
                "{file}, byte {at}"
            );
            if at % 97 == 0 {
                assert_eq!(world.served(&store), STATE);
                store.apply(&Update::default(), NOW).unwrap();
                assert_eq!(
                    open(&disk).unwrap().warnings(),
                    [],
                    "{file}, byte {at}: mended"
                );
            }
        }
    }
}

/// What the update to the state leaves in the store.
fn held(world: &World) -> Update {
    let mut held = world.update(STATE);
    held.root_sets = vec![world.root_set(2)];
    held
}

#[test]
fn a_file_that_is_cut_or_gone_is_made_good_by_the_others() {
    let world = World::new();
    let whole = stored(&world);
    let check = |disk: SimDisk, file, fault, what: &str| {
        let mut store = open(&disk).unwrap();
        assert_eq!(world.served(&store), STATE, "{file} {what}");
        assert_eq!(
            store.holdings().floors(),
            &floors_of(STATE),
            "{file} {what}"
        );
        let warnings = [Warning::File { file, fault }];
        assert_eq!(store.warnings(), warnings, "{file} {what}");
        store.apply(&world.update(STATE + 1), NOW).unwrap();
        assert_eq!(world.served(&store), STATE + 1, "{file} {what}");
        assert_eq!(store.warnings(), [], "{file} {what}");
    };
    for file in FILES {
        let gone = whole.fork();
        gone.delete(&path(file));
        check(gone, file, FileFault::Missing, "gone");

        let length = whole.bytes(&path(file)).len();
        for length in (0..length).step_by(29).chain([length - 1]) {
            let cut = whole.fork();
            cut.damage(&path(file), |bytes| bytes.truncate(length));
            check(cut, file, FileFault::Damaged, "cut");
        }
        let grown = whole.fork();
        grown.damage(&path(file), |bytes| bytes.push(0));
        check(grown, file, FileFault::Damaged, "grown");
        let zeroed = whole.fork();
        zeroed.damage(&path(file), |bytes| bytes.fill(0));
        check(zeroed, file, FileFault::Damaged, "zeroed");

        let kind = std::io::ErrorKind::PermissionDenied;
        let closed = whole.fork();
        closed.set_unreadable(&path(file), kind);
        let store = open(&closed).unwrap();
        assert_eq!(world.served(&store), STATE);
        let fault = FileFault::Unreadable(kind);
        assert_eq!(store.warnings(), [Warning::File { file, fault }]);
    }
}

#[test]
fn bit_rot_in_both_copies_never_lets_altered_or_older_data_in() {
    let world = World::new();
    let whole = stored(&world);
    let good = held(&world);
    let (mut unharmed, mut lost, mut refused) = (0, 0, 0);
    for at in (0..whole.bytes(&path("state.a")).len()).step_by(5) {
        let disk = whole.fork();
        for file in ["state.a", "state.b"] {
            disk.damage(&path(file), |bytes| bytes[at] ^= 1 << (at % 8));
        }
        let mut store = match open(&disk) {
            Ok(store) => store,
            Err(code) => {
                assert_eq!(code, "store-damaged", "byte {at}");
                // The floors are still known.
                assert_eq!(
                    provision(&disk, &world.root_set(1)).unwrap_err(),
                    "rolled-back"
                );
                let mut store = provision(&disk, &world.root_set(2)).unwrap();
                assert_eq!(store.holdings().floors(), &floors_of(STATE), "byte {at}");
                let results = store.apply(&world.update(STATE - 1), NOW).unwrap();
                assert!(results.iter().all(|outcome| outcome.result.is_err()));
                store.apply(&world.update(STATE), NOW).unwrap();
                assert_eq!(world.served(&store), STATE);
                refused += 1;
                continue;
            }
        };
        assert_eq!(store.holdings().floors(), &floors_of(STATE), "byte {at}");
        let held = store.holdings().to_update();
        assert_eq!(held.root_sets, good.root_sets);
        assert!(held.trust_list.is_none() || held.trust_list == good.trust_list);
        assert!(
            held.status_lists
                .iter()
                .all(|list| good.status_lists.contains(list))
        );
        if held == good {
            unharmed += 1;
        } else {
            lost += 1;
            let is_lost = |warning: &Warning| matches!(warning, Warning::Lost(_));
            assert!(store.warnings().iter().any(is_lost), "byte {at}");
        }
        let results = store.apply(&world.update(STATE - 1), NOW).unwrap();
        let refuses = |outcome: &credential_core::PartOutcome| {
            matches!(
                outcome.result,
                Err(Error::RolledBack { .. }
                    | Error::RootVersionMismatch { .. }
                    | Error::TrustListMissing)
            )
        };
        assert!(results.iter().all(refuses), "byte {at}: {results:?}");
        store.apply(&world.update(STATE), NOW).unwrap();
        assert_eq!(world.served(&store), STATE, "byte {at}");
        assert_eq!(store.warnings(), [], "byte {at}");
    }
    println!("{unharmed} unharmed, {lost} with losses, {refused} refused");
    assert!(lost > 0 && refused > 0);
}

#[test]
fn copies_stand_in_for_one_another_part_by_part() {
    let world = World::new();
    let disk = stored(&world);
    let parts = held(&world);
    let trust = place(&disk, "state.a", &parts.trust_list.unwrap());
    let status = place(&disk, "state.b", &parts.status_lists[1]);
    disk.damage(&path("state.a"), |bytes| bytes[trust] ^= 1);
    disk.damage(&path("state.b"), |bytes| bytes[status] ^= 1);
    let mut store = open(&disk).unwrap();
    assert_eq!(world.served(&store), STATE);
    assert_eq!(store.warnings().len(), 2);
    store.apply(&Update::default(), NOW).unwrap();
    assert_eq!(store.warnings(), []);
    assert_eq!(disk.bytes(&path("state.a")), disk.bytes(&path("state.b")));
}

#[test]
fn a_lost_trust_list_comes_back_with_all_that_hangs_on_it() {
    let world = World::new();
    let disk = stored(&world);
    let trust_list = world.trust_list(STATE);
    let at = place(&disk, "state.a", &trust_list);
    for file in ["state.a", "state.b"] {
        disk.damage(&path(file), |bytes| bytes[at] ^= 1);
    }
    let mut store = open(&disk).unwrap();
    assert_eq!(world.verdict(&store), "none");
    let lost = Warning::Lost(LostPart::TrustList { version: STATE });
    assert!(store.warnings().contains(&lost));

    // Nothing is thrown away while it is not there.
    let before = FILES.map(|file| disk.bytes(&path(file)));
    store.apply(&world.update(STATE - 1), NOW).unwrap();
    assert_eq!(FILES.map(|file| disk.bytes(&path(file))), before);

    let mut update = Update::default();
    update.trust_list = Some(trust_list);
    store.apply(&update, NOW).unwrap();
    assert_eq!(world.served(&store), STATE);
    assert_eq!(world.served(&open(&disk).unwrap()), STATE);
    assert_eq!(store.warnings(), []);
}

#[test]
fn a_lost_status_list_is_missed_until_it_comes_back() {
    let world = World::new();
    let disk = stored(&world);
    let at = place(&disk, "state.a", &held(&world).status_lists[0]);
    for file in ["state.a", "state.b"] {
        disk.damage(&path(file), |bytes| bytes[at] ^= 1);
    }
    let lost = Warning::Lost(LostPart::StatusList { issuer: BUREAUS[0] });
    let mut store = open(&disk).unwrap();
    assert_eq!(world.verdict(&store), "status-missing");
    assert!(store.warnings().contains(&lost));

    // Another part of a newer update is stored; the loss is not forgotten over it.
    let mut update = Update::default();
    update.status_lists = vec![world.status_list(1, STATE + 1)];
    store.apply(&update, NOW).unwrap();
    assert_eq!(open(&disk).unwrap().warnings(), [lost]);
    let mut old = Update::default();
    old.status_lists = vec![world.status_list(0, STATE - 1)];
    assert!(store.apply(&old, NOW).unwrap()[0].result.is_err());
    store.apply(&world.update(STATE + 1), NOW).unwrap();
    assert_eq!(world.served(&open(&disk).unwrap()), STATE + 1);
    assert_eq!(store.warnings(), []);
}

#[test]
fn a_store_that_has_only_lost_a_copy_is_not_provisioned_over() {
    let world = World::new();
    let disk = stored(&world);
    disk.delete(&path("state.b"));
    let before = disk.fork();
    for version in [1, 2] {
        let again = provision(&disk, &world.root_set(version));
        assert_eq!(again.unwrap_err(), "store-exists");
    }
    // Nor by another root set where only the first copy had been written.
    let begun = SimDisk::new();
    provision(&begun, &world.root_set(1)).unwrap();
    begun.delete(&path("state.b"));
    let other = provision(&begun, &world.root_set(2));
    assert_eq!(other.unwrap_err(), "store-exists");
    assert_eq!(disk.bytes(&path("state.a")), before.bytes(&path("state.a")));
}

#[test]
fn any_one_copy_of_the_floors_is_enough() {
    let world = World::new();
    let whole = stored(&world);
    let trust_list = world.trust_list(STATE);
    let at = place(&whole, "state.a", &trust_list);
    for kept in FILES {
        let disk = whole.fork();
        for file in ["state.a", "state.b"] {
            // The list is in neither; the beginning, with the floors, only where they are kept.
            disk.damage(&path(file), |bytes| bytes[at] ^= 1);
            if file != kept {
                disk.damage(&path(file), |bytes| bytes[100] ^= 1);
            }
        }
        let store = if kept == FLOORS {
            provision(&disk, &world.root_set(2))
        } else {
            disk.delete(&path(FLOORS));
            open(&disk)
        };
        let mut store = store.unwrap();
        assert_eq!(store.holdings().floors(), &floors_of(STATE), "{kept}");
        let outcomes = store.apply(&world.update(STATE - 1), NOW).unwrap();
        assert!(
            outcomes.iter().all(|outcome| outcome.result.is_err()),
            "{kept}"
        );
    }
}

#[test]
fn an_old_backup_of_the_state_does_not_get_below_the_floors() {
    let world = World::new();
    let disk = SimDisk::new();
    let mut store = provision(&disk, &world.root_set(1)).unwrap();
    store.apply(&world.update(1), NOW).unwrap();
    let old = disk.bytes(&path("state.a"));
    store.apply(&world.update(2), NOW).unwrap();
    for file in ["state.a", "state.b"] {
        disk.damage(&path(file), |bytes| bytes.clone_from(&old));
    }
    let store = open(&disk).unwrap();
    assert_eq!(store.holdings().floors(), &floors_of(2));
    assert_eq!(world.verdict(&store), "none");
}

#[test]
fn a_provisioning_that_is_finished_later_does_not_lower_the_floors() {
    let world = World::new();
    let disk = SimDisk::new();
    let mut store = provision(&disk, &world.root_set(1)).unwrap();
    let begun = disk.bytes(&path("state.a"));
    store.apply(&world.update(1), NOW).unwrap();
    // An old backup that looks like an interrupted provisioning.
    disk.damage(&path("state.a"), |bytes| bytes.clone_from(&begun));
    disk.delete(&path("state.b"));
    let store = provision(&disk, &world.root_set(1)).unwrap();
    assert_eq!(store.holdings().floors(), &floors_of(1));
}

//! A date that was too high, put right by a new root set, and the copies from before.

use std::path::Path;

use credential_core::Update;

use super::sim::SimDisk;
use super::world::{NEW_ROOTS, NOW, World, floors_of, time};
use crate::files::{COPIES, FLOORS};
use crate::{FileFault, Store, Warning};

/// The roots have signed a date that is far too high, and put it right under the next root set. The
/// copies from before are on the disk after a power cut, or come from a backup.
#[test]
fn an_old_copy_does_not_bring_back_a_date_that_was_put_right() {
    let world = World::new();
    let (disk, folder) = (SimDisk::new(), Path::new("/store"));
    let path = |file: &str| format!("/store/{file}");
    let mut store = Store::provision_on(disk.shared(), folder, &world.root_set(1)).unwrap();
    store.apply(&world.update(1), NOW).unwrap();
    let mut ahead = Update::default();
    ahead.trust_list = Some(world.trust_list_made(900_000, 86_400 * 365, 1));
    store.apply(&ahead, NOW).unwrap();
    assert_eq!(store.holdings().floors().newest_signed, time(86_400 * 365));
    let old = [COPIES[1], FLOORS].map(|file| (file, disk.bytes(&path(file))));

    store.apply(&world.update(NEW_ROOTS), NOW).unwrap();
    assert_eq!(store.holdings().floors(), &floors_of(NEW_ROOTS));
    for (file, bytes) in &old {
        disk.damage(&path(file), |now| now.clone_from(bytes));
        let store = Store::open_on(disk.shared(), folder).unwrap();
        assert_eq!(store.holdings().floors(), &floors_of(NEW_ROOTS), "{file}");
        assert_eq!(world.served(&store), NEW_ROOTS);
        let behind = |warning: &Warning| {
            matches!(
                warning,
                Warning::File {
                    fault: FileFault::Behind,
                    ..
                }
            )
        };
        assert!(store.warnings().iter().any(behind), "{file}");
    }
}

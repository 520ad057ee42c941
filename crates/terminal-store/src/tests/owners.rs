//! Updates by another user than the one whose the folder is. Only root can play them: elsewhere they say so.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use super::world::{NOW, World};
use crate::{FileFault, Store, Warning};

const GATE: u32 = 12_345;
const CLERK: u32 = 12_346;
const FILES: [&str; 4] = ["state.a", "state.b", "floors", "lock"];

/// A store that an update was applied to, given to the gate's user with files of mode 0640; `None` if this is not root.
fn store_of_the_gate(world: &World, folder: &Path) -> Option<Store> {
    let mut store = Store::provision(folder, &world.root_set(1)).unwrap();
    store.apply(&world.update(1), NOW).unwrap();
    if fs::metadata(folder).unwrap().uid() != 0 {
        eprintln!("not played: only root can give files away");
        return None;
    }
    chown(folder, Some(GATE), Some(GATE)).unwrap();
    for name in FILES {
        let path = folder.join(name);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        chown(path, Some(GATE), Some(GATE)).unwrap();
    }
    Some(Store::open(folder).unwrap())
}

fn assert_the_gates(folder: &Path, name: &str) {
    let metadata = fs::metadata(folder.join(name)).unwrap();
    let found = (metadata.uid(), metadata.gid(), metadata.mode() & 0o777);
    assert_eq!(found, (GATE, GATE, 0o640), "{name}");
}

#[test]
fn an_update_by_root_leaves_the_files_to_the_user_of_the_gate() {
    let (world, folder) = (World::new(), tempfile::tempdir().unwrap());
    let Some(mut store) = store_of_the_gate(&world, folder.path()) else {
        return;
    };
    store.apply(&world.update(2), NOW).unwrap();
    assert_eq!(world.served(&store), 2);
    for name in FILES {
        assert_the_gates(folder.path(), name);
    }
    assert_eq!(store.warnings(), []);
    // Files that are made anew are those of the folder's owner.
    for name in ["state.b", "lock"] {
        fs::remove_file(folder.path().join(name)).unwrap();
    }
    store.apply(&world.update(2), NOW).unwrap();
    for name in ["state.b", "lock"] {
        let metadata = fs::metadata(folder.path().join(name)).unwrap();
        assert_eq!((metadata.uid(), metadata.gid()), (GATE, GATE), "{name}");
    }
}

#[test]
fn files_that_an_update_has_taken_away_are_told_and_given_back_by_the_same_update() {
    let (world, folder) = (World::new(), tempfile::tempdir().unwrap());
    if store_of_the_gate(&world, folder.path()).is_none() {
        return;
    }
    for name in FILES {
        chown(folder.path().join(name), Some(0), Some(0)).unwrap();
    }
    let mut store = Store::open(folder.path()).unwrap();
    let foreign = FILES.map(|file| Warning::File {
        file,
        fault: FileFault::Foreign,
    });
    assert_eq!(store.warnings(), foreign);
    store.apply(&world.update(1), NOW).unwrap();
    assert_eq!(store.warnings(), []);
    for name in FILES {
        assert_the_gates(folder.path(), name);
    }
}

#[test]
fn what_the_owner_of_the_folder_could_not_read_is_not_written() {
    let (world, folder) = (World::new(), tempfile::tempdir().unwrap());
    if store_of_the_gate(&world, folder.path()).is_none() {
        return;
    }
    let allow = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    };
    allow(folder.path(), 0o777);
    allow(&folder.path().join("state.b"), 0o644);
    allow(&folder.path().join("lock"), 0o666);
    // It is made anew, with the permissions that the other user gives to new files.
    fs::remove_file(folder.path().join("state.a")).unwrap();
    let names = || fs::read_dir(folder.path()).unwrap().count();
    let before = (names(), fs::read(folder.path().join("state.b")).unwrap());
    let played = Command::new("sh")
        .args(["-c", "umask 077; exec \"$0\" \"$@\""])
        .arg(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "tests::owners::as_another_user"])
        .env(FOLDER, folder.path())
        .uid(CLERK)
        .gid(CLERK)
        .status()
        .unwrap();
    if played.code() == Some(126) {
        eprintln!("not played: another user cannot run this test");
        return;
    }
    assert!(played.success());
    let after = (names(), fs::read(folder.path().join("state.b")).unwrap());
    assert!(after == before, "nothing is changed");
}

const FOLDER: &str = "TERMINAL_STORE_OF_ANOTHER_USER";

#[test]
#[ignore = "a part of the test above, as another user"]
fn as_another_user() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let mut store = Store::open(folder).unwrap();
    let error = store.apply(&World::new().update(2), NOW).unwrap_err();
    assert_eq!(error.code(), "store-owner-not-kept");
}

/// Whoever may write to the folder must not be given another file of root by a link in the place of the lock.
#[test]
fn nothing_that_a_link_leads_to_is_given_away() {
    let (world, folder) = (World::new(), tempfile::tempdir().unwrap());
    let Some(mut store) = store_of_the_gate(&world, folder.path()) else {
        return;
    };
    let roots = tempfile::tempdir().unwrap();
    let (empty, other) = (roots.path().join("empty"), roots.path().join("other"));
    fs::write(&empty, "").unwrap();
    fs::write(&other, "root's").unwrap();
    let lock = folder.path().join("lock");
    for file in [&empty, &other] {
        fs::remove_file(&lock).unwrap();
        std::os::unix::fs::symlink(file, &lock).unwrap();
        store.apply(&world.update(2), NOW).unwrap();
        assert_eq!(fs::metadata(file).unwrap().uid(), 0);
        fs::remove_file(&lock).unwrap();
        fs::hard_link(file, &lock).unwrap();
        store.apply(&world.update(2), NOW).unwrap();
        assert_eq!(fs::metadata(file).unwrap().uid(), 0);
    }
}

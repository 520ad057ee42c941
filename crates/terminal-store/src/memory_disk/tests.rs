use std::collections::BTreeMap;

use credential_core::journal::{Grant, Judged, ShownCode};
use credential_core::{
    DayNumber, HolderId, HolderNumber, IssuerId, Signer as _, SigningKey, StatusIndex,
};

use super::*;
use crate::tests::world::{NOW, World};
use crate::{Journal, JournalError, Store};

const STORE: &str = "store";
const JOURNAL: &str = "store/journal";

/// What a page keeps of a disk, in one transaction after another.
#[derive(Default)]
struct Kept(BTreeMap<PathBuf, Vec<u8>>);

impl Kept {
    fn commit(&mut self, disk: &MemoryDisk) {
        for FileChange { path, content } in disk.take_changes() {
            match content {
                Some(content) => self.0.insert(path, content),
                None => self.0.remove(&path),
            };
        }
        assert!(!disk.is_changed());
    }

    fn disk(&self) -> MemoryDisk {
        MemoryDisk::from_files(self.0.clone())
    }
}

fn shared(disk: &MemoryDisk) -> Arc<dyn Disk> {
    Arc::new(disk.clone())
}

fn key() -> SigningKey {
    SigningKey::from_seed(&[7; 32])
}

fn journal(disk: &MemoryDisk) -> Result<Journal, JournalError> {
    Journal::open_on(shared(disk), Path::new(JOURNAL), key().public_key())
}

fn grant(number: u32) -> Grant {
    Grant {
        holder: holder(number),
        status_index: StatusIndex(5),
        benefit: 12,
        edition: 1,
        branch: 1,
        units: 1,
        price: None,
        code: ShownCode::Card,
        judged: Judged::Accepted,
    }
}

fn holder(number: u32) -> HolderId {
    HolderId {
        issuer: IssuerId(42_120_001),
        number: HolderNumber(number),
    }
}

fn used(journal: &Journal, number: u32) -> u64 {
    let today = DayNumber::of(journal.time(NOW));
    journal.used(holder(number), 12, today..=today)
}

#[test]
fn a_store_and_a_journal_that_were_kept_by_their_changes_are_the_same_when_loaded_again() {
    let (world, mut kept) = (World::new(), Kept::default());
    let disk = MemoryDisk::new();
    let mut store =
        Store::provision_on(shared(&disk), Path::new(STORE), &world.root_set(1)).unwrap();
    store
        .set_terminal_key(key().public_key().thumbprint())
        .unwrap();
    store.write_private_file("terminal.key", b"secret").unwrap();
    kept.commit(&disk);
    store.apply(&world.update(1), NOW).unwrap();
    kept.commit(&disk);
    store.apply(&world.update(2), NOW).unwrap();
    let mut granted = journal(&disk).unwrap();
    for number in 1..=40 {
        granted.grant(grant(number), NOW).unwrap();
        kept.commit(&disk);
    }
    granted.export(&key(), NOW, &mut Vec::new()).unwrap();
    kept.commit(&disk);

    let again = kept.disk();
    assert_eq!(again.size(), disk.size());
    assert!(!again.is_changed(), "what was kept is not kept anew");
    let loaded = Store::open_on(shared(&again), Path::new(STORE)).unwrap();
    assert!(loaded.warnings().is_empty(), "{:?}", loaded.warnings());
    assert_eq!(world.served(&loaded), 2);
    assert_eq!(loaded.holdings().floors(), store.holdings().floors());
    assert_eq!(loaded.holdings().to_update(), store.holdings().to_update());
    let reopened = journal(&again).unwrap();
    assert_eq!(
        (reopened.id(), reopened.end()),
        (granted.id(), granted.end())
    );
    assert_eq!((used(&reopened, 40), used(&reopened, 41)), (1, 0));
    assert!(!again.is_changed(), "{:?}", again.take_changes());
}

#[test]
fn what_was_not_kept_was_not_granted() {
    let mut kept = Kept::default();
    let disk = MemoryDisk::new();
    Store::provision_on(shared(&disk), Path::new(STORE), &World::new().root_set(1)).unwrap();
    let mut first = journal(&disk).unwrap();
    first.grant(grant(1), NOW).unwrap();
    kept.commit(&disk);
    first.grant(grant(2), NOW).unwrap();
    // The transaction has failed, or the browser was killed.
    let mut after = journal(&kept.disk()).unwrap();
    assert_eq!((used(&after, 1), used(&after, 2)), (1, 0));
    after.grant(grant(2), NOW).unwrap();
    assert_eq!(after.end().size, 2);
}

#[test]
fn two_handles_do_not_write_one_journal() {
    let disk = MemoryDisk::new();
    let open = journal(&disk).unwrap();
    assert!(matches!(journal(&disk), Err(JournalError::Busy { .. })));
    drop(open);
    journal(&disk).unwrap();
    let store = Store::provision_on(shared(&disk), Path::new(STORE), &World::new().root_set(1));
    let store = store.unwrap();
    store.write_private_file("terminal.key", b"one").unwrap();
    let twice = store
        .write_private_file("terminal.key", b"two")
        .unwrap_err();
    assert_eq!(twice.kind(), ErrorKind::AlreadyExists);
    let read = disk.read(Path::new("store/terminal.key"), 9).unwrap();
    assert_eq!(read.bytes, b"one");
}

#[test]
fn an_append_that_was_torn_while_it_was_kept_is_cut_off() {
    let mut kept = Kept::default();
    let disk = MemoryDisk::new();
    let mut first = journal(&disk).unwrap();
    first.grant(grant(1), NOW).unwrap();
    kept.commit(&disk);
    let in_chain = |path: &&PathBuf| path.parent().is_some_and(|above| above.ends_with("000001"));
    let segment = kept.0.keys().find(in_chain).unwrap().clone();
    kept.0.get_mut(&segment).unwrap().extend([0, 0, 0, 9, 1]);
    let disk = kept.disk();
    let opened = journal(&disk).unwrap();
    assert_eq!(used(&opened, 1), 1);
    assert!(
        disk.is_changed(),
        "the torn end is cut, and that is to be kept"
    );
}

//! For each thing that must not happen, a test that tries it.

use std::path::PathBuf;

use credential_core::{Category, CategorySet, DisplayName, HolderNumber, UnixTime};
use messages::Failure;
use rusqlite::Connection;
use tempfile::TempDir;

use super::*;

mod audit_log;
mod bind;
mod catalogues;
mod complaints;
mod enrol;
mod file;
mod killed;
mod merchants;
mod migrated;
mod recover;
mod speed;
mod standing;

const NOW: UnixTime = UnixTime::from_secs(1_800_000_000);
const LATER: UnixTime = UnixTime::from_secs(1_900_000_000);
const USUAL: Expiry = Expiry::Usual(LATER);

/// A bureau with a register and a person key in a folder of its own.
struct Bureau {
    folder: TempDir,
}

impl Bureau {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let bureau = Self { folder };
        let key = PersonKey::generate().unwrap();
        key.save(&bureau.file("person.key")).unwrap();
        Register::create(&bureau.path(), &key, &actor(), NOW).unwrap();
        bureau
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn path(&self) -> PathBuf {
        self.file("register.db")
    }

    fn key(&self) -> PersonKey {
        PersonKey::load(&self.file("person.key")).unwrap()
    }

    fn open(&self) -> Register {
        Register::open(&self.path(), self.key()).unwrap()
    }

    /// Looks at a register that somebody may have tampered with.
    fn examine(&self) -> Register {
        Register::open_skipping_rollback_check(&self.path(), self.key()).unwrap()
    }

    fn open_fails(&self) -> Failure {
        Register::open(&self.path(), self.key()).unwrap_err()
    }

    /// The database without the program in front of it.
    fn raw(&self) -> Connection {
        Connection::open(self.path()).unwrap()
    }

    /// Does something in a run of its own, with one transaction.
    fn run<T>(&self, action: Action, work: impl FnOnce(&mut Batch<'_>) -> T) -> T {
        let mut register = self.open();
        let mut clerk = register.clerk(&actor()).unwrap();
        let mut batch = clerk.batch(action, NOW).unwrap();
        let done = work(&mut batch);
        batch.commit().unwrap();
        done
    }

    /// Enrols one person in a run of its own.
    fn enrol(&self, number: u32, particulars: &Particulars) -> Enrolment {
        self.run(Action::Issue, |batch| {
            enrol(batch, number, particulars, USUAL)
        })
    }

    /// A person with a credential that went out.
    fn issued(&self, number: u32) -> Entry {
        self.run(Action::Issue, |batch| {
            let entry = reserved(enrol(batch, number, &veteran(), USUAL));
            batch
                .record_issued(
                    &entry,
                    &format!("{number}.png"),
                    &text_digest("81"),
                    &signed("81"),
                )
                .unwrap();
            entry
        })
    }

    fn newest(&self, holder: HolderNumber) -> Entry {
        self.open().entries_of(holder).unwrap().swap_remove(0)
    }
}

/// What the register keeps of a code with this text.
fn signed(text: &str) -> SignedCode {
    let digest = text_digest(text);
    let mut hash = [0; 12];
    hash.copy_from_slice(&digest[..12]);
    SignedCode {
        hash: credential_core::CodeHash::from_bytes(hash),
        key: [7; 32],
    }
}

fn actor() -> Actor {
    Actor::new("王芳").unwrap()
}

/// Identity numbers of people who do not exist: no place has a code that begins with 99.
fn identity(number: u32) -> String {
    format!("990512{number:012}")
}

fn enrol(
    batch: &mut Batch<'_>,
    number: u32,
    particulars: &Particulars,
    expiry: Expiry,
) -> Enrolment {
    batch
        .enrol(
            &PersonId::new(&identity(number)).unwrap(),
            particulars,
            expiry,
        )
        .unwrap()
}

fn of(category: Category) -> Particulars {
    Particulars::new(
        DisplayName::masked("王建明").unwrap(),
        CategorySet::EMPTY.with(category),
    )
}

fn veteran() -> Particulars {
    of(Category::Veteran)
}

fn soldier() -> Particulars {
    of(Category::ActiveDuty)
}

fn unchanged(entry: Entry) -> Enrolment {
    Enrolment::Unchanged {
        entry,
        beside: None,
    }
}

fn reserved(enrolment: Enrolment) -> Entry {
    match enrolment {
        Enrolment::Reserved { entry, .. } => entry,
        other => panic!("{other:?}"),
    }
}

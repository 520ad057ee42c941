//! Registers whose given numbers are known, and backups of them.

use std::fs;
use std::ops::Range;
use std::path::PathBuf;

use credential_core::{Category, CategorySet, CodeHash, DisplayName, UnixTime};
use issuer_cli::register::{
    Action, Actor, Enrolment, Entry, Expiry, Particulars, PersonId, Reason, SignedCode, Target,
    text_digest,
};
use messages::dates;

use super::{NOW, TestBureau};

/// Registers these people and records their codes as issued, in one transaction.
pub(crate) fn give(desk: &TestBureau, people: Range<u32>) -> Vec<Entry> {
    let now = dates::parse(NOW).unwrap();
    let particulars = Particulars::new(
        DisplayName::masked("王建明").unwrap(),
        CategorySet::EMPTY.with(Category::Veteran),
    );
    let mut register = desk.register();
    let mut clerk = register.clerk(&Actor::new("王芳").unwrap()).unwrap();
    let mut batch = clerk.batch(Action::Issue, now).unwrap();
    let expiry = Expiry::Usual(UnixTime::from_secs(now.as_secs() + 100_000_000));
    let entries = people.map(|number| {
        let identity = format!("990512{number:012}");
        let person = PersonId::new(&identity).unwrap();
        let Enrolment::Reserved { entry, .. } = batch.enrol(&person, &particulars, expiry).unwrap()
        else {
            panic!("person {number} is registered already");
        };
        let digest = text_digest(&identity);
        let mut hash = [0; 12];
        hash.copy_from_slice(&digest[..12]);
        let signed = SignedCode {
            hash: CodeHash::from_bytes(hash),
            key: [7; 32],
        };
        batch
            .record_issued(&entry, "code.png", &digest, &signed)
            .unwrap();
        entry
    });
    let entries = entries.collect();
    batch.commit().unwrap();
    entries
}

/// Revokes these codes in one transaction.
pub(crate) fn revoke(desk: &TestBureau, entries: &[Entry]) {
    let mut register = desk.register();
    let mut clerk = register.clerk(&Actor::new("王芳").unwrap()).unwrap();
    let now = dates::parse(NOW).unwrap();
    let mut batch = clerk.batch(Action::Revoke, now).unwrap();
    for entry in entries {
        let target = Target::Index(entry.status_index);
        batch.revoke(target, Reason::Lost).unwrap();
    }
    batch.commit().unwrap();
}

/// A desk with codes for some people, and a backup of their register as `monday.db`.
pub(crate) fn backed_up(people: u32) -> (TestBureau, Vec<Entry>) {
    let desk = TestBureau::with_bureau();
    let entries = give(&desk, 0..people);
    let json = desk.result("backup --bureau @bureau --to @stick");
    let backup = json["backup"].as_str().unwrap();
    fs::rename(backup, desk.path("monday.db")).unwrap();
    (desk, entries)
}

/// A file beside the register, or the register.
pub(crate) fn in_bureau(desk: &TestBureau, name: &str) -> PathBuf {
    desk.path(&format!("bureau/{name}"))
}

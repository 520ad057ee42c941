//! A register of version 2, from before codes for phones, is brought up and loses nothing.

use std::fs;

use credential_core::{Status, StatusIndex};
use rusqlite::types::Value;

use super::*;
use crate::register::schema;

/// `tests/cases/registers/make_schema_2.py` says what is in it.
const OLD: &[u8] = include_bytes!("../../../tests/cases/registers/schema-2.db");
const HEAD: &str = include_str!("../../../tests/cases/registers/schema-2.db.head");
const TABLES: [&str; 6] = [
    "register",
    "audit",
    "holders",
    "credentials",
    "issued",
    "changes",
];

/// A folder with the old register as its program left it.
fn old_bureau() -> Bureau {
    let folder = tempfile::tempdir().unwrap();
    let bureau = Bureau { folder };
    let key =
        PersonKey::from_text(format!("laobingma-person-key-1:{}\n", "07".repeat(32)).as_bytes());
    key.unwrap().save(&bureau.file("person.key")).unwrap();
    fs::write(bureau.path(), OLD).unwrap();
    fs::write(bureau.file("register.db.head"), HEAD).unwrap();
    bureau
}

fn head() -> AuditHead {
    AuditHead::parse(HEAD.lines().next().unwrap()).unwrap()
}

fn version(connection: &Connection) -> usize {
    schema::version(connection).unwrap().unwrap()
}

/// All that stands in the tables, in the columns that version 2 had.
fn content(connection: &Connection) -> Vec<Vec<Value>> {
    let mut all = Vec::new();
    for table in TABLES {
        let query = format!("SELECT * FROM {table} ORDER BY 1");
        let mut statement = connection.prepare(&query).unwrap();
        let columns = match table {
            "credentials" => 12,
            _ => statement.column_count(),
        };
        let mut rows = statement.query(()).unwrap();
        while let Some(row) = rows.next().unwrap() {
            all.push((0..columns).map(|at| row.get(at).unwrap()).collect());
        }
    }
    all
}

#[test]
fn an_old_register_is_brought_up_and_loses_nothing() {
    let bureau = old_bureau();
    let before = content(&bureau.raw());
    assert_eq!((version(&bureau.raw()), before.len()), (2, 21));
    let register = bureau.open();
    assert_eq!(version(&bureau.raw()), schema::VERSION);
    assert_eq!(content(&bureau.raw()), before);
    assert_eq!(register.verify_audit(Some(&head())).unwrap(), head());

    // The people are known again, with their cards.
    let person = PersonId::new("420000194907080017").unwrap();
    assert_eq!(
        register.holder_of(&person).unwrap(),
        Some(HolderNumber(1001))
    );
    let standing = |index| {
        let entry = register.entry_at(StatusIndex(index)).unwrap().unwrap();
        assert_eq!(entry.kind(), CodeKind::Card);
        (entry.holder.0, entry.serial, entry.standing.status)
    };
    assert_eq!(standing(5), (1001, 1, Status::Revoked));
    assert_eq!(standing(17), (1001, 2, Status::Valid));
    assert_eq!(standing(900), (1002, 1, Status::Suspended));
    assert_eq!(register.unfinished(NOW).unwrap().len(), 1);
    let found = register.entry_with_digest(&text_digest("813")).unwrap();
    assert_eq!(found.unwrap().status_index, StatusIndex(17));

    // And it goes on: the log of before stands under what is new.
    drop(register);
    bureau.issued(50);
    let register = bureau.open();
    register.verify_audit(Some(&head())).unwrap();
    assert_eq!(register.counts(NOW).unwrap().holders, 4);
}

/// A change in the old rows is found after the migration as before.
#[test]
fn an_old_register_that_was_tampered_with_is_found_out() {
    let bureau = old_bureau();
    bureau
        .raw()
        .execute_batch(
            "DROP TRIGGER credentials_stay; UPDATE credentials SET name = '王*民' WHERE id = 1;",
        )
        .unwrap();
    let failure = bureau.open().verify_audit(Some(&head())).unwrap_err();
    assert_eq!(failure.code, "audit-broken");
}

/// The disk as a power cut or a kill in the middle of the migration leaves it: half of the pages are new, and
/// the journal has the old ones.
#[test]
fn a_migration_that_was_cut_off_is_undone_and_done_again() {
    let bureau = old_bureau();
    let before = content(&bureau.raw());
    let (cut, undone) = (old_bureau(), old_bureau());
    {
        let raw = bureau.raw();
        raw.pragma_update_and_check(None, "journal_mode", "TRUNCATE", |_| Ok(()))
            .unwrap();
        raw.execute_batch("BEGIN IMMEDIATE").unwrap();
        raw.execute_batch(schema::STEPS[2]).unwrap();
        raw.pragma_update(None, "user_version", schema::VERSION)
            .unwrap();
        raw.cache_flush().unwrap();
        for name in ["register.db", "register.db-journal"] {
            for copy in [&cut, &undone] {
                fs::copy(bureau.file(name), copy.file(name)).unwrap();
            }
        }
    }
    assert!(
        fs::read(cut.path()).unwrap() != OLD,
        "some of it was written"
    );
    assert!(fs::metadata(cut.file("register.db-journal")).unwrap().len() > 512);

    let register = cut.open();
    assert_eq!(version(&cut.raw()), schema::VERSION);
    assert_eq!(content(&cut.raw()), before);
    register.verify_audit(Some(&head())).unwrap();

    // Without the program of today it is the old one still.
    assert_eq!(version(&undone.raw()), 2, "the transaction was never ended");
    assert_eq!(content(&undone.raw()), before);
}

use std::fs;

use super::*;
use crate::register::{failure, schema};

#[test]
fn two_clerks_do_not_write_at_once() {
    let bureau = Bureau::new();
    let (mut first, mut second) = (bureau.open(), bureau.open());
    let clerk = first.clerk(&actor()).unwrap();
    let refused = second.clerk(&actor()).err().unwrap();
    assert_eq!(refused.code, "register-in-use");
    // Reading goes on.
    second.counts(NOW).unwrap();
    drop(clerk);
    second.clerk(&actor()).unwrap();
}

#[test]
fn somebody_with_a_database_tool_is_waited_for_and_then_reported() {
    let bureau = Bureau::new();
    let mut register = bureau.open();
    let raw = bureau.raw();
    raw.execute_batch("BEGIN IMMEDIATE").unwrap();
    register
        .connection
        .busy_timeout(std::time::Duration::from_millis(50))
        .unwrap();
    let mut clerk = register.clerk(&actor()).unwrap();
    let refused = clerk.batch(Action::Issue, NOW).err().unwrap();
    assert_eq!(refused.code, "register-in-use");
    raw.execute_batch("ROLLBACK").unwrap();
    clerk.batch(Action::Issue, NOW).unwrap();
}

#[test]
fn refuses_a_register_of_a_newer_version_and_does_not_touch_it() {
    let bureau = Bureau::new();
    bureau.issued(1);
    for journal in ["delete", "wal"] {
        let raw = bureau.raw();
        raw.pragma_update(None, "user_version", schema::VERSION + 1)
            .unwrap();
        raw.pragma_update_and_check(None, "journal_mode", journal, |_| Ok(()))
            .unwrap();
        drop(raw);
        let before = fs::read(bureau.path()).unwrap();
        assert_eq!(bureau.open_fails().code, "register-newer");
        assert!(fs::read(bureau.path()).unwrap() == before, "{journal}");
    }
}

#[test]
fn an_older_register_is_brought_up_whole_or_not_at_all() {
    let mut connection = Connection::open_in_memory().unwrap();
    let version = |connection: &Connection| schema::version(connection).unwrap();
    let steps = [
        "CREATE TABLE a (x) STRICT",
        "CREATE TABLE b (x INTEGER) STRICT",
    ];
    // The first step has no type for its column, which STRICT refuses.
    assert!(schema::migrate(&mut connection, &steps).is_err());
    assert_eq!(version(&connection), None);

    let steps = ["CREATE TABLE a (x INTEGER) STRICT", steps[1], "nonsense"];
    schema::migrate(&mut connection, &steps[..1]).unwrap();
    assert_eq!(version(&connection), Some(1));
    assert!(schema::migrate(&mut connection, &steps).is_err());
    assert_eq!(version(&connection), Some(1));
    assert!(connection.prepare("SELECT * FROM b").is_err());

    schema::migrate(&mut connection, &steps[..2]).unwrap();
    assert_eq!(version(&connection), Some(2));
    connection.prepare("SELECT * FROM b").unwrap();
    schema::migrate(&mut connection, &steps[..2]).unwrap();
}

#[test]
fn finds_what_is_no_register() {
    let bureau = Bureau::new();
    fs::remove_file(bureau.path()).unwrap();
    assert_eq!(bureau.open_fails().code, "register-missing");
    assert!(!bureau.path().exists(), "and makes none");
    for content in [&b""[..], b"name,number\n", &[0; 8192]] {
        fs::write(bureau.path(), content).unwrap();
        assert_eq!(bureau.open_fails().code, "register-unrecognised");
        assert!(fs::read(bureau.path()).unwrap() == content);
    }
    fs::remove_file(bureau.path()).unwrap();
    bureau
        .raw()
        .execute_batch("CREATE TABLE other (x)")
        .unwrap();
    assert_eq!(bureau.open_fails().code, "register-unrecognised");
}

#[test]
fn refuses_another_person_key() {
    let bureau = Bureau::new();
    let other = PersonKey::generate().unwrap();
    let failure = Register::open(&bureau.path(), other).unwrap_err();
    assert_eq!(failure.code, "person-key-wrong");
}

#[test]
fn never_makes_a_register_over_another() {
    let bureau = Bureau::new();
    bureau.issued(1);
    let again = Register::create(&bureau.path(), &bureau.key(), &actor(), NOW);
    assert_eq!(again.unwrap_err().code, "file-exists");
    assert_eq!(bureau.open().counts(NOW).unwrap().holders, 1);
}

#[test]
fn a_damaged_file_is_found_before_anything_is_written() {
    let bureau = Bureau::new();
    bureau.run(Action::Issue, |batch| {
        for number in 0..500 {
            enrol(batch, number, &veteran(), USUAL);
        }
    });
    let whole = fs::read(bureau.path()).unwrap();
    let torn = &whole[..whole.len() / 2];
    let mut rotten = whole.clone();
    for page in rotten.chunks_mut(4_096).skip(1) {
        page[..8].fill(0xff);
    }
    // One page that neither opening nor the next rows would come across.
    let mut spotted = whole.clone();
    let middle = whole.len() / 4_096 / 2 * 4_096;
    spotted[middle..middle + 8].fill(0xff);
    for damaged in [torn, &rotten, &spotted] {
        fs::write(bureau.path(), damaged).unwrap();
        let failure = Register::open(&bureau.path(), bureau.key())
            .and_then(|mut register| register.clerk(&actor()).map(drop))
            .unwrap_err();
        assert_eq!(failure.code, "register-damaged");
        let remedy = failure.remedy.in_lang(messages::Lang::En);
        assert!(remedy.contains("backup"), "{remedy}");
        assert!(fs::read(bureau.path()).unwrap() == damaged);
    }
}

/// SQLite has no checksums: a flipped bit in a row looks sound to it, but not to the audit log.
#[test]
fn a_flipped_bit_in_a_row_is_found_by_the_audit_log() {
    let bureau = Bureau::new();
    bureau.issued(1);
    let mut bytes = fs::read(bureau.path()).unwrap();
    let name = "王*明".as_bytes();
    let at = bytes
        .windows(name.len())
        .position(|window| window == name)
        .unwrap();
    bytes[at + 3] = b'#';
    fs::write(bureau.path(), bytes).unwrap();
    let mut register = bureau.open();
    register.clerk(&actor()).unwrap();
    assert_eq!(
        register.verify_audit(None).unwrap_err().code,
        "audit-broken"
    );
}

#[test]
fn a_clock_that_jumped_back_stops_issuing() {
    let bureau = Bureau::new();
    bureau.issued(1);
    let mut register = bureau.open();
    let mut clerk = register.clerk(&actor()).unwrap();

    // A clock that was corrected by a little: the register's time counts.
    let corrected = UnixTime::from_secs(NOW.as_secs() - 300);
    let mut batch = clerk.batch(Action::Issue, corrected).unwrap();
    assert_eq!(batch.at(), NOW);
    let entry = reserved(enrol(&mut batch, 2, &veteran(), USUAL));
    assert_eq!(entry.validity.from, NOW);
    batch.commit().unwrap();

    let wrong = UnixTime::from_secs(NOW.as_secs() - 86_400);
    let refused = clerk.batch(Action::Issue, wrong).err().unwrap();
    assert_eq!(refused.code, "clock-behind");

    clerk.set_time_back(wrong).unwrap();
    let batch = clerk.batch(Action::Issue, wrong).unwrap();
    assert_eq!(batch.at(), wrong);
    drop(batch);
    register.verify_audit(None).unwrap();
    let record = register.audit_records(4, 1).unwrap().swap_remove(0);
    assert_eq!(record.action, "set-time-back");
}

#[test]
fn a_full_disk_loses_nothing_and_records_nothing_by_halves() {
    let bureau = Bureau::new();
    bureau.issued(1);
    let mut register = bureau.open();
    let pages: u32 = register
        .connection
        .query_row("PRAGMA page_count", (), |row| row.get(0))
        .unwrap();
    register
        .connection
        .pragma_update_and_check(None, "max_page_count", pages + 4, |_| Ok(()))
        .unwrap();
    let mut clerk = register.clerk(&actor()).unwrap();
    let mut batch = clerk.batch(Action::Issue, NOW).unwrap();
    let failure = (2..5_000)
        .find_map(|number| {
            let identity = identity(number);
            let person = PersonId::new(&identity).unwrap();
            batch.enrol(&person, &veteran(), USUAL).err()
        })
        .unwrap();
    assert_eq!(failure.code, "disk-full");
    assert_eq!(batch.commit().unwrap_err().code, "batch-spoilt");
    drop(clerk);
    drop(register);
    let register = bureau.open();
    assert_eq!(register.counts(NOW).unwrap().holders, 1);
    register.verify_audit(None).unwrap();
}

#[test]
fn a_backup_is_one_moment_of_a_register_in_use() {
    let bureau = Bureau::new();
    let entry = bureau.issued(1);
    let mut register = bureau.open();
    let reader = bureau.open();
    let mut clerk = register.clerk(&actor()).unwrap();
    let mut batch = clerk.batch(Action::Issue, NOW).unwrap();
    enrol(&mut batch, 2, &veteran(), USUAL);
    let copy = bureau.file("backup.db");
    reader.backup(&copy).unwrap();
    batch.commit().unwrap();

    assert_eq!(reader.backup(&copy).unwrap_err().code, "file-exists");
    assert!(!cli_support::files::readable_by_others(&copy).unwrap());
    let copy = Register::open(&copy, bureau.key()).unwrap();
    assert_eq!(copy.entries_of(entry.holder).unwrap().len(), 1);
    assert_eq!(copy.counts(NOW).unwrap().holders, 1);
    copy.verify_audit(None).unwrap();
    assert_eq!(reader.counts(NOW).unwrap().holders, 2);
    let names: Vec<_> = fs::read_dir(bureau.folder.path())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with(".tmp-"))
        .collect();
    assert_eq!(names, [""; 0], "no temporary file stays");
}

#[test]
fn no_identity_number_is_anywhere_in_the_files() {
    let bureau = Bureau::new();
    bureau.run(Action::Issue, |batch| {
        for number in 0..500 {
            enrol(batch, number, &veteran(), USUAL);
        }
    });
    let known = bureau
        .open()
        .holder_of(&PersonId::new(&identity(7)).unwrap());
    assert!(known.unwrap().is_some());
    for file in fs::read_dir(bureau.folder.path()).unwrap() {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        for number in [0, 7, 499] {
            let identity = identity(number);
            // As text, as a number in either order of bytes, and the part in which it differs from others.
            let value: u64 = identity.parse().unwrap();
            for needle in [
                identity.as_bytes(),
                &identity.as_bytes()[6..],
                &value.to_be_bytes(),
                &value.to_le_bytes(),
            ] {
                assert!(!bytes.windows(needle.len()).any(|window| window == needle));
            }
        }
    }
}

#[test]
fn each_failure_of_the_database_has_a_code() {
    let path = std::path::Path::new("register.db");
    for (number, code) in [
        (rusqlite::ffi::SQLITE_BUSY, "register-in-use"),
        (rusqlite::ffi::SQLITE_CORRUPT, "register-damaged"),
        (rusqlite::ffi::SQLITE_NOTADB, "register-unrecognised"),
        (rusqlite::ffi::SQLITE_FULL, "disk-full"),
        (rusqlite::ffi::SQLITE_READONLY, "file-unwritable"),
        (rusqlite::ffi::SQLITE_IOERR_FSYNC, "register-fault"),
    ] {
        let error = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(number), None);
        let found = failure::RegisterFault::from(error).into_failure(path);
        assert_eq!(found.code, code);
    }
}

#[test]
fn an_older_copy_in_its_place_is_found() {
    let bureau = Bureau::new();
    bureau.issued(1);
    bureau.open().backup(&bureau.file("old.db")).unwrap();
    bureau.issued(2);
    fs::copy(bureau.file("old.db"), bureau.path()).unwrap();
    assert_eq!(bureau.open_fails().code, "register-rolled-back");

    // Nor does it help to go on with the copy elsewhere and bring it back.
    let mut copy = Register::open(&bureau.file("old.db"), bureau.key()).unwrap();
    for number in 3..9 {
        let mut clerk = copy.clerk(&actor()).unwrap();
        let mut batch = clerk.batch(Action::Issue, NOW).unwrap();
        enrol(&mut batch, number, &veteran(), USUAL);
        batch.commit().unwrap();
    }
    drop(copy);
    fs::copy(bureau.file("old.db"), bureau.path()).unwrap();
    assert_eq!(bureau.open_fails().code, "register-rolled-back");
}

#[test]
fn a_head_that_lags_behind_is_no_fault_and_one_that_is_nonsense_is() {
    let bureau = Bureau::new();
    bureau.issued(1);
    let head = fs::read(bureau.file("register.db.head")).unwrap();
    bureau.issued(2);
    // Killed between the commit and the note.
    fs::write(bureau.file("register.db.head"), head).unwrap();
    bureau.open();
    fs::write(bureau.file("register.db.head"), "5:xyz").unwrap();
    assert_eq!(bureau.open_fails().code, "register-head-invalid");
}

/// Version 1 kept neither the hash of a code nor the key that signed it.
#[test]
fn a_register_of_version_1_keeps_its_audit_log_and_then_keeps_hashes() {
    let bureau = Bureau::new();
    let old = bureau.issued(1);
    let hash =
        |bureau: &Bureau| bureau.run(Action::Vouch, |batch| batch.issued_with(&[7; 32]).unwrap());
    assert_eq!(hash(&bureau), [signed("81").hash]);
    let raw = bureau.raw();
    // As an older program would have written it: without the two columns, and without their values
    // in the digest of the record.
    raw.execute_batch(
        "DROP TRIGGER issued_stay;
         UPDATE issued SET code = NULL, key = NULL;
         ALTER TABLE issued DROP COLUMN key; ALTER TABLE issued DROP COLUMN code;
         DROP INDEX credentials_with; ALTER TABLE credentials DROP COLUMN holder_key;
         ALTER TABLE credentials DROP COLUMN dependants;
         DROP TABLE editions; DROP TABLE places; DROP TABLE merchant_events; DROP TABLE complaints;
         PRAGMA user_version = 1;",
    )
    .unwrap();
    drop(raw);
    // The values were part of what the record vouches for.
    let changed = bureau.open().verify_audit(None).unwrap_err();
    assert_eq!(changed.code, "audit-broken");
    assert_eq!(bureau.open().codes_without_hash().unwrap(), 1);
    assert!(bureau.open().entry_at(old.status_index).unwrap().is_some());

    // A row that never had them keeps its digest on the way to version 2.
    let bureau = Bureau::new();
    bureau.run(Action::Issue, |batch| {
        let index = credential_core::StatusIndex(5);
        batch
            .take_over(index, credential_core::Status::Revoked)
            .unwrap();
    });
    let raw = bureau.raw();
    raw.execute_batch(
        "ALTER TABLE issued DROP COLUMN key; ALTER TABLE issued DROP COLUMN code;
         DROP INDEX credentials_with; ALTER TABLE credentials DROP COLUMN holder_key;
         ALTER TABLE credentials DROP COLUMN dependants;
         DROP TABLE editions; DROP TABLE places; DROP TABLE merchant_events; DROP TABLE complaints;
         PRAGMA user_version = 1;",
    )
    .unwrap();
    drop(raw);
    let register = bureau.open();
    register.verify_audit(None).unwrap();
    assert_eq!(register.codes_without_hash().unwrap(), 0);
    drop(register);
    bureau.issued(2);
    bureau.open().verify_audit(None).unwrap();
    assert_eq!(hash(&bureau), [signed("81").hash]);
}

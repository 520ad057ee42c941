use super::*;
use credential_core::StatusIndex;

/// A register with something of everything in it; four records, three of which have rows.
fn eventful() -> Bureau {
    let bureau = Bureau::new();
    bureau.issued(1);
    let second = bureau.issued(2);
    bureau.run(Action::Revoke, |batch| {
        let target = Target::Holder(second.holder);
        batch.revoke(target, Reason::Stolen).unwrap()
    });
    bureau
}

/// Somebody with a database tool and some patience.
fn tamper(bureau: &Bureau, statements: &str) {
    let raw = bureau.raw();
    let triggers: Vec<String> = raw
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        .unwrap()
        .query_map((), |row| row.get(0))
        .unwrap()
        .collect::<rusqlite::Result<_>>()
        .unwrap();
    for trigger in triggers {
        raw.execute_batch(&format!("DROP TRIGGER {trigger}"))
            .unwrap();
    }
    raw.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    raw.execute_batch(statements).unwrap();
}

#[test]
fn records_who_did_what_when() {
    let bureau = eventful();
    let records = bureau.open().audit_records(1, 100).unwrap();
    let recorded: Vec<_> = records
        .iter()
        .map(|record| (record.number, record.action.as_str(), record.at))
        .collect();
    assert_eq!(
        recorded,
        [
            (1, "create", NOW),
            (2, "issue", NOW),
            (3, "issue", NOW),
            (4, "revoke", NOW)
        ]
    );
    assert!(records.iter().all(|record| record.actor == "王芳"));
    assert_eq!(records[1].details, "issued=1 new=1");
    let details = &records[3].details;
    assert!(
        details.starts_with("revoked=1; revoked holder ") && details.ends_with("(stolen)"),
        "{details}"
    );
    assert_eq!(bureau.open().audit_records(4, 1).unwrap(), records[3..]);
}

#[test]
fn finds_a_changed_a_removed_and_a_reordered_record() {
    for (number, statements) in [
        (3, "UPDATE audit SET actor = '李四' WHERE number = 3"),
        (3, "UPDATE audit SET at = at - 1 WHERE number = 3"),
        (4, "UPDATE audit SET details = 'revoked=0' WHERE number = 4"),
        (3, "UPDATE audit SET hash = zeroblob(32) WHERE number = 3"),
        (3, "DELETE FROM audit WHERE number = 3"),
        (1, "DELETE FROM audit WHERE number = 1"),
        (
            3,
            "DELETE FROM audit WHERE number = 3; UPDATE audit SET number = 3 WHERE number = 4",
        ),
        (
            2,
            "UPDATE audit SET number = 9 WHERE number = 2;
             UPDATE audit SET number = 2 WHERE number = 3;
             UPDATE audit SET number = 3 WHERE number = 9",
        ),
        (1, "UPDATE register SET id = randomblob(16)"),
    ] {
        let bureau = eventful();
        bureau.open().verify_audit(None).unwrap();
        tamper(&bureau, statements);
        assert_broken(&bureau, number, statements);
    }
}

#[test]
fn finds_rows_that_were_changed_removed_or_slipped_in() {
    for (number, statements) in [
        (2, "UPDATE holders SET number = number + 1 WHERE id = 1"),
        (2, "UPDATE holders SET person = zeroblob(16) WHERE id = 1"),
        (2, "UPDATE credentials SET categories = 7 WHERE id = 1"),
        (2, "UPDATE credentials SET name = '李*' WHERE id = 1"),
        (3, "UPDATE credentials SET valid_until = valid_until + 1 WHERE id = 2"),
        (3, "UPDATE issued SET digest = zeroblob(32) WHERE id = 2"),
        (4, "UPDATE changes SET status = 2"),
        (4, "DELETE FROM changes"),
        (
            3,
            "DELETE FROM changes; DELETE FROM issued WHERE id = 2;
             DELETE FROM credentials WHERE id = 2; DELETE FROM holders WHERE id = 2",
        ),
        (
            4,
            "INSERT INTO changes (credential, status, reason, audit) VALUES (1, 1, 'other', 4)",
        ),
        (
            4,
            "INSERT INTO changes (credential, status, reason, audit) VALUES (1, 1, 'other', 5)",
        ),
        (
            4,
            "INSERT INTO credentials (holder, serial, status_index, name, categories, valid_from, valid_until, audit)
             SELECT holder, 9, 4095 - status_index, name, 1, valid_from, valid_until, 4 FROM credentials WHERE id = 1",
        ),
    ] {
        let bureau = eventful();
        tamper(&bureau, statements);
        assert_broken(&bureau, number, statements);
    }
}

#[test]
fn a_noted_head_finds_a_log_that_was_cut_or_written_anew() {
    let bureau = eventful();
    let noted = bureau.open().audit_head().unwrap();
    assert_eq!(AuditHead::parse(&noted.to_string()), Some(noted));
    bureau.issued(3);
    assert_eq!(
        bureau.open().verify_audit(Some(&noted)).unwrap().number,
        noted.number + 1
    );

    tamper(
        &bureau,
        "DELETE FROM audit WHERE number > 3; DELETE FROM changes; DELETE FROM issued WHERE audit > 3;
         DELETE FROM credentials WHERE audit > 3; DELETE FROM holders WHERE audit > 3",
    );
    bureau.examine().verify_audit(None).unwrap();
    let failure = bureau.examine().verify_audit(Some(&noted)).unwrap_err();
    assert_eq!(failure.code, "audit-broken");
    assert_eq!(bureau.open_fails().code, "register-rolled-back");

    // Who takes away the note beside the register too is found by the one on paper.
    std::fs::remove_file(bureau.file("register.db.head")).unwrap();
    bureau.issued(4);
    bureau.open().verify_audit(None).unwrap();
    let failure = bureau.open().verify_audit(Some(&noted)).unwrap_err();
    assert_eq!(failure.code, "audit-broken");
}

#[test]
fn an_actor_is_a_name_of_bounded_length() {
    for name in ["", "  ", "a\nb", &"王".repeat(65)] {
        assert_eq!(Actor::new(name).unwrap_err().code, "actor-invalid");
    }
    assert_eq!(Actor::new(" 王芳 ").unwrap().as_str(), "王芳");
}

#[test]
fn a_record_names_some_changes_and_keeps_every_other_note() {
    let bureau = Bureau::new();
    let codes: Vec<StatusIndex> = bureau.run(Action::Issue, |batch| {
        (0..500)
            .map(|number| reserved(enrol(batch, number, &veteran(), USUAL)).status_index)
            .collect()
    });
    let bound = NumberBound {
        holder: 7,
        index: 65_536,
    };
    bureau.run(Action::Recover, |batch| {
        for index in codes {
            batch.revoke(Target::Index(index), Reason::Lost).unwrap();
        }
        batch.give_numbers_beyond(bound);
    });
    let record = bureau.open().audit_records(3, 1).unwrap().swap_remove(0);
    let notes: Vec<_> = AuditNote::split(&record.details)
        .map(|note| AuditNote::parse(note).unwrap())
        .collect();
    let counts = vec![("revoked".to_owned(), "500".to_owned())];
    assert_eq!(notes.first(), Some(&AuditNote::Values(counts)));
    assert_eq!(notes.last(), Some(&AuditNote::NumbersBeyond(bound)));
    assert!(notes.len() < 50 && record.details.len() < 4_000);
    assert!(!record.details.contains(char::is_control));
}

#[test]
fn a_recovered_register_without_a_bound_gives_no_numbers() {
    let bureau = Bureau::new();
    bureau.issued(1);
    tamper(
        &bureau,
        "UPDATE audit SET action = 'recover' WHERE number = 2",
    );
    let mut register = bureau.examine();
    let mut clerk = register.clerk(&actor()).unwrap();
    let mut batch = clerk.batch(Action::Issue, NOW).unwrap();
    let identity = identity(2);
    let person = PersonId::new(&identity).unwrap();
    let refused = batch.enrol(&person, &veteran(), USUAL).unwrap_err();
    assert_eq!(refused.code, "register-damaged");
}

fn assert_broken(bureau: &Bureau, number: u64, how: &str) {
    let failure = bureau.examine().verify_audit(None).unwrap_err();
    assert_eq!(failure.code, "audit-broken", "{how}");
    let what = failure.what.in_lang(messages::Lang::En);
    assert!(
        what.starts_with(&format!("record {number} ")),
        "{how}: {what}"
    );
}

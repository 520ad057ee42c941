use super::*;

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
fn tells_who_did_what_when() {
    let bureau = eventful();
    let records = bureau.open().audit_records(1, 100).unwrap();
    let told: Vec<_> = records
        .iter()
        .map(|record| (record.number, record.action.as_str(), record.at))
        .collect();
    assert_eq!(
        told,
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
fn a_noted_head_finds_a_trail_that_was_cut_or_written_anew() {
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
fn remarks_are_bounded_and_stay_on_one_line() {
    let bureau = Bureau::new();
    bureau.run(Action::Publish, |batch| {
        batch.note("list\nof today");
        batch.note(&"x".repeat(10_000));
    });
    let details = bureau
        .open()
        .audit_records(2, 1)
        .unwrap()
        .swap_remove(0)
        .details;
    assert!(details.starts_with("listof today; xxx"), "{details}");
    assert!(details.len() < 2_100);
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

//! Editions and places in the register: vouched for, and never changed.

use credential_core::TerminalStanding;

use super::*;
use crate::register::schema;

fn edition(number: u32) -> PublishedEdition {
    PublishedEdition {
        edition: number,
        made: NOW,
        until: LATER,
        parts: 2,
        head: [1; 32],
        digest: [2; 32],
        catalogue: String::from("{}"),
    }
}

fn place(terminal: u32, standing: TerminalStanding) -> RecordedPlace {
    RecordedPlace {
        terminal,
        key: [terminal as u8; 32],
        label: Some(String::from("柜台")),
        merchant: 7,
        standing,
        made: NOW,
        place: vec![1, 2, 3],
    }
}

/// Two editions, and two terminals of which the first was retired.
fn with_catalogues() -> Bureau {
    let bureau = Bureau::new();
    for number in [1, 2] {
        bureau.run(Action::Catalogue, |batch| {
            batch.record_edition(&edition(number)).unwrap();
        });
    }
    bureau.run(Action::Place, |batch| {
        for (terminal, standing) in [
            (1, TerminalStanding::IN_USE),
            (2, TerminalStanding::IN_USE),
            (1, TerminalStanding::RETIRED),
        ] {
            batch.record_place(&place(terminal, standing)).unwrap();
        }
        assert_eq!(batch.next_terminal().unwrap(), 3);
    });
    bureau
}

#[test]
fn the_newest_counts_and_numbers_are_not_used_twice() {
    let bureau = with_catalogues();
    let register = bureau.open();
    assert_eq!(register.last_edition().unwrap(), Some(edition(2)));
    let retired = place(1, TerminalStanding::RETIRED);
    let newest = [retired.clone(), place(2, TerminalStanding::IN_USE)];
    assert_eq!(register.places().unwrap(), newest);
    assert_eq!(register.place_with_key(&[1; 32]).unwrap(), Some(retired));
    assert_eq!(register.place_with_key(&[9; 32]).unwrap(), None);
    register.verify_audit(None).unwrap();
    drop(register);
    let mut register = bureau.open();
    let mut clerk = register.clerk(&actor()).unwrap();
    let mut batch = clerk.batch(Action::Catalogue, NOW).unwrap();
    assert!(batch.record_edition(&edition(2)).is_err());
    assert!(batch.commit().is_err());
}

#[test]
fn what_was_changed_removed_or_slipped_in_is_found() {
    for statement in [
        "UPDATE editions SET catalogue = '[]' WHERE id = 1",
        "UPDATE editions SET head = zeroblob(32) WHERE id = 2",
        "DELETE FROM editions WHERE id = 2",
        "DELETE FROM editions",
        "UPDATE places SET standing = 1",
        "UPDATE places SET label = NULL WHERE id = 2",
        "DELETE FROM places WHERE id = 3",
        "INSERT INTO places (audit, terminal, key, merchant, standing, made, place)
         SELECT audit, 3, key, merchant, 1, made, place FROM places WHERE id = 1",
    ] {
        let bureau = with_catalogues();
        let raw = bureau.raw();
        // Nobody does it by accident.
        if !statement.starts_with("INSERT") {
            assert!(raw.execute_batch(statement).is_err(), "{statement}");
        }
        raw.execute_batch(
            "DROP TRIGGER editions_stay; DROP TRIGGER editions_last;
             DROP TRIGGER places_stay; DROP TRIGGER places_last;",
        )
        .unwrap();
        raw.execute_batch(statement).unwrap();
        drop(raw);
        let broken = bureau.examine().verify_audit(None).unwrap_err();
        assert_eq!(broken.code, "audit-broken", "{statement}");
    }
}

#[test]
fn a_register_of_version_3_keeps_its_audit_log_and_then_keeps_editions() {
    let bureau = Bureau::new();
    bureau.issued(1);
    let before = bureau.open().audit_head().unwrap();
    bureau
        .raw()
        .execute_batch(
            "DROP TABLE editions; DROP TABLE places; DROP TABLE merchant_events; DROP TABLE complaints;
             ALTER TABLE credentials DROP COLUMN dependants; PRAGMA user_version = 3;",
        )
        .unwrap();
    bureau.run(Action::Catalogue, |batch| {
        batch.record_edition(&edition(1)).unwrap();
    });
    let register = bureau.open();
    register.verify_audit(Some(&before)).unwrap();
    assert_eq!(
        schema::version(&bureau.raw()).unwrap(),
        Some(schema::VERSION)
    );
}

//! Complaints in the register: vouched for, never changed, and each of them once.

use credential_core::CivilDay;

use super::*;
use crate::register::schema;

fn complaint(entry: &Entry, digest: u8) -> NewComplaint<'_> {
    NewComplaint {
        digest: [digest; 32],
        entry,
        merchant: 7,
        benefit: Some(1),
        day: CivilDay::from_number(20_261_120).unwrap(),
        made: NOW,
        text: String::from("说好半价，收了全价"),
    }
}

fn with_complaint() -> (Bureau, Entry) {
    let bureau = Bureau::new();
    let entry = bureau.issued(1);
    bureau.run(Action::Complaint, |batch| {
        batch.record_complaint(&complaint(&entry, 1)).unwrap();
    });
    (bureau, entry)
}

#[test]
fn a_complaint_is_found_by_merchant_by_holder_and_by_its_digest() {
    let (bureau, entry) = with_complaint();
    let register = bureau.open();
    let about = register.complaints_about(7).unwrap();
    assert_eq!(about.len(), 1);
    assert_eq!((about[0].number, about[0].holder), (1, entry.holder));
    assert_eq!(register.complaints_of(entry.holder).unwrap(), about);
    assert_eq!(
        register.complaint_with(&[1; 32]).unwrap(),
        about.first().cloned()
    );
    assert!(register.complaint_with(&[2; 32]).unwrap().is_none());
    assert!(register.complaints_about(8).unwrap().is_empty());
    register.verify_audit(None).unwrap();
}

#[test]
fn a_complaint_counts_once_and_stays() {
    let (bureau, entry) = with_complaint();
    {
        let mut register = bureau.open();
        let actor = actor();
        let mut clerk = register.clerk(&actor).unwrap();
        let mut batch = clerk.batch(Action::Complaint, NOW).unwrap();
        assert!(batch.record_complaint(&complaint(&entry, 1)).is_err());
    }
    let raw = bureau.raw();
    for statement in [
        "UPDATE complaints SET text = 'x'",
        "UPDATE complaints SET merchant = 8",
        "DELETE FROM complaints",
    ] {
        assert!(raw.execute_batch(statement).is_err(), "{statement}");
    }
    bureau.open().verify_audit(None).unwrap();
    // Whoever takes the triggers away is seen.
    raw.execute_batch("DROP TRIGGER complaints_stay; UPDATE complaints SET text = 'x'")
        .unwrap();
    drop(raw);
    assert_eq!(
        bureau.examine().verify_audit(None).unwrap_err().code,
        "audit-broken"
    );
}

#[test]
fn a_register_of_version_6_keeps_its_audit_log_and_then_keeps_complaints() {
    let bureau = Bureau::new();
    let entry = bureau.issued(1);
    let before = bureau.open().audit_head().unwrap();
    bureau
        .raw()
        .execute_batch("DROP TABLE complaints; PRAGMA user_version = 6;")
        .unwrap();
    bureau.open().verify_audit(Some(&before)).unwrap();
    bureau.run(Action::Complaint, |batch| {
        batch.record_complaint(&complaint(&entry, 1)).unwrap();
    });
    bureau.open().verify_audit(Some(&before)).unwrap();
    assert_eq!(
        schema::version(&bureau.raw()).unwrap(),
        Some(schema::VERSION)
    );
}

//! A register that is not the newest, or not the first, gives nobody's numbers again.

use std::time::Duration;

use credential_core::{HolderNumber, Status, StatusIndex, Validity};

use super::*;

fn credential(holder: u32, status_index: u32) -> UnregisteredCredential {
    UnregisteredCredential {
        holder: HolderNumber(holder),
        status_index: StatusIndex(status_index),
        particulars: veteran(),
        holder_key: None,
        validity: Validity::new(NOW, LATER),
        output: Output {
            file: format!("codes/{holder:08}.png"),
            digest: text_digest("81"),
        },
        signed: signed("81"),
    }
}

#[test]
fn no_number_is_given_that_a_lost_register_could_have_given() {
    let bureau = Bureau::new();
    let beyond = NumberBound {
        holder: u32::MAX - 1_000,
        index: 65_536,
    };
    bureau.run(Action::Recover, |batch| batch.give_numbers_beyond(beyond));
    // In another run: the register has it recorded.
    bureau.run(Action::Issue, |batch| {
        for number in 0..300 {
            let entry = reserved(enrol(batch, number, &veteran(), USUAL));
            assert!(entry.holder.0 > beyond.holder && entry.status_index.0 >= beyond.index);
        }
    });
    assert!(bureau.open().statuses(NOW).unwrap().len() > 65_536);
}

#[test]
fn an_unregistered_code_keeps_its_numbers_and_can_be_revoked() {
    let bureau = Bureau::new();
    let known = bureau.issued(1);
    bureau.run(Action::Recover, |batch| {
        batch.give_numbers_beyond(NumberBound::default());
        let adopted = batch.adopt(&credential(17, 4_000)).unwrap();
        assert!(matches!(adopted, Adoption::Added(entry) if entry.serial == 1));
        let second = batch.adopt(&credential(17, 4_001)).unwrap();
        assert!(matches!(second, Adoption::Added(entry) if entry.serial == 2));
        let again = batch.adopt(&credential(17, 4_000)).unwrap();
        assert!(matches!(again, Adoption::Known(_)));
        let conflict = batch.adopt(&credential(18, known.status_index.0)).unwrap();
        assert!(matches!(conflict, Adoption::Conflicts(entry) if entry.holder == known.holder));
        let conflict = batch.adopt(&credential(18, 4_001)).unwrap();
        assert!(matches!(conflict, Adoption::Conflicts(_)));
    });
    bureau.run(Action::Revoke, |batch| {
        let revoked = batch
            .revoke(Target::Holder(HolderNumber(17)), Reason::Lost)
            .unwrap();
        assert_eq!(revoked.changed.len(), 2);
    });
    let statuses = bureau.open().statuses(NOW).unwrap();
    assert_eq!(statuses.status(StatusIndex(4_001)), Some(Status::Revoked));
    assert!(bureau.open().unfinished(NOW).unwrap().is_empty());
    bureau.open().verify_audit(None).unwrap();
}

#[test]
fn what_was_published_stays_so_also_for_codes_that_nobody_knows() {
    let bureau = Bureau::new();
    let (valid, revoked) = (bureau.issued(1), bureau.issued(2));
    bureau.run(Action::Revoke, |batch| {
        let target = Target::Index(revoked.status_index);
        batch.revoke(target, Reason::Deceased).unwrap();
    });
    let known = [valid.status_index, revoked.status_index];
    let mut indices = (0..).map(StatusIndex);
    let unknown = indices.find(|index| !known.contains(index)).unwrap();
    let beyond = StatusIndex(unknown.0 + 9_000);
    bureau.run(Action::Recover, |batch| {
        batch.give_numbers_beyond(NumberBound::default());
        batch
            .take_over(valid.status_index, Status::Suspended)
            .unwrap();
        batch
            .take_over(revoked.status_index, Status::Suspended)
            .unwrap();
        batch.take_over(unknown, Status::Revoked).unwrap();
        batch.take_over(beyond, Status::Valid).unwrap();
    });
    let much_later = NOW.plus(Duration::from_secs(15 * 365 * 86_400));
    let statuses = bureau.open().statuses(NOW).unwrap();
    assert_eq!(statuses.status(valid.status_index), Some(Status::Suspended));
    assert_eq!(statuses.status(revoked.status_index), Some(Status::Revoked));
    let statuses = bureau.open().statuses(much_later).unwrap();
    assert_eq!(statuses.status(unknown), Some(Status::Revoked));
    let register = bureau.open();
    assert!(register.entry_at(beyond).unwrap().is_none());
    // Nobody is issued a code because of it.
    assert!(register.unfinished(NOW).unwrap().is_empty());
    register.verify_audit(None).unwrap();
}

#[test]
fn the_audit_log_knows_what_was_published_last() {
    let bureau = Bureau::new();
    assert_eq!(bureau.open().last_publication().unwrap(), None);
    for (made, list) in [(NOW, b"one"), (LATER, b"two")] {
        bureau.run(Action::Publish, |batch| {
            batch.record_publication(made, &list_digest(list));
        });
    }
    let register = bureau.open();
    let last = register.last_publication().unwrap().unwrap();
    assert_eq!((last.made, last.record), (LATER, 3));
    assert!(register.knows_publication(&list_digest(b"one")).unwrap());
    assert!(!register.knows_publication(&list_digest(b"three")).unwrap());
}

#[test]
fn a_register_that_replaces_a_lost_one_draws_from_another_range() {
    let bureau = Bureau::new();
    let first = bureau.issued(1);
    let noted = NotedEnd::beside(&bureau.path()).unwrap().unwrap();
    let given = noted.given.unwrap();
    assert_eq!(noted.head, bureau.open().audit_head().unwrap());
    assert!(first.holder.0 <= given.holder && first.status_index.0 < given.index);
    bureau.run(Action::Recover, |batch| {
        batch.give_numbers_beyond_lost(given).unwrap();
        // Within the same transaction too.
        let entry = reserved(enrol(batch, 2, &veteran(), USUAL));
        assert!(entry.holder.0 > given.holder && entry.status_index.0 >= given.index);
    });
    let next = NotedEnd::beside(&bureau.path()).unwrap().unwrap();
    assert!(next.given.unwrap().holder > given.holder);
    // The note beside it may be of a time before it had a bound.
    let head = bureau.file("register.db.head");
    std::fs::write(&head, format!("{}\n", next.head)).unwrap();
    assert_eq!(
        NotedEnd::beside(&bureau.path()).unwrap().unwrap().given,
        None
    );
    bureau.open();
    std::fs::write(&head, format!("{}\nnumbers\n", next.head)).unwrap();
    assert_eq!(bureau.open_fails().code, "register-head-invalid");
}

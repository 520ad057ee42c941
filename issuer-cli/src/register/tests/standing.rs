use credential_core::{HolderNumber, Status, StatusIndex};

use super::*;

#[test]
fn revoked_is_for_ever() {
    let bureau = Bureau::new();
    let entry = bureau.issued(1);
    let target = Target::Index(entry.status_index);
    bureau.run(Action::Revoke, |batch| {
        let done = batch.revoke(target, Reason::Stolen).unwrap();
        assert_eq!((done.changed.len(), done.untouched.len()), (1, 0));
    });
    bureau.run(Action::Restore, |batch| {
        for refused in [
            batch.restore(target, Reason::Other),
            batch.suspend(target, Reason::Other),
        ] {
            assert_eq!(refused.unwrap_err().code, "credential-revoked");
        }
        let again = batch.revoke(target, Reason::Lost).unwrap();
        assert_eq!((again.changed.len(), again.untouched.len()), (0, 1));
        // Nor by way of the holder, who has no other.
        let holder = batch.restore(Target::Holder(entry.holder), Reason::Other);
        assert_eq!(holder.unwrap_err().code, "credential-revoked");
    });
    let standing = bureau.newest(entry.holder).standing;
    assert_eq!(standing.status, Status::Revoked);
    assert_eq!(standing.changed, Some((Reason::Stolen, NOW)));
}

#[test]
fn the_database_itself_does_not_let_a_revocation_be_undone() {
    let bureau = Bureau::new();
    let entry = bureau.issued(1);
    bureau.run(Action::Revoke, |batch| {
        let target = Target::Holder(entry.holder);
        batch.revoke(target, Reason::Lost).unwrap()
    });
    for attempt in [
        "INSERT INTO changes (credential, status, reason, audit) VALUES (1, 0, 'other', 9)",
        "UPDATE changes SET status = 0",
        "DELETE FROM changes",
        "UPDATE holders SET number = 1",
        "DELETE FROM credentials",
        "UPDATE issued SET file = ''",
        "DELETE FROM audit",
    ] {
        assert!(bureau.raw().execute(attempt, ()).is_err(), "{attempt}");
    }
}

#[test]
fn suspended_can_be_restored() {
    let bureau = Bureau::new();
    let entry = bureau.issued(1);
    let target = Target::Serial {
        holder: entry.holder,
        serial: 1,
    };
    for (action, status) in [
        (Action::Suspend, Status::Suspended),
        (Action::Restore, Status::Valid),
        (Action::Suspend, Status::Suspended),
    ] {
        bureau.run(action, |batch| {
            let done = match action {
                Action::Suspend => batch.suspend(target, Reason::HolderRequest),
                _ => batch.restore(target, Reason::HolderRequest),
            };
            assert_eq!(done.unwrap().changed.len(), 1);
        });
        let statuses = bureau.open().statuses(NOW).unwrap();
        assert_eq!(statuses.status(entry.status_index), Some(status));
    }
}

#[test]
fn a_holder_is_revoked_with_all_that_the_holder_has() {
    let bureau = Bureau::new();
    let old = bureau.issued(1);
    let other = bureau.issued(2);
    let longer = Expiry::Usual(UnixTime::from_secs(2_000_000_000));
    bureau.run(Action::Renew, |batch| {
        batch.renew(old.holder, CodeKind::Card, longer).unwrap()
    });
    let done = bureau.run(Action::Revoke, |batch| {
        batch
            .revoke(Target::Holder(old.holder), Reason::Deceased)
            .unwrap()
    });
    assert_eq!(done.changed.len(), 2);
    let statuses = bureau.open().statuses(NOW).unwrap();
    for entry in done.changed {
        assert_eq!(statuses.status(entry.status_index), Some(Status::Revoked));
    }
    assert_eq!(statuses.status(other.status_index), Some(Status::Valid));
}

#[test]
fn unknown_numbers_are_refused_and_change_nothing() {
    let bureau = Bureau::new();
    let entry = bureau.issued(1);
    let other_holder = HolderNumber(entry.holder.0.wrapping_add(1));
    let head = bureau.open().audit_head().unwrap();
    bureau.run(Action::Revoke, |batch| {
        for target in [
            Target::Index(StatusIndex((entry.status_index.0 + 1) % 4_096)),
            Target::Holder(other_holder),
            Target::Serial {
                holder: entry.holder,
                serial: 2,
            },
        ] {
            let failure = batch.revoke(target, Reason::Lost).unwrap_err();
            assert_eq!(failure.code, "credential-unknown", "{target:?}");
        }
        let reissue = batch.reissue(other_holder, Reason::Lost, FirstCard::Refused, USUAL);
        assert_eq!(reissue.unwrap_err().code, "credential-unknown");
    });
    assert_eq!(bureau.open().audit_head().unwrap(), head);
}

#[test]
fn expired_credentials_are_left_out_of_the_list_and_counted() {
    let bureau = Bureau::new();
    let (revoked, suspended) = (bureau.issued(1), bureau.issued(2));
    bureau.issued(3);
    bureau.enrol(4, &veteran());
    bureau.run(Action::Revoke, |batch| {
        let target = Target::Holder(revoked.holder);
        batch.revoke(target, Reason::Lost).unwrap();
        let target = Target::Holder(suspended.holder);
        batch.suspend(target, Reason::Other).unwrap();
    });
    let register = bureau.open();
    let counts = register.counts(NOW).unwrap();
    assert_eq!((counts.holders, counts.credentials), (4, 4));
    assert_eq!((counts.valid, counts.suspended, counts.expired), (2, 1, 0));
    assert_eq!((counts.unfinished, counts.status_entries), (1, 4_096));
    assert_eq!(Vec::from_iter(counts.revoked), [(Reason::Lost, 1)]);

    let counts = register.counts(LATER).unwrap();
    assert_eq!((counts.valid, counts.expired, counts.unfinished), (0, 2, 0));
    let statuses = register.statuses(LATER).unwrap();
    assert_eq!(statuses.len(), 4_096);
    assert_eq!(statuses.status(revoked.status_index), Some(Status::Valid));
}

//! What comes after binding: changes of the person, losses, renewals, and who may not be bound.

use super::*;

#[test]
fn what_changes_of_a_person_changes_on_both() {
    let bureau = Bureau::new();
    let card = bureau.issued(1);
    let bound = bureau.bound(card.holder, 1);
    let changed = bureau.row(1, &soldier(), None);
    let Enrolment::Reserved {
        entry,
        beside: Some(beside),
        cause: Cause::Changed,
    } = &changed
    else {
        panic!("{changed:?}")
    };
    assert_eq!(entry.holder_key, None);
    assert_eq!(beside.holder_key, Some(*phone(1).key()));
    for entry in [entry, beside.as_ref()] {
        assert_eq!(entry.particulars, soldier());
    }
    assert_ne!(entry.serial, beside.serial);
    for old in [&card, &bound] {
        assert_eq!(bureau.status(old), Status::Revoked);
    }
    // Killed before either was written: the same row finds both again.
    let again = bureau.row(1, &soldier(), None);
    let Enrolment::Unchanged {
        entry: newest,
        beside: Some(other),
    } = again
    else {
        panic!("{again:?}")
    };
    assert_eq!((&newest, other.as_ref()), (beside.as_ref(), entry));
    bureau.open().verify_audit(None).unwrap();
}

#[test]
fn a_lost_card_leaves_the_phone_and_a_lost_phone_the_card() {
    let bureau = Bureau::new();
    let card = bureau.issued(1);
    let bound = bureau.bound(card.holder, 1);
    let second = bureau.run(Action::Reissue, |batch| {
        batch
            .reissue(card.holder, Reason::Lost, FirstCard::Refused, USUAL)
            .unwrap()
    });
    assert_eq!(second.kind(), CodeKind::Card);
    assert_eq!(bureau.status(&card), Status::Revoked);
    assert_eq!(bureau.status(&bound), Status::Valid);
    let (holder, kind) = (card.holder, CodeKind::Phone);
    bureau.revoke(Target::Kind { holder, kind }, Reason::Lost);
    assert_eq!(bureau.status(&bound), Status::Revoked);
    assert_eq!(bureau.status(&second), Status::Valid);
    // The row is that of somebody with a card.
    let row = bureau.row(1, &veteran(), None);
    assert!(
        matches!(&row, Enrolment::Unchanged { entry, beside: None } if entry.serial == second.serial),
        "{row:?}"
    );
}

#[test]
fn each_kind_is_renewed_by_itself() {
    let bureau = Bureau::new();
    let card = bureau.issued(1);
    let early = UnixTime::from_secs(1_850_000_000);
    let longer = Expiry::Usual(LATER.plus(365 * DAY));
    let bound = bureau.run(Action::Bind, |batch| {
        let key = phone(1);
        match batch
            .bind(card.holder, to_bind(&key), Expiry::Usual(early))
            .unwrap()
        {
            Binding::Reserved(entry) => entry,
            other => panic!("{other:?}"),
        }
    });
    let bound = bureau.went_out(bound);
    let soon = early.plus(DAY);
    let phone_ends = [(card.holder, CodeKind::Phone)];
    assert_eq!(bureau.open().expiring(soon).unwrap(), phone_ends);
    let renew = |kind| {
        bureau.run(Action::Renew, |batch| {
            batch.renew(card.holder, kind, longer).unwrap()
        })
    };
    let Renewal::Reserved(renewed) = renew(CodeKind::Phone) else {
        panic!("not renewed")
    };
    assert_eq!(renewed.holder_key, bound.holder_key);
    assert_eq!(bureau.open().expiring(soon).unwrap(), []);
    assert_eq!(bureau.open().next_end(NOW).unwrap(), Some(LATER));
    let Renewal::Reserved(card) = renew(CodeKind::Card) else {
        panic!("not renewed")
    };
    assert_eq!(card.holder_key, None);
}

#[test]
fn nobody_is_bound_who_is_to_have_no_code() {
    for (reason, may) in [
        (Reason::Deceased, false),
        (Reason::LeftCategory, false),
        (Reason::IssuedInError, false),
        (Reason::Lost, true),
        (Reason::HolderRequest, true),
    ] {
        let bureau = Bureau::new();
        let card = bureau.issued(1);
        bureau.revoke(Target::Holder(card.holder), reason);
        let binding = bureau.run(Action::Bind, |batch| {
            let key = phone(1);
            batch.bind(card.holder, to_bind(&key), USUAL)
        });
        assert_eq!(binding.is_ok(), may, "{reason:?}");
        let row = bureau.row(1, &veteran(), Some(&phone(2)));
        assert_eq!(
            matches!(row, Enrolment::Withheld(_)),
            !may,
            "{reason:?} {row:?}"
        );
    }
    let bureau = Bureau::new();
    let nobody = bureau.run(Action::Bind, |batch| {
        let key = phone(1);
        batch
            .bind(HolderNumber(7), to_bind(&key), USUAL)
            .unwrap_err()
    });
    assert_eq!(nobody.code, "credential-unknown");
}

#[test]
fn a_suspended_person_cannot_shake_it_off_with_another_phone() {
    let bureau = Bureau::new();
    let card = bureau.issued(1);
    let bound = bureau.bound(card.holder, 1);
    let suspend = |target| {
        bureau.run(Action::Suspend, |batch| {
            batch.suspend(target, Reason::Other).unwrap();
        });
    };
    // The phone alone: it is missing, and another one takes its place.
    suspend(Target::Index(bound.status_index));
    let second = bureau.bound(card.holder, 2);
    assert_eq!(bureau.status(&second), Status::Valid);
    suspend(Target::Holder(card.holder));
    let third = bureau.bound(card.holder, 3);
    assert_eq!(bureau.status(&third), Status::Suspended);
}

#[test]
fn a_key_that_was_exchanged_in_the_file_is_found() {
    let bureau = Bureau::new();
    let card = bureau.issued(1);
    bureau.bound(card.holder, 1);
    bureau
        .raw()
        .execute_batch("DROP TRIGGER credentials_stay")
        .unwrap();
    let changed = bureau.raw().execute(
        "UPDATE credentials SET holder_key = ?1 WHERE holder_key IS NOT NULL",
        [phone(9).key().to_cose_key()],
    );
    assert_eq!(changed, Ok(1));
    let broken = bureau.examine().verify_audit(None).unwrap_err();
    assert_eq!(broken.code, "audit-broken");
}

/// Version 2 knew cards only.
#[test]
fn a_register_of_version_2_keeps_its_audit_log_and_then_binds() {
    let bureau = Bureau::new();
    let card = bureau.issued(1);
    // As an older program wrote it: without the column and the index on it, and without later tables.
    bureau
        .raw()
        .execute_batch(
            "DROP INDEX credentials_with; ALTER TABLE credentials DROP COLUMN holder_key;
             ALTER TABLE credentials DROP COLUMN dependants;
             DROP TABLE editions; DROP TABLE places; DROP TABLE merchant_events; DROP TABLE complaints;
             PRAGMA user_version = 2;",
        )
        .unwrap();
    let register = bureau.open();
    register.verify_audit(None).unwrap();
    let same = register.entry_at(card.status_index).unwrap().unwrap();
    assert_eq!((same.kind(), same.serial), (CodeKind::Card, card.serial));
    drop(register);
    let bound = bureau.bound(card.holder, 1);
    assert_eq!(bound.kind(), CodeKind::Phone);
    bureau.open().verify_audit(None).unwrap();
    let version: usize = bureau
        .raw()
        .query_row("PRAGMA user_version", (), |row| row.get(0))
        .unwrap();
    assert_eq!(version, crate::register::schema::VERSION);
}

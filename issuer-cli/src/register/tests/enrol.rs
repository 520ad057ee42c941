use std::collections::HashSet;

use credential_core::{Field, Status};

use super::*;

#[test]
fn the_same_roster_twice_issues_nothing_new() {
    let bureau = Bureau::new();
    let first = reserved(bureau.enrol(1, &veteran()));
    let head = bureau.open().audit_head().unwrap();
    // The usual end of validity has moved on since.
    let again = bureau.run(Action::Issue, |batch| {
        let later = Expiry::Usual(LATER.plus(std::time::Duration::from_secs(86_400)));
        enrol(batch, 1, &veteran(), later)
    });
    assert_eq!(again, unchanged(first));
    assert_eq!(
        bureau.open().audit_head().unwrap(),
        head,
        "and leaves no trace"
    );
}

#[test]
fn the_same_person_twice_in_one_batch_is_one_person() {
    let bureau = Bureau::new();
    let (first, second) = bureau.run(Action::Issue, |batch| {
        let first = reserved(enrol(batch, 1, &veteran(), USUAL));
        (first, enrol(batch, 1, &veteran(), USUAL))
    });
    assert_eq!(second, unchanged(first));
    assert_eq!(bureau.open().counts(NOW).unwrap().holders, 1);
}

#[test]
fn two_rows_of_one_roster_that_disagree_do_not_supersede_each_other() {
    let bureau = Bureau::new();
    // The second run meets both rows again; neither may win by turns.
    for _ in 0..2 {
        let second = bureau.run(Action::Issue, |batch| {
            enrol(batch, 1, &veteran(), USUAL);
            enrol(batch, 1, &soldier(), USUAL)
        });
        assert!(matches!(second, Enrolment::Contradicts(_)), "{second:?}");
        assert_eq!(bureau.open().counts(NOW).unwrap().credentials, 1);
    }
    // Also over two transactions of one run.
    let mut register = bureau.open();
    let mut clerk = register.clerk(&actor()).unwrap();
    let mut batch = clerk.batch(Action::Issue, NOW).unwrap();
    enrol(&mut batch, 1, &veteran(), USUAL);
    batch.commit().unwrap();
    let mut batch = clerk.batch(Action::Issue, NOW).unwrap();
    let second = enrol(&mut batch, 1, &soldier(), USUAL);
    assert!(matches!(second, Enrolment::Contradicts(_)), "{second:?}");
}

#[test]
fn a_changed_row_supersedes_and_keeps_the_holder_number() {
    let bureau = Bureau::new();
    let soldier_then = reserved(bureau.enrol(1, &soldier()));
    let Enrolment::Reserved { entry, cause, .. } = bureau.enrol(1, &veteran()) else {
        panic!("nothing new")
    };
    assert_eq!(cause, Cause::Changed);
    assert_eq!((entry.holder, entry.serial), (soldier_then.holder, 2));
    assert_ne!(entry.status_index, soldier_then.status_index);

    let register = bureau.open();
    let old = register.entry_at(soldier_then.status_index).unwrap();
    let standing = old.unwrap().standing;
    assert_eq!(standing.status, Status::Revoked);
    assert_eq!(standing.changed, Some((Reason::Superseded, NOW)));
    let statuses = register.statuses(NOW).unwrap();
    assert_eq!(
        statuses.status(soldier_then.status_index),
        Some(Status::Revoked)
    );
    assert_eq!(statuses.status(entry.status_index), Some(Status::Valid));
}

#[test]
fn a_stated_end_is_content_and_the_usual_one_is_not() {
    let bureau = Bureau::new();
    let first = reserved(bureau.enrol(1, &veteran()));
    let same = bureau.run(Action::Issue, |batch| {
        enrol(batch, 1, &veteran(), Expiry::Stated(LATER))
    });
    assert_eq!(same, unchanged(first));
    let shorter = UnixTime::from_secs(1_850_000_000);
    let other = bureau.run(Action::Issue, |batch| {
        enrol(batch, 1, &veteran(), Expiry::Stated(shorter))
    });
    assert_eq!(reserved(other).validity.until, shorter);
}

#[test]
fn an_expired_credential_is_followed_by_another() {
    let bureau = Bureau::new();
    let old = bureau.issued(1);
    let mut register = bureau.open();
    let mut clerk = register.clerk(&actor()).unwrap();
    let after = UnixTime::from_secs(1_950_000_000);
    let mut batch = clerk.batch(Action::Issue, LATER).unwrap();
    let Enrolment::Reserved { entry, cause, .. } =
        enrol(&mut batch, 1, &veteran(), Expiry::Usual(after))
    else {
        panic!("nothing new")
    };
    batch.commit().unwrap();
    assert_eq!(cause, Cause::Expired);
    assert_eq!((entry.holder, entry.serial), (old.holder, 2));
    assert_eq!(entry.validity.from, LATER);
}

#[test]
fn a_roster_does_not_bring_back_who_was_revoked() {
    for (reason, changed_row_returns) in [
        (Reason::Deceased, false),
        (Reason::Lost, false),
        (Reason::LeftCategory, true),
    ] {
        let bureau = Bureau::new();
        let entry = bureau.issued(1);
        bureau.run(Action::Revoke, |batch| {
            batch.revoke(Target::Holder(entry.holder), reason).unwrap()
        });
        let same = bureau.enrol(1, &veteran());
        assert!(matches!(same, Enrolment::Withheld(_)), "{same:?}");
        let changed = bureau.enrol(1, &soldier());
        let returned = matches!(changed, Enrolment::Reserved { .. });
        assert_eq!(returned, changed_row_returns, "{changed:?}");
    }
}

#[test]
fn a_suspension_cannot_be_shaken_off_by_a_new_credential() {
    let bureau = Bureau::new();
    let old = bureau.issued(1);
    bureau.run(Action::Suspend, |batch| {
        let target = Target::Holder(old.holder);
        batch.suspend(target, Reason::Other).unwrap()
    });
    let changed = reserved(bureau.enrol(1, &soldier()));
    assert_eq!(changed.standing.status, Status::Suspended);
    bureau.run(Action::Issue, |batch| {
        batch
            .record_issued(&changed, "a", &text_digest("81"), &signed("81"))
            .unwrap();
    });
    let reissued = bureau.run(Action::Reissue, |batch| {
        batch
            .reissue(old.holder, Reason::Lost, FirstCard::Refused, USUAL)
            .unwrap()
    });
    assert_eq!(reissued.standing.status, Status::Suspended);
    assert_eq!(bureau.newest(old.holder).standing.status, Status::Suspended);
}

#[test]
fn reissue_revokes_what_went_out_and_can_be_repeated() {
    let bureau = Bureau::new();
    let lost = bureau.issued(1);
    let reissue = || {
        bureau.run(Action::Reissue, |batch| {
            batch
                .reissue(lost.holder, Reason::Lost, FirstCard::Refused, USUAL)
                .unwrap()
        })
    };
    let first = reissue();
    assert_eq!(first.particulars, lost.particulars);
    assert_eq!((first.holder, first.serial), (lost.holder, 2));
    // Killed before the new one was written, and started again.
    assert_eq!(reissue(), first);
    let old = bureau.open().entry_at(lost.status_index).unwrap().unwrap();
    assert_eq!(old.standing.changed, Some((Reason::Lost, NOW)));
}

#[test]
fn reissue_is_the_way_back_from_a_revocation() {
    let bureau = Bureau::new();
    let entry = bureau.issued(1);
    bureau.run(Action::Revoke, |batch| {
        let target = Target::Holder(entry.holder);
        batch.revoke(target, Reason::IssuedInError).unwrap()
    });
    let again = bureau.run(Action::Reissue, |batch| {
        batch
            .reissue(entry.holder, Reason::Other, FirstCard::Refused, USUAL)
            .unwrap()
    });
    assert_eq!(again.holder, entry.holder);
    assert_eq!(again.standing.status, Status::Valid);
}

#[test]
fn renewal_leaves_the_old_one_valid_until_its_end() {
    let bureau = Bureau::new();
    let old = bureau.issued(1);
    let soon = LATER.plus(std::time::Duration::from_secs(1));
    assert_eq!(bureau.open().expiring(LATER).unwrap(), []);
    assert_eq!(
        bureau.open().expiring(soon).unwrap(),
        [(old.holder, CodeKind::Card)]
    );

    let longer = Expiry::Usual(UnixTime::from_secs(2_000_000_000));
    let renew = || {
        bureau.run(Action::Renew, |batch| {
            batch.renew(old.holder, CodeKind::Card, longer).unwrap()
        })
    };
    let Renewal::Reserved(new) = renew() else {
        panic!("not renewed")
    };
    assert_eq!(renew(), Renewal::NotNeeded(new.clone()));
    assert_eq!(bureau.open().expiring(soon).unwrap(), []);
    let statuses = bureau.open().statuses(NOW).unwrap();
    for index in [old.status_index, new.status_index] {
        assert_eq!(statuses.status(index), Some(Status::Valid));
    }
    // What changes later is taken back from both.
    bureau.enrol(1, &soldier());
    let statuses = bureau.open().statuses(NOW).unwrap();
    for index in [old.status_index, new.status_index] {
        assert_eq!(statuses.status(index), Some(Status::Revoked));
    }
}

#[test]
fn refuses_what_no_credential_can_say() {
    let bureau = Bureau::new();
    let nobody = Particulars::new(veteran().name, CategorySet::EMPTY);
    let ungraded = Particulars {
        details: Details {
            disability_grade: Some(11),
            ..Details::default()
        },
        ..veteran()
    };
    let overdone = Particulars {
        details: Details {
            honour_class: Some(0),
            ..Details::default()
        },
        ..veteran()
    };
    for (particulars, expiry, field) in [
        (nobody, USUAL, Field::Categories),
        (ungraded, USUAL, Field::DisabilityGrade),
        (overdone, USUAL, Field::HonourClass),
        (veteran(), Expiry::Usual(NOW), Field::Validity),
        (
            veteran(),
            Expiry::Usual(UnixTime::from_secs(u64::MAX)),
            Field::Validity,
        ),
    ] {
        let enrolment = bureau.run(Action::Issue, |batch| enrol(batch, 1, &particulars, expiry));
        assert_eq!(enrolment, Enrolment::Invalid(field));
    }
    assert_eq!(bureau.open().counts(NOW).unwrap().holders, 0);
}

#[test]
fn what_is_signed_is_the_same_from_the_reservation_and_from_the_register() {
    let bureau = Bureau::new();
    let full = Particulars {
        details: Details {
            home_region: Some(credential_core::Region::new(421_202).unwrap()),
            disability_grade: Some(3),
            honour_class: Some(2),
            dependants: Vec::new(),
        },
        ..veteran()
    };
    let entry = reserved(bureau.enrol(1, &full));
    let read = bureau.open().unfinished(NOW).unwrap();
    assert_eq!(read, std::slice::from_ref(&entry));
    assert_eq!(read[0].claims(), entry.claims());
    assert_eq!(read[0].claims().unwrap().disability_grade, Some(3));
}

#[test]
fn a_code_is_recorded_once_and_the_same_again_is_fine() {
    let bureau = Bureau::new();
    let entry = bureau.issued(1);
    bureau.run(Action::Issue, |batch| {
        batch
            .record_issued(&entry, "1.png", &text_digest("81"), &signed("81"))
            .unwrap();
        for (file, text) in [("2.png", "81"), ("1.png", "82")] {
            let other = batch.record_issued(&entry, file, &text_digest(text), &signed(text));
            assert_eq!(other.unwrap_err().code, "issued-otherwise");
        }
    });
    let output = bureau.newest(entry.holder).output.unwrap();
    assert_eq!(
        (output.file.as_str(), output.digest),
        ("1.png", text_digest("81"))
    );
}

#[test]
fn what_was_superseded_before_it_went_out_is_not_finished_but_abandoned() {
    let bureau = Bureau::new();
    let old = reserved(bureau.enrol(1, &soldier()));
    let new = reserved(bureau.enrol(1, &veteran()));
    let register = bureau.open();
    assert_eq!(register.unfinished(NOW).unwrap(), [new]);
    let mut abandoned = Vec::new();
    register
        .for_each(Selection::Abandoned, NOW, |entry| {
            abandoned.push(entry.status_index);
            Ok(())
        })
        .unwrap();
    assert_eq!(abandoned, [old.status_index]);
}

#[test]
fn a_batch_that_is_dropped_leaves_nothing() {
    let bureau = Bureau::new();
    let mut register = bureau.open();
    let mut clerk = register.clerk(&actor()).unwrap();
    let mut batch = clerk.batch(Action::Issue, NOW).unwrap();
    let dropped = reserved(enrol(&mut batch, 1, &veteran(), USUAL));
    drop(batch);
    assert_eq!(clerk.register().counts(NOW).unwrap().holders, 0);
    let mut batch = clerk.batch(Action::Issue, NOW).unwrap();
    let entry = reserved(enrol(&mut batch, 1, &veteran(), USUAL));
    batch.commit().unwrap();
    assert_ne!(
        entry.status_index, dropped.status_index,
        "an index that was shown is not drawn again"
    );
}

#[test]
fn a_hundred_thousand_people_have_distinct_numbers_and_indices() {
    let bureau = Bureau::new();
    let mut register = bureau.open();
    let mut clerk = register.clerk(&actor()).unwrap();
    let (mut holders, mut indices) = (HashSet::new(), HashSet::new());
    for thousand in 0..100 {
        let mut batch = clerk.batch(Action::Issue, NOW).unwrap();
        for number in thousand * 1_000..(thousand + 1) * 1_000 {
            let entry = reserved(enrol(&mut batch, number, &veteran(), USUAL));
            assert!(holders.insert(entry.holder));
            assert!(indices.insert(entry.status_index));
        }
        batch.commit().unwrap();
    }
    let counts = clerk.register().counts(NOW).unwrap();
    assert_eq!((counts.holders, counts.credentials), (100_000, 100_000));
    assert_eq!(counts.status_entries, 1 << 18);
    assert!(indices.iter().all(|index| index.0 < 1 << 18));
    clerk.register().verify_audit(None).unwrap();
}

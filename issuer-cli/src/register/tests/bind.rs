//! A card and a phone side by side: what binding changes, and what it leaves alone.

mod afterwards;

use std::time::Duration;

use credential_core::{
    Enrolment as PhoneEnrolment, EnrolmentClaims, IssuerId, ProvedKey, SigningKey, Status,
};

use super::*;
use crate::phone_key::KeyRefusal;

const XIANNING: IssuerId = IssuerId(42_120_001);
const DAY: Duration = Duration::from_secs(86_400);

/// The key of a phone that was made with this seed, enrolled at that time.
fn phone_at(seed: u8, issued: UnixTime) -> ProvedKey {
    let claims = EnrolmentClaims {
        issued,
        issuer: None,
        label: None,
    };
    let made = PhoneEnrolment::sign(&claims, &SigningKey::from_seed(&[seed; 32])).unwrap();
    ProvedKey::from_bytes(made.as_bytes()).unwrap()
}

fn phone(seed: u8) -> ProvedKey {
    phone_at(seed, NOW)
}

fn to_bind(proved: &ProvedKey) -> KeyToBind<'_> {
    KeyToBind {
        proved,
        issuer: XIANNING,
    }
}

impl Bureau {
    fn bind(&self, holder: HolderNumber, proved: &ProvedKey) -> Binding {
        self.bind_at(NOW, holder, proved)
    }

    fn bind_at(&self, at: UnixTime, holder: HolderNumber, proved: &ProvedKey) -> Binding {
        let mut register = self.open();
        let mut clerk = register.clerk(&actor()).unwrap();
        let mut batch = clerk.batch(Action::Bind, at).unwrap();
        let binding = batch.bind(holder, to_bind(proved), USUAL).unwrap();
        batch.commit().unwrap();
        binding
    }

    fn bound(&self, holder: HolderNumber, seed: u8) -> Entry {
        match self.bind(holder, &phone(seed)) {
            Binding::Reserved(entry) => self.went_out(entry),
            other => panic!("{other:?}"),
        }
    }

    fn went_out(&self, entry: Entry) -> Entry {
        self.run(Action::Issue, |batch| {
            let file = format!("{}-{}.png", entry.holder, entry.serial);
            let text = format!("81{}{}", entry.holder, entry.serial);
            let digest = text_digest(&text);
            batch
                .record_issued(&entry, &file, &digest, &signed(&text))
                .unwrap();
        });
        entry
    }

    fn row(&self, number: u32, particulars: &Particulars, key: Option<&ProvedKey>) -> Enrolment {
        self.run(Action::Issue, |batch| {
            let person = identity(number);
            let person = PersonId::new(&person).unwrap();
            let key = key.map(to_bind);
            let unsaid = Unsaid::default();
            batch
                .enrol_with_key(&person, particulars, unsaid, USUAL, key)
                .unwrap()
        })
    }

    fn status(&self, entry: &Entry) -> Status {
        let entry = self.open().entry_at(entry.status_index).unwrap().unwrap();
        entry.standing.status
    }

    fn revoke(&self, target: Target, reason: Reason) {
        self.run(Action::Revoke, |batch| {
            batch.revoke(target, reason).unwrap();
        });
    }
}

#[test]
fn a_phone_is_bound_beside_the_card() {
    let bureau = Bureau::new();
    let card = bureau.issued(1);
    let bound = bureau.bound(card.holder, 1);
    assert_eq!((bound.holder, bound.serial), (card.holder, 2));
    assert_eq!(bound.kind(), CodeKind::Phone);
    assert_eq!(bound.claims().unwrap().holder_key, Some(*phone(1).key()));
    assert_eq!(bound.particulars, card.particulars);
    assert_eq!(bureau.status(&card), Status::Valid);
    // As it was written, so it is read.
    let read = bureau.open().entry_at(bound.status_index).unwrap().unwrap();
    assert_eq!(read.holder_key, bound.holder_key);
    bureau.open().verify_audit(None).unwrap();
}

#[test]
fn another_phone_supersedes_the_one_before_and_leaves_the_card_alone() {
    let bureau = Bureau::new();
    let card = bureau.issued(1);
    let lost = bureau.bound(card.holder, 1);
    let found = bureau.bound(card.holder, 2);
    let old = bureau.open().entry_at(lost.status_index).unwrap().unwrap();
    assert_eq!(old.standing.changed, Some((Reason::Superseded, NOW)));
    assert_eq!(bureau.status(&lost), Status::Revoked);
    assert_eq!(bureau.status(&card), Status::Valid);
    assert_eq!(bureau.status(&found), Status::Valid);
}

#[test]
fn the_same_phone_again_changes_nothing() {
    let bureau = Bureau::new();
    let card = bureau.issued(1);
    let Binding::Reserved(reserved) = bureau.bind(card.holder, &phone(1)) else {
        panic!("refused")
    };
    // Killed before the code was written: the same credential again.
    assert_eq!(
        bureau.bind(card.holder, &phone(1)),
        Binding::Reserved(reserved.clone())
    );
    bureau.went_out(reserved.clone());
    let head = bureau.open().audit_head().unwrap();
    let again = bureau.bind(card.holder, &phone(1));
    assert!(matches!(again, Binding::Unchanged(entry) if entry.serial == reserved.serial));
    assert_eq!(bureau.open().audit_head().unwrap(), head);
}

#[test]
fn one_key_is_not_bound_to_two_people() {
    let bureau = Bureau::new();
    let (first, second) = (bureau.issued(1), bureau.issued(2));
    let bound = bureau.bound(first.holder, 1);
    let holder = first.holder;
    let refused = KeyRefusal::OfAnother { holder };
    assert_eq!(
        bureau.bind(second.holder, &phone(1)),
        Binding::Refused(refused)
    );
    for number in [2, 3] {
        let row = bureau.row(number, &veteran(), Some(&phone(1)));
        assert_eq!(row, Enrolment::KeyRefused(refused), "{number}");
    }
    assert_eq!(bureau.open().counts(NOW).unwrap().holders, 2);
    // It was the wrong person: once that is put right, the right one gets it.
    bureau.revoke(Target::Index(bound.status_index), Reason::IssuedInError);
    let again = bureau.bind(second.holder, &phone(1));
    assert!(matches!(again, Binding::Reserved(_)), "{again:?}");
    // And the wrong one does not get it back with a changed row.
    let Enrolment::Reserved { entry, beside, .. } = bureau.row(1, &soldier(), None) else {
        panic!("nothing changed")
    };
    assert_eq!((entry.kind(), beside), (CodeKind::Card, None));
}

#[test]
fn an_old_key_does_not_come_back() {
    let bureau = Bureau::new();
    let card = bureau.issued(1);
    let week = NOW.plus(7 * DAY);
    let lost = bureau.bound(card.holder, 1);
    let Binding::Reserved(second) = bureau.bind_at(week, card.holder, &phone_at(2, week)) else {
        panic!("refused")
    };
    // The roster of last week still has the phone of last week.
    let refused = bureau.bind_at(week, card.holder, &phone(1));
    let made = NOW;
    assert_eq!(
        refused,
        Binding::Refused(KeyRefusal::Outdated { made }),
        "{lost:?}"
    );
    // One that was found again makes a new enrolment.
    let again = bureau.bind_at(week, card.holder, &phone_at(1, week));
    assert!(matches!(again, Binding::Reserved(_)), "{again:?}");
    // Lost and stolen ones never come back.
    let Binding::Reserved(third) = again else {
        return;
    };
    assert_eq!(bureau.status(&second), Status::Revoked);
    for reason in [Reason::Lost, Reason::Stolen] {
        let bureau = Bureau::new();
        let card = bureau.issued(1);
        let bound = bureau.bound(card.holder, 1);
        bureau.revoke(Target::Index(bound.status_index), reason);
        let later = NOW.plus(DAY);
        let refused = bureau.bind_at(later, card.holder, &phone_at(1, later));
        assert_eq!(refused, Binding::Refused(KeyRefusal::LostBefore));
        let other = bureau.bind_at(later, card.holder, &phone_at(2, later));
        assert!(matches!(other, Binding::Reserved(_)), "{other:?}");
    }
    assert_eq!(third.kind(), CodeKind::Phone);
}

#[test]
fn enrolments_are_taken_for_thirty_days_and_from_whom_they_are_for() {
    let bureau = Bureau::new();
    let card = bureau.issued(1);
    let late = NOW.plus(31 * DAY);
    let refused = bureau.bind_at(late, card.holder, &phone(1));
    let made = NOW;
    assert_eq!(refused, Binding::Refused(KeyRefusal::Expired { made }));
    let early = late.plus(2 * DAY);
    let refused = bureau.bind_at(late, card.holder, &phone_at(1, early));
    let made = early;
    assert_eq!(refused, Binding::Refused(KeyRefusal::DatedAhead { made }));
    let claims = EnrolmentClaims {
        issued: late,
        issuer: Some(IssuerId(1)),
        label: None,
    };
    let made = PhoneEnrolment::sign(&claims, &SigningKey::from_seed(&[1; 32])).unwrap();
    let foreign = ProvedKey::from_bytes(made.as_bytes()).unwrap();
    let refused = bureau.bind_at(late, card.holder, &foreign);
    assert_eq!(refused, Binding::Refused(KeyRefusal::OtherBureau));
    assert_eq!(bureau.open().entries_of(card.holder).unwrap().len(), 1);
}

#[test]
fn a_row_with_a_phone_gives_a_new_person_no_card() {
    let bureau = Bureau::new();
    let Enrolment::Reserved {
        entry,
        beside: None,
        cause: Cause::NewPerson,
    } = bureau.row(1, &veteran(), Some(&phone(1)))
    else {
        panic!("nothing new")
    };
    assert_eq!(entry.kind(), CodeKind::Phone);
    bureau.went_out(entry.clone());
    // Neither does a row without one: an empty cell takes nothing away and gives nothing.
    for key in [None, Some(phone_at(1, UnixTime::from_secs(0)))] {
        let again = bureau.row(1, &veteran(), key.as_ref());
        let same = matches!(&again, Enrolment::Unchanged { entry: same, beside: None } if same.serial == 1);
        assert!(same, "{again:?}");
    }
    let refused = bureau.run(Action::Reissue, |batch| {
        batch
            .reissue(entry.holder, Reason::Lost, FirstCard::Refused, USUAL)
            .unwrap_err()
    });
    assert_eq!(refused.code, "phone-only");
    let card = bureau.run(Action::Reissue, |batch| {
        batch
            .reissue(entry.holder, Reason::Other, FirstCard::Wanted, USUAL)
            .unwrap()
    });
    assert_eq!(card.kind(), CodeKind::Card);
    assert_eq!(bureau.status(&entry), Status::Valid);
}

#[test]
fn a_row_binds_beside_a_card_and_binds_again() {
    let bureau = Bureau::new();
    let card = bureau.issued(1);
    let Enrolment::Reserved {
        entry,
        beside: Some(beside),
        cause: Cause::Bound,
    } = bureau.row(1, &veteran(), Some(&phone(1)))
    else {
        panic!("not bound")
    };
    assert_eq!(
        (entry.kind(), beside.status_index),
        (CodeKind::Phone, card.status_index)
    );
    let first = bureau.went_out(entry);
    let register = bureau.open();
    let person = identity(1);
    let second = phone(2);
    let foreseen = register
        .foresee(
            &PersonId::new(&person).unwrap(),
            &veteran(),
            Unsaid::default(),
            USUAL,
            Some(to_bind(&second)),
            NOW,
        )
        .unwrap()
        .unwrap();
    assert_eq!(foreseen.appraisal, Appraisal::Rebound);
    assert!(foreseen.revokes && foreseen.rebinds && foreseen.codes == 1);
    drop(register);
    let again = bureau.row(1, &veteran(), Some(&second));
    assert!(matches!(
        again,
        Enrolment::Reserved {
            cause: Cause::Rebound,
            ..
        }
    ));
    assert_eq!(bureau.status(&first), Status::Revoked);
    assert_eq!(bureau.status(&card), Status::Valid);
}

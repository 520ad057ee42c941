//! A bureau's computer was stolen with its key: the honest holder, the thief, and who carries updates.

use super::*;
use crate::claims::Claims;
use crate::cose::UnsignedSign1;
use crate::fixtures::issuer_key;
use crate::numbers::HolderNumber;
use crate::vouch::{CodeHashSet, VouchListClaims};
use crate::{Credential, Decision, VouchList};

/// The key that was stolen is that of the bureau in [`terminal`].
fn stolen() -> SigningKey {
    bureau_key()
}

fn new_key() -> SigningKey {
    key(3)
}

fn newest_key() -> SigningKey {
    key(4)
}

fn honest_code() -> Credential {
    issue(&claims(), &stolen()).unwrap()
}

/// Made with the stolen key, as good as any.
fn thiefs_code() -> Credential {
    let claims = Claims {
        holder: HolderNumber(99),
        ..claims()
    };
    issue(&claims, &stolen()).unwrap()
}

/// The trust list of that version, in which these keys stand beside the compromised one.
fn after_the_theft(version: u64, keys: &[(&SigningKey, Standing)]) -> Update {
    let [a, b, ..] = keepers();
    with_list(list_of(version, 1, &[&a, &b], |claims| {
        let bureau = Arc::make_mut(&mut claims.issuers[0]);
        bureau.keys[0].standing = Standing::Compromised;
        for (key, standing) in keys {
            let mut listed = issuer_key(key);
            listed.standing = *standing;
            bureau.keys.push(listed);
        }
        claims.issuers.push(Arc::new(issuer(42_120_002, &key(8))));
    }))
}

fn vouch_claims(made: UnixTime, codes: &[&Credential]) -> VouchListClaims {
    VouchListClaims {
        issuer: XIANNING,
        key: stolen().public_key().thumbprint(),
        issued: made,
        hashes: CodeHashSet::new(codes.iter().map(|code| code.hash())).unwrap(),
    }
}

fn vouch_list(made: UnixTime, codes: &[&Credential]) -> Vec<u8> {
    VouchList::issue(&vouch_claims(made, codes), &new_key()).unwrap()
}

fn with_vouch_list(bytes: Vec<u8>) -> Update {
    Update {
        vouch_lists: vec![bytes],
        ..Update::default()
    }
}

/// What a program would not sign, but a thief does.
fn signed_by_thief(claims: &VouchListClaims, key: &SigningKey) -> Vec<u8> {
    let other = VouchListClaims {
        key: [0; 32],
        ..claims.clone()
    };
    let bytes = VouchList::issue(&other, &new_key()).unwrap();
    let payload = crate::fixtures::replace(&payload_of_sign1(&bytes), &[0; 32], &claims.key);
    let unsigned = UnsignedSign1::prepare::<VouchListClaims>(payload, key.public_key()).unwrap();
    let Ok(signature) = key.sign(unsigned.to_be_signed());
    unsigned.finish(&signature).unwrap()
}

fn payload_of_sign1(message: &[u8]) -> Vec<u8> {
    let mut reader = crate::cbor::Reader::new(message.strip_prefix(b"\xd2").unwrap());
    reader.array().unwrap();
    reader.bytes().unwrap();
    reader.skip().unwrap();
    reader.bytes().unwrap().to_vec()
}

/// Version 6, with the new key: the theft is known, and nobody has told which codes are genuine.
fn theft_known() -> Holdings {
    let mut held = terminal();
    let update = after_the_theft(6, &[(&new_key(), Standing::Active)]);
    assert_eq!(results(&held.apply(&update, NOW)), [Ok(Applied::New)]);
    held
}

fn vouched() -> Holdings {
    let mut held = theft_known();
    let update = with_vouch_list(vouch_list(day(20), &[&honest_code()]));
    let outcomes = held.apply(&update, NOW);
    assert_eq!(results(&outcomes), [Ok(Applied::New)]);
    let subject = Some((XIANNING, stolen().public_key().thumbprint()));
    assert_eq!(outcomes[0].part, UpdatePart::VouchList { subject });
    held
}

/// Decision and reason at a gate and at a shop.
fn verdicts(held: &Holdings, code: &Credential) -> [(Decision, &'static str); 2] {
    [Policy::gate(), Policy::shop()].map(|policy| {
        let verdict = Verifier::new(held, policy).verify_bytes(code.as_bytes(), NOW);
        (verdict.decision(), verdict.reason())
    })
}

const ACCEPTED: [(Decision, &str); 2] =
    [(Decision::Accept, "accepted"), (Decision::Check, "bearer")];
const IN_DOUBT: [(Decision, &str); 2] = [
    (Decision::Refuse, "key-compromised"),
    (Decision::Check, "key-compromised"),
];
const REFUSED: [(Decision, &str); 2] = [(Decision::Refuse, "not-vouched"); 2];

/// As at a shop with a fresh status list, so that nothing else is to be looked at.
fn with_statuses(mut held: Holdings) -> Holdings {
    let claims = StatusListClaims {
        issuer: XIANNING,
        validity: Validity::new(day(110), EXPIRES),
        ttl: None,
        statuses: StatusArray::all_valid(65_536).unwrap(),
    };
    let signer = if held.floors().trust_list.version > 5 {
        new_key()
    } else {
        stolen()
    };
    let list = crate::status::StatusList::issue(&claims, &signer).unwrap();
    let outcomes = held.apply(&with_status_list(list), NOW);
    assert_eq!(results(&outcomes), [Ok(Applied::New)]);
    held
}

#[test]
fn before_the_theft_is_known_both_pass() {
    let held = with_statuses(terminal());
    assert_eq!(verdicts(&held, &honest_code()), ACCEPTED);
    assert_eq!(verdicts(&held, &thiefs_code()), ACCEPTED);
}

#[test]
fn without_a_vouch_list_neither_passes_unseen() {
    let held = with_statuses(theft_known());
    assert_eq!(verdicts(&held, &honest_code()), IN_DOUBT);
    assert_eq!(verdicts(&held, &thiefs_code()), IN_DOUBT);
    // Nor where no lists are kept at all.
    for (policy, expected) in [Policy::gate(), Policy::shop()].into_iter().zip(IN_DOUBT) {
        let verifier = Verifier::without_revocation_check(held.trust().unwrap(), policy);
        let verdict = verifier.verify_bytes(thiefs_code().as_bytes(), NOW);
        assert_eq!((verdict.decision(), verdict.reason()), expected);
    }
}

#[test]
fn with_the_vouch_list_the_honest_holder_passes_and_the_thief_does_not() {
    let held = with_statuses(vouched());
    assert_eq!(verdicts(&held, &honest_code()), ACCEPTED);
    assert_eq!(verdicts(&held, &thiefs_code()), REFUSED);
    // A code by the new key needs nobody to vouch for it.
    let later = issue(&claims(), &new_key()).unwrap();
    assert_eq!(verdicts(&held, &later), ACCEPTED);
}

/// The register has revoked a code that it vouches for: that comes later, and still counts.
#[test]
fn a_vouched_code_can_be_revoked() {
    let mut held = vouched();
    let index = claims().status_index;
    let mut statuses = StatusArray::all_valid(65_536).unwrap();
    statuses.set(index, Status::Revoked).unwrap();
    let list = StatusListClaims {
        issuer: XIANNING,
        validity: Validity::new(day(21), EXPIRES),
        ttl: None,
        statuses,
    };
    let list = crate::status::StatusList::issue(&list, &new_key()).unwrap();
    held.apply(&with_status_list(list), NOW);
    assert_eq!(
        verdicts(&held, &honest_code())[0],
        (Decision::Refuse, "revoked")
    );
}

/// Whoever carries the update leaves the vouch list out, or brings the one of before.
#[test]
fn stripping_or_replaying_the_vouch_list_gains_nothing() {
    let mut stripped = with_statuses(terminal());
    let full = vouched().to_update();
    let without = Update {
        vouch_lists: Vec::new(),
        ..full.clone()
    };
    stripped.apply(&without, NOW);
    assert_eq!(verdicts(&stripped, &thiefs_code())[0], IN_DOUBT[0]);

    // An older list names a code that the register has found to be none of its own.
    let mut held = vouched();
    let older = vouch_list(day(19), &[&honest_code(), &thiefs_code()]);
    let errors = refused(&mut held, &with_vouch_list(older.clone()));
    let (at, offered) = (day(20).as_secs(), day(19).as_secs());
    assert_eq!(errors, [Error::RolledBack { held: at, offered }]);
    let same_time = vouch_list(day(20), &[&thiefs_code()]);
    let errors = refused(&mut held, &with_vouch_list(same_time));
    assert_eq!(errors, [Error::VersionReused { version: at }]);
    // Also after the disk has lost the newer one.
    let kept = without.root_sets[0].clone();
    let mut lost = Holdings::with_floors(&kept, held.floors().clone()).unwrap();
    lost.restore(&without);
    let errors = refused(&mut lost, &with_vouch_list(older));
    assert_eq!(errors, [Error::RolledBack { held: at, offered }]);
    let outcomes = lost.apply(&full, NOW);
    assert_eq!(outcomes.last().unwrap().result, Ok(Applied::New));
    assert_eq!(verdicts(&lost, &thiefs_code()), REFUSED);
}

#[test]
fn nobody_but_an_active_key_of_the_issuer_vouches() {
    let mut held = theft_known();
    let thiefs = vouch_claims(day(20), &[&thiefs_code()]);
    let by_itself = signed_by_thief(&thiefs, &stolen());
    let errors = refused(&mut held, &with_vouch_list(by_itself));
    assert_eq!(errors, [Error::KeyWithdrawn]);
    // Another issuer, in its own name or in that of this one.
    for issuer in [XIANNING, IssuerId(42_120_002)] {
        let claims = VouchListClaims {
            issuer,
            ..thiefs.clone()
        };
        let bytes = VouchList::issue(&claims, &key(8)).unwrap();
        let errors = refused(&mut held, &with_vouch_list(bytes));
        assert_eq!(errors, [Error::SubjectMismatch]);
    }
    let key_id = key(77).public_key().id();
    let strangers = VouchList::issue(&thiefs, &key(77)).unwrap();
    let errors = refused(&mut held, &with_vouch_list(strangers));
    assert_eq!(errors, [Error::IssuerUnknown { key_id }]);
    // About a key that the issuer does not have.
    let other = VouchListClaims {
        key: key(78).public_key().thumbprint(),
        ..thiefs
    };
    let bytes = VouchList::issue(&other, &new_key()).unwrap();
    let errors = refused(&mut held, &with_vouch_list(bytes));
    assert_eq!(errors, [Error::SubjectMismatch]);
    assert_eq!(verdicts(&held, &thiefs_code())[0], IN_DOUBT[0]);
}

/// While nobody knows of the theft, the thief vouches for own codes, dated as late as can be.
#[test]
fn what_the_thief_vouched_for_in_advance_is_dropped() {
    let [a, b, ..] = keepers();
    let mut held = terminal();
    let both = with_list(list_of(6, 1, &[&a, &b], |claims| {
        let bureau = Arc::make_mut(&mut claims.issuers[0]);
        bureau.keys.push(issuer_key(&new_key()));
    }));
    held.apply(&both, NOW);
    let thiefs = vouch_claims(NOW, &[&thiefs_code()]);
    let update = with_vouch_list(signed_by_thief(&thiefs, &stolen()));
    assert_eq!(results(&held.apply(&update, NOW)), [Ok(Applied::New)]);
    held.apply(&after_the_theft(7, &[(&new_key(), Standing::Active)]), NOW);
    assert_eq!(held.vouch_lists().count(), 0);
    assert_eq!(verdicts(&held, &thiefs_code())[0], IN_DOUBT[0]);
    // It does not keep the true list out, although that is older.
    let update = with_vouch_list(vouch_list(day(20), &[&honest_code()]));
    assert_eq!(results(&held.apply(&update, NOW)), [Ok(Applied::New)]);
    assert_eq!(verdicts(&held, &thiefs_code()), REFUSED);
}

#[test]
fn a_list_by_a_key_that_is_withdrawn_later_is_dropped_and_replaced() {
    let mut held = vouched();
    let update = after_the_theft(
        7,
        &[
            (&new_key(), Standing::Withdrawn),
            (&newest_key(), Standing::Active),
        ],
    );
    assert_eq!(results(&held.apply(&update, NOW)), [Ok(Applied::New)]);
    assert_eq!(verdicts(&held, &honest_code())[0], IN_DOUBT[0]);
    let old = with_vouch_list(vouch_list(day(21), &[&thiefs_code()]));
    assert_eq!(refused(&mut held, &old), [Error::KeyWithdrawn]);
    // The floor of the withdrawn key does not hold for the new one.
    let claims = vouch_claims(day(18), &[&honest_code()]);
    let bytes = VouchList::issue(&claims, &newest_key()).unwrap();
    let outcomes = held.apply(&with_vouch_list(bytes), NOW);
    assert_eq!(results(&outcomes), [Ok(Applied::New)]);
    assert_eq!(verdicts(&held, &thiefs_code()), REFUSED);
}

#[test]
fn a_vouch_list_is_not_taken_from_the_future_or_before_a_trust_list() {
    let ahead = NOW.plus(Duration::from_secs(86_401));
    let errors = refused(
        &mut theft_known(),
        &with_vouch_list(vouch_list(ahead, &[&honest_code()])),
    );
    assert!(
        matches!(errors[..], [Error::DatedAhead { .. }]),
        "{errors:?}"
    );
    let mut empty = Holdings::provision(&first_roots()).unwrap();
    let update = with_vouch_list(vouch_list(day(20), &[]));
    assert_eq!(refused(&mut empty, &update), [Error::TrustListMissing]);
}

#[test]
fn it_is_held_kept_and_restored_like_the_other_parts() {
    let held = vouched();
    let kept = held.to_update();
    assert_eq!(kept.vouch_lists.len(), 1);
    assert_eq!(Update::parse(&kept.encode()).unwrap(), kept);
    let mut restored = Holdings::with_floors(&kept.root_sets[0], held.floors().clone()).unwrap();
    restored.restore(&kept);
    assert_eq!(restored.to_update(), kept);
    assert_eq!(restored.floors(), held.floors());
    let again = restored.apply(&kept, NOW);
    assert!(
        results(&again)
            .iter()
            .all(|result| *result == Ok(Applied::AlreadyHeld))
    );
}

/// The stolen key signs no status list any more: neither one that restores what was revoked, nor one
/// that keeps the true ones out.
#[test]
fn a_compromised_key_signs_no_status_list() {
    let mut held = theft_known();
    assert!(
        held.status_list(XIANNING).is_none(),
        "it was by the stolen key"
    );
    let errors = refused(&mut held, &with_status_list(statuses(day(30), &[])));
    assert_eq!(errors, [Error::KeyWithdrawn]);
}

/// Who may vouch does not widen what may be attested: the order of stage scope.
#[test]
fn what_stands_before_and_behind_in_stage_scope() {
    let held = theft_known();
    let reason = |change: fn(&mut Claims)| {
        let mut claims = claims();
        change(&mut claims);
        let code = issue(&claims, &stolen()).unwrap();
        verdicts(&held, &code)[1].1
    };
    let early =
        |claims: &mut Claims| claims.validity.from = UnixTime::from_secs(ISSUED.as_secs() - 1);
    assert_eq!(reason(early), "key-not-in-force");
    let foreign = |claims: &mut Claims| {
        claims.home_region = Some(crate::Region::new(330_100).unwrap());
    };
    assert_eq!(reason(foreign), "region-out-of-scope");
    let at_gate = |code: &Credential| verdicts(&held, code)[0].1;
    let mut claims = claims();
    foreign(&mut claims);
    assert_eq!(
        at_gate(&issue(&claims, &stolen()).unwrap()),
        "key-compromised"
    );
}

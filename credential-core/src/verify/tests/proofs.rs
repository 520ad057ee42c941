//! Presentations, and what somebody else makes of them.

use alloc::vec::Vec;
use core::time::Duration;

use super::{check, refusal, refused_for};
use crate::admission::ReplayGuard;
use crate::challenge::Challenge;
use crate::credential::ParsedCredential;
use crate::error::{Error, Field, Stage};
use crate::fixtures::{
    ISSUED, NOW, SPAN, bound_to, bstr, bureau_key, hex, holdings_of, issuer, key, list_claims,
    p256_phone_key, phone_key, trust,
};
use crate::keys::Signer;
use crate::numbers::{HolderNumber, StatusIndex};
use crate::presentation::{ParsedPresentation, Presentation};
use crate::status::{Status, StatusArray, StatusList, StatusListClaims};
use crate::text::TextForm;
use crate::time::UnixTime;
use crate::trust::IssuerId;
use crate::verify::{
    Advice, Bearer, Caution, ChallengeRule, Decision, HolderProof, Policy, Verdict, Verifier,
};

fn at(offset: i64) -> UnixTime {
    UnixTime::from_secs(NOW.as_secs().checked_add_signed(offset).unwrap())
}

fn ed25519() -> Presentation {
    let credential = bound_to(phone_key().public_key(), |_| ());
    Presentation::issue(&credential, NOW, None, &phone_key()).unwrap()
}

fn p256() -> Presentation {
    let credential = bound_to(p256_phone_key().public_key(), |_| ());
    Presentation::issue(&credential, NOW, None, &p256_phone_key()).unwrap()
}

fn both() -> [Presentation; 2] {
    [ed25519(), p256()]
}

fn guard() -> ReplayGuard {
    ReplayGuard::new(&Policy::gate(), ISSUED)
}

fn judged(shown: &Presentation, policy: Policy, now: UnixTime) -> Verdict {
    check(&shown.to_text(), &trust(), policy, now)
}

/// A presentation of any bytes, by hand.
fn signed(alg: &str, credential: &[u8], signer: &impl Signer) -> ParsedPresentation {
    let time = (NOW.as_secs() as u32).to_be_bytes();
    let protected = [&hex(alg)[..], &hex("0f a1 06 1a"), &time].concat();
    let message = [
        b"\x84\x6aSignature1",
        &bstr(&protected)[..],
        b"\x40",
        &bstr(credential),
    ]
    .concat();
    let signature = signer.sign(&message).unwrap_or_else(|_| panic!("signs"));
    let bytes = [
        b"\xd2\x84",
        &bstr(&protected)[..],
        b"\xa0",
        &bstr(credential),
        &bstr(&signature),
    ]
    .concat();
    ParsedPresentation::from_bytes(&bytes).unwrap()
}

fn bytes_of(credential: &ParsedCredential) -> Vec<u8> {
    credential.message().to_bytes().unwrap()
}

fn reason(code: &ParsedPresentation) -> Error {
    let trust = trust();
    let verifier = Verifier::without_revocation_check(&trust, Policy::gate());
    refused_for(&verifier.verify_presentation(code, NOW))
}

#[test]
fn a_fresh_proof_is_accepted_once_the_guard_has_admitted_it() {
    for shown in both() {
        for policy in [Policy::gate(), Policy::shop()] {
            let verdict = judged(&shown, policy, NOW);
            // Nothing opens before: whoever forgets the guard has a gate that stays shut.
            assert_eq!(verdict.decision(), Decision::Check);
            assert_eq!(verdict.reason(), "repeat-unchecked");
            assert_eq!(verdict.stage(), Some(Stage::Admission));
            assert_eq!(verdict.advice(), Advice::ComparePerson);
            assert!(verdict.accepted().is_none());

            let mut guard = guard();
            let admitted = guard.admit(verdict.clone(), NOW);
            let Verdict::Accept(credential) = &admitted else {
                panic!("{admitted:?}")
            };
            assert_eq!(credential.proof().unwrap().dated(), NOW);
            assert_eq!(credential.holder_id().number, HolderNumber(17));
            assert_eq!(credential.holder_id().issuer, IssuerId(42_120_001));

            let again = guard.admit(verdict, NOW);
            assert_eq!(refused_for(&again), Error::ProofReplayed);
            assert_eq!(again.advice(), Advice::OpenOnPhone);
            assert!(again.authentic_claims().is_some());
        }
    }
}

#[test]
fn leaving_the_guard_out_takes_a_name_that_says_so() {
    let verdict = judged(&ed25519(), Policy::gate(), NOW).without_replay_guard();
    assert_eq!(verdict.decision(), Decision::Accept);
    // Of other cautions nothing is left out.
    let mut policy = Policy::gate();
    policy.trust_list_check_after = Some(Duration::from_secs(1));
    let verdict = judged(&ed25519(), policy, NOW).without_replay_guard();
    assert_eq!(verdict.reason(), "trust-list-stale");
    let Verdict::Check(_, cautions) = verdict else {
        panic!("{verdict:?}")
    };
    assert!(cautions.iter().eq([Caution::TrustListStale]));
}

#[test]
fn a_proof_counts_for_thirty_seconds() {
    for shown in both() {
        for (later, error) in [
            (0, None),
            (30, None),
            (31, Some(Error::ProofStale { age: 31 })),
            (3_600, Some(Error::ProofStale { age: 3_600 })),
            (-10, None),
            (-11, Some(Error::ProofFromFuture { ahead: 11 })),
            (-86_400, Some(Error::ProofFromFuture { ahead: 86_400 })),
        ] {
            let verdict = judged(&shown, Policy::gate(), at(later));
            match error {
                None => assert_eq!(verdict.reason(), "repeat-unchecked", "{later}"),
                Some(error) => assert_eq!(refused_for(&verdict), error, "{later}"),
            }
        }
    }
    let stale = judged(&ed25519(), Policy::gate(), at(31));
    assert_eq!(stale.advice(), Advice::OpenOnPhone);
    let ahead = judged(&ed25519(), Policy::gate(), at(-86_400));
    assert_eq!(ahead.advice(), Advice::SetPhoneClock);
}

#[test]
fn window_and_skew_are_those_of_the_policy() {
    let mut policy = Policy::gate();
    policy.proof_window = Duration::from_secs(5);
    policy.proof_skew = Duration::ZERO;
    let reason = |later| judged(&ed25519(), policy.clone(), at(later)).reason();
    assert_eq!(reason(5), "repeat-unchecked");
    assert_eq!(reason(6), "proof-stale");
    assert_eq!(reason(-1), "proof-from-future");
    policy.proof_window = Duration::MAX;
    policy.proof_skew = Duration::MAX;
    let last = Presentation::issue(
        &bound_to(phone_key().public_key(), |_| ()),
        UnixTime::from_secs(253_402_300_799),
        None,
        &phone_key(),
    );
    let verdict = judged(&last.unwrap(), policy, NOW);
    assert_eq!(verdict.reason(), "repeat-unchecked");
}

#[test]
fn a_bound_credential_without_its_proof_is_a_copy() {
    let copy = bound_to(phone_key().public_key(), |_| ());
    let text = copy.to_text(TextForm::Digits).unwrap();
    let verdict = check(&text, &trust(), Policy::gate(), NOW);
    assert_eq!(refused_for(&verdict), Error::ProofMissing);
}

#[test]
fn a_proof_is_judged_also_where_none_is_needed() {
    let mut policy = Policy::gate();
    policy.holder_proof = HolderProof::TreatAsBearer;
    let verdict = judged(&ed25519(), policy.clone(), at(31));
    assert_eq!(verdict.reason(), "proof-stale");
    // With a good one it is no bearer code, whatever those are worth.
    for bearer in [Bearer::Check, Bearer::Refuse] {
        policy.bearer = bearer;
        let verdict = judged(&ed25519(), policy.clone(), NOW);
        assert_eq!(guard().admit(verdict, NOW).decision(), Decision::Accept);
    }
}

#[test]
fn another_holders_proof_around_my_credential() {
    let mine = bytes_of(&bound_to(phone_key().public_key(), |_| ()));
    assert_eq!(
        reason(&signed("a2 01 27", &mine, &key(4))),
        Error::ProofInvalid
    );
    let right = signed("a2 01 27", &mine, &phone_key());
    let trust = trust();
    let verifier = Verifier::without_revocation_check(&trust, Policy::gate());
    let verdict = verifier.verify_presentation(&right, NOW);
    assert_eq!(verdict.reason(), "repeat-unchecked");
    // The name of a forgery's holder can be shown; the holder is not verified.
    let verdict = verifier.verify_presentation(&signed("a2 01 27", &mine, &key(4)), NOW);
    assert!(verdict.accepted().is_none() && verdict.verified().is_none());
    assert!(refusal(&verdict).authentic_claims().is_some());
    assert_eq!(verdict.advice(), Advice::OpenOnPhone);
}

#[test]
fn a_proof_by_the_wrong_type_of_key() {
    let of_ed25519 = bytes_of(&bound_to(phone_key().public_key(), |_| ()));
    let of_p256 = bytes_of(&bound_to(p256_phone_key().public_key(), |_| ()));
    for (alg, credential) in [("a2 01 26", &of_ed25519), ("a2 01 27", &of_p256)] {
        assert_eq!(
            reason(&signed(alg, credential, &phone_key())),
            Error::ProofInvalid
        );
        let by_p256 = signed(alg, credential, &p256_phone_key());
        assert_eq!(reason(&by_p256), Error::ProofInvalid);
    }
    // RFC 9864: -19 and -8 mean the same.
    let trust = trust();
    let verifier = Verifier::without_revocation_check(&trust, Policy::gate());
    let code = signed("a2 01 32", &of_ed25519, &phone_key());
    assert_eq!(
        verifier.verify_presentation(&code, NOW).reason(),
        "repeat-unchecked"
    );
}

#[test]
fn a_proof_around_a_code_that_is_bound_to_nobody() {
    let card = bytes_of(&bound_to(phone_key().public_key(), |claims| {
        claims.holder_key = None
    }));
    let code = signed("a2 01 27", &card, &phone_key());
    assert_eq!(reason(&code), Error::ProofInvalid);
}

#[test]
fn a_holder_key_that_is_no_point_proves_nothing() {
    use crate::cbor::Reader;
    use crate::keys::read_holder_key;
    // 2 is no ordinate of the curve; 1 is the neutral element, under which anything verifies leniently.
    for x in [2u8, 1] {
        let mut cose_key = hex("a3 0101 2006 215820");
        cose_key.push(x);
        cose_key.extend([0; 31]);
        let weak = read_holder_key(&mut Reader::new(&cose_key)).unwrap();
        assert_eq!(weak.public_key(), Err(Error::ClaimsInvalid(Field::Key)));
        let credential = bound_to(phone_key().public_key(), |claims| {
            claims.holder_key = Some(weak);
        });
        let code = signed("a2 01 27", &bytes_of(&credential), &phone_key());
        assert_eq!(reason(&code), Error::ProofInvalid);
    }
}

#[test]
fn a_proof_over_a_revoked_credential() {
    let mut statuses = StatusArray::all_valid(65_536).unwrap();
    statuses.set(StatusIndex(40_321), Status::Revoked).unwrap();
    let list = StatusListClaims {
        issuer: IssuerId(42_120_001),
        validity: SPAN,
        ttl: None,
        statuses,
    };
    let status_list = StatusList::issue(&list, &bureau_key()).unwrap();
    let list = list_claims([issuer(42_120_001, &bureau_key())].into());
    let held = holdings_of(list, [status_list].into());
    for shown in both() {
        let verdict = crate::verify(&shown.to_text(), &held, Policy::gate(), NOW);
        assert_eq!(refused_for(&verdict), Error::Revoked);
        let mut guard = guard();
        assert_eq!(guard.admit(verdict, NOW).reason(), "revoked");
        assert!(guard.is_empty(), "what is refused is not remembered");
    }
}

#[test]
fn a_challenge_counts_at_its_gate_only() {
    let [here, before, elsewhere] = [1, 2, 3].map(|byte| Challenge::new(&[byte; 16]).unwrap());
    let trust = trust();
    let verifier = Verifier::without_revocation_check(&trust, Policy::gate());
    let shows = [here.clone(), before.clone(), elsewhere.clone()];
    let asking = verifier.clone().expecting(&shows);
    for (key, credential) in [
        (true, bound_to(phone_key().public_key(), |_| ())),
        (false, bound_to(p256_phone_key().public_key(), |_| ())),
    ] {
        let over = |challenge: Option<&Challenge>| {
            let shown = if key {
                Presentation::issue(&credential, NOW, challenge, &phone_key()).unwrap()
            } else {
                Presentation::issue(&credential, NOW, challenge, &p256_phone_key()).unwrap()
            };
            shown.to_text()
        };
        let reason = |text: &str| asking.verify_text(text, NOW).reason();
        assert_eq!(reason(&over(Some(&here))), "repeat-unchecked");
        assert_eq!(reason(&over(Some(&before))), "repeat-unchecked");
        assert_eq!(
            reason(&over(Some(&elsewhere))),
            "proof-invalid",
            "the third is not tried"
        );
        assert_eq!(reason(&over(None)), "proof-invalid");
        // A gate that shows none takes none that was made for one.
        let verdict = verifier.verify_text(&over(Some(&here)), NOW);
        assert_eq!(refused_for(&verdict), Error::ProofInvalid);
    }
}

#[test]
fn a_challenge_that_is_required_cannot_be_forgotten() {
    let mut policy = Policy::gate();
    policy.challenge = ChallengeRule::Required;
    let verdict = judged(&ed25519(), policy.clone(), NOW);
    assert_eq!(refused_for(&verdict), Error::ProofInvalid);
    let shown = [Challenge::new(&[1; 16]).unwrap()];
    let trust = trust();
    let verifier = Verifier::without_revocation_check(&trust, policy).expecting(&shown);
    let credential = bound_to(phone_key().public_key(), |_| ());
    let answer = Presentation::issue(&credential, NOW, Some(&shown[0]), &phone_key()).unwrap();
    assert_eq!(
        verifier.verify_text(&answer.to_text(), NOW).reason(),
        "repeat-unchecked"
    );
    assert_eq!(
        verifier.verify_text(&ed25519().to_text(), NOW).reason(),
        "proof-invalid"
    );
}

/// Of an ECDSA signature anybody can make a second one. It is the same proof.
#[test]
fn the_twin_of_a_signature_is_the_same_proof() {
    const ORDER: [u8; 32] = [
        0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc,
        0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
    ];
    let shown = p256();
    let mut twin = shown.as_bytes().to_vec();
    let at = twin.len() - 32;
    let mut borrow = 0i16;
    for (byte, order) in twin[at..].iter_mut().zip(ORDER).rev() {
        let difference = i16::from(order) - i16::from(*byte) - borrow;
        borrow = i16::from(difference < 0);
        *byte = difference.rem_euclid(256) as u8;
    }
    assert_ne!(twin, shown.as_bytes());
    let trust = trust();
    let verifier = Verifier::without_revocation_check(&trust, Policy::gate());
    let judge = |bytes: &[u8]| {
        let code = ParsedPresentation::from_bytes(bytes).unwrap();
        verifier.verify_presentation(&code, NOW)
    };
    let mut guard = guard();
    let first = guard.admit(judge(&twin), NOW);
    assert_eq!(first.reason(), "accepted", "phones write either");
    let second = guard.admit(judge(shown.as_bytes()), NOW);
    assert_eq!(refused_for(&second), Error::ProofReplayed);
}

#[test]
fn nothing_that_was_cut_or_changed_is_taken() {
    let trust = trust();
    let verifier = Verifier::without_revocation_check(&trust, Policy::gate());
    let judge = |bytes: &[u8]| match ParsedPresentation::from_bytes(bytes) {
        Ok(code) => verifier.verify_presentation(&code, NOW).decision(),
        Err(_) => Decision::Refuse,
    };
    for shown in both() {
        let bytes = shown.as_bytes();
        assert_eq!(judge(bytes), Decision::Check);
        for len in 0..bytes.len() {
            assert_eq!(judge(&bytes[..len]), Decision::Refuse, "{len} bytes");
        }
        let text = shown.to_text();
        for len in 0..text.len() {
            let verdict = verifier.verify_text(&text[..len], NOW);
            assert_eq!(verdict.decision(), Decision::Refuse, "{len} digits");
        }
        for bit in 0..bytes.len() * 8 {
            let mut changed = bytes.to_vec();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(judge(&changed), Decision::Refuse, "bit {bit}");
        }
    }
}

/// The wrong clock is that of the phone or of the terminal; the proof does not count in either case.
#[test]
fn the_clock_of_the_terminal_decides() {
    let newest = {
        let mut list = list_claims([issuer(42_120_001, &bureau_key())].into());
        list.validity.from = at(10_000);
        crate::fixtures::trust_of(list)
    };
    let verdict = check(&ed25519().to_text(), &newest, Policy::gate(), NOW);
    let Verdict::Check(_, cautions) = verdict else {
        panic!("{verdict:?}")
    };
    assert!(
        cautions
            .iter()
            .eq([Caution::ClockWrong, Caution::RepeatUnchecked])
    );
}

#[test]
fn a_preview_says_what_would_be_admitted_and_uses_no_proof() {
    for shown in both() {
        let verdict = || judged(&shown, Policy::gate(), NOW);
        let mut fresh = guard();
        for _ in 0..3 {
            assert_eq!(fresh.preview(verdict(), NOW).reason(), "accepted");
        }
        assert!(fresh.is_empty());
        assert_eq!(fresh.admit(verdict(), NOW).reason(), "accepted");
        assert_eq!(fresh.preview(verdict(), NOW).reason(), "proof-replayed");
        let mut started_now = ReplayGuard::new(&Policy::gate(), NOW);
        assert_eq!(started_now.preview(verdict(), NOW).reason(), "proof-stale");
        let mut full = ReplayGuard::with_capacity(&Policy::gate(), ISSUED, 0);
        assert_eq!(full.preview(verdict(), NOW).reason(), "repeat-unchecked");
    }
}

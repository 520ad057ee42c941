//! One fault at a time, in the order of docs/format.md.

use super::{at_gate, check, code, refusal, refused_for, trust_after};
use crate::category::{Category, CategorySet};
use crate::error::{CborFault, Error, Field, Stage, TextFault};
use crate::fixtures::{
    EXPIRES, ISSUED, NOW, bureau_key, claims, hex, key, region, replace, sign1, signer_header,
    trust,
};
use crate::frames::Frame;
use crate::issue::issue;
use crate::keys::Signer;
use crate::limits::MAX_VALIDITY;
use crate::text::TextForm;
use crate::time::{UnixTime, Validity};
use crate::trust::Standing;
use crate::verify::{Advice, Bearer, Decision, HolderProof, Policy, Verdict, Verifier};

#[test]
fn a_gate_accepts_a_good_code_in_both_forms() {
    let trust = trust();
    let credential = issue(&claims(), &bureau_key()).unwrap();
    for form in [TextForm::Digits, TextForm::Base45] {
        let verdict = at_gate(&credential.to_text(form), &trust);
        let Verdict::Accept(accepted) = &verdict else {
            panic!("{verdict:?}")
        };
        assert_eq!(accepted.claims(), &claims());
        assert_eq!(accepted.issuer().id.0, 42_120_001);
        assert_eq!(accepted.home_region(), region(421_200));
        assert_eq!(verdict.reason(), "accepted");
        assert_eq!(verdict.stage(), None);
        assert_eq!(verdict.advice(), Advice::GiveBenefit);
    }
    let verifier = Verifier::without_revocation_check(&trust, Policy::gate());
    let verdict = verifier.verify_bytes(credential.as_bytes(), NOW);
    assert_eq!(verdict.decision(), Decision::Accept);
}

#[test]
fn text() {
    let trust = trust();
    let good = code(|_| ());
    for (text, error, advice) in [
        ("", Error::Empty, Advice::ScanAgain),
        (
            &"8".repeat(4_097),
            Error::TooLong { limit: 4_096 },
            Advice::ShowOtherCode,
        ),
        ("https://example.org", Error::NotOurs, Advice::ShowOtherCode),
        (&good[..100], Error::NotOurs, Advice::ShowOtherCode),
        (
            &good[..120],
            Error::Unreadable(TextFault::CheckDigits),
            Advice::ScanAgain,
        ),
        (
            &alloc::format!("{}0{}", &good[..4], &good[4..]),
            Error::Unreadable(TextFault::Number),
            Advice::ScanAgain,
        ),
        ("LB7:BB8", Error::TextUnsupported, Advice::UpdateTerminal),
        (
            "LB1:::::",
            Error::Unreadable(TextFault::Base45),
            Advice::ScanAgain,
        ),
    ] {
        let verdict = at_gate(text, &trust);
        assert_eq!(refused_for(&verdict), error);
        assert_eq!(error.stage(), Stage::Text);
        assert_eq!(verdict.advice(), advice);
        assert!(refusal(&verdict).authentic_claims().is_none());
    }
}

#[test]
fn object() {
    let trust = trust();
    let verifier = Verifier::without_revocation_check(&trust, Policy::gate());
    let good = issue(&claims(), &bureau_key()).unwrap();
    let unexpected = Error::Malformed(CborFault::UnexpectedItem);
    for (bytes, error, advice) in [
        (hex("83 01 02 03"), unexpected, Advice::ShowOtherCode),
        (
            hex("d1 80"),
            Error::ObjectUnsupported,
            Advice::ShowOtherCode,
        ),
        (
            replace(good.as_bytes(), &hex("0127"), &hex("0126")),
            Error::AlgorithmUnsupported,
            Advice::UpdateTerminal,
        ),
        (
            replace(
                good.as_bytes(),
                &hex("01565176 a0"),
                &hex("01565176 a1 0101"),
            ),
            Error::HeaderUnexpected,
            Advice::UpdateTerminal,
        ),
    ] {
        let verdict = verifier.verify_bytes(&bytes, NOW);
        assert_eq!(refused_for(&verdict), error);
        assert_eq!(error.stage(), Stage::Object);
        assert_eq!(verdict.advice(), advice);
        assert!(refusal(&verdict).authentic_claims().is_none());
    }
    // One code of a sequence, which is no credential.
    for frame in Frame::split(&[0xd2; 900], 300).unwrap() {
        let verdict = verifier.verify_text(&frame, NOW);
        assert_eq!(refused_for(&verdict), Error::ObjectUnsupported);
        assert_eq!(verdict.advice(), Advice::ShowOtherCode);
    }
    let long = [0].repeat(1_025);
    let verdict = verifier.verify_bytes(&long, NOW);
    assert_eq!(refused_for(&verdict), Error::TooLong { limit: 1_024 });
}

#[test]
fn issuer() {
    let trust = trust();
    let stranger = key(9);
    let text = issue(&claims(), &stranger)
        .unwrap()
        .to_text(TextForm::Digits);
    let verdict = at_gate(&text, &trust);
    let key_id = stranger.public_key().id();
    assert_eq!(refused_for(&verdict), Error::IssuerUnknown { key_id });
    assert_eq!(verdict.advice(), Advice::UpdateTerminal);
    assert!(refusal(&verdict).authentic_claims().is_none());
}

/// A forger who names the bureau's key but does not have it.
#[test]
fn signature() {
    let trust = trust();
    let header = signer_header(bureau_key().public_key().id());
    let payload = claims().encode().unwrap();
    let forged = sign1(&header, &payload, &key(9));
    let verifier = Verifier::without_revocation_check(&trust, Policy::gate());
    let verdict = verifier.verify_bytes(&forged, NOW);
    assert_eq!(refused_for(&verdict), Error::SignatureInvalid);
    assert_eq!(verdict.advice(), Advice::Report);
    assert!(refusal(&verdict).authentic_claims().is_none());
}

#[test]
fn claims_stage() {
    let trust = trust();
    let header = signer_header(bureau_key().public_key().id());
    let verifier = Verifier::without_revocation_check(&trust, Policy::gate());
    for (payload, field) in [
        ("a0", Field::Payload),
        (
            "a3 0402 0601 3a00010000 84 00 00 00 6141",
            Field::Categories,
        ),
        ("a3 0402 0601 3a00010000 84 01 00 00 60", Field::Name),
        ("a3 0401 0601 3a00010000 84 01 00 00 6141", Field::Validity),
    ] {
        let bytes = sign1(&header, &hex(payload), &bureau_key());
        let verdict = verifier.verify_bytes(&bytes, NOW);
        assert_eq!(refused_for(&verdict), Error::ClaimsInvalid(field));
        assert_eq!(verdict.advice(), Advice::AskBureau);
        assert!(refusal(&verdict).authentic_claims().is_none());
    }
    // The terminal is too old, which is not the holder's fault.
    let later = hex("a4 0402 0601 3a00010000 84 01 00 00 6141 3a00010001 00");
    let bytes = sign1(&header, &later, &bureau_key());
    let verdict = verifier.verify_bytes(&bytes, NOW);
    assert_eq!(refused_for(&verdict), Error::ContentUnsupported);
    assert_eq!(verdict.stage(), Some(Stage::Claims));
    assert_eq!(verdict.advice(), Advice::UpdateTerminal);
    assert!(refusal(&verdict).authentic_claims().is_none());
    // Behind a bad signature nothing is looked at.
    let verdict = verifier.verify_bytes(&sign1(&header, &later, &key(9)), NOW);
    assert_eq!(refused_for(&verdict), Error::SignatureInvalid);
}

mod scope {
    use super::*;
    use crate::claims::Claims;
    use crate::trust::Issuer;

    fn refused(issuer: impl FnOnce(&mut Issuer), claims: impl FnOnce(&mut Claims), error: Error) {
        let trust = trust_after(issuer);
        let verdict = at_gate(&code(claims), &trust);
        assert_eq!(refused_for(&verdict), error);
        assert_eq!(error.stage(), Stage::Scope);
        assert_eq!(verdict.advice(), Advice::AskBureau);
        // The signature is good, so the operator may see whose code it is.
        let verdict_refusal = refusal(&verdict);
        let (claims, _) = verdict_refusal.authentic_claims().unwrap();
        assert_eq!(claims.name.as_str(), "王*明");
    }

    fn accepted(issuer: impl FnOnce(&mut Issuer), claims: impl FnOnce(&mut Claims)) {
        let trust = trust_after(issuer);
        let verdict = at_gate(&code(claims), &trust);
        assert_eq!(verdict.reason(), "accepted");
    }

    #[test]
    fn the_issuer_is_in_good_standing() {
        refused(
            |issuer| issuer.standing = Standing::Suspended,
            |_| (),
            Error::IssuerSuspended,
        );
        refused(
            |issuer| issuer.standing = Standing::Withdrawn,
            |_| (),
            Error::IssuerWithdrawn,
        );
    }

    #[test]
    fn the_key_is_in_good_standing() {
        refused(
            |issuer| issuer.keys[0].standing = Standing::Withdrawn,
            |_| (),
            Error::KeyWithdrawn,
        );
    }

    /// Issued while the key was in force; how long the code is valid is another matter.
    #[test]
    fn the_key_was_in_force_when_it_was_used() {
        let secs = UnixTime::from_secs;
        let in_force = |from: u64, until: u64| {
            move |issuer: &mut Issuer| {
                issuer.keys[0].in_force = Validity::new(secs(from), secs(until));
            }
        };
        let issued = ISSUED.as_secs();
        accepted(in_force(issued, issued + 1), |_| ());
        for (from, until) in [(issued + 1, issued + 9), (issued - 9, issued), (1, 2)] {
            refused(in_force(from, until), |_| (), Error::KeyNotInForce);
        }
    }

    #[test]
    fn the_issuer_speaks_for_each_category() {
        let survivor = |claims: &mut Claims| {
            claims.categories = claims.categories.with(Category::MartyrSurvivor);
        };
        refused(|_| (), survivor, Error::CategoryOutOfScope);
        // A category that has no name yet is judged like any other.
        let later = |claims: &mut Claims| claims.categories = CategorySet::from_bits(1 << 20 | 1);
        refused(|_| (), later, Error::CategoryOutOfScope);
        accepted(
            |issuer| issuer.categories = CategorySet::from_bits(1 << 20 | 1),
            later,
        );
    }

    #[test]
    fn the_issuer_speaks_for_the_home_region() {
        let from = |code: u32| move |claims: &mut Claims| claims.home_region = Some(region(code));
        accepted(|_| (), from(421_202));
        accepted(|_| (), from(421_200));
        refused(|_| (), from(420_100), Error::RegionOutOfScope);
        refused(|_| (), from(420_000), Error::RegionOutOfScope);
        accepted(
            |issuer| issuer.regions = [region(420_000)].into(),
            from(420_100),
        );
        accepted(
            |issuer| issuer.regions = [region(430_000), region(420_100)].into(),
            from(420_106),
        );
        // Without a home region in the code, it is the issuer's own.
        refused(
            |issuer| issuer.regions = [region(430_000)].into(),
            |_| (),
            Error::RegionOutOfScope,
        );
    }
}

mod time {
    use super::*;
    use crate::fixtures::{issuer, list_claims, trust_of};

    #[test]
    fn an_expired_credential_is_refused_from_its_last_second_on() {
        let mut list = list_claims([issuer(1, &bureau_key())].into());
        list.validity.until = ISSUED.plus(MAX_VALIDITY);
        let trust = trust_of(list);
        let text = code(|_| ());
        let end = EXPIRES.as_secs();
        for (now, reason) in [
            (end - 1, "accepted"),
            (end, "expired"),
            (end + 1, "expired"),
            (ISSUED.plus(MAX_VALIDITY).as_secs() - 1, "expired"),
        ] {
            let verdict = check(&text, &trust, Policy::gate(), UnixTime::from_secs(now));
            assert_eq!(verdict.reason(), reason, "{now}");
        }
        let verdict = check(&text, &trust, Policy::gate(), EXPIRES);
        assert_eq!(verdict.stage(), Some(Stage::Time));
        assert_eq!(verdict.advice(), Advice::AskBureau);
        assert!(refusal(&verdict).authentic_claims().is_some());
    }

    #[test]
    fn an_expired_trust_list_accepts_nothing() {
        let trust = trust();
        let text = code(|claims| claims.validity.until = ISSUED.plus(MAX_VALIDITY));
        let at = |now: u64| check(&text, &trust, Policy::gate(), UnixTime::from_secs(now));
        assert_eq!(at(EXPIRES.as_secs() - 1).reason(), "accepted");
        for now in [EXPIRES.as_secs(), u64::MAX] {
            let verdict = at(now);
            assert_eq!(refused_for(&verdict), Error::TrustListExpired);
            assert_eq!(verdict.advice(), Advice::UpdateTerminal);
        }
    }
}

mod holder {
    use super::*;

    fn bound() -> alloc::string::String {
        code(|claims| claims.holder_key = Some(key(3).public_key().into()))
    }

    fn policy(bearer: Bearer, holder_proof: HolderProof) -> Policy {
        Policy {
            bearer,
            holder_proof,
            ..Policy::gate()
        }
    }

    /// A screenshot of a code that lives on somebody's phone.
    #[test]
    fn a_bound_credential_needs_its_proof() {
        let trust = trust();
        for bearer in [Bearer::Accept, Bearer::Check, Bearer::Refuse] {
            let policy = policy(bearer, HolderProof::Required);
            let verdict = check(&bound(), &trust, policy, NOW);
            assert_eq!(refused_for(&verdict), Error::ProofMissing);
            assert_eq!(verdict.stage(), Some(Stage::Holder));
            assert_eq!(verdict.advice(), Advice::OpenOnPhone);
        }
        for usual in [Policy::shop(), Policy::gate()] {
            let verdict = check(&bound(), &trust, usual, NOW);
            assert_eq!(verdict.reason(), "proof-missing");
        }
    }

    #[test]
    fn a_place_may_treat_it_as_a_bearer_code() {
        let trust = trust();
        for (bearer, reason) in [
            (Bearer::Accept, "accepted"),
            (Bearer::Check, "bearer"),
            (Bearer::Refuse, "bearer-refused"),
        ] {
            let policy = policy(bearer, HolderProof::TreatAsBearer);
            let verdict = check(&bound(), &trust, policy.clone(), NOW);
            assert_eq!(verdict.reason(), reason);
            assert_eq!(check(&code(|_| ()), &trust, policy, NOW).reason(), reason);
        }
    }

    #[test]
    fn a_place_may_refuse_bearer_codes() {
        let trust = trust();
        let policy = policy(Bearer::Refuse, HolderProof::Required);
        let verdict = check(&code(|_| ()), &trust, policy, NOW);
        assert_eq!(refused_for(&verdict), Error::BearerRefused);
        assert_eq!(verdict.advice(), Advice::OpenOnPhone);
    }
}

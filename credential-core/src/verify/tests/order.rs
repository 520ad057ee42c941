//! Two faults in one code: the reason is the one whose stage comes first.

use super::{Policy, check, code};
use crate::category::{Category, CategorySet};
use crate::claims::Claims;
use crate::error::{Error, Field, Stage};
use crate::fixtures::{
    NOW, bureau_key, claims, hex, issuer, key, list_claims, region, replace, sign1, signer_header,
    trust, trust_of,
};
use crate::keys::Signer;
use crate::text::TextForm;
use crate::time::{UnixTime, Validity};
use crate::trust::{Issuer, Standing};
use crate::verify::{Bearer, Verifier, WhenInDoubt};

/// Faults of an authentic code and its list, in the order of the checks. Each puts one thing wrong.
type Fault = (fn(&mut Issuer), fn(&mut Claims), &'static str);

const FAULTS: [Fault; 9] = [
    (
        |issuer| issuer.standing = Standing::Suspended,
        |_| (),
        "issuer-suspended",
    ),
    (
        |issuer| issuer.keys[0].standing = Standing::Withdrawn,
        |_| (),
        "key-withdrawn",
    ),
    (
        |issuer| issuer.keys[0].in_force = Validity::new(UnixTime::from_secs(1), NOW),
        |claims| claims.validity.from = NOW,
        "key-not-in-force",
    ),
    (
        |_| (),
        |claims| claims.categories = claims.categories.with(Category::Enlistee),
        "category-out-of-scope",
    ),
    (
        |_| (),
        |claims| claims.home_region = Some(region(110_000)),
        "region-out-of-scope",
    ),
    // The trust list of these tests has run out; see below.
    (|_| (), |_| (), "trust-list-expired"),
    (|_| (), |claims| claims.validity.until = LATE, "expired"),
    (
        |_| (),
        |claims| claims.holder_key = Some(key(3).public_key().into()),
        "proof-missing",
    ),
    (
        |issuer| issuer.categories = CategorySet::from_bits(issuer.categories.to_bits() | 1 << 20),
        |claims| claims.categories = CategorySet::from_bits(1 << 20),
        "category-unknown",
    ),
];

const LATE: UnixTime = UnixTime::from_secs(1_820_000_000);

/// Every fault with every later one, down to the first: the earlier is named.
#[test]
fn the_earlier_check_names_the_reason() {
    for (first, (spoil_issuer, spoil_claims, reason)) in FAULTS.iter().enumerate() {
        for (spoil_issuer_too, spoil_claims_too, later) in &FAULTS[first..] {
            let mut issuer = issuer(42_120_001, &bureau_key());
            spoil_issuer_too(&mut issuer);
            spoil_issuer(&mut issuer);
            let mut list = list_claims([issuer].into());
            if [reason, later].contains(&&"trust-list-expired") {
                list.validity.until = LATE;
            }
            let text = code(|claims| {
                spoil_claims_too(claims);
                spoil_claims(claims);
            });
            let trust = trust_of(list);
            let policy = Policy {
                unknown_category: WhenInDoubt::Refuse,
                ..Policy::shop()
            };
            let verdict = check(&text, &trust, policy, LATE);
            assert_eq!(verdict.reason(), *reason, "with {later}");
        }
    }
}

#[test]
fn a_withdrawn_key_of_a_withdrawn_issuer_is_the_issuers_fault() {
    let mut issuer = issuer(1, &bureau_key());
    issuer.standing = Standing::Withdrawn;
    issuer.keys[0].standing = Standing::Withdrawn;
    let trust = trust_of(list_claims([issuer].into()));
    let verdict = check(&code(|_| ()), &trust, Policy::shop(), NOW);
    assert_eq!(verdict.reason(), "issuer-withdrawn");
}

/// What is wrong before the signature is never explained by what stands behind it.
#[test]
fn stages_before_the_claims_come_first() {
    let trust = trust();
    let verifier = Verifier::without_revocation_check(&trust, Policy::gate());
    let known = signer_header(bureau_key().public_key().id());
    let unknown = signer_header(key(9).public_key().id());
    let broken_claims = hex("a0");
    let header_too_large = [&hex("a3")[..], &known[1..], &hex("182300")].concat();
    for (bytes, code) in [
        // Headers, unknown issuer, forged signature, broken claims: each with all that follow.
        (
            sign1(&header_too_large, &broken_claims, &key(9)),
            "header-unexpected",
        ),
        (
            sign1(&unknown, &broken_claims, &bureau_key()),
            "issuer-unknown",
        ),
        (sign1(&known, &broken_claims, &key(9)), "signature-invalid"),
        (
            sign1(&known, &broken_claims, &bureau_key()),
            "claims-invalid",
        ),
        // Loose CBOR is found before the header that it stands in.
        (
            replace(
                &sign1(&unknown, &broken_claims, &key(9)),
                &hex("41 a0"),
                &hex("42 1800"),
            ),
            "malformed",
        ),
    ] {
        assert_eq!(verifier.verify_bytes(&bytes, NOW).reason(), code);
    }
    // In a text, check digits come before all of it.
    let other_tag = [&hex("d1 58 3c")[..], &[0; 60]].concat();
    let mut text = crate::text::encode(&other_tag, TextForm::Digits);
    assert_eq!(
        verifier.verify_text(&text, NOW).reason(),
        "object-unsupported"
    );
    text.push('0');
    assert_eq!(verifier.verify_text(&text, NOW).reason(), "unreadable");
}

#[test]
fn a_refusal_comes_before_every_caution() {
    let trust = trust();
    let mut policy = Policy::shop();
    policy.bearer = Bearer::Refuse;
    let clock_behind = UnixTime::from_secs(1);
    let verdict = check(&code(|_| ()), &trust, policy, clock_behind);
    assert_eq!(verdict.reason(), "bearer-refused");
}

/// The order of [`Stage`] is that of the checks, so that it can be compared.
#[test]
fn stages_are_ordered_as_they_are_checked() {
    let key_id = bureau_key().public_key().id();
    let errors = [
        Error::NotOurs,
        Error::ObjectUnsupported,
        Error::IssuerUnknown { key_id },
        Error::SignatureInvalid,
        Error::ClaimsInvalid(Field::Name),
        Error::KeyWithdrawn,
        Error::Expired,
        Error::StatusMissing,
        Error::ProofMissing,
        Error::NotEntitled,
    ];
    let stages = errors.map(Error::stage);
    assert!(stages.is_sorted());
    assert_eq!(stages.last(), Some(&Stage::Entitlement));
    assert!(claims().encode().is_ok());
}

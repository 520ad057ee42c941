//! Verdicts are the same with prepared keys.

use alloc::format;

use super::{Policy, Verifier, code, trust_after};
use crate::credential::ParsedCredential;
use crate::error::Error;
use crate::fixtures::{NOW, bureau_key, key, trust_with_colliding_keys};
use crate::keys::{PreparedKeys, Signer};
use crate::text::TextForm;
use crate::trust::Standing;
use crate::verify::tests::refused_for;

#[test]
fn verdicts_are_the_same_with_prepared_keys() {
    let good = code(|_| {});
    let forged = {
        let mut bytes = crate::text::decode(&good).unwrap().1;
        *bytes.last_mut().unwrap() ^= 1;
        let code = ParsedCredential::from_bytes(&bytes).unwrap();
        code.to_text(TextForm::Digits).unwrap()
    };
    let prepared = PreparedKeys::new();
    prepared.prepare(bureau_key().public_key());
    assert_eq!(prepared.len(), 1);
    for trust in [
        trust_after(|_| {}),
        trust_after(|issuer| issuer.standing = Standing::Suspended),
        trust_after(|issuer| issuer.keys[0].standing = Standing::Withdrawn),
        trust_after(|issuer| issuer.keys[0].key = key(9).public_key().clone()),
        trust_with_colliding_keys(|_| {}),
    ] {
        let plain = Verifier::without_revocation_check(&trust, Policy::shop());
        let fast = plain.clone().with_prepared_keys(&prepared);
        for text in [&good, &forged] {
            let (fast, plain) = (fast.verify_text(text, NOW), plain.verify_text(text, NOW));
            assert_eq!(format!("{fast:?}"), format!("{plain:?}"));
        }
    }
    let trust = trust_after(|_| {});
    let fast = Verifier::without_revocation_check(&trust, Policy::shop());
    let fast = fast.with_prepared_keys(&prepared);
    assert_eq!(
        refused_for(&fast.verify_text(&forged, NOW)),
        Error::SignatureInvalid
    );
}

/// A prepared key that has left the trust list is worth no more than any other.
#[test]
fn a_prepared_key_is_not_a_trusted_key() {
    let prepared = PreparedKeys::new();
    prepared.prepare(bureau_key().public_key());
    let trust = trust_after(|issuer| issuer.keys[0].key = key(9).public_key().clone());
    let verifier = Verifier::without_revocation_check(&trust, Policy::shop());
    let verdict = verifier
        .with_prepared_keys(&prepared)
        .verify_text(&code(|_| {}), NOW);
    assert!(matches!(refused_for(&verdict), Error::IssuerUnknown { .. }));
}

/// A gate's threads share a verifier.
#[test]
fn a_verifier_may_be_shared_by_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    let (trust, prepared) = (trust_after(|_| {}), PreparedKeys::new());
    let verifier = Verifier::without_revocation_check(&trust, Policy::gate());
    shared(&verifier.with_prepared_keys(&prepared));
    shared(&prepared);
    shared(&bureau_key().public_key().prepared());
}

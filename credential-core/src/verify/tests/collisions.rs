//! Two keys of a list with one identifier of four bytes: each is tried.

use super::{Policy, check, refused_for};
use crate::error::{Error, Field};
use crate::fixtures::{
    NOW, claims, colliding_keys, hex, sign1, signer_header, trust_with_colliding_keys,
};
use crate::issue::issue;
use crate::keys::Signer;
use crate::text::TextForm;
use crate::trust::Standing;
use crate::verify::Verifier;

#[test]
fn credentials_of_both_are_accepted() {
    let trust = trust_with_colliding_keys(|_| ());
    for (number, key) in (1..).zip(colliding_keys()) {
        let text = issue(&claims(), &key).unwrap().to_text(TextForm::Digits);
        let verdict = check(&text, &trust, Policy::gate(), NOW);
        assert_eq!(verdict.reason(), "accepted");
        let credential = verdict.accepted().unwrap();
        assert_eq!(credential.issuer().id.0, 42_120_000 + number);
    }
}

/// The standing is that of the key that signed, not that of its namesake.
#[test]
fn each_is_judged_by_its_own_standing() {
    let trust = trust_with_colliding_keys(|[one, _]| one.standing = Standing::Withdrawn);
    for (key, reason) in colliding_keys()
        .iter()
        .zip(["issuer-withdrawn", "accepted"])
    {
        let text = issue(&claims(), key).unwrap().to_text(TextForm::Digits);
        let verdict = check(&text, &trust, Policy::gate(), NOW);
        assert_eq!(verdict.reason(), reason);
    }
}

#[test]
fn a_third_key_of_that_name_is_still_a_forger() {
    let trust = trust_with_colliding_keys(|_| ());
    let [one, other] = colliding_keys();
    let header = signer_header(one.public_key().id());
    let payload = claims().encode().unwrap();
    let forged = sign1(&header, &payload, &crate::fixtures::key(9));
    let verifier = Verifier::without_revocation_check(&trust, Policy::gate());
    assert_eq!(
        refused_for(&verifier.verify_bytes(&forged, NOW)),
        Error::SignatureInvalid
    );
    // If none has signed something in order, the last one's error is the reason.
    let broken = sign1(&header, &hex("a0"), &other);
    assert_eq!(
        refused_for(&verifier.verify_bytes(&broken, NOW)),
        Error::ClaimsInvalid(Field::Payload)
    );
    let broken = sign1(&header, &hex("a0"), &one);
    assert_eq!(
        refused_for(&verifier.verify_bytes(&broken, NOW)),
        Error::SignatureInvalid
    );
}

//! Two faults at once: the earlier stage is the reason.

use test_vectors::CredentialVector;

use crate::build::cbor::{bytes, int, map, uint};
use crate::build::cose::{EDDSA, Sign1, signer_header};
use crate::build::written::digits;
use crate::draft::{Draft, gate, vector};
use crate::fixtures::{ENSHI, World, XIANNING};
use crate::person::wang;
use crate::times::{LIST_EXP, NOW, TWENTY_YEARS};

pub(super) fn vectors(world: &World) -> Vec<CredentialVector> {
    let mut all = before_the_signature(world);
    all.extend(behind_the_signature(world));
    all
}

fn both(id: &str, comment: &str, message: &Sign1) -> Draft {
    vector(id, comment).object(message).flags(&["two-faults"])
}

fn before_the_signature(world: &World) -> Vec<CredentialVector> {
    let key = world.key("xianning");
    let expired = wang().term(wang().iat, NOW);
    let stranger = world.key("stranger");

    let mut unsigned = world.issue(&expired);
    unsigned.signature[40] ^= 1;
    let mut altered = digits(&unsigned.to_bytes()).into_bytes();
    altered[50] = if altered[50] == b'0' { b'1' } else { b'0' };

    let no_claims = Sign1 {
        signature: vec![0; 64],
        ..Sign1::signed(map(&[]), &key)
    };
    vec![
        vector(
            "order-text-before-signature",
            "Scanned badly, and the signature is wrong: scan again, nobody is called a forger.",
        )
        .scanned(&String::from_utf8_lossy(&altered))
        .flags(&["two-faults"])
        .refuse("text", "unreadable", Some("check-digits")),
        both(
            "order-object-before-issuer",
            "A header too many, and a key that is not listed.",
            &Sign1::with_header(
                map(&[
                    (1, int(EDDSA)),
                    (3, uint(60)),
                    (4, bytes(&stranger.kid())),
                ]),
                wang().payload(),
                &stranger,
            ),
        )
        .refuse("object", "header-unexpected", None),
        both(
            "order-payload-before-issuer",
            "The payload is not deterministic, and the key is not listed.",
            &Sign1::signed(vec![0xb8, 0], &stranger),
        )
        .refuse("object", "malformed", Some("not-deterministic")),
        both(
            "order-issuer-before-claims",
            "The key is not listed, and the claims are none.",
            &Sign1::signed(map(&[]), &stranger),
        )
        .refuse("issuer", "issuer-unknown", None),
        both(
            "order-signature-before-claims",
            "The signature is wrong, and the claims are none: what is not signed is not read.",
            &no_claims,
        )
        .flags(&["forged", "two-faults"])
        .refuse("signature", "signature-invalid", None),
        both(
            "order-signature-before-time",
            "The signature is wrong, and exp has passed.",
            &unsigned,
        )
        .flags(&["forged", "two-faults"])
        .refuse("signature", "signature-invalid", None),
        both(
            "order-signature-before-standing",
            "The kid of a suspended issuer over a signature of somebody else: a forgery, not the issuer's fault.",
            &Sign1::with_header(
                signer_header(EDDSA, &world.key("enshi").kid()),
                wang().payload(),
                &stranger,
            ),
        )
        .flags(&["forged", "two-faults"])
        .refuse("signature", "signature-invalid", None),
    ]
}

fn behind_the_signature(world: &World) -> Vec<CredentialVector> {
    let active_duty = wang().categories(1 << 1);
    let elsewhere = wang().categories(1 << 1).details(&[(1, 370_200)]);
    let expired = wang().term(wang().iat, NOW);
    let expired_and_active = expired.clone().categories(1 << 1);
    let old = wang().term(NOW - TWENTY_YEARS, NOW);
    let bound = wang().term(wang().iat, NOW).bound_to(world.holder.x);
    vec![
        both(
            "order-claims-before-scope",
            "The empty term of a person whom the issuer may not speak for.",
            &world.issue(&wang().term(5, 5).categories(1 << 1)),
        )
        .refuse("claims", "claims-invalid", Some("validity")),
        both(
            "order-standing-before-term",
            "A suspended issuer, and an issue date outside the key's term.",
            &world.issue_as("enshi", &old),
        )
        .refuse_known("scope", "issuer-suspended", &old, ENSHI),
        both(
            "order-key-before-term",
            "A withdrawn key, and an issue date outside its term.",
            &world.issue_as("xianning-withdrawn", &old),
        )
        .refuse_known("scope", "key-withdrawn", &old, XIANNING),
        both(
            "order-term-before-category",
            "An issue date outside the key's term, and a category that the issuer does not have.",
            &world.issue(&old.clone().categories(1 << 1)),
        )
        .refuse_known(
            "scope",
            "key-not-in-force",
            &old.clone().categories(1 << 1),
            XIANNING,
        ),
        both(
            "order-category-before-region",
            "A category that the issuer does not have, and a region that it may not speak for.",
            &world.issue(&elsewhere),
        )
        .refuse_known("scope", "category-out-of-scope", &elsewhere, XIANNING),
        both(
            "order-scope-before-time",
            "A category that the issuer does not have, and exp has passed.",
            &world.issue(&expired_and_active),
        )
        .refuse_known(
            "scope",
            "category-out-of-scope",
            &expired_and_active,
            XIANNING,
        ),
        both(
            "order-scope-before-list",
            "A category that the issuer does not have, and the trust list has ended.",
            &world.issue(&active_duty),
        )
        .at(LIST_EXP)
        .refuse_known("scope", "category-out-of-scope", &active_duty, XIANNING),
        both(
            "order-list-before-credential",
            "The trust list has ended, and so has the credential.",
            &world.issue(&expired),
        )
        .at(LIST_EXP)
        .refuse_known("time", "trust-list-expired", &expired, XIANNING),
        both(
            "order-time-before-holder",
            "exp has passed, and the proof is missing.",
            &world.issue(&bound),
        )
        .policy(gate())
        .refuse_known("time", "expired", &bound, XIANNING),
    ]
}

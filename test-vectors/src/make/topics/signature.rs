//! Stage signature: altered, made for something else, or made by arithmetic.

use curve25519_dalek::scalar::Scalar;
use test_vectors::CredentialVector;

use crate::build::cbor::{array, bytes, map, text};
use crate::build::cose::{ED25519, EDDSA, Sign1, signer_header};
use crate::build::curve::{
    above_prime, kid, mixed_x, neutral, sign_for_mixed_key, sign_with_mixed_r, sign_with_r,
    small_order, with_large_s,
};
use crate::draft::vector;
use crate::fixtures::{MIXED, World};
use crate::person::wang;

pub(super) fn vectors(world: &World) -> Vec<CredentialVector> {
    let mut all = altered(world);
    all.extend(signed_otherwise(world));
    all.extend(curve_tricks(world));
    all
}

/// A forged vector: no software may verify it.
fn forged(id: &str, comment: &str, message: &Sign1) -> CredentialVector {
    vector(id, comment)
        .object(message)
        .flags(&["forged"])
        .refuse("signature", "signature-invalid", None)
}

fn altered(world: &World) -> Vec<CredentialVector> {
    let person = wang();
    let good = world.issue(&person);
    let flipped = |at: usize, bit: u8| {
        let mut message = good.clone();
        message.signature[at] ^= bit;
        message
    };
    let says = |payload: Vec<u8>| Sign1 {
        payload,
        ..good.clone()
    };
    let mut halves_swapped = good.clone();
    halves_swapped.signature.rotate_left(32);
    vec![
        forged(
            "signature-bit-of-r",
            "One bit of R is wrong.",
            &flipped(0, 1),
        ),
        forged(
            "signature-bit-of-s",
            "One bit of S is wrong.",
            &flipped(32, 1),
        ),
        forged(
            "signature-top-bit-of-s",
            "The highest bit of S is set, which some software masks away.",
            &flipped(63, 0x80),
        ),
        forged(
            "signature-sign-of-r",
            "The sign bit of R is wrong: -R in place of R.",
            &flipped(31, 0x80),
        ),
        forged(
            "signature-zero",
            "64 zero bytes.",
            &Sign1 {
                signature: vec![0; 64],
                ..good.clone()
            },
        ),
        forged(
            "signature-halves-swapped",
            "S stands before R.",
            &halves_swapped,
        ),
        forged(
            "signature-of-another-code",
            "A good signature of the same issuer over somebody else's credential.",
            &Sign1 {
                signature: world.issue(&person.clone().named("李*")).signature,
                ..good.clone()
            },
        ),
        forged(
            "signature-exp-altered",
            "exp was put off by a day after signing.",
            &says(
                person
                    .clone()
                    .term(person.iat, person.exp + 86_400)
                    .payload(),
            ),
        ),
        forged(
            "signature-name-altered",
            "Another name was written over a good code.",
            &says(person.clone().named("李*明").payload()),
        ),
        forged(
            "signature-categories-altered",
            "A category was added after signing.",
            &says(person.clone().categories(1 | 1 << 5).payload()),
        ),
        forged(
            "signature-algorithm-altered",
            "The header was changed from -8 to -19 after signing: both name the same algorithm, but the header is signed.",
            &Sign1 {
                protected: signer_header(ED25519, &world.key("xianning").kid()),
                ..good.clone()
            },
        ),
    ]
}

fn signed_otherwise(world: &World) -> Vec<CredentialVector> {
    let person = wang();
    let key = world.key("xianning");
    let good = world.issue(&person);
    let over = |message: &[u8]| Sign1 {
        signature: key.sign(message),
        ..good.clone()
    };
    let structure = |items: &[Vec<u8>]| over(&array(items));
    let header = bytes(&good.protected);
    let payload = bytes(&good.payload);
    let aad = bytes(&[]);
    let by_another = Sign1::with_header(
        signer_header(EDDSA, &key.kid()),
        person.payload(),
        &world.key("hubei"),
    );
    let by_stranger = Sign1::with_header(
        signer_header(EDDSA, &key.kid()),
        person.payload(),
        &world.key("stranger"),
    );
    vec![
        forged(
            "signature-by-stranger",
            "The kid is Xianning's, the key is not: a kid vouches for nothing.",
            &by_stranger,
        ),
        forged(
            "signature-by-another-issuer",
            "The kid is Xianning's, signed by Hubei, which is trusted too.",
            &by_another,
        ),
        forged(
            "signature-over-payload",
            "The signature covers the payload alone, not the Sig_structure.",
            &over(&good.payload),
        ),
        forged(
            "signature-over-message",
            "The signature covers the array as it is sent.",
            &over(&array(&[header.clone(), map(&[]), payload.clone()])),
        ),
        forged(
            "signature-context-signature",
            "The context is `Signature`, that of COSE_Sign.",
            &structure(&[
                text("Signature"),
                header.clone(),
                aad.clone(),
                payload.clone(),
            ]),
        ),
        forged(
            "signature-context-of-sign",
            "A signature made for a COSE_Sign with the same headers and payload.",
            &structure(&[
                text("Signature"),
                header.clone(),
                header.clone(),
                aad.clone(),
                payload.clone(),
            ]),
        ),
        forged(
            "signature-context-mac0",
            "The context is `MAC0`.",
            &structure(&[text("MAC0"), header.clone(), aad.clone(), payload.clone()]),
        ),
        forged(
            "signature-external-aad",
            "Signed with external_aad that is not empty.",
            &structure(&[
                text("Signature1"),
                header.clone(),
                bytes(b"laobingma"),
                payload.clone(),
            ]),
        ),
        forged(
            "signature-without-header",
            "The protected header was left out of what was signed.",
            &structure(&[text("Signature1"), bytes(&[]), aad.clone(), payload.clone()]),
        ),
        forged(
            "signature-payload-as-item",
            "The payload was signed as an item, not as a byte string.",
            &structure(&[text("Signature1"), header, aad, good.payload.clone()]),
        ),
    ]
}

/// What "Taming the many EdDSAs" (Chalkias, Garillot, Nikolaenko, 2020) tells apart: signatures on
/// which honest implementations disagree. Where they do, two terminals would judge one code differently.
fn curve_tricks(world: &World) -> Vec<CredentialVector> {
    let key = world.key("xianning");
    let good = world.issue(&wang());
    let message = good.to_be_signed();
    let signed = |signature: Vec<u8>| Sign1 {
        signature,
        ..good.clone()
    };
    let with_r = |r: [u8; 32]| signed(sign_with_r(&key, &key.x, &r, Scalar::ZERO, &message));
    let mut negative_zero = neutral();
    negative_zero[31] |= 0x80;

    let mut all = vec![
        forged(
            "signature-large-s",
            "The group order was added to S: whoever does not look at the range of S sees a second good signature.",
            &signed(with_large_s(&good.signature)),
        ),
        // The one here that a stranger cannot make, and that RFC 8032 would let pass.
        vector(
            "signature-r-neutral",
            "R is the neutral element, so that S is k times the secret: the group equation holds, and whoever sees it has the key. A strict reader refuses R of small order, others accept.",
        )
        .object(&with_r(neutral()))
        .flags(&["not-strict"])
        .refuse("signature", "signature-invalid", None),
        forged(
            "signature-r-neutral-above-prime",
            "R is the neutral element in its second encoding, p+1.",
            &with_r(above_prime(1)),
        ),
        forged(
            "signature-r-neutral-negative",
            "R is the neutral element with the sign bit set: -0.",
            &with_r(negative_zero),
        ),
        forged(
            "signature-r-mixed",
            "R has a part of order eight: the equation holds only for who multiplies by the cofactor.",
            &signed(sign_with_mixed_r(&key, &message)),
        ),
    ];
    for (at, r) in small_order().into_iter().enumerate().skip(1) {
        all.push(forged(
            &format!("signature-r-small-order-{at}"),
            "R is a point of small order, and S is k times the secret: the equation holds only for who multiplies by the cofactor.",
            &with_r(r),
        ));
    }

    let mixed = Sign1 {
        protected: signer_header(EDDSA, &kid(&mixed_x(&world.mixed))),
        ..good.clone()
    };
    let message = mixed.to_be_signed();
    let with = |signature| Sign1 {
        signature,
        ..mixed.clone()
    };
    all.push(
        vector(
            "signature-key-mixed",
            "The key has a part of order eight: the equation holds only for who multiplies by the cofactor.",
        )
        .object(&with(sign_for_mixed_key(&world.mixed, &message, false)))
        .trusting("odd")
        .flags(&["forged"])
        .refuse("signature", "signature-invalid", None),
    );
    all.push(
        vector(
            "signature-key-mixed-holds",
            "The key has a part of order eight, and k is a multiple of eight, so that the equation holds without the cofactor: only keys and R of small order are refused.",
        )
        .object(&with(sign_for_mixed_key(&world.mixed, &message, true)))
        .trusting("odd")
        .flags(&["edge"])
        .accept(&wang(), MIXED),
    );
    all
}

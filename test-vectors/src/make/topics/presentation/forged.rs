//! Proofs that are none.

use test_vectors::CredentialVector;

use super::{Phones, invalid};
use crate::build::cose::{Sign1, proof_header};
use crate::build::curve::{Key, off_curve, with_large_s};
use crate::build::weierstrass::P256Key;
use crate::draft::vector;
use crate::person::{Person, wang};
use crate::times::NOW;
use crate::topics::Made;

/// Proofs that are none.
pub(super) fn vectors(phones: &Phones<'_>) -> Made<Vec<CredentialVector>> {
    let (ed25519, p256) = (phones.of_ed25519(), phones.of_p256());
    let holder = &phones.world.holder;
    let thief = Key::named("thief");
    let thief_p256 = P256Key::named("thief-p256").ok_or("no key of P-256")?;
    let off = wang().bound_to(off_curve().ok_or("every number is on the curve")?);
    let neutral = {
        let mut x = [0; 32];
        x[0] = 1;
        wang().bound_to(x)
    };
    let altered = |proof: &Sign1, at: usize| {
        let mut changed = proof.clone();
        changed.signature[at] ^= 1;
        changed
    };
    let by_ed25519 = phones.proof(&ed25519, holder);
    let by_p256 = phones.proof(&p256, &phones.p256);
    let mut large_s = by_ed25519.clone();
    large_s.signature = with_large_s(&by_ed25519.signature);
    let mut zero = by_p256.clone();
    zero.signature[..32].fill(0);
    let mut later = by_ed25519.clone();
    later.protected = proof_header(-8, NOW + 5);
    let mut around = by_ed25519.clone();
    around.payload = phones
        .world
        .issue(&ed25519.clone().named("李*海"))
        .to_bytes();
    let renamed = ed25519.clone().named("李*海");
    let with_alg = |algorithm, person: &Person, key: &dyn Fn(&[u8]) -> Vec<u8>| {
        let mut message = Sign1 {
            protected: proof_header(algorithm, NOW),
            ..phones.proof(person, holder)
        };
        message.signature = key(&message.to_be_signed());
        message
    };
    let cases: Vec<(&str, &str, Sign1, &Person)> = vec![
        (
            "other-holder",
            "Another holder's proof around my credential.",
            phones.proof(&ed25519, &thief),
            &ed25519,
        ),
        (
            "other-holder-p256",
            "The same with keys of P-256.",
            phones.proof(&p256, &thief_p256),
            &p256,
        ),
        (
            "wrong-type-p256",
            "A proof by a key of P-256 around a credential with a key of Ed25519.",
            phones.proof(&ed25519, &phones.p256),
            &ed25519,
        ),
        (
            "wrong-type-ed25519",
            "A proof by a key of Ed25519 around a credential with a key of P-256.",
            phones.proof(&p256, holder),
            &p256,
        ),
        (
            "algorithm-of-p256",
            "The right key of Ed25519, but the header names ES256.",
            with_alg(-7, &ed25519, &|message| holder.sign(message)),
            &ed25519,
        ),
        (
            "algorithm-of-ed25519",
            "The right key of P-256, but the header names EdDSA.",
            with_alg(-8, &p256, &|message| phones.p256.sign(message)),
            &p256,
        ),
        (
            "altered-r",
            "A bit of R is another.",
            altered(&by_ed25519, 3),
            &ed25519,
        ),
        (
            "altered-s-p256",
            "A bit of s is another.",
            altered(&by_p256, 40),
            &p256,
        ),
        ("zero-r-p256", "r is zero.", zero, &p256),
        (
            "later-date",
            "The time was changed after signing.",
            later,
            &ed25519,
        ),
        (
            "other-credential",
            "The proof is over another credential of the same phone.",
            around,
            &renamed,
        ),
        (
            "key-off-curve",
            "x of the holder's key is no point of the curve.",
            phones.proof(&off, holder),
            &off,
        ),
        (
            "key-of-small-order",
            "The holder's key is the neutral element, under which lenient software verifies anything.",
            phones.proof(&neutral, holder),
            &neutral,
        ),
    ];
    let mut all: Vec<_> = cases
        .into_iter()
        .map(|(id, comment, proof, person)| {
            // What the header says is no matter of the signature's arithmetic.
            let flag = if id.starts_with("algorithm") {
                "algorithm"
            } else {
                "forged"
            };
            let draft = vector(&format!("presentation-{id}"), comment).presented(&proof);
            invalid(draft.flags(&[flag]), person)
        })
        .collect();
    all.push(invalid(
        vector(
            "presentation-large-s",
            "The group order is added to S: the signature is not strict.",
        )
        .presented(&large_s)
        .flags(&["forged"]),
        &ed25519,
    ));
    let bearer = wang();
    all.push(invalid(
        vector(
            "presentation-unbound",
            "A proof around a credential that is bound to nobody proves nothing.",
        )
        .presented(&phones.proof(&bearer, holder))
        .flags(&["forged"]),
        &bearer,
    ));
    Ok(all)
}

//! What a gate shows, and phones sign.

use test_vectors::{CredentialVector, Policy, ProofPolicy};

use super::{Phones, holds, invalid};
use crate::draft::{gate, vector};

/// What the gate shows enters the signature and nothing else.
pub(super) fn vectors(phones: &Phones<'_>) -> Vec<CredentialVector> {
    let (here, before, elsewhere) = ([1; 16], [2; 16], [3; 16]);
    let required = || Policy {
        proofs: Some(ProofPolicy {
            window: 30,
            skew: 10,
            challenge: "required".into(),
        }),
        ..gate()
    };
    let mut all = Vec::new();
    for kind in ["ed25519", "p256"] {
        let person = match kind {
            "p256" => phones.of_p256(),
            _ => phones.of_ed25519(),
        };
        let over = |challenge: &[u8]| match kind {
            "p256" => phones.over(&person, &phones.p256, challenge),
            _ => phones.over(&person, &phones.world.holder, challenge),
        };
        let without = match kind {
            "p256" => phones.proof(&person, &phones.p256),
            _ => phones.proof(&person, &phones.world.holder),
        };
        let named =
            |what: &str, comment: &str| vector(&format!("challenge-{kind}-{what}"), comment);
        all.extend([
            holds(
                named("shown", "A proof over the challenge that the gate shows.")
                    .challenges(&[here, before])
                    .policy(required())
                    .presented(&over(&here)),
                &person,
            ),
            holds(
                named("before", "A proof over the one that it showed before.")
                    .challenges(&[here, before])
                    .presented(&over(&before)),
                &person,
            ),
            invalid(
                named("of-another-gate", "A proof over the challenge of another gate.")
                    .challenges(&[here, before])
                    .presented(&over(&elsewhere))
                    .flags(&["forged"]),
                &person,
            ),
            invalid(
                named("missing", "A proof over no challenge where the gate shows one.")
                    .challenges(&[here])
                    .presented(&without)
                    .flags(&["forged"]),
                &person,
            ),
            invalid(
                named("unasked", "A proof over a challenge where the gate shows none.")
                    .presented(&over(&elsewhere))
                    .flags(&["forged"]),
                &person,
            ),
            invalid(
                named(
                    "required-and-not-shown",
                    "The place demands a challenge, and the terminal shows none: no proof can be good.",
                )
                .policy(required())
                .presented(&without),
                &person,
            ),
        ]);
    }
    all
}

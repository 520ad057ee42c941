//! What phones show: the proof around a credential.

mod challenges;
mod faults;
mod forged;

use test_vectors::{CredentialVector, Policy, ProofPolicy};

use crate::build::cose::{ED25519, Sign1, Signs, challenge_aad, proof_header};
use crate::build::curve::Key;
use crate::build::weierstrass::P256Key;
use crate::draft::{Draft, gate, shop, vector};
use crate::fixtures::{World, XIANNING};
use crate::person::{Person, wang};
use crate::times::{CREDENTIAL_EXP, NOW};
use crate::topics::Made;

/// What a phone shows, good or not.
struct Phones<'w> {
    world: &'w World,
    p256: P256Key,
}

const UNCHECKED: &[&str] = &["repeat-unchecked"];

impl Phones<'_> {
    fn of_ed25519(&self) -> Person {
        wang().bound_to(self.world.holder.x)
    }

    fn of_p256(&self) -> Person {
        wang().bound_to_p256(&self.p256)
    }

    /// A proof by this key around the credential of this person.
    fn proof(&self, person: &Person, key: &impl Signs) -> Sign1 {
        self.proof_at(person, key, NOW)
    }

    fn proof_at(&self, person: &Person, key: &impl Signs, iat: u64) -> Sign1 {
        Sign1::proof(&self.world.issue(person), iat, &[], key)
    }

    fn over(&self, person: &Person, key: &impl Signs, challenge: &[u8]) -> Sign1 {
        let aad = challenge_aad(challenge);
        Sign1::proof(&self.world.issue(person), NOW, &aad, key)
    }
}

pub(super) fn vectors(world: &World) -> Made<Vec<CredentialVector>> {
    let p256 = P256Key::named("holder-p256").ok_or("no key of P-256")?;
    let phones = Phones { world, p256 };
    let mut all = good(&phones)?;
    all.extend(times(&phones));
    all.extend(forged::vectors(&phones)?);
    all.extend(challenges::vectors(&phones));
    all.extend(order(&phones));
    all.extend(faults::vectors(&phones));
    Ok(all)
}

fn holds(draft: Draft, person: &Person) -> CredentialVector {
    draft.check(UNCHECKED, person, XIANNING)
}

fn invalid(draft: Draft, person: &Person) -> CredentialVector {
    draft.refuse_known("holder", "proof-invalid", person, XIANNING)
}

fn good(phones: &Phones<'_>) -> Made<Vec<CredentialVector>> {
    let (ed25519, p256) = (phones.of_ed25519(), phones.of_p256());
    let longest = |person: &Person| Person {
        status_index: 0xff_ffff,
        holder: 0xffff_ffff,
        ..person.clone().categories(0xbd)
    };
    let by_ed25519 = phones.proof(&ed25519, &phones.world.holder);
    let by_p256 = phones.proof(&p256, &phones.p256);
    let alg_19 = Sign1::proof_with(
        proof_header(ED25519, NOW),
        phones.world.issue(&ed25519).to_bytes(),
        &[],
        &phones.world.holder,
    );
    let mut twin = by_p256.clone();
    twin.signature = P256Key::twin(&by_p256.signature).ok_or("no twin")?;
    let as_bearer = |bearer: &str| Policy {
        bearer: bearer.into(),
        holder_proof: "treat-as-bearer".into(),
        ..gate()
    };
    let refusing = Policy {
        bearer: "refuse".into(),
        ..gate()
    };
    let mut all = vec![
        holds(
            vector("presentation-ed25519", "A fresh proof by a key of Ed25519.")
                .presented(&by_ed25519),
            &ed25519,
        ),
        holds(
            vector("presentation-p256", "A fresh proof by a key of P-256.").presented(&by_p256),
            &p256,
        ),
        holds(
            vector(
                "presentation-alg-19",
                "The algorithm in the header is -19, which means the same as -8.",
            )
            .presented(&alg_19)
            .flags(&["alg-19"]),
            &ed25519,
        ),
        holds(
            vector(
                "presentation-p256-twin",
                "The group order less s in place of s: phones write either.",
            )
            .presented(&twin)
            .flags(&["edge"]),
            &p256,
        ),
        holds(
            vector(
                "presentation-in-shop",
                "In a shop nobody is compared who has proved it.",
            )
            .presented(&by_ed25519)
            .policy(shop()),
            &ed25519,
        ),
        holds(
            vector(
                "presentation-bearer-refused",
                "Where only codes with a proof count.",
            )
            .presented(&by_p256)
            .policy(refusing),
            &p256,
        ),
        holds(
            vector(
                "presentation-bearer-checked",
                "Where no proof is needed and bearer codes are compared, a proof is worth more.",
            )
            .presented(&by_ed25519)
            .policy(as_bearer("check")),
            &ed25519,
        ),
        vector(
            "presentation-stale-as-bearer",
            "Where no proof is needed, a stale one is refused all the same.",
        )
        .presented(&by_ed25519)
        .policy(as_bearer("accept"))
        .at(NOW + 31)
        .refuse_known("holder", "proof-stale", &ed25519, XIANNING),
    ];
    for (id, comment, person) in [
        (
            "presentation-246-bytes",
            "The longest one with a key of Ed25519.",
            &ed25519,
        ),
        (
            "presentation-248-bytes",
            "The longest one with a key of P-256.",
            &p256,
        ),
    ] {
        let person = longest(person);
        let proof = if id.contains("246") {
            phones.proof(&person, &phones.world.holder)
        } else {
            phones.proof(&person, &phones.p256)
        };
        if !id.contains(&proof.to_bytes().len().to_string()) {
            return Err(format!("{id}: {} bytes", proof.to_bytes().len()).into());
        }
        let draft = vector(id, comment).presented(&proof).flags(&["limit"]);
        all.push(holds(draft, &person));
    }
    Ok(all)
}

/// Window and skew, for both types of key.
fn times(phones: &Phones<'_>) -> Vec<CredentialVector> {
    let (ed25519, p256) = (phones.of_ed25519(), phones.of_p256());
    let policy = |window, skew| Policy {
        proofs: Some(ProofPolicy {
            window,
            skew,
            challenge: "not-asked".into(),
        }),
        ..gate()
    };
    let mut all = Vec::new();
    for (kind, person) in [("ed25519", &ed25519), ("p256", &p256)] {
        let proof = if kind == "p256" {
            phones.proof(person, &phones.p256)
        } else {
            phones.proof(person, &phones.world.holder)
        };
        let named = |what: &str, comment: &str| {
            vector(&format!("presentation-{kind}-{what}"), comment).presented(&proof)
        };
        all.extend([
            holds(
                named("30-seconds-old", "At the very end of the window.")
                    .at(NOW + 30)
                    .flags(&["edge"]),
                person,
            ),
            named("31-seconds-old", "A screenshot, shown 31 seconds later.")
                .at(NOW + 31)
                .flags(&["edge"])
                .refuse_known("holder", "proof-stale", person, XIANNING),
            holds(
                named(
                    "10-seconds-ahead",
                    "The phone's clock is fast by as much as may be.",
                )
                .at(NOW - 10)
                .flags(&["edge"]),
                person,
            ),
            named(
                "11-seconds-ahead",
                "The phone's clock is fast by a second more.",
            )
            .at(NOW - 11)
            .flags(&["edge"])
            .refuse_known("holder", "proof-from-future", person, XIANNING),
            named("tomorrow", "A proof that is dated tomorrow.")
                .at(NOW - 86_400)
                .refuse_known("holder", "proof-from-future", person, XIANNING),
            named(
                "other-window",
                "Another window: 5 seconds, and 6 have passed.",
            )
            .policy(policy(5, 10))
            .at(NOW + 6)
            .refuse_known("holder", "proof-stale", person, XIANNING),
            named(
                "no-skew",
                "No skew at all, and the phone's clock is fast by a second.",
            )
            .policy(policy(30, 0))
            .at(NOW - 1)
            .refuse_known("holder", "proof-from-future", person, XIANNING),
        ]);
    }
    all
}

/// The earlier stage names the reason.
fn order(phones: &Phones<'_>) -> Vec<CredentialVector> {
    let ed25519 = phones.of_ed25519();
    let of_p256 = phones.of_p256();
    let ended = ed25519.clone().term(CREDENTIAL_EXP - 94_608_000, NOW);
    let thief = Key::named("thief");
    let two = |id: &str, comment: &str, flags: &[&str]| vector(id, comment).flags(flags);
    let forged = ["two-faults", "forged"];
    let soldiers_only = Policy {
        served: Some(0b10),
        ..gate()
    };
    vec![
        two(
            "presentation-expired",
            "The credential has expired, and the proof is by somebody else.",
            &forged,
        )
        .presented(&phones.proof(&ended, &thief))
        .refuse_known("time", "expired", &ended, XIANNING),
        two(
            "presentation-forged-and-stale",
            "The proof is by somebody else and old.",
            &forged,
        )
        .presented(&phones.proof(&ed25519, &thief))
        .at(NOW + 3_600)
        .refuse_known("holder", "proof-invalid", &ed25519, XIANNING),
        two(
            "presentation-stale-and-not-served",
            "The proof is old, and the place does not serve the holder.",
            &["two-faults"],
        )
        .presented(&phones.proof(&ed25519, &phones.world.holder))
        .policy(soldiers_only.clone())
        .at(NOW + 31)
        .refuse_known("holder", "proof-stale", &ed25519, XIANNING),
        vector(
            "presentation-not-served",
            "A good proof of a holder whom the place does not serve.",
        )
        .presented(&phones.proof(&ed25519, &phones.world.holder))
        .policy(soldiers_only.clone())
        .refuse_known("entitlement", "not-entitled", &ed25519, XIANNING),
        vector(
            "presentation-not-served-p256",
            "The same with a key of P-256.",
        )
        .presented(&phones.proof(&of_p256, &phones.p256))
        .policy(soldiers_only)
        .refuse_known("entitlement", "not-entitled", &of_p256, XIANNING),
    ]
}

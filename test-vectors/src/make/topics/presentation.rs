//! What phones show: the proof around a credential.

mod faults;

use test_vectors::{CredentialVector, Policy, ProofPolicy};

use crate::build::cose::{ED25519, Sign1, Signs, challenge_aad, proof_header};
use crate::build::curve::{Key, off_curve, with_large_s};
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
    all.extend(forged(&phones)?);
    all.extend(challenges(&phones));
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

/// Proofs that are none.
fn forged(phones: &Phones<'_>) -> Made<Vec<CredentialVector>> {
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

/// What the gate shows enters the signature and nothing else.
fn challenges(phones: &Phones<'_>) -> Vec<CredentialVector> {
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

/// The earlier stage names the reason.
fn order(phones: &Phones<'_>) -> Vec<CredentialVector> {
    let ed25519 = phones.of_ed25519();
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
        .policy(soldiers_only)
        .refuse_known("entitlement", "not-entitled", &ed25519, XIANNING),
    ]
}

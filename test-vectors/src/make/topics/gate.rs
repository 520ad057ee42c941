//! What a gate remembers: each proof works once, and a holder passes once in a while.

use test_vectors::{GateStep, GateVector, Verdict};

use crate::build::cose::{Sign1, Signs};
use crate::build::weierstrass::P256Key;
use crate::build::written::{digits, marked, number};
use crate::draft::{gate, vector};
use crate::fixtures::{World, XIANNING};
use crate::person::{Person, wang};
use crate::times::NOW;
use crate::topics::Made;

/// When the gates have started: long before anything is shown, if a vector does not say otherwise.
const START: u64 = NOW - 86_400;

struct Gate(GateVector);

fn at_gate(id: &str, comment: &str) -> Gate {
    Gate(GateVector {
        id: format!("gate-{id}"),
        comment: comment.into(),
        flags: Vec::new(),
        trust_list: "main".into(),
        policy: gate(),
        start: START,
        interval: 0,
        steps: Vec::new(),
    })
}

/// A code with whom it is of.
#[derive(Clone)]
struct Code {
    text: String,
    person: Person,
}

impl Gate {
    fn started(mut self, start: u64) -> Self {
        self.0.start = start;
        self
    }

    fn interval(mut self, interval: u64) -> Self {
        self.0.interval = interval;
        self
    }

    /// Shown so many seconds after [`NOW`]; the other clock goes along from [`START`].
    fn accept(self, code: &Code, later: i64) -> Self {
        let verdict = vector("", "").accept(&code.person, XIANNING).expected;
        self.shown(code, later, later, verdict)
    }

    fn refuse(self, code: &Code, later: i64, (stage, reason): (&str, &str)) -> Self {
        self.refuse_stepped(code, later, later, (stage, reason))
    }

    /// The same after the clock was set.
    fn refuse_stepped(
        self,
        code: &Code,
        clock: i64,
        later: i64,
        (stage, reason): (&str, &str),
    ) -> Self {
        let verdict = vector("", "").refuse_known(stage, reason, &code.person, XIANNING);
        self.shown(code, clock, later, verdict.expected)
    }

    fn accept_stepped(self, code: &Code, clock: i64, later: i64) -> Self {
        let verdict = vector("", "").accept(&code.person, XIANNING).expected;
        self.shown(code, clock, later, verdict)
    }

    fn shown(mut self, code: &Code, clock: i64, later: i64, expected: Verdict) -> Self {
        self.0.steps.push(GateStep::Show {
            text: code.text.clone(),
            now: NOW.saturating_add_signed(clock),
            uptime: uptime(later),
            expected: Box::new(expected),
        });
        self
    }

    fn pass(mut self, shown: usize, later: i64) -> Self {
        let uptime = uptime(later);
        self.0.steps.push(GateStep::Pass { shown, uptime });
        self
    }

    fn withdraw(mut self, passed: usize) -> Self {
        self.0.steps.push(GateStep::Withdraw { passed });
        self
    }
}

fn uptime(later: i64) -> u64 {
    86_400u64.saturating_add_signed(later)
}

const REPLAYED: (&str, &str) = ("admission", "proof-replayed");
const STALE: (&str, &str) = ("holder", "proof-stale");
const PASSED: (&str, &str) = ("admission", "passed-recently");

pub(super) fn vectors(world: &World) -> Made<Vec<GateVector>> {
    let phone = P256Key::named("holder-p256").ok_or("no key of P-256")?;
    let bound = wang().bound_to(world.holder.x);
    let of_p256 = wang().bound_to_p256(&phone);
    let ed25519 = |later| shown(world, &bound, &world.holder, later);
    let p256 = |later| shown(world, &of_p256, &phone, later);
    let twin = {
        let mut proof = proof_of(world, &of_p256, &phone, 0);
        proof.signature = P256Key::twin(&proof.signature).ok_or("no twin")?;
        coded(&proof, &of_p256)
    };
    let card = Code {
        text: digits(&world.issue(&wang()).to_bytes()),
        person: wang(),
    };
    let other = Person {
        holder: 18,
        ..wang()
    };
    let other = Code {
        text: digits(&world.issue(&other).to_bytes()),
        person: other,
    };
    let hour = 3_600;
    let mut all = vec![
        at_gate("proof-once", "A proof works once, and the next one of the same phone again.")
            .accept(&ed25519(0), 0)
            .refuse(&ed25519(0), 0, REPLAYED)
            .refuse(&ed25519(0), 30, REPLAYED)
            .refuse(&ed25519(0), 31, STALE)
            .accept(&ed25519(31), 31),
        at_gate("proof-once-p256", "The same with a key of P-256.")
            .accept(&p256(0), 0)
            .refuse(&p256(0), 1, REPLAYED)
            .accept(&p256(15), 16),
        at_gate(
            "proof-twin",
            "Of an ECDSA signature anybody can make a second one: it is the same proof.",
        )
        .accept(&p256(0), 0)
        .refuse(&twin, 0, REPLAYED),
        at_gate("proof-twin-first", "The other way round.")
            .accept(&twin, 0)
            .refuse(&p256(0), 0, REPLAYED),
        at_gate(
            "restart",
            "A gate that has just started takes no proof that it may have taken before.",
        )
        .started(NOW)
        .refuse(&ed25519(0), 0, STALE)
        .refuse(&ed25519(10), 5, STALE)
        .accept(&ed25519(11), 5)
        .accept(&p256(11), 11),
        at_gate(
            "clock-ahead-and-back",
            "The clock is set ahead by an hour and back: a used proof stays used, a new one is taken at once.",
        )
        .accept(&ed25519(0), 0)
        .accept_stepped(&p256(hour), hour, 1)
        .refuse_stepped(&ed25519(0), 2, 2, STALE)
        .accept_stepped(&ed25519(3), 3, 3),
        at_gate(
            "clock-back-and-ahead",
            "The clock is set back by an hour: the phones seem fast. Set right again, a used proof is still known.",
        )
        .accept(&ed25519(0), 0)
        .refuse_stepped(&ed25519(5), 5 - hour, 5, ("holder", "proof-from-future"))
        .refuse_stepped(&ed25519(0), 6, 6, REPLAYED)
        .accept_stepped(&ed25519(5), 7, 7),
        at_gate(
            "refused-is-not-remembered",
            "A proof that was refused for its time is taken when its time has come.",
        )
        .refuse(&ed25519(11), 0, ("holder", "proof-from-future"))
        .accept(&ed25519(11), 1),
        at_gate("card-again", "A bearer code has no proof to remember.")
            .accept(&card, 0)
            .accept(&card, 1),
        at_gate(
            "passed-recently",
            "Card and phone are one holder: after passing with one, the other has to wait.",
        )
        .interval(600)
        .accept(&card, 0)
        .accept(&card, 1)
        .pass(1, 2)
        .refuse(&ed25519(3), 3, PASSED)
        .accept(&other, 4)
        .refuse(&card, 601, PASSED)
        .accept(&card, 602),
        at_gate("passage-p256", "Who has passed with a key of P-256 waits as well.")
            .interval(600)
            .accept(&p256(0), 0)
            .pass(0, 0)
            .refuse(&p256(1), 1, PASSED),
        at_gate(
            "not-turned",
            "A passage that did not happen leaves nothing behind; the proof stays used.",
        )
        .interval(600)
        .accept(&ed25519(0), 0)
        .pass(0, 0)
        .refuse(&card, 1, PASSED)
        .withdraw(1)
        .refuse(&ed25519(0), 2, REPLAYED)
        .accept(&ed25519(3), 3),
        at_gate(
            "passage-and-clock",
            "The interval is counted by the clock that is not set.",
        )
        .interval(600)
        .accept(&card, 0)
        .pass(0, 0)
        .refuse_stepped(&card, hour, 10, PASSED)
        .refuse_stepped(&card, -hour, 599, PASSED)
        .accept_stepped(&card, -hour, 600),
    ];
    Ok(all.drain(..).map(|gate| gate.0).collect())
}

fn proof_of(world: &World, person: &Person, key: &impl Signs, later: i64) -> Sign1 {
    let iat = NOW.saturating_add_signed(later);
    Sign1::proof(&world.issue(person), iat, &[], key)
}

fn coded(proof: &Sign1, person: &Person) -> Code {
    Code {
        text: marked(86, &number(&proof.to_bytes())),
        person: person.clone(),
    }
}

/// A proof made so many seconds after [`NOW`].
fn shown(world: &World, person: &Person, key: &impl Signs, later: i64) -> Code {
    coded(&proof_of(world, person, key, later), person)
}

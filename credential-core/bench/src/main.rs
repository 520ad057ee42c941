//! How long issuing and checking take, beside a bare signature and beside another library.
//!
//! `cargo run --release -p credential-bench` prints Markdown tables. The ratios are what to look
//! at: they compare pieces of work that ran in turn within the same milliseconds.

#![expect(clippy::print_stdout, reason = "printing is what it is for")]
#![expect(
    clippy::unwrap_used,
    reason = "nothing to do but stop when a sample is wrong"
)]

mod catalogue;
mod known_issuers;
mod proofs;
mod round_robin;
mod samples;
mod scale;
mod sm2_profile;
mod vouch;

use std::time::Instant;

use claim169_core::Decoder;
use credential_core::{
    Decision, PreparedKeys, PreparedSigner, Signer, SigningKey, TextForm, TrustList,
    UnsignedCredential, Verifier, issue,
};
use ed25519_dalek::{Signature, Signer as _, Verifier as _, VerifyingKey};

use round_robin::{Peer, race};
use samples::Samples;

const ROUNDS: usize = 1_501;
/// Half a millisecond of work: mostly done before another process gets its turn.
const BATCH: u32 = 8;

fn main() {
    known_issuers::print_memory();
    let samples = Samples::new();
    print_sizes(&samples);
    print_checking(&samples);
    proofs::print(&samples);
    print_issuing(&samples);
    known_issuers::print(&samples);
    print_trust_list(&samples);
    sm2_profile::print(&samples);
    scale::print(&samples);
    vouch::print();
    catalogue::print(&samples);
}

fn print_sizes(samples: &Samples) {
    println!("| credential | bytes | at most | digits |");
    println!("|---|---|---|---|");
    for (name, credential, limit) in [
        ("static, name of three characters", &samples.plain, 120),
        ("the same with `cnf`", &samples.bound, 165),
    ] {
        let bytes = credential.as_bytes().len();
        let digits = credential.to_text(TextForm::Digits).len();
        println!("| {name} | {bytes} | {limit} | {digits} |");
    }
    println!();
}

fn print_checking(samples: &Samples) {
    let verifier = Verifier::without_revocation_check(&samples.trust, samples.policy());
    let plain = samples.plain.to_text(TextForm::Digits);
    let prepared = PreparedKeys::new();
    prepared.prepare(samples.bureau.public_key());
    let fast = verifier.clone().with_prepared_keys(&prepared);
    let plain_base45 = samples.plain.to_text(TextForm::Base45);
    let bound = samples.bound.to_text(TextForm::Digits);
    for text in [&plain, &plain_base45, &bound] {
        for verifier in [&verifier, &fast] {
            let verdict = verifier.verify_text(text, samples.now);
            assert_eq!(verdict.decision(), Decision::Accept, "{}", verdict.reason());
        }
    }
    let public = samples.bureau.public_key().to_bytes();
    let raw = RawVerification::new(samples, &samples.claims);
    let raw_bound = RawVerification::new(samples, &samples.bound_claims);

    let mut peers = [
        Peer::new("ed25519-dalek 3 `verify_strict`, same length", || raw.run()),
        Peer::new("ed25519-dalek 3 `verify`, not strict", || raw.run_lenient()),
        Peer::new("text → verdict, digits", || {
            verifier.verify_text(&plain, samples.now)
        }),
        Peer::new("text → verdict, digits, known issuer", || {
            fast.verify_text(&plain, samples.now)
        }),
        Peer::new("text → verdict, Base45", || {
            verifier.verify_text(&plain_base45, samples.now)
        }),
        Peer::new("claim169-core 0.3, equal credential", || {
            Decoder::new(samples.claim169.as_str())
                .verify_with_ed25519(public.as_slice())
                .unwrap()
                .decode()
                .unwrap()
        }),
        Peer::new("claim169-core 0.3, key kept", || {
            Decoder::new(samples.claim169.as_str())
                .verify_with(samples.claim169_key.clone())
                .decode()
                .unwrap()
        }),
    ];
    print_race("checking", &mut peers);

    let mut peers = [
        Peer::new("ed25519-dalek 3 `verify_strict`, same length", || {
            raw_bound.run()
        }),
        Peer::new("text → verdict, digits, with `cnf`", || {
            verifier.verify_text(&bound, samples.now)
        }),
        Peer::new("the same, known issuer", || {
            fast.verify_text(&bound, samples.now)
        }),
    ];
    print_race("checking with `cnf`", &mut peers);
}

/// The bare work that no library can avoid: one strict verification with a kept key.
struct RawVerification {
    key: VerifyingKey,
    message: Vec<u8>,
    signature: Signature,
}

impl RawVerification {
    fn new(samples: &Samples, claims: &credential_core::Claims) -> Self {
        let public = samples.bureau.public_key();
        let unsigned = UnsignedCredential::prepare(claims, public).unwrap();
        Self {
            key: VerifyingKey::try_from(public.to_bytes().as_slice()).unwrap(),
            signature: samples.raw_key.sign(unsigned.to_be_signed()),
            message: unsigned.to_be_signed().to_vec(),
        }
    }

    fn run(&self) {
        self.key
            .verify_strict(&self.message, &self.signature)
            .unwrap();
    }

    /// What the other library asks for: a small-order `R` would pass.
    fn run_lenient(&self) {
        self.key.verify(&self.message, &self.signature).unwrap();
    }
}

fn print_issuing(samples: &Samples) {
    let message = samples.to_be_signed();
    let raw = RawVerification::new(samples, &samples.claims);
    let bureau = PreparedSigner::new(SigningKey::from_seed(&samples.bureau.to_seed()));
    let mut peers = [
        Peer::new("ed25519-dalek 3 `sign`, same length", || {
            samples.raw_key.sign(&message)
        }),
        Peer::new("`sign` and `verify_strict`", || {
            raw.run();
            samples.raw_key.sign(&message)
        }),
        Peer::new("claims → text, signature checked", || {
            issue(&samples.claims, &samples.bureau)
                .unwrap()
                .to_text(TextForm::Digits)
        }),
        Peer::new("the same, with a prepared signer, as `issuer` does", || {
            issue(&samples.claims, &bureau)
                .unwrap()
                .to_text(TextForm::Digits)
        }),
    ];
    print_race("issuing", &mut peers);
}

fn print_trust_list(samples: &Samples) {
    let mut loads: Vec<f64> = (0..5)
        .map(|_| {
            let start = Instant::now();
            let list = TrustList::verify(&samples.province, &samples.roots).unwrap();
            std::hint::black_box(&list);
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    loads.sort_by(f64::total_cmp);
    let list = TrustList::verify(&samples.province, &samples.roots).unwrap();
    let known: Vec<_> = list
        .claims()
        .issuers
        .iter()
        .flat_map(|issuer| &issuer.keys)
        .map(|key| key.key.id())
        .collect();
    let mut turn = known.iter().cycle();
    let mut lookup = [Peer::new("lookup", || {
        list.keys(*turn.next().unwrap()).count()
    })];
    let lookup = &race(&mut lookup, ROUNDS, 1_000)[0];

    println!("| trust list of 3,000 issuers | |");
    println!("|---|---|");
    println!("| size | {} kB |", samples.province.len() / 1_000);
    println!("| loading (median of 5) | {:.1} ms |", loads[2]);
    println!("| finding a key | {:.0} ns |", lookup.median * 1e3);
}

pub(crate) fn print_race(title: &str, peers: &mut [Peer<'_>]) {
    // Once for the caches, the branch predictor and the clock frequency.
    race(peers, ROUNDS / 10, BATCH);
    let timings = race(peers, ROUNDS, BATCH);
    println!("| {title} | median, µs | ratio |");
    println!("|---|---|---|");
    for (peer, timing) in peers.iter().zip(&timings) {
        println!(
            "| {} | {:.1} | {:.3} |",
            peer.name, timing.median, timing.ratio
        );
    }
    println!();
}

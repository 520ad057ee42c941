//! What prepared keys cost: to make, in memory, and when more keys take turns than are kept.

use std::time::Instant;

use credential_core::limits::{MAX_PREPARED_KEYS, USES_BEFORE_PREPARING};
use credential_core::*;

use crate::print_race;
use crate::round_robin::Peer;
use crate::samples::{Samples, numbered_issuers, trust_of};
use crate::scale::resident_bytes;

/// To be called first: what others have given back to the allocator would hide what is taken.
pub(crate) fn print_memory() {
    let many = numbered_issuers(MAX_PREPARED_KEYS as u32);
    let prepared = PreparedKeys::new();
    let before = resident_bytes();
    let mut times: Vec<f64> = many
        .iter()
        .map(|key| {
            let start = Instant::now();
            prepared.prepare(key.public_key());
            start.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    let grown = resident_bytes()
        .zip(before)
        .map(|(after, before)| after - before);
    let first = times[0];
    times.sort_by(f64::total_cmp);

    println!("| {MAX_PREPARED_KEYS} prepared keys | |");
    println!("|---|---|");
    if let Some(grown) = grown {
        println!("| resident memory | {:.2} MB |", grown / 1e6);
    }
    println!("| preparing the first | {:.2} ms |", first / 1e3);
    println!(
        "| preparing another (median) | {:.2} ms |",
        times[times.len() / 2] / 1e3
    );
    println!();
}

pub(crate) fn print(samples: &Samples) {
    for (title, keys) in [
        ("64 issuers in turn", MAX_PREPARED_KEYS as u32),
        ("80 issuers in turn", 80),
        ("3,000 issuers in turn", 3_000),
    ] {
        print_turns(samples, title, keys);
    }
}

/// Codes of many issuers, one after the other.
fn print_turns(samples: &Samples, title: &str, count: u32) {
    let keys = numbered_issuers(count);
    let trust = trust_of(&keys);
    let texts: Vec<String> = keys
        .iter()
        .map(|key| {
            issue(&samples.claims, key)
                .unwrap()
                .to_text(TextForm::Digits)
        })
        .collect();
    let plain = Verifier::without_revocation_check(&trust, samples.policy());
    let prepared = PreparedKeys::new();
    let fast = plain.clone().with_prepared_keys(&prepared);
    for text in texts
        .iter()
        .cycle()
        .take(texts.len().min(100) * 2 * USES_BEFORE_PREPARING as usize)
    {
        let verdict = fast.verify_text(text, samples.now);
        assert_eq!(verdict.decision(), Decision::Accept, "{}", verdict.reason());
    }
    let (mut one, mut other) = (texts.iter().cycle(), texts.iter().cycle());
    let mut peers = [
        Peer::new("text → verdict, without prepared keys", || {
            plain.verify_text(one.next().unwrap(), samples.now)
        }),
        Peer::new("text → verdict, with", || {
            fast.verify_text(other.next().unwrap(), samples.now)
        }),
    ];
    print_race(title, &mut peers);
}

//! Status lists of a city and of a country: how long, how large, how fast.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use credential_core::*;

use crate::round_robin::{Peer, race};
use crate::samples::{ISSUED, Samples};

const ISSUER: IssuerId = IssuerId(42_000_000);

pub(crate) fn print(samples: &Samples) {
    print_size(samples);
    print_ten_million(samples);
}

/// How much of a list is what it says, and how much is wrapping.
fn print_size(samples: &Samples) {
    println!();
    println!("| status list, 1 % revoked | entries | signed, bytes | entropy, bytes | ratio |");
    println!("|---|---|---|---|---|");
    for (name, credentials, entries) in [
        (
            "265,000 credentials, indices without gaps",
            265_000,
            265_000,
        ),
        (
            "265,000 credentials, as a register draws them",
            265_000,
            1 << 20,
        ),
        (
            "10,000,000 credentials, without gaps",
            10_000_000,
            10_000_000,
        ),
    ] {
        let revoked = credentials / 100;
        let signed = sign(samples, entries, &drawn(entries, revoked), 0);
        let bound = entropy_bytes(entries as f64, revoked as f64);
        println!(
            "| {name} | {entries} | {} | {bound:.0} | {:.2} |",
            signed.len(),
            signed.len() as f64 / bound
        );
    }
}

/// Ten million credentials of one issuer at one terminal.
fn print_ten_million(samples: &Samples) {
    const ENTRIES: usize = 10_000_000;
    let revoked = drawn(ENTRIES, ENTRIES / 100);
    // Each update needs a list that is newer than the one before.
    let updates: Vec<_> = (0..5)
        .map(|hour| {
            let mut update = Update::default();
            update.status_lists = vec![sign(samples, ENTRIES, &revoked, hour)];
            Update::parse(&update.encode()).unwrap()
        })
        .collect();
    let mut held = Holdings::provision(&samples.root_bytes).unwrap();
    let mut first = Update::default();
    first.trust_list = Some(samples.trust_bytes.clone());
    held.apply(&first, samples.now);

    let before = resident_bytes();
    let mut times: Vec<f64> = updates
        .iter()
        .map(|update| {
            let start = Instant::now();
            let outcomes = held.apply(update, samples.now);
            let elapsed = start.elapsed().as_secs_f64() * 1e3;
            assert!(
                outcomes
                    .iter()
                    .all(|outcome| outcome.result == Ok(Applied::New))
            );
            elapsed
        })
        .collect();
    times.sort_by(f64::total_cmp);
    let grown = resident_bytes()
        .zip(before)
        .map(|(after, before)| after - before);

    let set: HashSet<u32> = revoked.iter().copied().collect();
    let indices = drawn(ENTRIES, 1 << 16);
    let (mut ours, mut theirs) = (indices.iter().cycle(), indices.iter().cycle());
    let mut peers = [
        Peer::new("status list", || {
            let index = *ours.next().unwrap();
            held.status_list(ISSUER)
                .unwrap()
                .claims()
                .statuses
                .status(StatusIndex(index))
        }),
        Peer::new("std `HashSet<u32>` of the revoked ones", || {
            set.contains(theirs.next().unwrap())
        }),
    ];
    let timings = race(&mut peers, 501, 1_000);

    println!();
    println!("| 10,000,000 credentials of one issuer, 1 % revoked | |");
    println!("|---|---|");
    println!(
        "| the array in memory | {:.2} MB |",
        held.status_list(ISSUER).unwrap().claims().statuses.len() as f64 / 4e6
    );
    if let Some(grown) = grown {
        println!(
            "| resident memory grew by (the signed bytes too) | {:.2} MB |",
            grown / 1e6
        );
    }
    println!(
        "| an update taken: proved, inflated, compared (median of 5) | {:.1} ms |",
        times[2]
    );
    for (peer, timing) in peers.iter().zip(&timings) {
        println!(
            "| look-up: {} | {:.1} ns, ratio {:.2} |",
            peer.name,
            timing.median * 1e3,
            timing.ratio
        );
    }
}

fn sign(samples: &Samples, entries: usize, revoked: &[u32], hour: u64) -> Vec<u8> {
    let mut statuses = StatusArray::all_valid(entries).unwrap();
    for index in revoked {
        statuses.set(StatusIndex(*index), Status::Revoked).unwrap();
    }
    let made = UnixTime::from_secs(ISSUED + 3_600 * hour);
    let claims = StatusListClaims {
        issuer: ISSUER,
        validity: Validity::new(made, made.plus(Duration::from_secs(180 * 86_400))),
        ttl: None,
        statuses,
    };
    StatusList::issue(&claims, &samples.bureau).unwrap()
}

/// So many different indices below `entries`, the same at each run (SplitMix64).
fn drawn(entries: usize, count: usize) -> Vec<u32> {
    let (mut state, mut taken, mut out) = (17u64, HashSet::new(), Vec::new());
    while out.len() < count {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        let index = ((mixed ^ mixed >> 31) % entries as u64) as u32;
        if taken.insert(index) {
            out.push(index);
        }
    }
    out
}

/// Bytes that it takes to say which `k` of `n` entries are revoked, however it is written:
/// the logarithm of the binomial coefficient, by Stirling's formula.
fn entropy_bytes(n: f64, k: f64) -> f64 {
    let ln_factorial =
        |x: f64| x * x.ln() - x + (std::f64::consts::TAU * x).ln() / 2.0 + 1.0 / (12.0 * x);
    let nats = ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k);
    nats / std::f64::consts::LN_2 / 8.0
}

/// What the process holds in memory, where the system tells (Linux).
pub(crate) fn resident_bytes() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kilobytes * 1_024.0)
}

//! A vouch list of a bureau: how large, how fast to load and to look up.

use std::collections::{BTreeSet, HashSet};
use std::time::Instant;

use credential_core::*;

use crate::round_robin::{Peer, race};
use crate::samples::ISSUED;

const ISSUER: IssuerId = IssuerId(42_000_000);
const CODES: usize = 80_000;

pub(crate) fn print() {
    let [key, old_key] = [2, 3].map(|seed| SigningKey::from_seed(&[seed; 32]));
    let hashes = drawn(CODES);
    let claims = VouchListClaims {
        issuer: ISSUER,
        key: old_key.public_key().thumbprint(),
        issued: UnixTime::from_secs(ISSUED),
        hashes: CodeHashSet::new(hashes.iter().copied()).unwrap(),
    };
    let bytes = VouchList::issue(&claims, &key).unwrap();
    let load = || VouchList::verify_own(&bytes, ISSUER, key.public_key()).unwrap();
    let mut loads: Vec<f64> = (0..5)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(load());
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    loads.sort_by(f64::total_cmp);

    let list = load();
    let hashed: HashSet<CodeHash> = hashes.iter().copied().collect();
    let sorted: BTreeSet<CodeHash> = hashes.iter().copied().collect();
    // Every second one is not there, as a thief's.
    let asked: Vec<CodeHash> = hashes
        .iter()
        .zip(drawn(2 * CODES).into_iter().skip(CODES))
        .flat_map(|(known, unknown)| [*known, unknown])
        .collect();
    let [mut first, mut second, mut third] = [(); 3].map(|()| asked.iter().cycle());
    let mut peers = [
        Peer::new("vouch list", || list.contains(*first.next().unwrap())),
        Peer::new("std `HashSet` of the hashes", || {
            hashed.contains(second.next().unwrap())
        }),
        Peer::new("std `BTreeSet` of the hashes", || {
            sorted.contains(third.next().unwrap())
        }),
    ];
    let timings = race(&mut peers, 501, 1_000);

    println!();
    println!("| vouch list of {CODES} codes | |");
    println!("|---|---|");
    println!("| signed | {} bytes |", bytes.len());
    println!(
        "| loading: proved and indexed (median of 5) | {:.1} ms |",
        loads[2]
    );
    for (peer, timing) in peers.iter().zip(&timings) {
        println!(
            "| look-up: {} | {:.0} ns, ratio {:.2} |",
            peer.name,
            timing.median * 1e3,
            timing.ratio
        );
    }
}

/// So many hashes, the same at each run (SplitMix64).
fn drawn(count: usize) -> Vec<CodeHash> {
    let mut state = 17u64;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = state;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ mixed >> 31).to_be_bytes()
    };
    (0..count)
        .map(|_| {
            let mut hash = [0; CodeHash::BYTES];
            hash[..8].copy_from_slice(&next());
            hash[8..].copy_from_slice(&next()[..4]);
            CodeHash::from_bytes(hash)
        })
        .collect()
}

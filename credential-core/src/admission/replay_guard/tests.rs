use alloc::vec::Vec;
use core::time::Duration;

use proptest::prelude::*;

use super::{Noted, ReplayGuard};
use crate::time::UnixTime;
use crate::verify::{Policy, ProofId, VerifiedProof};

const WINDOW: u64 = 2;
const SKEW: u64 = 1;

fn policy() -> Policy {
    let mut policy = Policy::gate();
    policy.proof_window = Duration::from_secs(WINDOW);
    policy.proof_skew = Duration::from_secs(SKEW);
    policy
}

fn secs(secs: u64) -> UnixTime {
    UnixTime::from_secs(secs)
}

/// The proof with this number among those of a second.
fn proof(dated: u64, number: u32) -> VerifiedProof {
    let mut id = ProofId::default();
    id[..8].copy_from_slice(&dated.to_be_bytes());
    id[8..12].copy_from_slice(&number.to_be_bytes());
    VerifiedProof::stand_in(id, secs(dated))
}

fn in_window(dated: u64, now: u64) -> bool {
    dated <= now + SKEW && now <= dated + WINDOW
}

/// One proof that the verifier has let through.
#[derive(Clone, Copy, Debug)]
struct Shown {
    now: u64,
    dated: u64,
    number: u32,
}

/// What everything that was ever admitted says, with a memory that never ends.
fn compare(start: u64, capacity: usize, history: &[Shown]) {
    let mut guard = ReplayGuard::with_capacity(&policy(), secs(start), capacity);
    let mut admitted: Vec<(u64, u32)> = Vec::new();
    let (mut newest, mut is_steady) = (start, true);
    for shown in history {
        let Shown { now, dated, number } = *shown;
        is_steady &= now >= newest;
        newest = newest.max(now);
        let noted = guard.note(proof(dated, number), secs(now));
        let is_known = admitted.contains(&(dated, number));
        // Safe in every history, with any steps of the clock: never twice.
        assert!(!(noted == Noted::First && is_known), "{history:?}");
        // And nothing from before the start.
        assert!(
            !(noted == Noted::First && dated <= start + SKEW),
            "{history:?}"
        );
        // Exact as long as the clock is not set back.
        let live = admitted.iter().filter(|(dated, _)| now <= dated + WINDOW);
        let expected = if is_known {
            Noted::Again
        } else if dated <= start + SKEW {
            Noted::BelowFloor
        } else if live.count() >= capacity {
            Noted::Full
        } else {
            Noted::First
        };
        if is_steady {
            assert_eq!(noted, expected, "{history:?}");
        }
        if noted == Noted::First {
            admitted.push((dated, number));
        }
        assert!(guard.len() <= capacity);
    }
}

fn all_shown(times: u64, numbers: u32) -> Vec<Shown> {
    let mut all = Vec::new();
    for now in 0..times {
        for dated in 0..times + SKEW {
            all.extend(
                (0..numbers)
                    .filter(|_| in_window(dated, now))
                    .map(|number| Shown { now, dated, number }),
            );
        }
    }
    all
}

/// Every history of three with the clock stepping at will, of two proofs a second.
#[test]
fn agrees_with_an_endless_memory_in_every_short_history() {
    let all = all_shown(7, 2);
    let mut count = 0;
    for first in &all {
        for second in &all {
            for third in &all {
                let history = [*first, *second, *third];
                compare(0, 8, &history);
                compare(0, 1, &history);
                count += 1;
            }
        }
    }
    assert!(count > 80_000, "{count}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn agrees_with_an_endless_memory_in_long_histories(
        start in 0u64..4,
        capacity in 0usize..12,
        steps in prop::collection::vec((0u64..3, 0u64..4, 0u32..3), 1..200),
    ) {
        let mut now = start;
        let history: Vec<_> = steps.iter().map(|(pause, back, number)| {
            now += pause;
            let dated = (now + SKEW).saturating_sub(*back);
            Shown { now, dated, number: *number }
        }).filter(|shown| in_window(shown.dated, shown.now)).collect();
        compare(start, capacity, &history);
    }

    #[test]
    fn never_admits_twice_whatever_the_clock_does(
        steps in prop::collection::vec((0u64..40, 0u64..4, 0u32..2), 1..300),
        capacity in 1usize..6,
    ) {
        let history: Vec<_> = steps.iter().map(|(now, back, number)| {
            let dated = (now + SKEW).saturating_sub(*back);
            Shown { now: *now, dated, number: *number }
        }).filter(|shown| in_window(shown.dated, shown.now)).collect();
        compare(0, capacity, &history);
    }
}

/// Set ahead by an hour and back again: what was used stays used, and the phones of the day go on.
#[test]
fn a_step_of_the_clock_brings_nothing_back() {
    let mut guard = ReplayGuard::new(&policy(), secs(0));
    let (used, hour) = (proof(100, 1), 3_600);
    assert_eq!(guard.note(used, secs(100)), Noted::First);
    assert_eq!(
        guard.note(proof(100 + hour, 1), secs(100 + hour)),
        Noted::First
    );
    assert_eq!(guard.note(used, secs(100)), Noted::BelowFloor);
    assert_eq!(guard.note(proof(101, 1), secs(101)), Noted::First);
    // That of the wrong hour is still known when its time really comes.
    assert_eq!(
        guard.note(proof(100 + hour, 1), secs(100 + hour)),
        Noted::Again
    );

    // Set back by an hour and right again.
    let mut guard = ReplayGuard::new(&policy(), secs(0));
    let used = proof(5_000, 1);
    assert_eq!(guard.note(used, secs(5_000)), Noted::First);
    assert_eq!(guard.note(proof(1_400, 1), secs(1_400)), Noted::First);
    assert_eq!(guard.note(used, secs(5_001)), Noted::Again);
    assert_eq!(guard.note(proof(5_001, 1), secs(5_001)), Noted::First);
}

#[test]
fn a_restart_admits_nothing_that_may_have_been_shown_before() {
    let mut before = ReplayGuard::new(&policy(), secs(0));
    let ahead = proof(101, 1);
    assert_eq!(before.note(ahead, secs(100)), Noted::First);
    let mut after = ReplayGuard::new(&policy(), secs(100));
    assert_eq!(after.note(ahead, secs(100)), Noted::BelowFloor);
    assert_eq!(after.note(ahead, secs(102)), Noted::BelowFloor);
    assert_eq!(after.note(proof(102, 1), secs(101)), Noted::First);
}

/// Ten times more proofs than there is room for, for an hour: no memory is allocated after the beginning.
#[test]
fn a_flood_does_not_make_it_grow() {
    let mut guard = ReplayGuard::with_capacity(&policy(), secs(0), 300);
    let room = (guard.known.allocation_size(), guard.oldest_first.capacity());
    let (mut taken, mut full) = (0, 0);
    for now in 10..3_610 {
        for number in 0..1_000 {
            match guard.note(proof(now, number), secs(now)) {
                Noted::First => taken += 1,
                Noted::Full => full += 1,
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(
            (guard.known.allocation_size(), guard.oldest_first.capacity()),
            room
        );
    }
    assert_eq!(guard.len(), 300);
    assert!(taken >= 300 * 3_600 / 3 && full > taken, "{taken} {full}");
    assert_eq!(
        ReplayGuard::with_capacity(&policy(), secs(0), usize::MAX).capacity,
        1 << 19
    );
}

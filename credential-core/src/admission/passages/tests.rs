use alloc::vec::Vec;
use core::time::Duration;

use proptest::prelude::*;

use super::{Passage, Passages, Seen};
use crate::error::Error;
use crate::fixtures::{NOW, bureau_key, claims, trust};
use crate::issue::issue;
use crate::numbers::HolderNumber;
use crate::text::TextForm;
use crate::trust::IssuerId;
use crate::verify::{Advice, Decision, HolderId, Policy, Verifier};

const INTERVAL: u64 = 3;

fn holder(number: u32) -> HolderId {
    HolderId {
        issuer: IssuerId(42_120_001),
        number: HolderNumber(number),
    }
}

fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Enter(u32),
    /// The passage that was entered so many passages ago.
    Withdraw(usize),
    Pause(u64),
}

/// Everything that was ever entered and not withdrawn, with its time.
#[derive(Default)]
struct Ledger {
    now: u64,
    entered: Vec<(u32, u64, bool)>,
}

impl Ledger {
    fn live(&self) -> impl DoubleEndedIterator<Item = &(u32, u64, bool)> {
        let now = self.now;
        self.entered
            .iter()
            .filter(move |(_, at, stands)| *stands && now - at < INTERVAL)
    }

    fn seen(&self, number: u32, capacity: usize) -> Seen {
        match self.live().rfind(|(of, _, _)| *of == number) {
            Some((_, at, _)) => Seen::Recently {
                wait: at + INTERVAL - self.now,
            },
            None if self.live().count() >= capacity => Seen::Full,
            None => Seen::Not,
        }
    }
}

fn compare(capacity: usize, acts: &[Act]) {
    let mut passages = Passages::with_capacity(secs(INTERVAL), capacity);
    let mut ledger = Ledger::default();
    // Of each entry of the ledger.
    let mut tickets: Vec<Passage> = Vec::new();
    for act in acts {
        let now = secs(ledger.now);
        match *act {
            Act::Enter(number) => {
                let has_room = ledger.live().count() < capacity;
                let entered = passages.enter(holder(number), now);
                assert_eq!(entered.is_some(), has_room, "{acts:?}");
                if let Some(ticket) = entered {
                    tickets.push(ticket);
                    ledger.entered.push((number, ledger.now, true));
                }
            }
            Act::Withdraw(ago) => {
                let Some(at) = tickets.len().checked_sub(ago + 1) else {
                    continue;
                };
                // What is over may or may not be forgotten yet; it makes no difference.
                let (_, entered, stands) = ledger.entered[at];
                let was_live = stands && ledger.now - entered < INTERVAL;
                let withdrawn = passages.withdraw(tickets[at]);
                assert!(withdrawn || !was_live, "{acts:?}");
                assert!(!withdrawn || stands, "{acts:?}");
                ledger.entered[at].2 = false;
            }
            Act::Pause(pause) => ledger.now += pause,
        }
        for number in 0..3 {
            let seen = passages.seen(holder(number), secs(ledger.now));
            assert_eq!(seen, ledger.seen(number, capacity), "{acts:?}");
        }
        assert_eq!(passages.len(), ledger.live().count(), "{acts:?}");
        let counted: u32 = passages.counts.values().sum();
        assert_eq!(counted as usize, passages.len(), "{acts:?}");
    }
}

#[test]
fn agrees_with_a_ledger_in_every_short_history() {
    let acts = [
        Act::Enter(0),
        Act::Enter(1),
        Act::Enter(2),
        Act::Withdraw(0),
        Act::Withdraw(1),
        Act::Pause(1),
        Act::Pause(INTERVAL),
    ];
    for number in 0..acts.len().pow(5) {
        let history: Vec<_> = (0..5)
            .map(|place| acts[number / acts.len().pow(place) % acts.len()])
            .collect();
        compare(2, &history);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn agrees_with_a_ledger_in_long_histories(
        capacity in 0usize..6,
        acts in prop::collection::vec(prop_oneof![
            (0u32..3).prop_map(Act::Enter),
            (0usize..4).prop_map(Act::Withdraw),
            (0u64..5).prop_map(Act::Pause),
        ], 1..200),
    ) {
        compare(capacity, &acts);
    }
}

#[test]
fn a_holder_passes_again_after_the_interval_and_not_before() {
    let trust = trust();
    let verifier = Verifier::without_revocation_check(&trust, Policy::gate());
    let card = issue(&claims(), &bureau_key())
        .unwrap()
        .to_text(TextForm::Digits);
    let verdict = verifier.verify_text(&card, NOW);
    let id = verdict.accepted().unwrap().holder_id();
    let mut passages = Passages::new(secs(600));

    // The verdict alone enters nothing.
    for _ in 0..2 {
        let admitted = passages.admit(verdict.clone(), secs(100));
        assert_eq!(admitted.decision(), Decision::Accept);
    }
    let passage = passages.enter(id, secs(100)).unwrap();
    let again = passages.admit(verdict.clone(), Duration::from_millis(159_500));
    assert_eq!(again.reason(), "passed-recently");
    assert_eq!(again.advice(), Advice::Wait);
    assert!(again.authentic_claims().is_some() && again.accepted().is_none());
    let crate::Verdict::Refuse(refusal) = &again else {
        panic!("{again:?}")
    };
    assert_eq!(refusal.error(), Error::PassedRecently { wait: 541 });
    let late = passages.admit(verdict.clone(), secs(700));
    assert_eq!(late.decision(), Decision::Accept);

    // Somebody who did not turn the gate has not passed.
    let turned = passages.enter(id, secs(800)).unwrap();
    assert!(!passages.withdraw(passage), "that one is over");
    assert!(passages.withdraw(turned));
    assert!(!passages.withdraw(turned), "once");
    let free = passages.admit(verdict, secs(801));
    assert_eq!(free.decision(), Decision::Accept);
}

#[test]
fn a_full_memory_accepts_nothing_in_silence() {
    let trust = trust();
    let verifier = Verifier::without_revocation_check(&trust, Policy::gate());
    let card = issue(&claims(), &bureau_key())
        .unwrap()
        .to_text(TextForm::Digits);
    let mut passages = Passages::with_capacity(secs(600), 1);
    passages.enter(holder(4), secs(0)).unwrap();
    let verdict = passages.admit(verifier.verify_text(&card, NOW), secs(1));
    assert_eq!(verdict.reason(), "repeat-unchecked");
    assert!(verdict.accepted().is_none());
    assert!(passages.enter(holder(17), secs(1)).is_none());
}

#[test]
fn without_an_interval_nothing_is_remembered() {
    let mut passages = Passages::with_capacity(Duration::ZERO, 0);
    assert_eq!(passages.seen(holder(1), secs(0)), Seen::Not);
    assert!(passages.enter(holder(1), secs(0)).is_none());
    assert_eq!(passages.seen(holder(1), secs(0)), Seen::Not);
    let mut longest = Passages::with_capacity(Duration::MAX, 2);
    longest.enter(holder(1), Duration::MAX).unwrap();
    assert!(matches!(
        longest.seen(holder(1), Duration::ZERO),
        Seen::Recently { .. }
    ));
}

#[test]
fn a_flood_does_not_make_it_grow() {
    let mut passages = Passages::with_capacity(secs(INTERVAL), 100);
    let room = (
        passages.entered.capacity(),
        passages.counts.allocation_size(),
    );
    for number in 0..100_000u32 {
        let now = Duration::from_millis(u64::from(number) * 10);
        if let Some(passage) = passages.enter(holder(number), now)
            && number % 3 == 0
        {
            passages.withdraw(passage);
        }
        assert!(passages.len() <= 100);
    }
    assert_eq!(
        (
            passages.entered.capacity(),
            passages.counts.allocation_size()
        ),
        room
    );
}

//! Each proof works once, and those from before the start are as the place has it.

use std::time::Duration;

use credential_core::{Policy, RootSet, TrustList, UnixTime, Verifier};
use messages::dates;
use terminal::ClockKind;
use terminal::proof_memory::{BeforeStart, ProofMemory};

use super::fixtures::{NOW, Phone, list_claims, root_claims, signed, years};

/// At [`NOW`] and so many seconds.
fn at(seconds: u64) -> UnixTime {
    dates::parse(NOW)
        .unwrap()
        .plus(Duration::from_secs(seconds))
}

/// What is said of the proofs that one phone makes and shows at these seconds, in this order.
fn said(memory: &mut ProofMemory, shown: &[(u64, u64)]) -> Vec<&'static str> {
    let roots = RootSet::pin(&signed(root_claims(1, 2), &[1, 2])).unwrap();
    let list = signed(list_claims(1, years(5)), &[1, 3]);
    let trust = TrustList::verify(&list, &roots).unwrap();
    let phone = Phone::new(50);
    shown
        .iter()
        .map(|(made, shown)| {
            let text = phone.shown(at(*made), None);
            let verifier = Verifier::without_revocation_check(&trust, Policy::gate());
            let verdict = verifier.verify_text(&text, at(*shown));
            memory.admit(verdict, at(*shown)).reason()
        })
        .collect()
}

fn memory(clock: ClockKind, before: BeforeStart) -> ProofMemory {
    ProofMemory::new(&Policy::gate(), at(100), clock, before)
}

#[test]
fn what_may_have_been_shown_before_the_start_is_refused_or_left_to_people() {
    let shown = [(99, 101), (110, 105), (111, 105)];
    let mut strict = memory(ClockKind::Going, BeforeStart::Refused);
    assert_eq!(
        said(&mut strict, &shown),
        ["proof-stale", "proof-stale", "accepted"]
    );
    let mut lenient = memory(ClockKind::Going, BeforeStart::Unknown);
    assert_eq!(
        said(&mut lenient, &shown),
        ["repeat-unchecked", "repeat-unchecked", "accepted"]
    );
    // Whatever was shown is used, in both.
    for memory in [&mut strict, &mut lenient] {
        assert_eq!(said(memory, &[(111, 106)]), ["proof-replayed"]);
    }
    let again = said(&mut lenient, &[(99, 106), (110, 106)]);
    assert_eq!(again, ["proof-replayed", "proof-replayed"]);
    // Nor does a clock that goes ahead and back bring it back.
    let steps = said(&mut lenient, &[(3_700, 3_700), (111, 107), (99, 107)]);
    assert_eq!(steps, ["accepted", "proof-stale", "proof-stale"]);
}

#[test]
fn with_a_clock_that_stands_still_a_rehearsal_accepts_and_a_question_does_not() {
    for (before, reason) in [
        (BeforeStart::Refused, "accepted"),
        (BeforeStart::Unknown, "repeat-unchecked"),
    ] {
        let mut memory = memory(ClockKind::Standing, before);
        let shown = [(100, 100), (100, 100), (71, 100)];
        assert_eq!(
            said(&mut memory, &shown),
            [reason, "proof-replayed", reason]
        );
    }
}

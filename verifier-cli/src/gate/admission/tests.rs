use credential_core::*;

use super::*;
use crate::tests::fixtures::{
    NOW, Phone, XIANNING, claims, key, list_claims, root_claims, signed, years,
};

const MINUTES: Duration = Duration::from_secs(10 * 60);

/// The phone with the trust list that knows its bureau.
struct Shown {
    trust: TrustList,
    phone: Phone,
}

impl Shown {
    fn new(seed: u8) -> Self {
        let roots = RootSet::pin(&signed(root_claims(1, 2), &[1, 2])).unwrap();
        let list = signed(list_claims(1, years(5)), &[1, 3]);
        Self {
            trust: TrustList::verify(&list, &roots).unwrap(),
            phone: Phone::new(seed),
        }
    }

    fn shown(&self, dated: UnixTime) -> String {
        self.phone.shown(dated, None)
    }

    fn verdict(&self, text: &str, now: UnixTime) -> Verdict {
        Verifier::without_revocation_check(&self.trust, Policy::gate()).verify_text(text, now)
    }
}

fn start() -> UnixTime {
    messages::dates::parse(NOW).unwrap()
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn admission(now: UnixTime) -> Admission {
    Admission::new(&Policy::gate(), MINUTES, now, ClockKind::Going)
}

/// Shows a text, and enters the holder if the gate opens.
fn shows(
    gate: &mut Admission,
    phone: &Shown,
    text: &str,
    now: UnixTime,
    at: Instant,
) -> &'static str {
    let verdict = gate.admit(phone.verdict(text, now), now, at);
    if let Some(credential) = verdict.accepted() {
        gate.enter(credential.holder_id(), at).unwrap();
    }
    verdict.reason()
}

#[test]
fn a_proof_works_once_and_after_a_restart_none_from_before_counts() {
    let (phone, other, began) = (Shown::new(50), Shown::new(51), Instant::now());
    let now = start().plus(seconds(60));
    let mut gate = admission(start());
    let text = phone.shown(now);
    assert_eq!(shows(&mut gate, &phone, &text, now, began), "accepted");
    assert_eq!(
        shows(&mut gate, &phone, &text, now, began),
        "proof-replayed"
    );
    assert_eq!(
        shows(&mut gate, &phone, &text, now.plus(seconds(31)), began),
        "proof-stale"
    );
    // Restarted a second later, with the same proof in the camera of somebody else.
    let later = now.plus(seconds(1));
    let mut gate = admission(later);
    assert_eq!(shows(&mut gate, &phone, &text, later, began), "proof-stale");
    let fresh = other.shown(later.plus(seconds(11)));
    assert_eq!(
        shows(&mut gate, &other, &fresh, later.plus(seconds(11)), began),
        "accepted"
    );
}

#[test]
fn who_has_passed_does_not_pass_again_and_who_has_not_does_with_a_new_proof() {
    let (phone, began) = (Shown::new(50), Instant::now());
    let mut gate = admission(start());
    let at = |seconds: u64| {
        (
            start().plus(Duration::from_secs(seconds)),
            began + Duration::from_secs(seconds),
        )
    };
    let (now, when) = at(60);
    let first = phone.shown(now);
    let verdict = gate.admit(phone.verdict(&first, now), now, when);
    let passage = gate
        .enter(verdict.accepted().unwrap().holder_id(), when)
        .unwrap();
    // Somebody close behind with a new proof of the same phone.
    let (now, when) = at(62);
    assert_eq!(
        shows(&mut gate, &phone, &phone.shown(now), now, when),
        "passed-recently"
    );
    gate.withdraw(passage);
    assert_eq!(
        shows(&mut gate, &phone, &first, now, when),
        "proof-replayed",
        "the proof stays used"
    );
    let (now, when) = at(75);
    assert_eq!(
        shows(&mut gate, &phone, &phone.shown(now), now, when),
        "accepted"
    );
    let (now, when) = at(75 + 599);
    assert_eq!(
        shows(&mut gate, &phone, &phone.shown(now), now, when),
        "passed-recently"
    );
    let (now, when) = at(75 + 600);
    assert_eq!(
        shows(&mut gate, &phone, &phone.shown(now), now, when),
        "accepted"
    );
}

#[test]
fn a_clock_that_is_set_by_an_hour_either_way_admits_no_proof_twice_and_lets_nobody_pass_sooner() {
    let (phone, other, began) = (Shown::new(50), Shown::new(51), Instant::now());
    let mut gate = admission(start());
    let now = start().plus(seconds(60));
    let text = phone.shown(now);
    assert_eq!(shows(&mut gate, &phone, &text, now, began), "accepted");
    for wrong in [
        now.plus(seconds(3_600)),
        UnixTime::from_secs(now.as_secs() - 3_600),
    ] {
        gate.clock_was_set(wrong);
        // Whatever the hour, ten minutes have not gone by.
        let shown = phone.shown(wrong);
        let reason = shows(&mut gate, &phone, &shown, wrong, began + seconds(1));
        assert!(
            ["passed-recently", "proof-stale"].contains(&reason),
            "{reason}"
        );
        gate.clock_was_set(now);
        assert_ne!(
            shows(&mut gate, &phone, &text, now, began + seconds(2)),
            "accepted"
        );
        assert_ne!(
            shows(&mut gate, &phone, &shown, wrong, began + MINUTES),
            "accepted",
            "used"
        );
    }
    // A phone that did not take part passes as soon as the clock is right.
    let mut gate = admission(start());
    gate.clock_was_set(now.plus(seconds(3_600)));
    gate.clock_was_set(now);
    let later = now.plus(seconds(11));
    assert_eq!(
        shows(&mut gate, &other, &other.shown(later), later, began),
        "accepted"
    );
}

#[test]
fn a_gate_that_started_with_a_clock_an_hour_ahead_works_as_soon_as_it_is_set() {
    let (phone, began, right) = (Shown::new(50), Instant::now(), start());
    let ahead = right.plus(seconds(3_600));
    let mut gate = admission(ahead);
    // Right phones are refused meanwhile: they are an hour behind.
    assert_eq!(
        shows(&mut gate, &phone, &phone.shown(right), ahead, began),
        "proof-stale"
    );
    gate.clock_was_set(right);
    assert_eq!(
        shows(&mut gate, &phone, &phone.shown(right), right, began),
        "proof-stale",
        "skew"
    );
    let later = right.plus(seconds(11));
    assert_eq!(
        shows(&mut gate, &phone, &phone.shown(later), later, began),
        "accepted"
    );
    // But once a proof was admitted under the wrong clock, it could be shown again: nothing is forgotten.
    let wrong = Shown::new(51);
    let mut gate = admission(ahead);
    let then = ahead.plus(seconds(20));
    let text = wrong.shown(then);
    assert_eq!(shows(&mut gate, &wrong, &text, then, began), "accepted");
    gate.clock_was_set(right);
    assert_eq!(
        shows(&mut gate, &wrong, &text, then, began + MINUTES),
        "proof-replayed"
    );
}

#[test]
fn with_a_clock_that_stands_still_proofs_of_just_then_count() {
    let (phone, began) = (Shown::new(50), Instant::now());
    let mut gate = Admission::new(&Policy::gate(), MINUTES, start(), ClockKind::Standing);
    assert_eq!(
        shows(&mut gate, &phone, &phone.shown(start()), start(), began),
        "accepted"
    );
}

#[test]
fn a_card_and_a_phone_of_one_holder_are_one() {
    let (phone, began) = (Shown::new(50), Instant::now());
    let mut gate = admission(start());
    let mut claims = claims("王建明");
    claims.holder = HolderNumber(50);
    let card = issue(&claims, &key(XIANNING))
        .unwrap()
        .to_text(TextForm::Digits);
    let now = start().plus(seconds(60));
    assert_eq!(shows(&mut gate, &phone, &card, now, began), "accepted");
    assert_eq!(
        shows(&mut gate, &phone, &phone.shown(now), now, began),
        "passed-recently"
    );
}

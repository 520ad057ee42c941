use code_reader::Point;

use super::*;

/// Frames at certain times, in milliseconds from the beginning.
struct Frames {
    presence: Presence,
    begun: Instant,
    in_view: InView,
}

impl Frames {
    fn new() -> Self {
        Self {
            presence: Presence::default(),
            begun: Instant::now(),
            in_view: InView::default(),
        }
    }

    /// What a frame reports. A text that begins with `+` is of that credential; with `?`, of a code of
    /// ours that proves nothing; with `|`, of a part of one; any other is foreign.
    fn frame(&mut self, millis: u64, texts: &[&str]) -> (Vec<String>, usize) {
        let found: Vec<_> = texts
            .iter()
            .map(|text| FoundCode {
                text: (*text).to_owned(),
                corners: [Point::default(); 4],
                part: None,
            })
            .collect();
        let taken = self.begun + Duration::from_millis(millis);
        let new = self.presence.frame(taken, &found, identity);
        self.in_view = new.in_view;
        (new.texts, new.foreign)
    }

    /// What is reported for frames every 100 milliseconds, in this range, that show the same.
    fn hold(&mut self, millis: std::ops::Range<u64>, texts: &[&str]) -> Vec<String> {
        millis
            .step_by(100)
            .flat_map(|at| self.frame(at, texts).0)
            .collect()
    }
}

fn identity(text: &str) -> CodeIdentity {
    if let Some(rest) = text.strip_prefix('+') {
        let digit = |at: usize| u32::from(rest.as_bytes()[at]);
        return CodeIdentity::Credential {
            issuer: 1,
            holder: HolderNumber(digit(0)),
            status_index: StatusIndex(digit(1)),
            code: if rest.contains("stale") {
                "proof-stale"
            } else {
                "accepted"
            },
        };
    }
    if text.starts_with('|') {
        CodeIdentity::Part
    } else if text.starts_with('?') {
        CodeIdentity::Unproven
    } else {
        CodeIdentity::Foreign
    }
}

const NOTHING: [&str; 0] = [];

#[test]
fn a_code_held_still_is_one_event_and_the_next_code_another() {
    let mut frames = Frames::new();
    assert_eq!(frames.hold(0..20_000, &["+a1"]), ["+a1"]);
    assert_eq!(frames.hold(20_000..40_000, &["+b2"]), ["+b2"]);
    // Two codes of the same person: another card.
    assert_eq!(frames.hold(40_000..41_000, &["+b3"]), ["+b3"]);
}

#[test]
fn short_gaps_do_not_make_a_code_new_but_taking_it_away_does() {
    let mut frames = Frames::new();
    assert_eq!(frames.hold(0..1_000, &["+a1"]), ["+a1"]);
    for round in 1..=5 {
        let at = round * 4_000;
        assert_eq!(frames.hold(at - 2_900..at, &[]), NOTHING);
        assert_eq!(frames.hold(at..at + 1_000, &["+a1"]), NOTHING, "{round}");
    }
    assert_eq!(frames.hold(21_000..24_100, &[]), NOTHING);
    assert_eq!(frames.hold(24_100..25_000, &["+a1"]), ["+a1"]);
}

#[test]
fn missing_frames_do_not_count_as_absence_unless_they_are_many() {
    let mut frames = Frames::new();
    assert_eq!(frames.hold(0..1_000, &["+a1"]), ["+a1"]);
    // The camera stalled for 20 seconds with the code before it.
    assert_eq!(frames.hold(21_000..22_000, &["+a1"]), NOTHING);
    assert_eq!(frames.hold(60_000..61_000, &["+a1"]), ["+a1"]);
}

#[test]
fn a_phone_that_renews_its_code_is_one_event_and_a_better_answer_another() {
    let mut frames = Frames::new();
    let mut reported = Vec::new();
    for second in 0..60 {
        let text = format!("+a1 {second}");
        let at = second * 1_000;
        reported.extend(frames.hold(at..at + 1_000, &[&text]));
    }
    assert_eq!(reported, ["+a1 0"]);
    let mut frames = Frames::new();
    assert_eq!(frames.hold(0..1_000, &["+a1 stale"]), ["+a1 stale"]);
    assert_eq!(frames.hold(1_000..2_000, &["+a1 fresh"]), ["+a1 fresh"]);
}

#[test]
fn two_codes_of_ours_are_two_events_in_any_mix_of_frames() {
    let mut frames = Frames::new();
    let mut reported = Vec::new();
    for at in (0..30_000).step_by(100) {
        let shown: &[&str] = match at / 100 % 3 {
            0 => &["+a1"],
            1 => &["+b2"],
            _ => &["+b2", "+a1"],
        };
        reported.extend(frames.frame(at, shown).0);
    }
    assert_eq!(reported, ["+a1", "+b2"]);
}

#[test]
fn a_foreign_code_is_reported_once_and_not_at_all_beside_ours() {
    let mut frames = Frames::new();
    // It hangs on the wall.
    assert_eq!(frames.hold(0..600, &["web"]), NOTHING);
    assert_eq!(frames.hold(600..20_000, &["web"]), ["web"]);
    assert_eq!(
        frames.frame(20_000, &["web", "+a1"]),
        (vec!["+a1".into()], 1)
    );
    assert_eq!(frames.hold(20_100..30_000, &["web", "+a1"]), NOTHING);
    assert_eq!(frames.hold(30_000..80_000, &["web"]), NOTHING);
    // Covered for a while, and still the same.
    assert_eq!(frames.hold(80_000..100_000, &[]), NOTHING);
    assert_eq!(frames.hold(100_000..101_000, &["web"]), NOTHING);

    // On the same sheet as ours, and read a moment earlier.
    let mut frames = Frames::new();
    assert_eq!(frames.hold(0..300, &["web"]), NOTHING);
    assert_eq!(frames.hold(300..5_000, &["web", "+a1"]), ["+a1"]);
    assert_eq!(frames.hold(5_000..6_000, &["web"]), NOTHING);
}

#[test]
fn an_invalid_code_of_ours_is_reported_at_once() {
    let mut frames = Frames::new();
    assert_eq!(frames.hold(0..5_000, &["?forged", "web"]), ["?forged"]);
}

#[test]
fn a_picture_full_of_ever_new_codes_is_bounded() {
    let mut frames = Frames::new();
    let mut reported = 0;
    for round in 0..200_u64 {
        let texts: Vec<_> = (0..40).map(|code| format!("?{round}.{code}")).collect();
        let texts: Vec<_> = texts.iter().map(String::as_str).collect();
        reported += frames.frame(round * 33, &texts).0.len();
        assert!(frames.presence.codes.len() <= MAX_CODES);
    }
    assert_eq!(reported, 200 * 40);
    let mut frames = Frames::new();
    for round in 0..1_000 {
        frames.frame(round * 33, &[&format!("+a1 {round}")]);
    }
    assert!(
        frames
            .presence
            .codes
            .iter()
            .all(|code| code.texts.len() <= MAX_TEXTS)
    );
}

/// The next person's payment code, a moment after ours was taken away.
#[test]
fn a_foreign_code_shown_soon_after_ours_is_answered() {
    for gap in [0, 500, 1_000, 2_000, 2_900] {
        let mut frames = Frames::new();
        assert_eq!(frames.hold(0..2_000, &["+a1"]), ["+a1"]);
        assert_eq!(frames.hold(2_000..2_000 + gap, &[]), NOTHING);
        let shown = 2_000 + gap;
        assert_eq!(
            frames.hold(shown..shown + 2_000, &["pay"]),
            ["pay"],
            "{gap}"
        );
        assert_eq!(frames.hold(shown + 2_000..shown + 9_000, &["pay"]), NOTHING);
    }
    // Two frames a second.
    let mut frames = Frames::new();
    let mut reported = Vec::new();
    for half in 0..24 {
        let shown: &[&str] = if half < 4 { &["+a1"] } else { &["pay"] };
        reported.extend(frames.frame(half * 500, shown).0);
    }
    assert_eq!(reported, ["+a1", "pay"]);
}

#[test]
fn a_blurred_moment_of_ours_does_not_let_its_neighbour_be_reported() {
    let mut frames = Frames::new();
    for round in 0..20 {
        let at = round * 1_000;
        let expected: &[&str] = if round == 0 { &["+a1"] } else { &[] };
        assert_eq!(frames.hold(at..at + 300, &["+a1"]), expected);
        assert_eq!(frames.hold(at + 300..at + 1_000, &["web"]), NOTHING);
    }
}

#[test]
fn tells_whether_the_last_reported_code_is_in_view_and_since_when_another() {
    let mut frames = Frames::new();
    frames.hold(0..1_000, &["+a1", "wall"]);
    let at = |frames: &Frames, millis| Some(frames.begun + Duration::from_millis(millis));
    assert_eq!(
        (frames.in_view.last_reported, frames.in_view.other_since),
        (true, at(&frames, 0))
    );
    frames.hold(1_000..6_000, &["wall"]);
    assert_eq!(
        (frames.in_view.last_reported, frames.in_view.other_since),
        (false, at(&frames, 0))
    );
    // Covered for a while: it is new in view.
    frames.hold(6_000..10_000, &[]);
    assert_eq!(frames.in_view, InView::default());
    frames.hold(10_000..11_000, &["wall"]);
    assert_eq!(frames.in_view.other_since, at(&frames, 10_000));
}

/// A person whose code was refused shows it once more after somebody else's was accepted.
#[test]
fn a_code_that_comes_back_behind_another_one_is_answered_again() {
    for first in ["+ab", "?x", "wifi"] {
        let mut frames = Frames::new();
        assert_eq!(frames.hold(0..1_600, &[first]), [first]);
        assert_eq!(frames.hold(1_600..3_600, &["+cd"]), ["+cd"], "{first}");
        assert_eq!(frames.hold(3_600..5_600, &[first]), [first], "{first}");
        assert!(frames.in_view.last_reported, "{first}");
        // And what was accepted is answered again after it, too.
        assert_eq!(frames.hold(5_600..6_600, &["+cd"]), ["+cd"], "{first}");
    }
}

#[test]
fn two_codes_of_ours_are_together_in_any_order_and_answered_again_alone() {
    for order in [["+a1", "?forged"], ["?forged", "+a1"]] {
        let mut frames = Frames::new();
        assert_eq!(frames.hold(0..2_000, &["+a1"]), ["+a1"]);
        assert_eq!(frames.in_view.ours_together, 0);
        assert_eq!(frames.hold(2_000..2_100, &order), ["?forged"]);
        assert_eq!(frames.in_view.ours_together, 2, "{order:?}");
        assert_eq!(frames.hold(2_100..9_000, &order), NOTHING);
        assert_eq!(frames.in_view.ours_together, 2);
        // One is blurred now and then.
        for at in [9_000, 10_000, 11_000] {
            assert_eq!(frames.hold(at..at + 700, &order[..1]), NOTHING);
            assert_eq!(frames.in_view.ours_together, 2);
            assert_eq!(frames.hold(at + 700..at + 1_000, &order), NOTHING);
        }
        // Whichever stays is answered, though it was before.
        assert_eq!(frames.hold(12_000..15_000, &order[..1]), &order[..1]);
        assert_eq!(frames.in_view.ours_together, 0);
        assert!(frames.in_view.last_reported);
        // And so is the other one if it comes back soon.
        assert_eq!(frames.hold(15_000..17_000, &order[1..]), &order[1..]);
    }
}

#[test]
fn codes_that_take_turns_are_together_and_those_that_follow_each_other_are_not() {
    let mut frames = Frames::new();
    for at in (0..4_000).step_by(100) {
        let shown: &[&str] = if at / 100 % 2 == 0 {
            &["+a1"]
        } else {
            &["+b2"]
        };
        frames.frame(at, shown);
        let expected = if at < 200 { 0 } else { 2 };
        assert_eq!(frames.in_view.ours_together, expected, "{at}");
    }
    let mut frames = Frames::new();
    for (number, code) in ["+a1", "+b2", "+c3", "?x"].iter().enumerate() {
        let at = number as u64 * 1_000;
        for at in (at..at + 1_000).step_by(100) {
            frames.frame(at, &[code]);
            assert_eq!(frames.in_view.ours_together, 0, "{code}");
        }
    }
    // A foreign code, the same credential again, and parts of one are no company.
    let mut frames = Frames::new();
    for others in [["+a1", "web"], ["+a1", "+a1 renewed"], ["|1", "|2"]] {
        frames.frame(0, &others);
        assert_eq!(frames.in_view.ours_together, 0, "{others:?}");
        frames = Frames::new();
    }
}

//! Phones before the camera and the scanner of a counter.

use std::io;

use code_reader::{FoundCode, Point};
use credential_core::{Policy, UnixTime};
use messages::dates;

use super::super::InView;
use super::*;
use crate::camera::CameraState;
use crate::clock::Clock;
use crate::report::CodeOutcome;
use crate::tests::fixtures::{NOW, Phone, TerminalFiles, good};
use crate::trust_source::TrustSource;

const NOTHING: [&str; 0] = [];

fn now() -> UnixTime {
    dates::parse(NOW).unwrap()
}

fn later(seconds: u64) -> UnixTime {
    now().plus(Duration::from_secs(seconds))
}

/// What was reported.
#[derive(Default)]
struct Reported(Vec<ReportedCode>);

struct ReportedCode {
    reason: &'static str,
    zh: String,
    en: String,
}

impl ScanObserver for Reported {
    fn camera(&mut self, _: &CameraState) -> io::Result<()> {
        Ok(())
    }

    fn frame(&mut self, _: &Frame, _: &Reading, _: &InView) -> io::Result<()> {
        Ok(())
    }

    fn event(&mut self, event: &ScanEvent) -> io::Result<()> {
        let CodeOutcome::Judged(judged) = &event.finding.outcome else {
            panic!("undecided");
        };
        let (what, advice) = (report::reason(&event.finding), report::advice(judged));
        let words = |lang| format!("{} {}", what.in_lang(lang), advice.in_lang(lang));
        self.0.push(ReportedCode {
            reason: judged.verdict().reason(),
            zh: words(messages::Lang::Zh),
            en: words(messages::Lang::En),
        });
        Ok(())
    }

    fn tick(&mut self, _: Instant) -> io::Result<Tick> {
        Ok(Tick::Nothing)
    }
}

/// A counter whose program has started some time before [`NOW`].
struct Counter<'j> {
    session: Session<'j>,
    begun: Instant,
    reported: Reported,
}

/// Runs with a counter that has started so many seconds before [`NOW`].
fn at_counter(started: u64, test: impl FnOnce(&mut Counter<'_>)) {
    let terminal = TerminalFiles::new();
    let source = TrustSource::of_store(&terminal.store()).unwrap();
    let clock = Clock::new(Some(NOW)).unwrap();
    let mut judge = CodeJudge::new(source, Policy::shop(), clock);
    let start = UnixTime::from_secs(now().as_secs() - started);
    let memory = ProofMemory::new(
        judge.policy(),
        start,
        ClockKind::Going,
        BeforeStart::Refused,
    );
    let mut session = Session::new(&mut judge, None);
    session.showings = Showings::new(memory);
    test(&mut Counter {
        session,
        begun: Instant::now(),
        reported: Reported::default(),
    });
}

impl Counter<'_> {
    /// What is reported for frames every 100 milliseconds, in this range, that show these texts.
    fn hold(&mut self, millis: std::ops::Range<u64>, texts: &[&str]) -> Vec<&'static str> {
        let codes: Vec<_> = texts
            .iter()
            .map(|text| FoundCode {
                text: (*text).to_owned(),
                corners: [Point::default(); 4],
                part: None,
            })
            .collect();
        let reading = Reading {
            codes,
            ..Reading::default()
        };
        for at in millis.step_by(100) {
            let frame = Frame {
                width: 1,
                height: 1,
                luma: vec![0],
                taken: self.begun + Duration::from_millis(at),
            };
            let done = self.session.frame(&frame, &reading, &mut self.reported);
            done.map_err(|_| "frame").unwrap();
        }
        self.news()
    }

    /// What is reported for a line of the scanner.
    fn line(&mut self, millis: u64, text: &str) -> Vec<&'static str> {
        let line = InputLine {
            number: 1,
            text: text.to_owned(),
            is_cut: false,
        };
        let now = self.begun + Duration::from_millis(millis);
        let done = self.session.line(&line, now, &mut self.reported);
        done.map_err(|_| "line").unwrap();
        self.news()
    }

    fn news(&mut self) -> Vec<&'static str> {
        let reported = self.reported.0.drain(..);
        reported.map(|code| code.reason).collect()
    }
}

#[test]
fn a_phone_is_accepted_once_and_while_it_is_held_and_not_again() {
    at_counter(600, |counter| {
        let phone = Phone::new(50);
        let (first, second) = (phone.shown(now(), None), phone.shown(later(1), None));
        assert_eq!(counter.hold(0..10_000, &[&first]), ["accepted"]);
        // A finger before the camera.
        assert_eq!(counter.hold(10_000..12_800, &[]), NOTHING);
        assert_eq!(counter.hold(12_800..14_000, &[&first]), NOTHING);
        // Taken away, and shown again: a picture of it, by whoever.
        assert_eq!(counter.hold(14_000..17_200, &[]), NOTHING);
        assert_eq!(counter.hold(17_200..19_000, &[&first]), ["proof-replayed"]);
        // The phone itself has another one.
        assert_eq!(counter.hold(19_000..20_000, &[&second]), ["accepted"]);
    });
}

#[test]
fn what_a_phone_shows_next_while_it_is_held_is_no_news_and_works_no_more() {
    at_counter(600, |counter| {
        let phone = Phone::new(50);
        let (first, second) = (phone.shown(now(), None), phone.shown(later(1), None));
        assert_eq!(counter.hold(0..5_000, &[&first]), ["accepted"]);
        assert_eq!(counter.hold(5_000..9_000, &[&second]), NOTHING);
        assert_eq!(counter.hold(9_000..12_200, &[]), NOTHING);
        assert_eq!(counter.hold(12_200..13_000, &[&second]), ["proof-replayed"]);
    });
}

#[test]
fn a_phone_that_somebody_elses_code_came_between_keeps_its_answer() {
    at_counter(600, |counter| {
        let (text, paper) = (Phone::new(50).shown(now(), None), good());
        assert_eq!(counter.hold(0..2_000, &[&text]), ["accepted"]);
        assert_eq!(counter.hold(2_500..4_000, &[&paper]), ["bearer"]);
        assert_eq!(counter.hold(4_000..6_000, &[&text]), ["accepted"]);
        // After a while it is another showing.
        assert_eq!(counter.hold(6_000..9_500, &[&paper]), ["bearer"]);
        assert_eq!(counter.hold(9_500..10_000, &[&text]), ["proof-replayed"]);
    });
}

#[test]
fn of_several_codes_in_view_no_proof_is_used() {
    at_counter(600, |counter| {
        let (text, paper) = (Phone::new(50).shown(now(), None), good());
        let mut both = counter.hold(0..5_000, &[&text, &paper]);
        both.sort_unstable();
        assert_eq!(both, ["bearer", "repeat-unchecked"]);
        assert_eq!(counter.hold(5_000..8_000, &[&text]), ["accepted"]);
        // One that came beside it later does not take the answer away.
        assert_eq!(counter.hold(8_000..9_000, &[&text, &paper]), ["bearer"]);
        assert_eq!(counter.hold(9_000..12_000, &[&text]), ["accepted"]);
    });
}

#[test]
fn right_after_the_start_the_next_code_of_the_phone_is_waited_for() {
    at_counter(2, |counter| {
        let phone = Phone::new(50);
        let text = phone.shown(now(), None);
        let _ = counter.session.line(
            &InputLine {
                number: 1,
                text: text.clone(),
                is_cut: false,
            },
            counter.begun,
            &mut counter.reported,
        );
        let told = &counter.reported.0[0];
        assert_eq!(told.reason, "proof-stale");
        for words in ["刚启动", "下一个码", "不是持有人的问题"] {
            assert!(told.zh.contains(words), "{}", told.zh);
        }
        for words in ["just started", "next code", "not of the holder"] {
            assert!(told.en.contains(words), "{}", told.en);
        }
        counter.news();
        assert_eq!(counter.hold(0..5_000, &[&text]), ["proof-stale"]);
        counter.session.judge.set_time(later(15));
        let next = phone.shown(later(15), None);
        assert_eq!(counter.hold(15_000..18_000, &[&next]), ["accepted"]);
    });
}

#[test]
fn a_clock_that_was_ahead_at_the_start_keeps_no_phone_out() {
    at_counter(0, |counter| {
        let hour_ahead = later(3_600);
        let kind = ClockKind::Going;
        let memory = ProofMemory::new(&Policy::shop(), hour_ahead, kind, BeforeStart::Refused);
        counter.session.showings = Showings::new(memory);
        let phone = Phone::new(50);
        let text = phone.shown(now(), None);
        assert_eq!(counter.line(0, &text), ["proof-stale"]);
        counter.session.showings.clock_was_set(now());
        counter.session.judge.set_time(later(15));
        let next = phone.shown(later(15), None);
        assert_eq!(counter.line(15_000, &next), ["accepted"]);
    });
}

#[test]
fn a_scanner_that_reads_on_and_on_has_read_once() {
    at_counter(600, |counter| {
        let (text, paper) = (Phone::new(50).shown(now(), None), good());
        assert_eq!(counter.line(0, &text), ["accepted"]);
        for at in (300..20_000).step_by(300) {
            assert_eq!(counter.line(at, &text), NOTHING, "{at}");
        }
        // Read again by hand, to be sure; and long after.
        assert_eq!(counter.line(21_500, &text), ["accepted"]);
        assert_eq!(counter.line(25_000, &text), ["proof-replayed"]);
        // With a code on paper in the same line, nobody knows whose is whose.
        let next = Phone::new(51).shown(now(), None);
        let two = format!("{next}\t{paper}");
        assert_eq!(counter.line(30_000, &two), ["repeat-unchecked", "bearer"]);
        assert_eq!(counter.line(40_000, &next), ["accepted"]);
    });
}

#[test]
fn camera_and_scanner_remember_together() {
    at_counter(600, |counter| {
        let text = Phone::new(50).shown(now(), None);
        assert_eq!(counter.hold(0..2_000, &[&text]), ["accepted"]);
        // The scanner beside the camera reads the same phone.
        assert_eq!(counter.line(2_500, &text), ["accepted"]);
        assert_eq!(counter.hold(2_600..9_000, &[]), NOTHING);
        assert_eq!(counter.line(9_000, &text), ["proof-replayed"]);
        assert_eq!(counter.hold(10_000..11_000, &[&text]), ["proof-replayed"]);
    });
}

#[test]
fn what_a_replay_is_told_as() {
    at_counter(600, |counter| {
        let text = Phone::new(50).shown(now(), None);
        assert_eq!(counter.line(0, &text), ["accepted"]);
        let line = InputLine {
            number: 2,
            text,
            is_cut: false,
        };
        let at = counter.begun + Duration::from_secs(9);
        let _ = counter.session.line(&line, at, &mut counter.reported);
        let told = &counter.reported.0[0];
        assert_eq!(told.reason, "proof-replayed");
        assert!(told.zh.contains("下一个码"), "{}", told.zh);
        assert!(told.en.contains("next code"), "{}", told.en);
    });
}

//! One scan from start to end: reads frames and lines, judges them and reports.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use code_reader::Reading;
use credential_core::{LineCodes, scanner};
use messages::Failure;

use super::at_counter::AtCounter;
use super::presence::{CodeIdentity, NewCodes, Presence};
use super::showings::Showings;
use super::visits::Visits;
use super::{CounterAnswer, CounterWish, FrameReader, ReaderEvent, ScanEvent, ScanObserver, Tick};
use crate::benefits::{Counter, Exporter};
use crate::camera::Frame;
use crate::clock::ClockKind;
use crate::clock_steps::ClockSteps;
use crate::input::{InputLine, Place, Repeats};
use crate::judge::CodeJudge;
use crate::proof_memory::{BeforeStart, ProofMemory};
use crate::report::{self, Finding, Judged};
use cli_support::Stop;

/// How long a wait for the camera may be: a line that is typed meanwhile is answered after it.
const FRAME_WAIT: Duration = Duration::from_millis(20);

/// How often the lists are read again although no code is shown.
const REFRESH_EVERY: Duration = Duration::from_secs(30);

/// A scanner that sends the same line again within this time has read it again.
const REPEAT: Duration = Duration::from_secs(1);

/// Scans until the operator leaves or the camera's pictures have been shown.
pub(crate) fn run(
    reader: &FrameReader,
    judge: &mut CodeJudge,
    counter: Option<Counter>,
    exporter: Exporter,
    observer: &mut dyn ScanObserver,
) -> Result<(), Stop> {
    let mut session = Session::with_exports(judge, counter, exporter);
    let ended = watch(reader, &mut session, observer);
    // Also if the screen is gone: what was granted is still to be written.
    let exported = session.counter.end(session.judge);
    ended?;
    if let Some(news) = exported {
        observer.journal(&news)?;
    }
    Ok(())
}

fn watch(
    reader: &FrameReader,
    session: &mut Session<'_>,
    observer: &mut dyn ScanObserver,
) -> Result<(), Stop> {
    loop {
        session.refresh_if_due(Instant::now(), observer)?;
        session.look_at_exports(Instant::now(), observer)?;
        match reader.next(FRAME_WAIT) {
            Some(ReaderEvent::State(state)) => observer.camera(&state)?,
            Some(ReaderEvent::Frame(frame, reading)) => {
                session.frame(&frame, &reading, observer)?
            }
            Some(ReaderEvent::End) => return Ok(()),
            None => {}
        }
        loop {
            let now = Instant::now();
            match observer.tick(now)? {
                Tick::Nothing => break,
                Tick::Line(line) => session.line(&line, now, observer)?,
                Tick::Counter(wish) => session.counter(wish, observer)?,
                Tick::ExportTo(path) => session.export_to(path, observer)?,
                Tick::NotUnderstood(line) => observer.not_understood(line)?,
                Tick::Leave => return Ok(()),
            }
        }
    }
}

/// What is remembered from one frame and line to the next.
pub(crate) struct Session<'j> {
    judge: &'j mut CodeJudge,
    presence: Presence,
    showings: Showings,
    steps: ClockSteps,
    last_line: Option<LastLine>,
    repeats: Repeats,
    last_refresh: Option<Instant>,
    visits: Visits,
    events: u64,
    counter: AtCounter,
}

/// The line that a scanner has sent last, and is perhaps still sending.
struct LastLine {
    text: String,
    codes: Vec<String>,
    at: Instant,
}

impl<'j> Session<'j> {
    #[cfg(test)]
    pub(crate) fn new(judge: &'j mut CodeJudge, counter: Option<Counter>) -> Self {
        Self::with_exports(judge, counter, Exporter::default())
    }

    pub(crate) fn with_exports(
        judge: &'j mut CodeJudge,
        counter: Option<Counter>,
        exporter: Exporter,
    ) -> Self {
        let (now, clock) = (judge.now(), judge.clock_kind());
        let memory = ProofMemory::new(judge.policy(), now, clock, BeforeStart::Refused);
        Self {
            presence: Presence::default(),
            showings: Showings::new(memory),
            steps: ClockSteps::new(now, Instant::now()),
            last_line: None,
            repeats: Repeats::default(),
            last_refresh: None,
            visits: Visits::default(),
            events: 0,
            counter: AtCounter::new(counter, exporter, judge),
            judge,
        }
    }

    /// Reads the lists again from time to time: an update may have come, or a list may have expired. Looks
    /// whether the clock was set.
    pub(crate) fn refresh_if_due(
        &mut self,
        now: Instant,
        observer: &mut dyn ScanObserver,
    ) -> Result<(), Stop> {
        let clock = self.judge.now();
        if self.judge.clock_kind() == ClockKind::Going && self.steps.look(clock, now).is_some() {
            self.showings.clock_was_set(clock);
        }
        let due = |last: Instant| now.saturating_duration_since(last) >= REFRESH_EVERY;
        if self.last_refresh.is_none_or(due) {
            self.last_refresh = Some(now);
            self.judge.refresh();
            observer.refreshed(self.judge)?;
            for news in self.counter.receipts(self.judge) {
                observer.journal(&news)?;
            }
        }
        Ok(())
    }

    /// Says what became of exports, and begins the one of the day.
    pub(crate) fn look_at_exports(
        &mut self,
        now: Instant,
        observer: &mut dyn ScanObserver,
    ) -> Result<(), Stop> {
        for news in self.counter.look(self.judge, now) {
            observer.journal(&news)?;
        }
        Ok(())
    }

    /// Handles a frame: reports the codes that are newly shown, then the frame.
    pub(crate) fn frame(
        &mut self,
        frame: &Frame,
        reading: &Reading,
        observer: &mut dyn ScanObserver,
    ) -> Result<(), Stop> {
        let codes = &reading.codes;
        if codes.iter().any(|code| !self.presence.knows(&code.text)) {
            // A scan goes on for days; an update counts from the next code on.
            self.judge.refresh();
        }
        let lists = &*self.judge;
        let judge = |text: &str| {
            let code = codes.iter().find(|code| code.text == text);
            let part = code.and_then(|code| code.part);
            lists
                .judge(text)
                .map(|judged| judged.seen(part.map(report::code_part)))
        };
        let (showings, taken) = (&mut self.showings, frame.taken);
        showings.see(codes.iter().map(|code| code.text.as_str()), taken);
        let mut unused = Vec::new();
        let NewCodes {
            texts,
            foreign,
            in_view,
        } = self.presence.frame(taken, codes, |text| {
            let judged = judge(text).map(|judged| showings.preview(judged, text, taken));
            if judged.as_ref().is_ok_and(Judged::is_admitted) {
                unused.push(text.to_owned());
            }
            identity(&judged)
        });
        // Where several are in view nobody knows whose they are, and so no proof is used.
        let is_alone = in_view.ours_together == 0;
        for text in texts {
            let mut judged = judge(&text);
            if is_alone {
                judged = judged.map(|judged| showings.admit(judged, &text, taken));
                unused.retain(|other| *other != text);
            }
            if let Ok(judged) = &mut judged {
                judged.other_codes = foreign.saturating_sub(usize::from(judged.is_foreign()));
                judged.other_ours = in_view.ours_together.saturating_sub(1);
            }
            self.events += 1;
            let holder_was_here = visit(&mut self.visits, &judged, frame.taken);
            let benefits = self.counter.shown(self.events, &judged, lists);
            observer.event(&ScanEvent {
                number: self.events,
                finding: Finding::new(Place::Camera, judged),
                latency: Some(frame.taken.elapsed()),
                holder_was_here,
                benefits,
            })?;
        }
        // The next proof of a phone that stays in view is no news, but it was shown and works no more.
        if is_alone {
            for text in unused {
                let used = judge(&text).map(|judged| showings.admit(judged, &text, taken));
                drop(used);
            }
        }
        Ok(observer.frame(frame, reading, &in_view)?)
    }

    /// Handles a typed line and reports the verdicts of its codes, as a rule one. What may be beyond the
    /// limits of a line is said, and not passed over.
    pub(crate) fn line(
        &mut self,
        line: &InputLine,
        now: Instant,
        observer: &mut dyn ScanObserver,
    ) -> Result<(), Stop> {
        let text = line.text.as_str();
        if let Some(last) = self.last_line.as_mut().filter(|last| last.text == text) {
            let ago = now.saturating_duration_since(last.at);
            last.at = now;
            self.showings
                .see(last.codes.iter().map(String::as_str), now);
            if ago < REPEAT {
                return Ok(());
            }
        }
        let LineCodes { codes, is_complete } = scanner::split(text);
        let has_ours = codes.len() > 1 || codes.iter().any(|code| code.is_repaired);
        self.judge.refresh();
        if codes.iter().all(|code| code.text.trim().is_empty()) {
            return Ok(());
        }
        let reading = self.repeats.add(text);
        let (texts, mut judged): (Vec<_>, Vec<_>) = codes
            .iter()
            .map(|code| {
                let judged = self.judge.judge_scanned(code, reading);
                (code.text.to_string(), judged)
            })
            .filter(|(_, judged)| !judged.as_ref().is_ok_and(Judged::is_empty_text))
            .unzip();
        report::count_ours(&mut judged);
        let is_whole = is_complete && !(line.is_cut && has_ours);
        // Where several codes came together nobody knows whose they are, and so no proof is used.
        let mut admit = |judged: Judged, text: &str| match is_whole && judged.other_ours == 0 {
            true => self.showings.admit(judged, text, now),
            false => judged,
        };
        let mut judged: Vec<_> = judged
            .into_iter()
            .zip(&texts)
            .map(|(judged, text)| judged.map(|judged| admit(judged, text)))
            .collect();
        self.last_line = Some(LastLine {
            text: text.to_owned(),
            codes: texts,
            at: now,
        });
        if !is_whole {
            judged.push(Err(report::too_many_codes()));
        }
        for judged in judged {
            self.events += 1;
            let holder_was_here = visit(&mut self.visits, &judged, now);
            let benefits = self.counter.shown(self.events, &judged, self.judge);
            observer.event(&ScanEvent {
                number: self.events,
                finding: Finding::new(Place::Line(line.number), judged),
                latency: None,
                holder_was_here,
                benefits,
            })?;
        }
        Ok(())
    }
}

impl Session<'_> {
    /// Does what the operator wants at the counter, and says what became of it.
    pub(crate) fn counter(
        &mut self,
        wish: CounterWish,
        observer: &mut dyn ScanObserver,
    ) -> Result<(), Stop> {
        let answered = self.counter.wish(wish, self.judge);
        let (answer, offer) = answered.unwrap_or((CounterAnswer::Nothing, None));
        Ok(observer.counter(&answer, offer.as_ref())?)
    }
}

impl Session<'_> {
    fn export_to(&mut self, path: PathBuf, observer: &mut dyn ScanObserver) -> Result<(), Stop> {
        let answer = self.counter.export_to(path, self.judge);
        Ok(observer.counter(&answer, None)?)
    }
}

fn visit(visits: &mut Visits, judged: &Result<Judged, Failure>, now: Instant) -> Option<Duration> {
    judged
        .as_ref()
        .ok()
        .and_then(|judged| visits.add(judged, now))
}

fn identity(judged: &Result<Judged, Failure>) -> CodeIdentity {
    let Ok(judged) = judged else {
        return CodeIdentity::Unproven;
    };
    match judged.content() {
        _ if judged.is_part() => CodeIdentity::Part,
        _ if judged.is_foreign() => CodeIdentity::Foreign,
        None => CodeIdentity::Unproven,
        Some((claims, issuer)) => CodeIdentity::Credential {
            issuer: issuer.id.0,
            holder: claims.holder,
            status_index: claims.status_index,
            code: judged.verdict().reason(),
        },
    }
}

#[cfg(test)]
mod tests;

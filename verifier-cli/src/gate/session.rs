//! The loop that judges: takes events from one queue, one after the other, and prints what comes of them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use cli_support::Stop;
use credential_core::{HolderId, LineCodes, VerifiedCredential, scanner};
#[cfg(unix)]
use messages::failure;
use messages::{Exit, Failure};

use super::admission::Admission;
use super::challenges::Challenges;
use super::command::{Answer, PassageReport};
use super::event::{GateEvent, HookTrouble, OpenerTrouble, ReadText};
use super::grants::GateGrants;
use super::hook::{Hook, HookCall};
use super::lists::UsedLists;
use super::opener::Opener;
use super::output::{GateOutput, GateVerdict};
use super::passage::{AwaitedPassage, AwaitedPassages, PassageEnd, Unreported};
use super::service::Service;
use super::voice::Voice;
use crate::clock::ClockKind;
use crate::clock_steps::ClockSteps;
use crate::input::Repeats;
use crate::judge::CodeJudge;
use crate::report::{self, CodeOutcome, Finding, Judged};

/// How long the loop waits at most: so long the wish to end it, and a step of the clock, are not noticed.
const LONGEST_WAIT: Duration = Duration::from_millis(250);

/// A gate with all that it needs.
pub(crate) struct Gate<'c, 'w> {
    pub(crate) judge: CodeJudge,
    pub(crate) output: GateOutput<'c, 'w>,
    /// How long a report of a passage is awaited.
    pub(crate) passage_limit: Duration,
    pub(crate) unreported: Unreported,
    pub(crate) admission: Admission,
    pub(crate) challenges: Option<Challenges>,
    /// The line that opens the gate.
    pub(crate) opener: Option<Opener>,
    pub(crate) hook: Option<Hook>,
    pub(crate) voice: Option<Voice>,
    pub(crate) service: Service,
    /// The benefits of a terminal with a store.
    pub(crate) grants: Option<GateGrants>,
    /// Where lists go that are no longer used.
    pub(crate) used_lists: Option<UsedLists>,
}

impl Gate<'_, '_> {
    /// Judges until the texts end, or until it is told to stop.
    pub(crate) fn run(
        self,
        from: &[String],
        events: &Receiver<GateEvent>,
        stop: &AtomicBool,
    ) -> Result<Exit, Stop> {
        let mut session = Session {
            passages: AwaitedPassages::new(self.passage_limit),
            steps: ClockSteps::new(self.judge.now(), Instant::now()),
            repeats: Repeats::default(),
            verdicts: 0,
            gate: self,
        };
        session.begin(from)?;
        while !stop.load(Ordering::Relaxed) {
            let now = Instant::now();
            session.look_around(now)?;
            match events.recv_timeout(session.wait(now)) {
                Ok(GateEvent::End) | Err(RecvTimeoutError::Disconnected) => break,
                Ok(event) => session.event(event)?,
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
        session.gate.service.stopping();
        let gate = &mut session.gate;
        let exported = gate
            .grants
            .as_mut()
            .and_then(|grants| grants.end(&gate.judge));
        if let Some(news) = exported {
            gate.output.journal(&news)?;
        }
        Ok(Exit::Done)
    }
}

/// What is remembered from one event to the next; all of it bounded.
struct Session<'c, 'w> {
    gate: Gate<'c, 'w>,
    passages: AwaitedPassages,
    steps: ClockSteps,
    repeats: Repeats,
    verdicts: u64,
}

impl Session<'_, '_> {
    fn begin(&mut self, from: &[String]) -> Result<(), Stop> {
        let gate = &mut self.gate;
        gate.output.lists(&gate.judge, None)?;
        if let Some(grants) = &mut gate.grants {
            grants.begin(&gate.judge);
        }
        gate.output.ready(from, gate.passage_limit)?;
        gate.service.ready();
        Ok(())
    }

    /// What is due without any event.
    fn look_around(&mut self, now: Instant) -> Result<(), Stop> {
        let gate = &mut self.gate;
        gate.service.feed(now);
        let clock = gate.judge.now();
        if gate.judge.clock_kind() == ClockKind::Going
            && let Some(seconds) = self.steps.look(clock, now)
        {
            gate.admission.clock_was_set(clock);
            gate.output.clock(seconds, clock)?;
        }
        if let Some(challenges) = &mut gate.challenges
            && let Some(shown) = challenges.next(now)?
        {
            gate.judge.expect(challenges.counting());
            gate.output.challenge(&shown, challenges.every())?;
        }
        if let Some(grants) = &mut gate.grants {
            for news in grants.look(&gate.judge, now) {
                gate.output.journal(&news)?;
            }
        }
        while let Some(passage) = self.passages.next_unreported(now) {
            let has_passed = self.gate.unreported == Unreported::CountsAsTurned;
            self.passage_ends(passage, PassageEnd::Unreported, has_passed)?;
        }
        self.gate.output.hand_on()?;
        Ok(())
    }

    fn passage_ends(
        &mut self,
        passage: AwaitedPassage,
        end: PassageEnd,
        has_passed: bool,
    ) -> Result<(), Stop> {
        if let (false, Some(entered)) = (has_passed, passage.entered) {
            self.gate.admission.withdraw(entered);
        }
        let gate = &mut self.gate;
        gate.output.passage(passage.number, end, has_passed)?;
        let grants = gate.grants.as_mut();
        let granted =
            grants.and_then(|grants| grants.ended(passage.number, has_passed, &gate.judge));
        if let Some(granted) = granted {
            gate.output.granted(&granted)?;
        }
        Ok(())
    }

    fn wait(&self, now: Instant) -> Duration {
        let passage = self.passages.wait(now).unwrap_or(LONGEST_WAIT);
        let service = self.gate.service.wait().unwrap_or(LONGEST_WAIT);
        passage.min(service).min(LONGEST_WAIT)
    }

    fn event(&mut self, event: GateEvent) -> Result<(), Stop> {
        let gate = &mut self.gate;
        match event {
            GateEvent::Texts(texts) => {
                for text in &texts {
                    self.text(text)?;
                }
            }
            GateEvent::Report(report, back) => self.report(report, back)?,
            GateEvent::Moment(time) => gate.judge.set_standing(time),
            #[cfg(unix)]
            GateEvent::Export(path, back) => match &mut gate.grants {
                Some(grants) => grants.export(path, back, &gate.judge),
                // Whoever asked may be gone.
                None => drop(back.send(Err(no_store()))),
            },
            GateEvent::Scanner(state) => {
                gate.service
                    .status(&format!("scanner {}", state.condition.code()));
                gate.output.scanner(&state)?;
            }
            GateEvent::Lists(lists) => {
                let before = gate.judge.replace_lists(*lists);
                if let Some(used) = &gate.used_lists {
                    // The thread that gives it up may have ended.
                    let _ = used.send(Box::new(before));
                }
                gate.output.lists(&gate.judge, None)?;
            }
            GateEvent::ListsUnread(failure) => gate.output.lists(&gate.judge, Some(&failure))?,
            GateEvent::Hook(number, trouble) => gate.output.hook(number, trouble)?,
            GateEvent::Opener(number, trouble) => gate.output.opener(number, trouble)?,
            GateEvent::End => {}
        }
        Ok(())
    }

    /// The codes of a line, as a rule one. What may be beyond the limits of a line is said, and not passed over.
    fn text(&mut self, text: &ReadText) -> Result<(), Stop> {
        let line = &text.line;
        let LineCodes { codes, is_complete } = scanner::split(&line.text);
        let has_ours = codes.len() > 1 || codes.iter().any(|code| code.is_repaired);
        if codes.iter().all(|code| code.text.trim().is_empty()) {
            return Ok(());
        }
        let reading = self.repeats.add(&line.text);
        let mut judged: Vec<_> = codes
            .iter()
            .map(|code| self.gate.judge.judge_scanned(code, reading))
            .filter(|judged| !judged.as_ref().is_ok_and(Judged::is_empty_text))
            .collect();
        report::count_ours(&mut judged);
        let is_whole = is_complete && !(line.is_cut && has_ours);
        if !is_whole {
            judged.push(Err(report::too_many_codes()));
        }
        for judged in judged {
            self.verdict(judged, is_whole, text)?;
        }
        Ok(())
    }

    fn verdict(
        &mut self,
        judged: Result<Judged, Failure>,
        is_whole: bool,
        text: &ReadText,
    ) -> Result<(), Stop> {
        self.verdicts += 1;
        let (number, now) = (self.verdicts, Instant::now());
        let gate = &mut self.gate;
        // Where several codes came together nothing opens, and so no proof is used.
        let judged = judged.map(|judged| match is_whole && judged.other_ours == 0 {
            true => {
                let at = judged.at();
                judged.admitted(|verdict| gate.admission.admit(verdict, at, now))
            }
            false => judged,
        });
        let finding = Finding::new(text.place.clone(), judged);
        let holder = holder_to_open_for(&finding).filter(|_| is_whole);
        let is_open = holder.is_some();
        if let Some(holder) = holder {
            let entered = gate.admission.enter(holder, now);
            self.passages.opened(number, entered, now);
        }
        let offer = match (&finding.outcome, &mut gate.grants) {
            (CodeOutcome::Judged(judged), Some(grants)) if is_open => {
                grants.opened(number, judged.verdict(), &gate.judge)
            }
            _ => None,
        };
        let line = gate.output.verdict(&GateVerdict {
            number,
            from: &text.from,
            finding: &finding,
            is_open,
            passage: is_open.then_some(gate.passage_limit),
            latency: text.read.elapsed(),
            offer: offer.as_ref(),
        })?;
        if is_open
            && let Some(opener) = &gate.opener
            && !opener.open(number)
        {
            gate.output.opener(number, OpenerTrouble::Dropped)?;
        }
        if let CodeOutcome::Judged(judged) = &finding.outcome
            && let Some(voice) = &gate.voice
        {
            voice.say(judged, is_open);
        }
        if let Some(hook) = &gate.hook
            && !hook.call(hook_call(number, &finding, is_open, line))
        {
            gate.output.hook(number, HookTrouble::Dropped)?;
        }
        Ok(())
    }

    fn report(&mut self, report: PassageReport, back: Option<Sender<Answer>>) -> Result<(), Stop> {
        // What was said too late is too late, also if the loop was busy.
        self.look_around(Instant::now())?;
        let awaited = self.passages.reported(report.number);
        let answer = awaited.map_or(Answer::NotAwaited, |_| Answer::Noted);
        if let Some(passage) = awaited {
            let end = match report.has_turned {
                true => PassageEnd::Turned,
                false => PassageEnd::NotTurned,
            };
            self.passage_ends(passage, end, report.has_turned)?;
            self.gate.output.hand_on()?;
        }
        if let Some(back) = back {
            // Whoever asked may be gone.
            let _ = back.send(answer);
        }
        Ok(())
    }
}

#[cfg(unix)]
fn no_store() -> Failure {
    failure!("no-place"; "本闸机没有存储，也就没有流水"; "this gate has no store, and so no journal";
        "请用 --store 启动。"; "Start it with --store.")
}

/// For whom a gate opens: the code is accepted, and it is the only one of ours that was shown.
fn holder_to_open_for(finding: &Finding) -> Option<HolderId> {
    match &finding.outcome {
        CodeOutcome::Judged(judged) if judged.other_ours == 0 => judged
            .verdict()
            .accepted()
            .map(VerifiedCredential::holder_id),
        _ => None,
    }
}

fn hook_call(number: u64, finding: &Finding, is_open: bool, line: Vec<u8>) -> HookCall {
    let (verdict, code) = match &finding.outcome {
        CodeOutcome::Judged(judged) => {
            let verdict = judged.verdict();
            (verdict.decision().name(), verdict.reason())
        }
        CodeOutcome::Unread(failure) => ("error", failure.code),
    };
    HookCall {
        number,
        line,
        variables: [
            ("VERIFIER_NUMBER", number.to_string()),
            ("VERIFIER_OPEN", if is_open { "1" } else { "0" }.to_owned()),
            ("VERIFIER_VERDICT", verdict.to_owned()),
            ("VERIFIER_CODE", code.to_owned()),
        ],
    }
}

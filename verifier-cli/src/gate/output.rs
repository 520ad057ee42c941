//! The lines that a gate prints: one line of JSON for each event, handed on at once. The schema is in
//! `docs/json.md`.

use std::io;
use std::time::Duration;

use cli_support::Console;
use credential_core::UnixTime;
use messages::untrusted::write_json;
use messages::{Failure, FailureRecord};
use serde::Serialize;

use super::event::{HookTrouble, OpenerTrouble};
use super::grants::PassageGrant;
use super::passage::PassageEnd;
use super::scanner_state::ScannerState;
use crate::benefits::{BenefitsRecord, GrantRecord, JournalNews, JournalRecord, Offer};
use crate::judge::CodeJudge;
use crate::report::{CodeOutcome, Finding, FindingRecord, Time};

/// A verdict has some 1,400 bytes.
const USUAL_BYTES: usize = 2_048;

/// Prints events.
pub(crate) struct GateOutput<'c, 'w> {
    console: &'c mut Console<'w>,
    /// Lines of passages that end together go on together.
    passages: Vec<u8>,
}

/// A verdict as it is printed.
pub(crate) struct GateVerdict<'a> {
    pub(crate) number: u64,
    /// The source of the text, as it was named.
    pub(crate) from: &'a str,
    pub(crate) finding: &'a Finding,
    /// Whether the gate opens.
    pub(crate) is_open: bool,
    /// How long a report of the passage is awaited.
    pub(crate) passage: Option<Duration>,
    /// From the end of the text to the verdict.
    pub(crate) latency: Duration,
    /// What the holder gets here.
    pub(crate) offer: Option<&'a Offer>,
}

#[derive(Serialize)]
struct VerdictRecord<'a> {
    event: &'static str,
    number: u64,
    from: &'a str,
    open: bool,
    passage_seconds: Option<u64>,
    latency_ms: f64,
    age_seconds: AgeRecord,
    #[serde(flatten)]
    finding: FindingRecord<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    benefits: Option<BenefitsRecord<'a>>,
}

/// How old the lists are that a verdict rests on.
#[derive(Default, Serialize)]
struct AgeRecord {
    trust_list: Option<u64>,
    status_list: Option<u64>,
}

impl AgeRecord {
    fn new(finding: &Finding) -> Self {
        let CodeOutcome::Judged(judged) = &finding.outcome else {
            return Self::default();
        };
        let age = |made| judged.at().since(made).as_secs();
        let basis = judged.verdict().basis();
        Self {
            trust_list: basis.map(|basis| age(basis.trust_list_made)),
            status_list: basis.and_then(|basis| basis.status_list_made).map(age),
        }
    }
}

#[derive(Serialize)]
struct ReadyRecord<'a> {
    event: &'static str,
    version: &'static str,
    from: &'a [String],
    passage_seconds: u64,
}

#[derive(Serialize)]
struct ListsRecord<'a> {
    event: &'static str,
    trust_list: Option<TrustListRecord>,
    status_lists: usize,
    error: Option<FailureRecord<'a>>,
}

#[derive(Serialize)]
struct TrustListRecord {
    version: u64,
    made: Time,
}

#[derive(Serialize)]
struct ScannerRecord<'a> {
    event: &'static str,
    state: &'static str,
    device: &'a str,
    error: Option<FailureRecord<'a>>,
}

#[derive(Serialize)]
struct PassageRecord {
    event: &'static str,
    number: u64,
    result: &'static str,
    passed: bool,
}

#[derive(Serialize)]
struct GrantedRecord<'a> {
    event: &'static str,
    number: u64,
    granted: Option<GrantRecord<'a>>,
    error: Option<FailureRecord<'a>>,
}

#[derive(Serialize)]
struct NumberedRecord {
    event: &'static str,
    number: u64,
    state: &'static str,
}

#[derive(Serialize)]
struct ChallengeRecord<'a> {
    event: &'static str,
    challenge: &'a str,
    seconds: u64,
}

#[derive(Serialize)]
struct ClockRecord {
    event: &'static str,
    stepped_seconds: i64,
    at: Time,
}

impl<'c, 'w> GateOutput<'c, 'w> {
    pub(crate) fn new(console: &'c mut Console<'w>) -> Self {
        Self {
            console,
            passages: Vec::new(),
        }
    }

    /// The gate judges from now on.
    pub(crate) fn ready(&mut self, from: &[String], passage: Duration) -> io::Result<()> {
        self.line(&ReadyRecord {
            event: "ready",
            version: env!("CARGO_PKG_VERSION"),
            from,
            passage_seconds: passage.as_secs(),
        })
    }

    /// A verdict; gives the line that was printed, with its end.
    pub(crate) fn verdict(&mut self, verdict: &GateVerdict<'_>) -> io::Result<Vec<u8>> {
        let latency = verdict.latency.as_secs_f64() * 1e3;
        let record = VerdictRecord {
            event: "code",
            number: verdict.number,
            from: verdict.from,
            open: verdict.is_open,
            passage_seconds: verdict.passage.map(|limit| limit.as_secs()),
            latency_ms: (latency * 1e3).round() / 1e3,
            age_seconds: AgeRecord::new(verdict.finding),
            finding: FindingRecord::new(verdict.finding, self.console.lang),
            benefits: verdict
                .offer
                .map(|offer| BenefitsRecord::new(offer, self.console.lang)),
        };
        self.hand_on()?;
        let mut line = Vec::with_capacity(USUAL_BYTES);
        write_json(&mut line, &record)?;
        line.push(b'\n');
        self.console.whole_lines_as_they_are(&line)?;
        self.console.flush()?;
        Ok(line)
    }

    /// What a passage has brought: a benefit that is recorded, or why there is none.
    pub(crate) fn granted(&mut self, passage: &PassageGrant) -> io::Result<()> {
        let lang = self.console.lang;
        self.line(&GrantedRecord {
            event: "grant",
            number: passage.number,
            granted: passage.granted.as_ref().ok().map(GrantRecord::new),
            error: passage
                .granted
                .as_ref()
                .err()
                .map(|failure| failure.record(lang)),
        })
    }

    /// Something has happened to the journal.
    pub(crate) fn journal(&mut self, news: &JournalNews) -> io::Result<()> {
        let lang = self.console.lang;
        self.line(&JournalRecord::new(news, lang))
    }

    /// What the gate judges with, and why it cannot be read again if it cannot.
    pub(crate) fn lists(&mut self, judge: &CodeJudge, failure: Option<&Failure>) -> io::Result<()> {
        let claims = judge.source().trust().map(|list| list.claims());
        let held = judge.source().holdings();
        let lang = self.console.lang;
        self.line(&ListsRecord {
            event: "lists",
            trust_list: claims.map(|claims| TrustListRecord {
                version: claims.version,
                made: Time::new(claims.validity.from),
            }),
            status_lists: held.map_or(0, |held| held.status_lists().count()),
            error: failure.map(|failure| failure.record(lang)),
        })
    }

    /// The scanner has changed.
    pub(crate) fn scanner(&mut self, state: &ScannerState) -> io::Result<()> {
        let lang = self.console.lang;
        let words = state.condition.words();
        self.line(&ScannerRecord {
            event: "scanner",
            state: state.condition.code(),
            device: &state.device,
            error: words.as_ref().map(|(what, remedy)| {
                let (code, detail) = (state.condition.code(), state.detail.as_deref());
                FailureRecord::new(code, (what, remedy), detail, lang)
            }),
        })
    }

    /// A passage has ended: see [`GateOutput::hand_on`].
    pub(crate) fn passage(
        &mut self,
        number: u64,
        end: PassageEnd,
        has_passed: bool,
    ) -> io::Result<()> {
        let record = PassageRecord {
            event: "passage",
            number,
            result: end.name(),
            passed: has_passed,
        };
        write_json(&mut self.passages, &record)?;
        self.passages.push(b'\n');
        Ok(())
    }

    /// Prints the passages that have ended. To be called once all that end at this moment are there.
    pub(crate) fn hand_on(&mut self) -> io::Result<()> {
        if self.passages.is_empty() {
            return Ok(());
        }
        self.console.whole_lines_as_they_are(&self.passages)?;
        self.passages.clear();
        self.console.flush()
    }

    /// A hook has not ended well.
    pub(crate) fn hook(&mut self, number: u64, trouble: HookTrouble) -> io::Result<()> {
        let state = match trouble {
            HookTrouble::Killed => "killed",
            HookTrouble::Failed => "failed",
            HookTrouble::Dropped => "dropped",
        };
        self.line(&NumberedRecord {
            event: "hook",
            number,
            state,
        })
    }

    /// The line that opens the gate was not pulsed.
    pub(crate) fn opener(&mut self, number: u64, trouble: OpenerTrouble) -> io::Result<()> {
        let state = match trouble {
            OpenerTrouble::Failed => "failed",
            OpenerTrouble::Dropped => "dropped",
        };
        self.line(&NumberedRecord {
            event: "gpio",
            number,
            state,
        })
    }

    /// What is to be shown from now on, in hexadecimal, and for how long.
    pub(crate) fn challenge(&mut self, challenge: &str, shown: Duration) -> io::Result<()> {
        self.line(&ChallengeRecord {
            event: "challenge",
            challenge,
            seconds: shown.as_secs(),
        })
    }

    /// The clock was set.
    pub(crate) fn clock(&mut self, stepped_seconds: i64, at: UnixTime) -> io::Result<()> {
        self.line(&ClockRecord {
            event: "clock",
            stepped_seconds,
            at: Time::new(at),
        })
    }

    fn line(&mut self, line: &impl Serialize) -> io::Result<()> {
        self.hand_on()?;
        self.console.json(line)?;
        self.console.flush()
    }
}

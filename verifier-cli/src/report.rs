//! Telling what was found: to people or to programs, and to the shell by the exit status.

mod human;
mod json;
mod tally;

use std::io;

use cli_support::{Console, Format};
use credential_core::{Claims, Decision, Error, Issuer, TextForm, UnixTime, Verdict};
use messages::{Exit, Failure, failure};

use crate::input::Place;
pub(crate) use human::{further, not_valid, reason, rows, who};
pub(crate) use json::{End, FindingRecord, Time};
use tally::Tally;

/// One code, or one picture or stream that gave none.
pub(crate) struct Finding {
    /// Where it came from.
    pub(crate) place: Place,
    /// What came of it.
    pub(crate) outcome: CodeOutcome,
}

/// What came of it.
pub(crate) enum CodeOutcome {
    /// There was a code, and it was judged.
    Judged(Judged),
    /// There was no code to judge: what is wrong and what to do, without the name of the place.
    Unread(Failure),
}

/// A code with its verdict.
pub(crate) struct Judged {
    verdict: Verdict,
    form: Option<TextForm>,
    at: UnixTime,
    /// How many more codes the picture shows that are not ours.
    pub(crate) other_codes: usize,
}

impl Finding {
    pub(crate) fn new(place: Place, judged: Result<Judged, Failure>) -> Self {
        Self {
            place,
            outcome: judged.map_or_else(CodeOutcome::Unread, CodeOutcome::Judged),
        }
    }
}

impl Judged {
    pub(crate) fn new(text: &str, verdict: Verdict, at: UnixTime) -> Self {
        Self {
            form: TextForm::of(text),
            verdict,
            at,
            other_codes: 0,
        }
    }

    /// Whether there was nothing but blanks.
    pub(crate) fn is_empty_text(&self) -> bool {
        self.error() == Some(Error::Empty)
    }

    /// Whether it is a code of another kind: a web address, a payment code.
    pub(crate) fn is_foreign(&self) -> bool {
        matches!(
            self.error(),
            Some(Error::Empty | Error::NotOurs | Error::TooLong { .. })
        )
    }

    /// The time as of which it was judged.
    pub(crate) fn at(&self) -> UnixTime {
        self.at
    }

    /// The verdict itself.
    pub(crate) fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// Whether it was let pass although nobody knows whether it has been revoked.
    fn is_revocation_unchecked(&self) -> bool {
        self.verdict.decision() != Decision::Refuse
            && self
                .verdict
                .basis()
                .is_none_or(|basis| !basis.revocation_checked)
    }

    fn error(&self) -> Option<Error> {
        match &self.verdict {
            Verdict::Refuse(refusal) => Some(refusal.error()),
            _ => None,
        }
    }

    /// What the code says, if its signature verified. Of a refused code it counts for nothing.
    pub(crate) fn content(&self) -> Option<(&Claims, &Issuer)> {
        self.verdict.authentic_claims()
    }
}

/// How much room a finding takes on the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// A block each, to be read from an arm's length.
    Blocks,
    /// A line each, and a summary.
    Lines,
}

/// Tells findings one by one and counts them.
pub(crate) struct Report<'c, 'w> {
    console: &'c mut Console<'w>,
    tally: Tally,
    /// How the next findings are told to people.
    pub(crate) layout: Layout,
}

impl<'c, 'w> Report<'c, 'w> {
    pub(crate) fn new(console: &'c mut Console<'w>, layout: Layout) -> Self {
        Self {
            console,
            tally: Tally::default(),
            layout,
        }
    }

    pub(crate) fn console(&mut self) -> &mut Console<'w> {
        self.console
    }

    /// Tells a finding at once.
    pub(crate) fn add(&mut self, finding: &Finding) -> io::Result<()> {
        self.tally.add(&finding.outcome);
        let (lang, colour) = (self.console.lang, self.console.colour);
        match (self.console.format, self.layout) {
            (Format::Json, _) => self.console.json(&FindingRecord::new(finding, lang))?,
            (Format::Human, Layout::Blocks) => {
                if self.tally.total() > 1 {
                    self.console.result_as_is("")?;
                }
                let block = human::block(finding, lang, colour);
                self.console.result_as_is(&block)?;
            }
            (Format::Human, Layout::Lines) => self
                .console
                .result_as_is(&human::line(finding, lang, colour))?,
        }
        self.console.flush()
    }

    /// The summary, and how the program ends.
    pub(crate) fn finish(self) -> io::Result<Exit> {
        let total = self.tally.total();
        if total == 0 {
            self.console.fail(&failure!("nothing-to-check";
                "没有要验的码"; "there was no code to check";
                "请扫码，或给出图片。"; "Scan a code, or give a picture."))?;
        } else if total > 1 && self.layout == Layout::Lines && self.console.format == Format::Human
        {
            self.console
                .result_as_is(&human::summary(&self.tally, self.console.lang))?;
        }
        Ok(self.tally.exit())
    }
}

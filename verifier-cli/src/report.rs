//! Prints what was found, for people or for programs, and decides the exit status.

mod finding;
mod human;
mod json;
mod tally;

use std::io;

use cli_support::{Console, Format};
use messages::{Exit, Failure, failure};

pub(crate) use finding::{CodeOutcome, Finding};
pub(crate) use human::reason;
pub(crate) use json::FindingRecord;
use tally::Tally;
pub(crate) use terminal::verdict_words::{further, no_benefit, rows, who};
pub(crate) use terminal::{CodePart, Judged, ScanNote, Time, advice, count_ours};

/// There may be codes in a line that were not looked at.
pub(crate) fn too_many_codes() -> Failure {
    failure!("too-many-codes";
        "这一行太长，后面的码没有验"; "the line is too long: codes at its end were not checked";
        "请每行只放一个码，再验一次。"; "Put each code on a line of its own, and check again.")
}

/// Which part of a code a picture shows.
pub(crate) fn code_part(part: code_reader::CodePart) -> CodePart {
    CodePart {
        index: part.index,
        count: part.count,
    }
}

/// How findings are printed for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// A block each, to be read from an arm's length.
    Blocks,
    /// A line each, and a summary.
    Lines,
}

/// Prints findings one by one and counts them.
pub(crate) struct Report<'c, 'w> {
    console: &'c mut Console<'w>,
    tally: Tally,
    /// How the next findings are printed for people.
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

    /// Prints a finding at once.
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

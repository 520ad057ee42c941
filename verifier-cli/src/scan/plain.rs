//! Events for people, line by line, where there is no full screen.

use std::io;
use std::time::Instant;

use cli_support::Console;
use code_reader::Reading;
use messages::text;

use super::counter_words::answer_words;
use super::visits::was_here;
use super::{CounterAnswer, EventBenefits, InView, ScanEvent, ScanObserver, Tick, TypedLines};
use crate::benefits::{self, JournalNews, Offer};
use crate::camera::{CameraState, Frame};
use crate::report::{Layout, Report};

/// Codes are printed as results, changes of the camera as messages.
pub(crate) struct PlainObserver<'c, 'w> {
    report: Report<'c, 'w>,
    typed: TypedLines,
}

impl<'c, 'w> PlainObserver<'c, 'w> {
    pub(crate) fn new(console: &'c mut Console<'w>, typed: TypedLines) -> Self {
        Self {
            report: Report::new(console, Layout::Blocks),
            typed,
        }
    }
}

fn print(console: &mut Console<'_>, offer: &Offer) -> io::Result<()> {
    let lines = benefits::lines(offer, console.lang);
    console.result_as_is(&lines)
}

impl ScanObserver for PlainObserver<'_, '_> {
    fn camera(&mut self, state: &CameraState) -> io::Result<()> {
        self.report.console().say(&state.sentence())
    }

    fn frame(&mut self, _: &Frame, _: &Reading, _: &InView) -> io::Result<()> {
        Ok(())
    }

    fn event(&mut self, event: &ScanEvent) -> io::Result<()> {
        self.report.add(&event.finding)?;
        let console = self.report.console();
        if let Some(ago) = event.holder_was_here {
            console.result(&was_here(ago))?;
        }
        match &event.benefits {
            Some(EventBenefits::Offer(offer)) => print(console, offer)?,
            Some(EventBenefits::OncePersonConfirmed) if self.typed.are_commands() => {
                let number = event.number;
                console.result(&text!("核对本人无误后：confirm {number}"; "Once the person is compared: confirm {number}"))?;
            }
            _ => {}
        }
        console.flush()
    }

    fn counter(&mut self, answer: &CounterAnswer, offer: Option<&Offer>) -> io::Result<()> {
        let console = self.report.console();
        match answer_words(answer) {
            Some(words) => console.result(&words)?,
            None if matches!(answer, CounterAnswer::Nothing) => {
                console.result(&text!("× 没有这样的码：已经是另一个码了"; "✘ There is no such code: another one was shown meanwhile"))?;
            }
            None => {}
        }
        if let (CounterAnswer::Offer, Some(offer)) = (answer, offer) {
            print(console, offer)?;
        }
        console.flush()
    }

    fn journal(&mut self, news: &JournalNews) -> io::Result<()> {
        self.report.console().say(&news.words())
    }

    fn not_understood(&mut self, line: u64) -> io::Result<()> {
        let console = self.report.console();
        console.say(&text!("第 {line} 行不是命令"; "line {line} is no command"))
    }

    fn tick(&mut self, _: Instant) -> io::Result<Tick> {
        Ok(self.typed.tick())
    }
}

//! Events for people, line by line, where there is no full screen.

use std::io;
use std::time::Instant;

use cli_support::Console;
use code_reader::Reading;

use super::visits::was_here;
use super::{EventBenefits, InView, ScanEvent, ScanObserver, Tick, TypedLines};
use crate::benefits;
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
        if let Some(EventBenefits::Offer(offer)) = &event.benefits {
            let lines = benefits::lines(offer, console.lang);
            console.result_as_is(&lines)?;
            console.flush()?;
        }
        Ok(())
    }

    fn tick(&mut self, _: Instant) -> io::Result<Tick> {
        Ok(self.typed.tick())
    }
}

//! The events of a scan and the interface of those who receive them.

use std::io;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use code_reader::Reading;
use credential_core::journal::RatingLevel;
use credential_core::{BenefitNumber, Fen, HolderNumber};
use messages::Failure;

use crate::benefits::{Granted, GrantedTogether, JournalNews, ManualWish, Offer};
use crate::camera::{CameraState, Frame};
use crate::input::InputLine;
use crate::judge::CodeJudge;
use crate::report::Finding;

/// A code that was newly shown, with its verdict. Its place is [`Place::Camera`] or [`Place::Line`].
///
/// [`Place::Camera`]: crate::input::Place::Camera
/// [`Place::Line`]: crate::input::Place::Line
pub(crate) struct ScanEvent {
    /// Counted from 1.
    pub(crate) number: u64,
    /// The verdict, or why there is none.
    pub(crate) finding: Finding,
    /// From the frame to the verdict; `None` for what was typed.
    pub(crate) latency: Option<Duration>,
    /// How long ago a code of the same holder was shown at this terminal, if it was not just now.
    pub(crate) holder_was_here: Option<Duration>,
    /// What the holder gets here; `None` where nothing is given.
    pub(crate) benefits: Option<EventBenefits>,
}

/// What a holder gets, or what must happen before.
pub(crate) enum EventBenefits {
    /// The code was accepted.
    Offer(Offer),
    /// Once a person has confirmed the holder: [`CounterWish::Confirm`].
    OncePersonConfirmed,
}

/// At most as many benefits are given together as there are orders.
pub(crate) const MOST_TOGETHER: usize = 9;

/// What the operator wants at the counter. `event` is the number of the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CounterWish {
    /// The operator has compared the person with the code, as its cautions ask.
    Confirm { event: u64 },
    /// To give a benefit.
    Grant {
        event: u64,
        benefit: BenefitNumber,
        units: u32,
        price: Option<Fen>,
    },
    /// To give several benefits, each applied to what the one before has left.
    GrantTogether {
        event: u64,
        benefits: [Option<BenefitNumber>; MOST_TOGETHER],
        price: Fen,
    },
    /// To take a grant back; with it those that were given together with it.
    Undo { record: u64 },
    /// How the holder found the service.
    Rate { record: u64, level: RatingLevel },
    /// To see what can be given without a code, to the holder with this number or to somebody.
    ManualOffer { holder: Option<HolderNumber> },
    /// To give a benefit without a code.
    GrantManually(ManualWish),
    /// To see where the journal can be written to.
    ExportFolders,
    /// To write the journal into one of them, counted from 0.
    Export { folder: usize },
}

/// What became of it. With it comes what the holder of the code that was shown last gets now.
pub(crate) enum CounterAnswer {
    /// There was nothing to do it with: another code was shown meanwhile, or none.
    Nothing,
    Offer,
    Granted(Result<Granted, Failure>),
    GrantedTogether(Result<GrantedTogether, Failure>),
    Undone(Result<(), Failure>),
    Rated(Result<RatingLevel, Failure>),
    ManualOffer(Result<Offer, Failure>),
    ExportFolders(Vec<PathBuf>),
    /// The journal is being written; [`ScanObserver::journal`] says what becomes of it.
    ExportBegun(Result<PathBuf, Failure>),
}

/// What a frame shows, in relation to the code that was reported last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct InView {
    /// Whether that code is there.
    pub(crate) last_reported: bool,
    /// Since when the newest of the other codes is there.
    pub(crate) other_since: Option<Instant>,
    /// How many codes of ours are shown together; 0 if it is not more than one.
    pub(crate) ours_together: usize,
}

/// Receives the events of a scan, and passes on what the operator types.
///
/// All calls come from one thread, one after the other, and the next frame is waited for until they
/// return: slow work, such as drawing over a slow line, must skip frames. Errors end the scan.
pub(crate) trait ScanObserver {
    /// The lists were read again: at the start, and from time to time, because lists expire.
    fn refreshed(&mut self, _judge: &CodeJudge) -> io::Result<()> {
        Ok(())
    }

    /// The camera has changed.
    fn camera(&mut self, state: &CameraState) -> io::Result<()>;

    /// A frame was read. Its events, if any, came before. Outdated frames are left out.
    fn frame(&mut self, frame: &Frame, reading: &Reading, in_view: &InView) -> io::Result<()>;

    /// A code was newly shown and judged.
    fn event(&mut self, event: &ScanEvent) -> io::Result<()>;

    /// What became of a wish at the counter, and what the holder of the code gets now.
    fn counter(&mut self, _answer: &CounterAnswer, _offer: Option<&Offer>) -> io::Result<()> {
        Ok(())
    }

    /// Something has happened to the journal.
    fn journal(&mut self, _news: &JournalNews) -> io::Result<()> {
        Ok(())
    }

    /// A line that should have been a command was none.
    fn not_understood(&mut self, _line: u64) -> io::Result<()> {
        Ok(())
    }

    /// Called many times a second, whatever else happens, and again at once after each answer but
    /// [`Tick::Nothing`].
    fn tick(&mut self, now: Instant) -> io::Result<Tick>;
}

/// What the operator wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tick {
    /// Nothing new.
    Nothing,
    /// A line came from a scanner or a keyboard. Blank ones have no result.
    Line(InputLine),
    /// Something at the counter.
    Counter(CounterWish),
    /// To write the journal to this file.
    ExportTo(PathBuf),
    /// A line that should have been a command and is none.
    NotUnderstood(u64),
    /// To end the scan.
    Leave,
}

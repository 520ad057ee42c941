//! What the judging loop of a gate receives, from every thread on one queue.

#[cfg(unix)]
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, sync_channel};
use std::time::Instant;

use credential_core::UnixTime;
use messages::Failure;

use super::command::{Answer, PassageReport};
use super::scanner_state::ScannerState;
#[cfg(unix)]
use crate::benefits::ExportAnswer;
use crate::input::{InputLine, Place};
use crate::trust_source::TrustSource;

/// So many events wait at most. Who sends more waits itself: a pipe fills up, a scanner is read later.
const QUEUE: usize = 64;

/// A text that was read.
#[derive(Debug)]
pub(crate) struct ReadText {
    /// The source, as it was named.
    pub(crate) from: Arc<str>,
    pub(crate) place: Place,
    pub(crate) line: InputLine,
    /// When its last byte had come.
    pub(crate) read: Instant,
}

/// How a hook ended that did not end well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HookTrouble {
    /// It took too long and was killed.
    Killed,
    /// It could not be started, or its exit status was not 0.
    Failed,
    /// Too many were waiting: it was not started.
    Dropped,
}

/// Why the line that opens the gate was not pulsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OpenerTrouble {
    /// The line could not be set.
    Failed,
    /// Too many were waiting.
    Dropped,
}

/// What happens at a gate.
pub(crate) enum GateEvent {
    /// Texts were read: one, or several that were there at once.
    Texts(Vec<ReadText>),
    /// Somebody reports a passage; the answer is sent back if one is wanted.
    Report(PassageReport, Option<Sender<Answer>>),
    /// The standing clock of a play stands here from now on.
    Moment(UnixTime),
    /// Somebody wants the journal in this file.
    #[cfg(unix)]
    Export(PathBuf, ExportAnswer),
    /// The scanner has changed.
    Scanner(ScannerState),
    /// An update was read: what to judge with from now on.
    Lists(Box<TrustSource>),
    /// An update cannot be read; what is held goes on.
    ListsUnread(Failure),
    /// A hook has ended badly.
    Hook(u64, HookTrouble),
    /// The line that opens the gate could not be set for this verdict.
    Opener(u64, OpenerTrouble),
    /// There will be no more texts.
    End,
}

/// Where events are sent to.
pub(crate) type Events = SyncSender<GateEvent>;

/// A queue of events, bounded.
pub(crate) fn queue() -> (Events, Receiver<GateEvent>) {
    sync_channel(QUEUE)
}

//! Putting sequences together from the texts that a scanner reads, in whatever order.

use alloc::collections::{BTreeMap, VecDeque};
use alloc::vec::Vec;

use super::{Frame, FrameDigest, digest};
use crate::error::Result;
use crate::limits::MAX_FRAME_SEQUENCES;

/// Collects the frames of sequences until one is complete.
///
/// Texts may come in any order, more than once, and mixed with those of other sequences. What it holds
/// is bounded, whatever it is shown: at most [`MAX_FRAME_SEQUENCES`] sequences, each of at most
/// [`MAX_FRAMES`](crate::limits::MAX_FRAMES) parts of
/// [`MAX_FRAME_PART`](crate::limits::MAX_FRAME_PART) bytes. A further sequence takes the place of
/// the one to which no text was added for longest.
#[derive(Clone, Debug, Default)]
pub struct FrameCollector {
    /// The one that a text was added to last stands last.
    pub(super) sequences: VecDeque<Sequence>,
}

/// What a text has added.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Collected {
    /// A part of a sequence that is not complete.
    Part {
        /// How many parts of it are held.
        held: u32,
        /// How many it has.
        count: u32,
    },
    /// Nothing: the part is held already, or its sequence was complete before.
    Known,
    /// The last part that was missing: the object, whose digest is the one that the frames name.
    /// It is to be verified like one from a file.
    Object(Vec<u8>),
    /// Frames of one sequence contradict each other, or make another object than they name. The
    /// sequence was dropped, and may be shown again from any frame on.
    Contradictory,
}

#[derive(Clone, Debug)]
pub(super) struct Sequence {
    digest: FrameDigest,
    count: u32,
    /// By index. Empty once the sequence is complete.
    parts: BTreeMap<u32, Vec<u8>>,
    complete: bool,
}

impl FrameCollector {
    /// A collector that holds nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a scanned text.
    ///
    /// # Errors
    /// Those of [`Frame::from_text`]. What was collected stays.
    pub fn add(&mut self, text: &str) -> Result<Collected> {
        Frame::from_text(text).map(|frame| self.add_frame(frame))
    }

    /// Adds a frame.
    pub fn add_frame(&mut self, frame: Frame) -> Collected {
        let known = self
            .sequences
            .iter()
            .position(|sequence| sequence.digest == frame.digest)
            .and_then(|at| self.sequences.remove(at));
        let mut sequence = known.unwrap_or_else(|| {
            self.sequences
                .drain(..(self.sequences.len() + 1).saturating_sub(MAX_FRAME_SEQUENCES));
            Sequence {
                digest: frame.digest,
                count: frame.count,
                parts: BTreeMap::new(),
                complete: false,
            }
        });
        let collected = sequence.add(frame);
        if collected != Collected::Contradictory {
            self.sequences.push_back(sequence);
        }
        collected
    }
}

impl Sequence {
    fn add(&mut self, frame: Frame) -> Collected {
        if frame.count != self.count {
            return Collected::Contradictory;
        }
        if self.complete {
            return Collected::Known;
        }
        match self.parts.get(&frame.index) {
            Some(held) if *held == frame.part => return Collected::Known,
            Some(_) => return Collected::Contradictory,
            None => self.parts.insert(frame.index, frame.part),
        };
        // Each index is below the count, so there are no more parts than it.
        let held = self.parts.len() as u32;
        if held < self.count {
            return Collected::Part {
                held,
                count: self.count,
            };
        }
        let object: Vec<u8> = core::mem::take(&mut self.parts)
            .into_values()
            .flatten()
            .collect();
        if digest(&object) != self.digest {
            return Collected::Contradictory;
        }
        self.complete = true;
        Collected::Object(object)
    }
}

//! Vectors of sequences of frames: texts that are shown one after the other.

use serde::{Deserialize, Serialize};

use super::Reason;

/// Texts that are fed to a collector of frames, which holds nothing at first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FramesVector {
    /// Unique among all files.
    pub id: String,
    /// What the fault is and why it matters.
    pub comment: String,
    /// Words to select vectors by.
    pub flags: Vec<String>,
    /// What the scanner reads, in this order.
    pub steps: Vec<FrameStep>,
}

/// A text, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrameStep {
    /// What the scanner read.
    pub text: String,
    /// What the collector says.
    pub expected: FrameOutcome,
}

/// What becomes of a text that is shown to a collector of frames.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "kebab-case")]
pub enum FrameOutcome {
    /// A frame of a sequence that is not complete; it may have been shown before.
    Waiting,
    /// The frame that was missing.
    Complete {
        /// The object, in hexadecimal.
        bytes: String,
    },
    /// It contradicts the frames before it, or the digest is wrong: the sequence is dropped.
    Contradiction,
    /// It is no frame. What was collected stays.
    Refuse(Reason),
}

//! Sequences of frames, in the words of the vectors.

use credential_core as core;
use test_vectors::{FrameOutcome, FramesVector, to_hex};

use crate::same;
use crate::terminal::reason;

/// Shows the texts of a vector one after the other and compares at each.
pub(crate) fn show(vector: &FramesVector) -> Result<(), String> {
    let mut collector = core::FrameCollector::new();
    for (number, step) in vector.steps.iter().enumerate() {
        let found = match collector.add(&step.text) {
            Ok(core::Collected::Part { .. } | core::Collected::Known) => FrameOutcome::Waiting,
            Ok(core::Collected::Object(bytes)) => FrameOutcome::Complete {
                bytes: to_hex(&bytes),
            },
            Ok(core::Collected::Contradictory) => FrameOutcome::Contradiction,
            Ok(other) => panic!("{other:?}"),
            Err(error) => FrameOutcome::Refuse(reason(error)),
        };
        same(&step.expected, &found)
            .map_err(|difference| format!("step {number}: {difference}"))?;
    }
    Ok(())
}

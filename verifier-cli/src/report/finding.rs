//! What was found: a code with its verdict, or why there is none.

use messages::Failure;
use terminal::Judged;

use crate::input::Place;

/// One code, or one picture or stream that gave none.
pub(crate) struct Finding {
    /// Where it came from.
    pub(crate) place: Place,
    /// The verdict, or why there is none.
    pub(crate) outcome: CodeOutcome,
}

/// The verdict, or why there is none.
pub(crate) enum CodeOutcome {
    /// There was a code, and it was judged.
    Judged(Judged),
    /// There was no code to judge: what is wrong and what to do, without the name of the place.
    Unread(Failure),
}

impl Finding {
    pub(crate) fn new(place: Place, judged: Result<Judged, Failure>) -> Self {
        Self {
            place,
            outcome: judged.map_or_else(CodeOutcome::Unread, CodeOutcome::Judged),
        }
    }

    /// How many more of ours came with it.
    pub(crate) fn other_ours(&self) -> usize {
        match &self.outcome {
            CodeOutcome::Judged(judged) => judged.other_ours,
            CodeOutcome::Unread(_) => 0,
        }
    }
}

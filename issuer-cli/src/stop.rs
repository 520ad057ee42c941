//! Why a command ends early.

use std::io;

use messages::Failure;

/// Either something to tell the user, or nobody to tell it to.
pub(crate) enum Stop {
    /// What is wrong, and what to do.
    Failure(Failure),
    /// The results cannot be written: a closed pipe, as a rule.
    Output(#[expect(dead_code, reason = "there is nobody left to tell it to")] io::Error),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

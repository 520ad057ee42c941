//! Why a command ends early.

use std::io;

use messages::Failure;

/// Why a command ended early.
#[derive(Debug)]
pub enum Stop {
    /// It could not do its work: what is wrong, and what to do.
    Failure(Failure),
    /// Nobody takes its results any more: a closed pipe or a full disk.
    Output(io::Error),
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

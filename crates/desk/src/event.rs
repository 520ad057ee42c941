//! What the desk tells the program that runs it.

/// What the desk tells the program that runs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DeskEvent {
    /// A start address, which counts once: at the beginning, and each time when the desk was locked.
    Address(String),
    /// The clerk has closed the desk.
    Close,
}

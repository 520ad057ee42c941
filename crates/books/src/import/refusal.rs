//! Why a file is not taken in.

use credential_core::journal::JournalFault;

/// Why a file is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The file cannot be read: the system's words.
    Unreadable(String),
    /// No terminal of the bureau has this key.
    UnknownTerminal,
    /// The number of a chain or of its records is higher than any terminal gets to.
    NumberTooHigh,
    /// The journal is not as it was signed. One with two histories is kept aside.
    Fault(JournalFault),
}

impl Refusal {
    /// The stable code, in kebab case.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "file-unreadable",
            Self::UnknownTerminal => "terminal-unknown",
            Self::NumberTooHigh => "journal-number-high",
            Self::Fault(fault) => fault.code(),
        }
    }
}

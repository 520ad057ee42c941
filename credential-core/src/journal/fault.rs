//! What can be wrong with a journal.

use core::fmt;

use crate::error::Error;

/// Why a journal or an export is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JournalFault {
    /// The bytes are no export of a journal.
    NotAnExport,
    /// An export in a format that this version does not know.
    Newer {
        /// The number of the format.
        format: u64,
    },
    /// The file ends before the last record that it announces.
    CutShort,
    /// A part of the file is longer than it may be.
    TooLong {
        /// The most bytes that it may have.
        limit: usize,
    },
    /// The journal of another terminal, or a checkpoint or receipt of another chain.
    Foreign,
    /// Records are missing.
    Gap {
        /// The number that should come.
        expected: u64,
        /// The number that comes.
        found: u64,
    },
    /// Two chains under one name: at this number the bureau, or the terminal itself, knows another
    /// hash. A copied disk, or one that was put back.
    Fork {
        /// The number.
        number: u64,
    },
    /// The records do not lead to the hash that was signed.
    Edited {
        /// The last number of the run that does not fit.
        number: u64,
    },
    /// The chain is shorter than it was at an earlier checkpoint.
    Truncated {
        /// How many records there are.
        size: u64,
        /// How many there were.
        known: u64,
    },
    /// A record is none.
    Record {
        /// Its number.
        number: u64,
        /// What is wrong with it.
        error: Error,
    },
    /// A checkpoint or a receipt cannot be read, or its signature does not verify.
    Signed(Error),
}

impl JournalFault {
    /// The stable code, in kebab case.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotAnExport => "journal-unreadable",
            Self::Newer { .. } => "journal-newer",
            Self::CutShort => "journal-cut",
            Self::TooLong { .. } => "journal-too-long",
            Self::Foreign => "journal-foreign",
            Self::Gap { .. } => "journal-gap",
            Self::Fork { .. } => "journal-fork",
            Self::Edited { .. } => "journal-edited",
            Self::Truncated { .. } => "journal-truncated",
            Self::Record { .. } => "journal-record",
            Self::Signed(_) => "journal-signature",
        }
    }

    /// The number of the record that it is about, where there is one.
    pub const fn number(self) -> Option<u64> {
        match self {
            Self::Gap {
                expected: number, ..
            }
            | Self::Fork { number }
            | Self::Edited { number }
            | Self::Truncated { size: number, .. }
            | Self::Record { number, .. } => Some(number),
            _ => None,
        }
    }

    /// The error of the object inside, where there is one.
    pub const fn error(self) -> Option<Error> {
        match self {
            Self::Record { error, .. } | Self::Signed(error) => Some(error),
            _ => None,
        }
    }
}

impl fmt::Display for JournalFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())?;
        match self {
            Self::Newer { format } => write!(f, " (format {format})"),
            Self::TooLong { limit } => write!(f, " (limit {limit})"),
            Self::Gap { expected, found } => {
                write!(f, " (record {expected} expected, {found} found)")
            }
            Self::Fork { number } | Self::Edited { number } => write!(f, " (record {number})"),
            Self::Truncated { size, known } => write!(f, " ({size} records, {known} before)"),
            Self::Record { number, error } => write!(f, " (record {number}: {error})"),
            Self::Signed(error) => write!(f, " ({error})"),
            Self::NotAnExport | Self::CutShort | Self::Foreign => Ok(()),
        }
    }
}

impl core::error::Error for JournalFault {}

/// Why an export cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportError<E> {
    /// The source of the bytes failed: its own error.
    Source(E),
    /// The export is not taken.
    Fault(JournalFault),
}

impl<E> From<JournalFault> for ExportError<E> {
    fn from(fault: JournalFault) -> Self {
        Self::Fault(fault)
    }
}

impl<E: fmt::Display> fmt::Display for ExportError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Source(error) => error.fmt(f),
            Self::Fault(fault) => fault.fmt(f),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> core::error::Error for ExportError<E> {}

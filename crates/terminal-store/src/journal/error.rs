//! Why a journal does not do what was asked.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use credential_core::journal::JournalFault;

use crate::write_fault::WriteFault;

/// Why the journal did not do what was asked. Nothing that ended with an error may be shown as granted.
///
/// Every variant has the `path` it is about. What the operating system or the core said is in `source`,
/// and not repeated in the message.
#[derive(Debug)]
#[non_exhaustive]
pub enum JournalError {
    /// Another process writes this journal.
    Busy {
        /// The folder of the journal.
        path: PathBuf,
    },
    /// The journal is not as it was written: nothing is granted. [`Journal::set_aside`](super::Journal::set_aside)
    /// begins another chain.
    Damaged {
        /// The file, or the folder of the chain.
        path: PathBuf,
        /// What is wrong.
        damage: JournalDamage,
    },
    /// To be set aside, but not damaged. Nothing was changed.
    NotDamaged {
        /// The folder of the journal.
        path: PathBuf,
    },
    /// The journal of another terminal's key.
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A newer version of this library has written it. Nothing was changed.
    Newer {
        /// The file.
        path: PathBuf,
        /// The version of its format; 0 where a record is of a kind that is not known here.
        format: u32,
    },
    /// The system does not let us read.
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The disk is full, or the quota of the disk used up.
    DiskFull {
        /// The folder of the journal.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The disk is read-only.
    ReadOnly {
        /// The folder of the journal.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The system does not let us write, for another reason.
    Unwritable {
        /// The folder of the journal.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A write has failed before. [`Journal::reopen`](super::Journal::reopen) verifies what is there.
    Poisoned {
        /// The folder of the journal.
        path: PathBuf,
    },
    /// The journal is as large as it may be, and the bureau has no copy: export it and bring the receipt.
    Full {
        /// The folder of the journal.
        path: PathBuf,
        /// The most bytes that it may have.
        limit: u64,
    },
    /// There is no such grant, or it is too long ago, or was taken back or rated already.
    TooLate {
        /// The folder of the journal.
        path: PathBuf,
        /// The number of the grant.
        number: u64,
    },
    /// Something that no record can say.
    EntryInvalid {
        /// The folder of the journal.
        path: PathBuf,
        /// What is wrong with it.
        source: credential_core::Error,
    },
    /// A receipt that is not for this chain as it is here.
    ReceiptRefused {
        /// The folder of the journal.
        path: PathBuf,
        /// Why.
        source: JournalFault,
    },
    /// The checkpoint could not be signed.
    NotSigned {
        /// The folder of the journal.
        path: PathBuf,
        /// Why: the signer's own words.
        reason: String,
    },
    /// The export could not be written. The journal is as it was.
    ExportFailed {
        /// The folder of the journal.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// What is wrong with a damaged journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JournalDamage {
    /// The header of a segment.
    Header,
    /// A frame, with more behind it than a torn write can leave.
    Frame {
        /// At which byte of the file.
        at: u64,
    },
    /// A segment is missing, or one too many.
    Segment {
        /// The number of the segment.
        number: u32,
    },
    /// The chain.
    Chain(JournalFault),
}

impl JournalError {
    /// The stable code, as in `docs/store.md`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Busy { .. } => "journal-busy",
            Self::Damaged { .. } => "journal-damaged",
            Self::NotDamaged { .. } => "journal-not-damaged",
            Self::Foreign { .. } => "journal-foreign",
            Self::Newer { .. } => "journal-newer",
            Self::Unreadable { .. } => "journal-unreadable",
            Self::DiskFull { .. } => "journal-disk-full",
            Self::ReadOnly { .. } => "journal-read-only",
            Self::Unwritable { .. } => "journal-unwritable",
            Self::Poisoned { .. } => "journal-poisoned",
            Self::Full { .. } => "journal-full",
            Self::TooLate { .. } => "journal-too-late",
            Self::EntryInvalid { source, .. } => source.code(),
            Self::ReceiptRefused { .. } => "journal-receipt-refused",
            Self::NotSigned { .. } => "journal-not-signed",
            Self::ExportFailed { .. } => "journal-export-failed",
        }
    }

    /// The folder of the journal, or the file in it.
    pub fn path(&self) -> &Path {
        match self {
            Self::Busy { path }
            | Self::Damaged { path, .. }
            | Self::NotDamaged { path }
            | Self::Foreign { path }
            | Self::Newer { path, .. }
            | Self::Unreadable { path, .. }
            | Self::DiskFull { path, .. }
            | Self::ReadOnly { path, .. }
            | Self::Unwritable { path, .. }
            | Self::Poisoned { path }
            | Self::Full { path, .. }
            | Self::TooLate { path, .. }
            | Self::EntryInvalid { path, .. }
            | Self::ReceiptRefused { path, .. }
            | Self::NotSigned { path, .. }
            | Self::ExportFailed { path, .. } => path,
        }
    }

    /// Sorts what the system said when something was to be written.
    pub(crate) fn of_write(folder: &Path, source: io::Error) -> Self {
        let path = folder.to_owned();
        match WriteFault::of(&source) {
            WriteFault::Busy => Self::Busy { path },
            WriteFault::DiskFull => Self::DiskFull { path, source },
            WriteFault::ReadOnly => Self::ReadOnly { path, source },
            WriteFault::Other => Self::Unwritable { path, source },
        }
    }
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path().display();
        match self {
            Self::Busy { .. } => write!(f, "another process writes the journal {path}"),
            Self::Damaged { damage, .. } => write!(f, "the journal {path} is damaged: {damage}"),
            Self::NotDamaged { .. } => write!(f, "the journal {path} is not damaged"),
            Self::Foreign { .. } => write!(f, "{path} is the journal of another terminal"),
            Self::Newer { format: 0, .. } => {
                write!(f, "the journal {path} has records of a newer program")
            }
            Self::Newer { format, .. } => {
                write!(
                    f,
                    "the journal {path} has format {format}, which is too new"
                )
            }
            Self::Unreadable { .. } => write!(f, "cannot read {path}"),
            Self::DiskFull { .. } => write!(f, "cannot write {path}: the disk is full"),
            Self::ReadOnly { .. } => write!(f, "cannot write {path}: the disk is read-only"),
            Self::Unwritable { .. } => write!(f, "cannot write {path}"),
            Self::Poisoned { .. } => write!(f, "an earlier write to {path} has failed"),
            Self::Full { limit, .. } => write!(f, "{path} has {limit} bytes: export it"),
            Self::TooLate { number, .. } => {
                write!(f, "grant {number} of {path} is not there, or too long ago")
            }
            Self::EntryInvalid { .. } => write!(f, "cannot record this in {path}"),
            Self::ReceiptRefused { .. } => write!(f, "the receipt does not fit {path}"),
            Self::NotSigned { reason, .. } => write!(f, "cannot sign for {path}: {reason}"),
            Self::ExportFailed { .. } => write!(f, "cannot write an export of {path}"),
        }
    }
}

impl fmt::Display for JournalDamage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header => f.write_str("the header of a segment"),
            Self::Frame { at } => write!(f, "the frame at byte {at}"),
            Self::Segment { number } => write!(f, "segment {number} is missing"),
            Self::Chain(fault) => fault.fmt(f),
        }
    }
}

impl Error for JournalError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Unreadable { source, .. }
            | Self::DiskFull { source, .. }
            | Self::ReadOnly { source, .. }
            | Self::Unwritable { source, .. }
            | Self::ExportFailed { source, .. } => Some(source),
            Self::EntryInvalid { source, .. } => Some(source),
            Self::ReceiptRefused { source, .. } => Some(source),
            _ => None,
        }
    }
}

//! Why the system does not let us write.

use std::io;

/// What it said, sorted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WriteFault {
    /// Another process holds the lock.
    Busy,
    /// The disk is full, or the quota of the disk used up.
    DiskFull,
    /// The disk is read-only.
    ReadOnly,
    /// Another reason.
    Other,
}

impl WriteFault {
    pub(crate) fn of(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::WouldBlock => Self::Busy,
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            _ => Self::Other,
        }
    }
}

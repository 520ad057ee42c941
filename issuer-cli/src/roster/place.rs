//! Where a row stands in its roster.

/// Where a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// Counted from 1 behind the row of headings; empty rows count.
    pub(crate) record: u64,
    /// The line of the file on which the row begins, or the number of the row in its sheet.
    pub(crate) line: u64,
}

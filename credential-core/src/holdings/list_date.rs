//! The date of a list that an issuer signs, as lists are ordered by it.

use crate::time::UnixTime;

/// What orders the lists about one subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ListDate {
    /// From when on the key is in force that signed the list, as the trust list says.
    pub from: UnixTime,
    /// When the list was made, as its issuer says.
    pub made: UnixTime,
}

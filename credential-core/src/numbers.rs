//! The two numbers of a credential, each with a type of its own so that they are not mixed up.

use core::fmt;

/// The number of a person at an issuer, the same on all credentials of that person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HolderNumber(pub u32);

/// Ten digits, so that numbers in lists and file names are sorted and none is cut off.
impl fmt::Display for HolderNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:010}", self.0)
    }
}

/// The place of a credential in its issuer's status list, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatusIndex(pub u32);

impl fmt::Display for StatusIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn each_is_written_in_one_way() {
        for (number, holder, index) in [
            (17, "0000000017", "17"),
            (u32::MAX, "4294967295", "4294967295"),
        ] {
            assert_eq!(HolderNumber(number).to_string(), holder);
            assert_eq!(StatusIndex(number).to_string(), index);
        }
    }
}

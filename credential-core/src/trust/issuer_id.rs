//! The number of an issuer.

use core::fmt;

/// The number of an issuer, given once by the authority and never used again for another.
///
/// By convention the six digits of the issuer's region and two more, which makes it unique in the
/// country without anybody keeping a register: `42120001`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IssuerId(pub u32);

impl fmt::Display for IssuerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

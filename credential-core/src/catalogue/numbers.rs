//! The numbers of a catalogue and its places, each with a type of its own so that they are not mixed up.
//! All are given by a bureau and count from 1.

use core::fmt;

use crate::error::{Error, Field, Result};

macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident, $field:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl $name {
            pub(super) const fn check(self) -> Result<()> {
                if self.0 == 0 {
                    Err(Error::ClaimsInvalid(Field::$field))
                } else {
                    Ok(())
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

numbers! {
    /// The number of a merchant at an issuer.
    MerchantNumber, Merchant;
    /// The number of a benefit at an issuer: the same at all merchants that give it.
    BenefitNumber, Benefit;
    /// The number of a terminal at an issuer.
    TerminalNumber, Place;
    /// The number of a branch of a merchant.
    BranchNumber, Place;
    /// The number of a group of gates that a merchant runs: a line, a park.
    GateGroup, Place;
    /// The number of a trade, of either level, in the list that the bureau keeps.
    Trade, Place;
}

//! What a row of a roster comes to: a person, or what is wrong with the row.

use credential_core::Region;

use super::fault::RowFault;
use super::identity::IdentityNumber;
pub(crate) use super::place::Place;
use super::remark::{PassedOver, Remark};
use crate::particulars::Particulars;

/// Whether names are cut to their ends before they are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    /// 王*明
    Masked,
    /// 王建明
    Full,
}

/// A row in order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) at: Place,
    pub(crate) identity: IdentityNumber,
    pub(crate) particulars: Particulars,
}

impl Person {
    /// What the code of a bureau in `region` says of the person: the home region only where it is another one.
    pub(crate) fn particulars_in(&self, region: Region) -> Particulars {
        let mut particulars = self.particulars.clone();
        let home = &mut particulars.details.home_region;
        *home = home.filter(|home| *home != region);
        particulars
    }
}

/// A row that cannot be used, with everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) at: Place,
    pub(crate) faults: Vec<RowFault>,
}

/// What a row came to.
#[derive(Debug)]
pub(crate) enum Row {
    Person(Person),
    Refused(Refusal),
    /// There is nothing in it.
    Blank,
    /// It has nobody, or is not to be read.
    PassedOver(PassedOver),
    /// No row, but something to be said of one.
    Remark(Remark),
    /// Behind the last row: how many there were.
    End(u64),
}

//! What a row of a roster comes to: a person, or what is wrong with the row.

use std::hash::{DefaultHasher, Hash, Hasher};

use credential_core::{ProvedKey, Region, UnixTime};

use super::fault::RowFault;
use super::identity::IdentityNumber;
pub(crate) use super::name_form::Names;
pub(crate) use super::place::Place;
use super::remark::{PassedOver, Remark};
use crate::particulars::{Particulars, Unsaid};

/// A row in order.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) at: Place,
    /// In full, as the roster has it.
    pub(crate) full_name: String,
    pub(crate) identity: IdentityNumber,
    pub(crate) particulars: Particulars,
    /// What the row does not speak of.
    pub(crate) unsaid: Unsaid,
    /// When the entitlement ends, where the roster says so.
    pub(crate) until: Option<UnixTime>,
    /// The key of the person's phone, where the roster has one.
    pub(crate) phone: Option<ProvedKey>,
    pub(crate) notes: RowNotes,
}

/// What is to be said of a row in order: what was read otherwise than it stands there, and what is
/// to be looked at again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RowNotes {
    /// Another dot in the name than the usual one.
    pub(crate) dot: bool,
    /// Radicals and the like in the category.
    pub(crate) category: bool,
    /// Today's code in the place of a former one.
    pub(crate) region: bool,
    /// Whether the identity number is that of a person of the sex that the row names, if it names one.
    pub(crate) sex_agrees: Option<bool>,
    /// Older than soldiers in service are.
    pub(crate) old: bool,
}

impl Person {
    /// What the code of a bureau in `region` says of the person: the home region only where it is another one.
    pub(crate) fn particulars_in(&self, region: Region) -> Particulars {
        let mut particulars = self.particulars.clone();
        let home = &mut particulars.details.home_region;
        *home = home.filter(|home| *home != region);
        particulars
    }

    /// A digest of all that the row says of the person, to find rows that contradict each other.
    pub(super) fn statement(&self) -> u32 {
        let mut hasher = DefaultHasher::new();
        let details = &self.particulars.details;
        self.full_name.hash(&mut hasher);
        self.particulars.categories.to_bits().hash(&mut hasher);
        details.home_region.hash(&mut hasher);
        details.disability_grade.hash(&mut hasher);
        self.until.map(UnixTime::as_secs).hash(&mut hasher);
        self.phone.as_ref().map(ProvedKey::key).hash(&mut hasher);
        u32::try_from(hasher.finish() >> 32).unwrap_or_default()
    }
}

/// A row that cannot be used, with everything that is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) at: Place,
    /// How many rows from there on are the same.
    pub(crate) rows: u64,
    /// The name as it stands there, cut if it is long.
    pub(crate) name: String,
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

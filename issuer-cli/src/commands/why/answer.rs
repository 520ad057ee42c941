//! The answer, as data.

use std::collections::BTreeMap;

use books::{HolderUse, ProvedEdition};
use credential_core::{HolderTraits, Moment, UnixTime, Validity};
use messages::Text;

use crate::catalogue::MerchantRow;
use crate::why::{CodeAt, Given, MerchantAt, TerminalAt};

/// The catalogue that counts.
pub(super) enum CatalogueAt {
    /// An edition that was published.
    Published { edition: u32, validity: Validity },
    /// Tables that are not published.
    Draft,
    /// None was published by then.
    None,
}

/// What another edition comes to.
pub(super) struct OlderEdition {
    pub(super) edition: u32,
    /// Benefit and title, what becomes of it there, and by the edition that counts; those that differ. `None` for one
    /// that the edition does not have at this merchant.
    pub(super) differing: Vec<(u32, Text, Option<&'static str>, Option<&'static str>)>,
}

/// What the books know of the terminal.
#[derive(Default)]
pub(super) struct JournalAt {
    /// Up to when they have its journal: the time of its newest checkpoint.
    pub(super) until: Option<UnixTime>,
    /// The edition that its records prove.
    pub(super) proved: Option<ProvedEdition>,
}

pub(super) struct Answer {
    pub(super) moment: Moment,
    /// Whether that moment is still to come.
    pub(super) is_future: bool,
    /// The last thing that the register has.
    pub(super) register_until: Option<UnixTime>,
    /// The number of the holder; `None` in a trial by categories.
    pub(super) holder: Option<u32>,
    pub(super) traits: HolderTraits,
    /// The credentials that are asked about; the one that is taken to be shown first.
    pub(super) codes: Vec<CodeAt>,
    /// Whether the terminal is one of a gate.
    pub(super) is_gate: bool,
    pub(super) terminal: Option<TerminalAt>,
    pub(super) journal: JournalAt,
    pub(super) merchant: Option<MerchantAt>,
    /// As the edition has it.
    pub(super) row: Option<MerchantRow>,
    pub(super) branch: Option<u32>,
    pub(super) catalogue: CatalogueAt,
    pub(super) given: Given,
    /// The one benefit that is asked about, and whether the catalogue has it at all.
    pub(super) benefit: Option<(u32, bool)>,
    pub(super) older: Option<OlderEdition>,
    /// Whether there are books.
    pub(super) has_books: bool,
    /// Terminals in use whose journals end before the moment: what they granted since is not known.
    pub(super) behind: Vec<u32>,
    /// What the holder was given on that day at that merchant.
    pub(super) that_day: Vec<HolderUse>,
    /// What merchants are called.
    pub(super) names: BTreeMap<u32, Text>,
}

impl Answer {
    /// The credential that is taken to be shown.
    pub(super) fn shown(&self) -> Option<&CodeAt> {
        self.codes.first()
    }

    /// Whether the code is refused, so that nothing is given.
    pub(super) fn is_refused(&self) -> bool {
        self.shown().is_some_and(|code| !code.is_good())
    }
}

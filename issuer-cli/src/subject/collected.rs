//! The data: from the register and the books, of one holder alone.

use std::collections::BTreeMap;

use books::{HolderUse, Mark, RecordName};
use credential_core::journal::RatingLevel;
use credential_core::{HolderNumber, UnixTime};
use messages::{Failure, Text};

use crate::benefit_report::Labels;
use crate::register::{Entry, HolderAct, HolderRecord, RecordedComplaint, Register};

/// A credential, with what was done about it.
pub(crate) struct SubjectCode {
    pub(crate) entry: Entry,
    /// When it was recorded as issued; `None` if it never was.
    pub(crate) issued: Option<UnixTime>,
}

/// What the books have of the person.
#[derive(Default)]
pub(crate) struct BooksOfPerson {
    /// By time.
    pub(crate) uses: Vec<HolderUse>,
    pub(crate) marks: Vec<Mark>,
    /// How the person found the service, by the record of the use.
    pub(crate) ratings: BTreeMap<RecordName, RatingLevel>,
    pub(crate) labels: Labels,
}

/// All that is stored of a person.
pub(crate) struct Subject {
    pub(crate) bureau: Text,
    pub(crate) issuer: u32,
    pub(crate) holder: HolderNumber,
    pub(crate) made: UnixTime,
    /// The newest first.
    pub(crate) codes: Vec<SubjectCode>,
    /// In the order of the audit log.
    pub(crate) records: Vec<HolderRecord>,
    /// In the order in which they were recorded.
    pub(crate) complaints: Vec<RecordedComplaint>,
    /// `None` if nothing was ever imported.
    pub(crate) books: Option<BooksOfPerson>,
    /// The number of the audit record that says that this was given out.
    pub(crate) disclosure: u64,
}

impl Subject {
    /// Reads what the register has.
    ///
    /// # Errors
    /// Those of the register.
    pub(crate) fn read(
        register: &Register,
        (bureau, issuer): (Text, u32),
        holder: HolderNumber,
        made: UnixTime,
        books: Option<BooksOfPerson>,
        disclosure: u64,
    ) -> Result<Self, Failure> {
        let records = register.records_of(holder)?;
        let issued = |serial: u32| {
            records.iter().find_map(|record| match record.act {
                HolderAct::Issued { serial: of } if of == serial => Some(record.at),
                _ => None,
            })
        };
        let codes = register
            .entries_of(holder)?
            .into_iter()
            .map(|entry| SubjectCode {
                issued: issued(entry.serial),
                entry,
            })
            .collect();
        let complaints = register.complaints_of(holder)?;
        Ok(Self {
            complaints,
            bureau,
            issuer,
            holder,
            made,
            codes,
            records,
            books,
            disclosure,
        })
    }

    /// What was used and not taken back: how often, the prices, and what was paid, in fen.
    pub(crate) fn totals(&self) -> (u64, u64, u64) {
        let uses = self.books.iter().flat_map(|books| &books.uses);
        uses.filter(|one| one.taken_back.is_none())
            .fold((0, 0, 0), |(uses, full, charged), one| {
                let price = one.price;
                (
                    uses + 1,
                    full + price.map_or(0, |price| price.full),
                    charged + price.map_or(0, |price| price.charged),
                )
            })
    }
}

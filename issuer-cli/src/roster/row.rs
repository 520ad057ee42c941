//! One row: everything that is wrong with it, or a person.

use credential_core::UnixTime;

use super::cell_text::is_blank;
use super::columns::{Column, DetailColumn, NotUnderstood};
use super::fault::{RowFault, RowFaultKind};
use super::headings::Headings;
use super::identity::IdentityNumber;
use super::person::{Names, Person, Place};
use super::{cells, mask};
use crate::particulars::{Details, Particulars};

pub(super) struct Checks {
    headings: Headings,
    names: Names,
    now: UnixTime,
}

impl Checks {
    pub(super) fn new(headings: Headings, names: Names, now: UnixTime) -> Self {
        Self {
            headings,
            names,
            now,
        }
    }

    pub(super) const fn headings(&self) -> &Headings {
        &self.headings
    }

    pub(super) const fn headings_mut(&mut self) -> &mut Headings {
        &mut self.headings
    }

    /// # Errors
    /// All faults of the row, so that it need not be corrected twice.
    pub(super) fn judge(&self, at: Place, row: &[&str]) -> Result<Person, Vec<RowFault>> {
        let expected = self.headings.count();
        let surplus = row.iter().skip(expected).any(|cell| !is_blank(cell));
        if row.len() < expected || surplus {
            let found = row.len();
            return Err(vec![RowFault::of_row(RowFaultKind::CellCount {
                found,
                expected,
            })]);
        }
        let mut faults = Vec::new();
        let cell = |column| self.headings.cell(row, column);
        let mut add = |column: Column, kind: RowFaultKind| {
            faults.push(RowFault::new(column, kind, mask::masked(cell(column))));
        };
        let name = cells::name(cell(Column::Name), self.names)
            .map_err(|kind| add(Column::Name, kind))
            .ok();
        let identity = IdentityNumber::read(cell(Column::Identity), self.now)
            .map_err(|kind| add(Column::Identity, kind))
            .ok();
        let categories = cells::categories(cell(Column::Category))
            .map_err(|kind| add(Column::Category, kind))
            .ok();
        let mut details = Details::default();
        for column in DetailColumn::ALL {
            let place = Column::Detail(column);
            if let Err(NotUnderstood) = column.read(cell(place), &mut details) {
                add(place, RowFaultKind::DetailUnknown { column });
            }
        }
        match (name, identity, categories) {
            (Some(name), Some(identity), Some(categories)) if faults.is_empty() => Ok(Person {
                at,
                identity,
                particulars: Particulars {
                    name,
                    categories,
                    details,
                },
            }),
            _ => Err(faults),
        }
    }
}

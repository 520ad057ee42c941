//! One row: everything that is wrong with it, or a person.

use credential_core::UnixTime;

use super::fault::{Fault, Kind};
use super::headings::{Column, Headings};
use super::{IdentityNumber, Names, Person, Place, cells, mask};

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

    /// # Errors
    /// All faults of the row, so that it need not be corrected twice.
    pub(super) fn judge(&self, at: Place, row: &[&str]) -> Result<Person, Vec<Fault>> {
        let expected = self.headings.count();
        let surplus = row.iter().skip(expected).any(|cell| !cells::is_blank(cell));
        if row.len() < expected || surplus {
            let found = row.len();
            return Err(vec![Fault::of_row(Kind::CellCount { found, expected })]);
        }
        let mut faults = Vec::new();
        let cell = |column| self.headings.cell(row, column);
        let mut take = |column: Column, kind: Kind| {
            faults.push(Fault::new(column, kind, mask::masked(cell(column))));
        };
        let name = cells::name(cell(Column::Name), self.names)
            .map_err(|kind| take(Column::Name, kind))
            .ok();
        let identity = IdentityNumber::read(cell(Column::Identity), self.now)
            .map_err(|kind| take(Column::Identity, kind))
            .ok();
        let categories = cells::categories(cell(Column::Category))
            .map_err(|kind| take(Column::Category, kind))
            .ok();
        let grade = cells::disability_grade(cell(Column::DisabilityGrade))
            .map_err(|kind| take(Column::DisabilityGrade, kind))
            .ok();
        let region = cells::home_region(cell(Column::HomeRegion))
            .map_err(|kind| take(Column::HomeRegion, kind))
            .ok();
        match (name, identity, categories, grade, region) {
            (Some(name), Some(identity), Some(categories), Some(grade), Some(region)) => {
                Ok(Person {
                    at,
                    identity,
                    name,
                    categories,
                    disability_grade: grade,
                    home_region: region,
                })
            }
            _ => Err(faults),
        }
    }
}

//! One row: everything that is wrong with it, or a person.

use std::cell::RefCell;

use credential_core::{Category, ProvedKey, UnixTime};

use super::categories::{CategoryFault, ReadCategories};
use super::cell_text::is_blank;
use super::columns::{Column, DetailColumn};
use super::fault::{RowFault, RowFaultKind};
use super::grades::NotUnderstood;
use super::headings::Headings;
use super::identity::IdentityNumber;
use super::person::{Names, Person, Place, RowNotes};
use super::rules::ValueRules;
use super::{last_day, mask, names, plausible};
use crate::particulars::{Details, Particulars, Unsaid, are_of_two_stages};
use crate::phone_key::{self, KeyRefusal};

pub(super) struct Checks {
    headings: Headings,
    names: Names,
    now: UnixTime,
    rules: ValueRules,
}

impl Checks {
    pub(super) fn new(headings: Headings, names: Names, now: UnixTime, rules: ValueRules) -> Self {
        Self {
            headings,
            names,
            now,
            rules,
        }
    }

    /// What the roster has no column for.
    fn unsaid(&self) -> Unsaid {
        let lacks = |column| !self.headings.has(Column::Detail(column));
        Unsaid {
            home_region: lacks(DetailColumn::HomeRegion),
            disability_grade: lacks(DetailColumn::DisabilityGrade),
            dependants: lacks(DetailColumn::Dependants),
            // No roster has it.
            honour_class: true,
            other_categories: self.rules.merge_categories,
        }
    }

    /// The name in a row that may be in disorder, as it may stand in a report.
    pub(super) fn name(&self, row: &[&str]) -> String {
        mask::masked(self.headings.cell(row, Column::Name))
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
        let cell = |column| self.headings.cell(row, column);
        let faults = RefCell::new(Vec::new());
        let add_value = |column: Column, kind: RowFaultKind, value: String| {
            faults.borrow_mut().push(RowFault::new(column, kind, value));
        };
        let add = |column: Column, kind: RowFaultKind| {
            let value = match column {
                Column::Identity => mask::masked_number(cell(column)),
                _ => mask::masked(cell(column)),
            };
            add_value(column, kind, value);
        };
        let name = names::read(cell(Column::Name), self.names)
            .map_err(|fault| add(Column::Name, RowFaultKind::Name(fault)))
            .ok();
        let identity = self
            .identity(cell(Column::Identity))
            .map_err(|kind| add(Column::Identity, kind))
            .ok();
        let categories = match self.rules.categories.categories(cell(Column::Category)) {
            Ok(read) => Some(read),
            Err(CategoryFault::Missing) => {
                add(Column::Category, RowFaultKind::CategoryMissing);
                None
            }
            Err(CategoryFault::Grades) => {
                add(Column::Category, RowFaultKind::GradesDiffer);
                None
            }
            Err(CategoryFault::Unknown(part)) => {
                add_value(
                    Column::Category,
                    RowFaultKind::CategoryUnknown,
                    mask::masked(&part),
                );
                None
            }
        };
        let mut details = Details::default();
        for column in DetailColumn::ALL {
            let place = Column::Detail(column);
            if let Err(NotUnderstood) = column.read(cell(place), self.names, &mut details) {
                add(place, RowFaultKind::DetailUnknown { column });
            }
        }
        let region = DetailColumn::HomeRegion;
        let region = region.is_mended(cell(Column::Detail(region)), &details);
        let until = self
            .until(cell(Column::Until))
            .map_err(|kind| add(Column::Until, kind))
            .unwrap_or_default();
        let phone = phone(cell(Column::Phone))
            .map_err(|refusal| add(Column::Phone, RowFaultKind::PhoneKey(refusal)))
            .unwrap_or_default();
        if let Some(read) = categories {
            let grade = Column::Detail(DetailColumn::DisabilityGrade);
            if !take_grade(read, &mut details) {
                add(grade, RowFaultKind::GradesDiffer);
            } else if details.disability_grade.is_some()
                && !read.set.contains(Category::DisabledSoldier)
            {
                add(grade, RowFaultKind::GradeWithoutCategory);
            }
            if are_of_two_stages(read.set) {
                add(Column::Category, RowFaultKind::CategoriesContradict);
            }
            if let Some(identity) = &identity
                && let Err(kind) = plausible::check(identity, read.set, self.now)
            {
                add(Column::Identity, kind);
            }
        }
        let faults = faults.into_inner();
        let unsaid = self.unsaid();
        match (name, identity, categories) {
            (Some(name), Some(identity), Some(categories)) if faults.is_empty() => Ok(Person {
                at,
                full_name: name.full,
                particulars: Particulars {
                    name: name.shown,
                    categories: categories.set,
                    details,
                },
                unsaid: Unsaid {
                    disability_grade: unsaid.disability_grade && categories.grade.is_none(),
                    ..unsaid
                },
                until,
                phone,
                notes: RowNotes {
                    dot: name.dot_mended,
                    region,
                    category: categories.mended,
                    sex_agrees: plausible::sex_agrees(&identity, cell(Column::Sex)),
                    old: plausible::is_old(&identity, categories.set, self.now),
                },
                identity,
            }),
            _ => Err(faults),
        }
    }

    fn identity(&self, cell: &str) -> Result<IdentityNumber, RowFaultKind> {
        let identity = IdentityNumber::read(cell, self.now)?;
        if identity.may_be_cut_off() && !self.rules.numbers_end_in_000 {
            return Err(RowFaultKind::IdentityPerhapsCutOff);
        }
        Ok(identity)
    }

    fn until(&self, cell: &str) -> Result<Option<UnixTime>, RowFaultKind> {
        let until = last_day::read(cell).map_err(|NotUnderstood| RowFaultKind::UntilUnknown)?;
        if until.is_some_and(|until| until <= self.now) {
            return Err(RowFaultKind::UntilOver);
        }
        Ok(until)
    }
}

/// The key of a phone; `None` where nothing is written.
fn phone(cell: &str) -> Result<Option<ProvedKey>, KeyRefusal> {
    if is_blank(cell) {
        return Ok(None);
    }
    phone_key::read(cell).map(Some)
}

/// Takes over the grade that stands beside the category; false if its own column says otherwise.
fn take_grade(read: ReadCategories, details: &mut Details) -> bool {
    match (read.grade, details.disability_grade) {
        (Some(beside), Some(own)) => beside == own,
        (Some(beside), None) => {
            details.disability_grade = Some(beside);
            true
        }
        (None, _) => true,
    }
}

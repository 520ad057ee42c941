//! How many different people there are in the groups of a report.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::figures::Dimension;
use super::span::MonthSpan;
use crate::error::Result;
use crate::people::united;

/// The dimensions of the table `people`.
#[derive(Clone, Copy)]
pub(super) enum PeopleOf {
    All,
    Groups(Dimension),
    Manual,
}

/// Different people by key. Of the whole, and of manual grants, the key is 0.
pub(super) fn people(
    connection: &Connection,
    of: PeopleOf,
    span: MonthSpan,
) -> Result<BTreeMap<u32, u64>> {
    let (dimension, key) = match of {
        PeopleOf::All => (0, "0"),
        // A month is all of the people of that month.
        PeopleOf::Groups(Dimension::Month) => (0, "month"),
        PeopleOf::Groups(Dimension::Merchant) => (1, "key"),
        PeopleOf::Groups(Dimension::Trade) => (2, "key"),
        PeopleOf::Groups(Dimension::Category) => (3, "key"),
        PeopleOf::Groups(Dimension::District) => (4, "key"),
        PeopleOf::Groups(Dimension::Benefit) => (5, "key"),
        PeopleOf::Manual => (6, "0"),
    };
    let only = match of {
        PeopleOf::Manual => "AND key = 3",
        _ => "",
    };
    let (first, last) = span.numbers();
    let mut statement = connection.prepare(&format!(
        "SELECT {key}, holders FROM people WHERE dimension = ?1 {only} AND month BETWEEN ?2 AND ?3"
    ))?;
    united(statement.query((dimension, first, last))?)
}

//! What the books say of one merchant.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::figures::{Figures, Row};
use super::people::{PeopleOf, people};
use super::span::MonthSpan;
use super::suppression::FEWEST_PEOPLE;
use crate::error::Result;

/// The figures of one merchant. Its own uses and amounts are no secret to it; how many people they are of is
/// said from five on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MerchantReport {
    /// The merchant's number.
    pub merchant: u32,
    /// Its uses.
    pub total: Figures,
    /// How many different people; `None` for one to four.
    pub people: Option<u64>,
    /// By month; without people.
    pub months: Vec<Row<Figures>>,
    /// By benefit; without people.
    pub benefits: Vec<Row<Figures>>,
    /// Manual grants that were not undone.
    pub manual: u64,
    /// Grants that were undone.
    pub undone: u64,
    /// Records with a mark.
    pub marked: u64,
    /// Ratings: satisfied, fair, dissatisfied. `None` for one to four, which could be recognised.
    pub ratings: Option<[u64; 3]>,
}

/// The figures of a merchant, and how many people they are of; several merchants in one go.
pub(super) fn merchant_reports(
    connection: &Connection,
    merchants: &[u32],
    span: MonthSpan,
) -> Result<Vec<MerchantReport>> {
    let people = people(
        connection,
        PeopleOf::Groups(super::figures::Dimension::Merchant),
        span,
    )?;
    merchants
        .iter()
        .map(|merchant| one(connection, *merchant, span, &people))
        .collect()
}

fn one(
    connection: &Connection,
    merchant: u32,
    span: MonthSpan,
    people: &BTreeMap<u32, u64>,
) -> Result<MerchantReport> {
    let months = grouped(connection, "month", merchant, span)?;
    let benefits = grouped(connection, "benefit", merchant, span)?;
    let total = grouped(connection, "merchant", merchant, span)?;
    let total = total.first().map(|row| row.figures).unwrap_or_default();
    let (first, last) = span.numbers();
    let number = |sql: &str| -> Result<u64> {
        let mut statement = connection.prepare_cached(sql)?;
        Ok(statement.query_row((merchant, first, last), |row| row.get(0))?)
    };
    let within = "merchant = ?1 AND month BETWEEN ?2 AND ?3";
    let manual = number(&format!(
        "SELECT coalesce(sum(uses), 0) FROM uses WHERE kind = 3 AND {within}"
    ))?;
    let undone = number(&format!(
        "SELECT coalesce(sum(undone), 0) FROM uses WHERE {within}"
    ))?;
    let marked = number(&format!(
        "SELECT count(*) FROM (SELECT DISTINCT journal, number FROM marks WHERE {within})"
    ))?;
    let mut ratings = [0; 3];
    for (level, count) in (1..).zip(&mut ratings) {
        *count = number(&format!(
            "SELECT coalesce(sum(ratings), 0) FROM ratings WHERE level = {level} AND {within}"
        ))?;
    }
    let few = (1..FEWEST_PEOPLE).contains(
        &ratings
            .iter()
            .fold(0, |all: u64, one| all.saturating_add(*one)),
    );
    let people = people.get(&merchant).copied().unwrap_or(0);
    Ok(MerchantReport {
        merchant,
        total,
        people: (!(1..FEWEST_PEOPLE).contains(&people)).then_some(people),
        months,
        benefits,
        manual,
        undone,
        marked,
        ratings: (!few).then_some(ratings),
    })
}

fn grouped(
    connection: &Connection,
    column: &'static str,
    merchant: u32,
    span: MonthSpan,
) -> Result<Vec<Row<Figures>>> {
    let (first, last) = span.numbers();
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {column}, sum(uses), sum(units), sum(uses - priced), sum(full), sum(charged) FROM uses
         WHERE kind <> 3 AND merchant = ?1 AND month BETWEEN ?2 AND ?3
         GROUP BY {column} HAVING sum(uses) > 0 ORDER BY {column}"
    ))?;
    let rows = statement.query_map((merchant, first, last), Row::read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

//! The report from the books.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::figures::{Apart, BenefitReport, Dimension, Figures, Row, Shown, Table};
use super::people::{PeopleOf, people};
use super::span::MonthSpan;
use super::statements::sums;
use super::suppression::{Equation, FEWEST_PEOPLE, SmallGroups, TOTAL, suppress};
use crate::error::Result;

/// What the books say of these months.
///
/// All of it is read in one transaction, which the caller begins: an import that goes on meanwhile is in none of
/// the figures, or in all of them.
///
/// # Errors
/// If the books cannot be read, or amounts are too large to be added.
pub(super) fn benefit_report(
    connection: &Connection,
    span: MonthSpan,
    small: SmallGroups,
) -> Result<BenefitReport> {
    let total = one_row(connection, "total", span, PeopleOf::All)?;
    let mut tables = Vec::new();
    for dimension in Dimension::ALL {
        tables.push(table(connection, dimension, span)?);
    }
    let equations = equations(connection, &tables, span)?;
    let mut groups = vec![total];
    groups.extend(
        tables
            .iter()
            .flat_map(|table| table.rows.iter().map(|row| row.figures)),
    );
    let mut shown = suppress(&groups, &equations, small).into_iter();
    let total = shown.next().unwrap_or(Shown::Withheld);
    let mut as_shown = |table: Table<Figures>| Table {
        dimension: table.dimension,
        rows: table
            .rows
            .iter()
            .zip(shown.by_ref())
            .map(|(row, figures)| Row {
                key: row.key,
                figures,
            })
            .collect(),
    };
    let tables = tables.into_iter().map(&mut as_shown).collect();

    let manual = one_row(connection, "manual", span, PeopleOf::Manual)?;
    // Those without a holder number are about nobody.
    let few = small == SmallGroups::Suppressed && (1..FEWEST_PEOPLE).contains(&manual.people);
    let manual_reasons = if few {
        Vec::new()
    } else {
        manual_reasons(connection, span)?
    };
    let undone = sums(connection, "undone", span)?;
    let undone = undone.first().map_or(0, |row| row.figures.uses);
    let few_undone = small == SmallGroups::Suppressed && (1..FEWEST_PEOPLE).contains(&undone);
    Ok(BenefitReport {
        span,
        total,
        tables,
        manual: if few {
            Shown::UnderFive
        } else {
            Shown::Figures(manual)
        },
        manual_reasons,
        undone: (!few_undone).then_some(undone),
        marks: marks(connection, span, small)?,
    })
}

fn one_row(
    connection: &Connection,
    name: &'static str,
    span: MonthSpan,
    of: PeopleOf,
) -> Result<Figures> {
    let sums = sums(connection, name, span)?;
    let mut figures = sums.first().map(|row| row.figures).unwrap_or_default();
    figures.people = people(connection, of, span)?.get(&0).copied().unwrap_or(0);
    Ok(figures)
}

fn table(connection: &Connection, dimension: Dimension, span: MonthSpan) -> Result<Table<Figures>> {
    let people = people(connection, PeopleOf::Groups(dimension), span)?;
    let mut rows = sums(connection, dimension.code(), span)?;
    for row in &mut rows {
        row.figures.people = people.get(&row.key).copied().unwrap_or(0);
    }
    Ok(Table { dimension, rows })
}

/// Which groups make up which: the rows of each table the total, the merchants their trade and district, and
/// the benefits their merchant where only this one gives them, and the other way round.
fn equations(
    connection: &Connection,
    tables: &[Table<Figures>],
    span: MonthSpan,
) -> Result<Vec<Equation>> {
    let mut at: BTreeMap<(Dimension, u32), usize> = BTreeMap::new();
    let mut of_total = Vec::new();
    let mut next = TOTAL + 1;
    for table in tables {
        let mut equation = vec![TOTAL];
        for row in &table.rows {
            at.insert((table.dimension, row.key), next);
            equation.push(next);
            next += 1;
        }
        of_total.push(equation);
    }
    let (first, last) = span.numbers();
    let mut statement = connection.prepare(
        "SELECT DISTINCT merchant, trade, region, benefit FROM uses
         WHERE kind <> 3 AND uses > 0 AND month BETWEEN ?1 AND ?2",
    )?;
    let mut rows = statement.query((first, last))?;
    let mut parts: BTreeMap<(Dimension, u32), BTreeSet<usize>> = BTreeMap::new();
    let mut benefits_of: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    let mut merchants_of: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (merchant, trade, region, benefit): (u32, u32, u32, u32) = row.try_into()?;
        let Some(place) = at.get(&(Dimension::Merchant, merchant)) else {
            continue;
        };
        for whole in [(Dimension::Trade, trade), (Dimension::District, region)] {
            parts.entry(whole).or_default().insert(*place);
        }
        benefits_of.entry(merchant).or_default().insert(benefit);
        merchants_of.entry(benefit).or_default().insert(merchant);
    }
    add_exclusive(
        &mut parts,
        &at,
        (Dimension::Merchant, &benefits_of),
        (Dimension::Benefit, &merchants_of),
    );
    add_exclusive(
        &mut parts,
        &at,
        (Dimension::Benefit, &merchants_of),
        (Dimension::Merchant, &benefits_of),
    );
    let mut all: Vec<Equation> = parts
        .into_iter()
        .filter_map(|(whole, parts)| {
            let sum = *at.get(&whole)?;
            Some(std::iter::once(sum).chain(parts).collect())
        })
        .collect();
    all.extend(of_total);
    Ok(all)
}

/// Of each whole whose parts all belong to it alone, the parts.
fn add_exclusive(
    equations: &mut BTreeMap<(Dimension, u32), BTreeSet<usize>>,
    at: &BTreeMap<(Dimension, u32), usize>,
    (whole, parts_of): (Dimension, &BTreeMap<u32, BTreeSet<u32>>),
    (part, wholes_of): (Dimension, &BTreeMap<u32, BTreeSet<u32>>),
) {
    let alone = |key: &u32| wholes_of.get(key).is_some_and(|wholes| wholes.len() == 1);
    for (key, parts) in parts_of.iter().filter(|(_, parts)| parts.iter().all(alone)) {
        let places = parts
            .iter()
            .filter_map(|key| at.get(&(part, *key)).copied());
        equations.entry((whole, *key)).or_default().extend(places);
    }
}

fn manual_reasons(connection: &Connection, span: MonthSpan) -> Result<Vec<Apart>> {
    let (first, last) = span.numbers();
    let mut statement = connection.prepare(
        "SELECT reason, sum(uses) FROM manual WHERE month BETWEEN ?1 AND ?2 GROUP BY reason ORDER BY reason",
    )?;
    let rows = statement.query_map((first, last), |row| {
        let reason: u32 = row.get(0)?;
        let code = match reason {
            1 => "card-unreadable",
            2 => "scanner-broken",
            3 => "no-power",
            _ => "other",
        };
        Ok(Apart {
            code: code.to_owned(),
            records: Some(row.get(1)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Records with a mark; of those of one to four people not how many.
fn marks(connection: &Connection, span: MonthSpan, small: SmallGroups) -> Result<Vec<Apart>> {
    let (first, last) = span.numbers();
    let mut statement = connection.prepare(
        "SELECT kind, count(*), count(DISTINCT holder) FROM
            (SELECT DISTINCT kind, journal, number, holder FROM marks WHERE month BETWEEN ?1 AND ?2)
         GROUP BY kind ORDER BY kind",
    )?;
    let rows = statement.query_map((first, last), |row| {
        let (code, records, people): (String, u64, u64) = row.try_into()?;
        let few = small == SmallGroups::Suppressed && (1..FEWEST_PEOPLE).contains(&people);
        Ok(Apart {
            code,
            records: (!few).then_some(records),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

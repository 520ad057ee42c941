//! The statements of `uses.sql`, by name.

use rusqlite::{Connection, named_params};

use super::figures::{Figures, Row};
use super::span::MonthSpan;
use crate::error::Result;

const STATEMENTS: &str = include_str!("uses.sql");

/// The statement with this name.
fn statement(name: &str) -> Option<&'static str> {
    let blocks = STATEMENTS.split("-- name: ").skip(1);
    let mut named = blocks.filter_map(|block| block.split_once('\n'));
    let (_, sql) = named.find(|(known, _)| known.trim() == name)?;
    Some(sql.trim())
}

/// The rows of the statement with this name, without people.
pub(super) fn sums(
    connection: &Connection,
    name: &'static str,
    span: MonthSpan,
) -> Result<Vec<Row<Figures>>> {
    // A test sees to it that every name has one.
    let sql = statement(name).unwrap_or_default();
    let (first, last) = span.numbers();
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map(named_params! { ":first": first, ":last": last }, Row::read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::figures::Dimension;

    #[test]
    fn there_is_a_statement_for_each_dimension_and_one_for_each_name() {
        for dimension in Dimension::ALL {
            assert!(statement(dimension.code()).is_some(), "{dimension:?}");
        }
        for name in ["total", "manual", "undone"] {
            let sql = statement(name).unwrap();
            assert!(
                sql.starts_with("SELECT") && sql.ends_with(';') && !sql.contains("--"),
                "{sql}"
            );
        }
        assert_eq!(statement("tot"), None);
    }
}

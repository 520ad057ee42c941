//! What merchants, benefits and trades are called, as the books have it.

use rusqlite::Connection;

use crate::error::Result;

/// What something is called. It comes from data: whoever shows it escapes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The number that the bureau has given.
    pub number: u32,
    /// In Chinese.
    pub zh: String,
    /// In English, if it has such a name.
    pub en: Option<String>,
}

/// All names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Of merchants.
    pub merchants: Vec<Name>,
    /// Of benefits.
    pub benefits: Vec<Name>,
    /// Of trades.
    pub trades: Vec<Name>,
}

impl Names {
    pub(super) fn read(connection: &Connection) -> Result<Self> {
        let all = |sql: &str| -> Result<Vec<Name>> {
            let mut statement = connection.prepare(sql)?;
            let rows = statement.query_map((), |row| {
                Ok(Name {
                    number: row.get(0)?,
                    zh: row.get(1)?,
                    en: row.get(2)?,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        };
        Ok(Self {
            merchants: all("SELECT merchant, zh, en FROM merchant_names")?,
            benefits: all("SELECT benefit, zh, en FROM benefit_names")?,
            trades: all("SELECT trade, zh, en FROM trade_names")?,
        })
    }
}

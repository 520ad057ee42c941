//! The list of trades, in two levels: the built-in one, or that of a bureau.

use std::collections::BTreeMap;

use credential_core::Trade;
use messages::{Failure, Lang, failure};

use super::cells::{dense, entries, unknown, whole_number};
use super::choices::separator;

/// A trade of either level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TradeRow {
    pub(crate) number: u32,
    pub(crate) name: String,
    pub(crate) name_en: String,
    /// The trade of the upper level that it is of.
    pub(crate) within: Option<u32>,
}

/// Trades by number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TradeTable {
    rows: BTreeMap<u32, TradeRow>,
}

/// Trades of a merchant or a benefit: as many as a place may have.
const MAX_NAMED: usize = credential_core::limits::MAX_TRADES;

impl TradeTable {
    /// The list that a bureau without one of its own has.
    pub(crate) fn built_in() -> Self {
        let lines = include_str!("data/trades.csv").lines();
        let rows = lines
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| {
                let mut cells = line.split(',');
                Some(TradeRow {
                    number: cells.next()?.parse().ok()?,
                    name: cells.next()?.to_owned(),
                    name_en: cells.next()?.to_owned(),
                    within: cells.next().and_then(|upper| upper.parse().ok()),
                })
            });
        Self {
            rows: rows.map(|row| (row.number, row)).collect(),
        }
    }

    /// Adds a trade.
    ///
    /// # Errors
    /// `number-twice`.
    pub(crate) fn add(&mut self, row: TradeRow) -> Result<(), Failure> {
        let number = row.number;
        // The list of the template stands in each workbook that was made from it.
        if self.rows.get(&number) == Some(&row) {
            return Ok(());
        }
        if self.rows.contains_key(&number) {
            return Err(
                failure!("number-twice"; "编号 {number} 前面已经有了"; "the number {number} was used above";
                "每个行业一个编号。"; "Each trade has a number of its own."),
            );
        }
        self.rows.insert(number, row);
        Ok(())
    }

    /// The trades whose upper level is no trade, or itself of the lower level.
    pub(crate) fn badly_placed(&self) -> Vec<u32> {
        let rows = self.rows.values();
        let bad = rows.filter(|row| {
            row.within.is_some_and(|upper| {
                self.rows
                    .get(&upper)
                    .is_none_or(|upper| upper.within.is_some())
            })
        });
        bad.map(|row| row.number).collect()
    }

    /// The trade with this number.
    pub(crate) fn get(&self, trade: Trade) -> Option<&TradeRow> {
        self.rows.get(&trade.0)
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = &TradeRow> {
        self.rows.values()
    }

    /// Trades by name or number.
    ///
    /// # Errors
    /// `trade-unknown`, `trades-many`.
    pub(crate) fn read(&self, cell: &str) -> Result<Vec<Trade>, Failure> {
        let mut all = Vec::new();
        for entry in entries(cell) {
            let word = dense(&entry);
            let named = self.rows.values().find(|row| {
                dense(&row.name) == word
                    || (!row.name_en.is_empty() && dense(&row.name_en) == word)
                    || whole_number(&word) == Some(row.number)
            });
            let known = || -> Vec<&str> {
                let names = self
                    .rows
                    .values()
                    .flat_map(|row| [row.name.as_str(), row.name_en.as_str()]);
                names.filter(|name| !name.is_empty()).collect()
            };
            let row = named
                .ok_or_else(|| unknown("trade-unknown", ("行业", "trade"), &entry, &known()))?;
            all.push(Trade(row.number));
        }
        all.sort_unstable();
        all.dedup();
        if all.len() > MAX_NAMED {
            return Err(
                failure!("trades-many"; "行业超过 {MAX_NAMED} 个"; "there are more than {MAX_NAMED} trades";
                "请写上一级行业。"; "Name the upper trade."),
            );
        }
        Ok(all)
    }

    /// Whether a merchant of the trades `of` is meant by the trade `wanted`, its own or the upper one.
    pub(crate) fn covers(&self, wanted: Trade, of: &[Trade]) -> bool {
        of.iter().any(|trade| {
            *trade == wanted
                || self
                    .rows
                    .get(&trade.0)
                    .is_some_and(|row| row.within == Some(wanted.0))
        })
    }

    /// Trades as a cell: by name in Chinese, by number in English, where names may be missing.
    pub(crate) fn text(&self, trades: &[Trade], lang: Lang) -> String {
        let texts: Vec<String> = trades
            .iter()
            .map(|trade| match (lang, self.rows.get(&trade.0)) {
                (Lang::Zh, Some(row)) => row.name.clone(),
                _ => trade.to_string(),
            })
            .collect();
        texts.join(separator(lang))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_list_has_five_trades_with_twenty_one() {
        let table = TradeTable::built_in();
        let (upper, lower): (Vec<_>, Vec<_>) = table.rows().partition(|row| row.within.is_none());
        assert_eq!((upper.len(), lower.len()), (5, 21));
        assert_eq!(table.badly_placed(), [0; 0]);
    }

    #[test]
    fn a_trade_is_named_or_numbered_and_the_upper_one_covers_the_lower() {
        let table = TradeTable::built_in();
        assert_eq!(table.read("理发美容、21").unwrap(), [Trade(14), Trade(21)]);
        assert!(table.covers(Trade(1), &[Trade(14)]));
        assert!(!table.covers(Trade(14), &[Trade(1)]));
        let slip = table.read("理发美荣").unwrap_err();
        assert_eq!(slip.code, "trade-unknown");
        assert!(slip.remedy.in_lang(Lang::Zh).contains("理发美容"));
        assert_eq!(table.read("99").unwrap_err().code, "trade-unknown");
    }
}

//! What the books say.

mod answers;

use std::collections::BTreeMap;

use credential_core::UnixTime;
use credential_core::journal::ChainId;
use rusqlite::{OptionalExtension, Row};
use sha2::{Digest, Sha256};

use crate::error::{BooksError, Result};
use crate::journals::JournalState;
use crate::mark::MarkKind;
use crate::month::Month;
use crate::open::Books;
use crate::people::united;

pub use answers::{
    Dimension, JournalFaultRow, JournalStatus, Mark, MonthTotals, RecordName, Totals, WaitingFile,
};

impl Dimension {
    /// The column of `uses`; `None` for categories, of which a use may have several, and for all.
    const fn column(self) -> Option<&'static str> {
        Some(match self {
            Self::Merchant => "merchant",
            Self::Trade => "trade",
            Self::Region => "region",
            Self::Benefit => "benefit",
            Self::Kind => "kind",
            Self::All | Self::Category => return None,
        })
    }
}

const SUMS: &str = "coalesce(sum(uses), 0), coalesce(sum(units), 0), coalesce(sum(full), 0),
    coalesce(sum(charged), 0), coalesce(sum(undone), 0)";

fn totals(row: &Row<'_>, from: usize) -> rusqlite::Result<Totals> {
    Ok(Totals {
        uses: row.get(from)?,
        units: row.get(from + 1)?,
        full: row.get(from + 2)?,
        charged: row.get(from + 3)?,
        undone: row.get(from + 4)?,
    })
}

impl Books {
    /// The state of each chain, by key and number.
    ///
    /// # Errors
    /// Those of the database.
    pub fn journals(&self) -> Result<Vec<JournalStatus>> {
        let mut marks = self
            .connection
            .prepare_cached("SELECT count(*) FROM marks WHERE journal = ?1")?;
        let mut faults = self.connection.prepare_cached(
            "SELECT kind, number, known, file, seen FROM faults WHERE journal = ?1
             ORDER BY seen, kind, number",
        )?;
        let states = JournalState::all(&self.connection)?;
        let status = states.into_iter().map(|state| {
            let faults = faults.query_map([state.id], |row| {
                Ok(JournalFaultRow {
                    kind: row.get(0)?,
                    number: row.get(1)?,
                    known: row.get(2)?,
                    file: row.get(3)?,
                    seen: UnixTime::from_secs(row.get(4)?),
                })
            })?;
            Ok(JournalStatus {
                terminal: state.terminal,
                chain: state.chain,
                end: state.end,
                signed: state.signed,
                imported: state.imported,
                last_time: state.last_time,
                receipted: state.receipted,
                receipted_at: state.receipted_at,
                closed: state.closed,
                marks: marks.query_row([state.id], |row| row.get(0))?,
                faults: faults.collect::<rusqlite::Result<_>>()?,
            })
        });
        status.collect()
    }

    /// The files that wait for records before them.
    ///
    /// # Errors
    /// Those of the database.
    pub fn waiting(&self) -> Result<Vec<WaitingFile>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT terminal_key, chain, first, last, name, seen FROM waiting
             ORDER BY terminal_key, chain, first",
        )?;
        let rows = statement.query_map((), |row| {
            Ok(WaitingFile {
                chain: ChainId {
                    terminal: row.get(0)?,
                    chain: row.get(1)?,
                },
                first: row.get(2)?,
                last: row.get(3)?,
                name: row.get(4)?,
                seen: UnixTime::from_secs(row.get(5)?),
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Shows each mark, the earliest record first.
    ///
    /// # Errors
    /// Those of the database and those that `show` returns.
    pub fn for_each_mark(&self, show: &mut dyn FnMut(Mark) -> Result<()>) -> Result<()> {
        let mut statement = self.connection.prepare_cached(
            "SELECT m.month, j.terminal_key, j.chain, m.number, m.kind, m.period, m.allowed, m.used,
                    o.terminal_key, o.chain, m.other_number, m.time, m.terminal, m.merchant, m.benefit,
                    h.issuer, h.number
             FROM marks m JOIN journals j ON j.id = m.journal
             LEFT JOIN journals o ON o.id = m.other_journal LEFT JOIN holders h ON h.id = m.holder
             ORDER BY m.time, j.terminal_key, j.chain, m.number, m.kind, m.period",
        )?;
        let mut rows = statement.query(())?;
        while let Some(row) = rows.next()? {
            show(self.read_mark(row)?)?;
        }
        Ok(())
    }

    fn read_mark(&self, row: &Row<'_>) -> Result<Mark> {
        let damaged = |why| BooksError::Damaged {
            path: self.folder.database(),
            why,
        };
        let kind: String = row.get(4)?;
        let other: Option<[u8; 32]> = row.get(8)?;
        let holder: Option<u32> = row.get(15)?;
        Ok(Mark {
            month: Month::from_number(row.get(0)?).ok_or_else(|| damaged("no such month"))?,
            record: RecordName {
                chain: ChainId {
                    terminal: row.get(1)?,
                    chain: row.get(2)?,
                },
                number: row.get(3)?,
            },
            kind: MarkKind::from_code(&kind).ok_or_else(|| damaged("no such mark"))?,
            period: row.get(5)?,
            allowed: row.get(6)?,
            used: row.get(7)?,
            other: match other {
                Some(terminal) => Some(RecordName {
                    chain: ChainId {
                        terminal,
                        chain: row.get(9)?,
                    },
                    number: row.get(10)?,
                }),
                None => None,
            },
            time: UnixTime::from_secs(row.get(11)?),
            terminal: row.get(12)?,
            merchant: row.get(13)?,
            benefit: row.get(14)?,
            holder: match holder {
                Some(issuer) => Some((issuer, row.get(16)?)),
                None => None,
            },
        })
    }

    /// The sums of each month.
    ///
    /// # Errors
    /// Those of the database.
    pub fn months(&self) -> Result<Vec<MonthTotals>> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT month, coalesce((SELECT people FROM people p
                 WHERE p.month = u.month AND dimension = 0 AND key = 0), 0), {SUMS}
             FROM uses u GROUP BY month ORDER BY month"
        ))?;
        let mut rows = statement.query(())?;
        let mut months = Vec::new();
        while let Some(row) = rows.next()? {
            let month = Month::from_number(row.get(0)?);
            months.push(MonthTotals {
                month: month.ok_or_else(|| BooksError::Damaged {
                    path: self.folder.database(),
                    why: "no such month",
                })?,
                people: row.get(1)?,
                totals: totals(row, 2)?,
            });
        }
        Ok(months)
    }

    /// The sums of some months, both included, by the key of a dimension. A use of a holder with several
    /// categories is in each of them.
    ///
    /// # Errors
    /// Those of the database.
    pub fn totals_by(
        &self,
        dimension: Dimension,
        (from, to): (Month, Month),
    ) -> Result<BTreeMap<u32, Totals>> {
        let group = match dimension {
            Dimension::All => "0",
            Dimension::Category => "categories",
            _ => dimension.column().unwrap_or("0"),
        };
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {group} AS key, {SUMS} FROM uses WHERE month BETWEEN ?1 AND ?2 GROUP BY key"
        ))?;
        let mut rows = statement.query((from.number(), to.number()))?;
        let mut sums: BTreeMap<u32, Totals> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let (key, found) = (row.get::<_, u32>(0)?, totals(row, 1)?);
            if dimension != Dimension::Category {
                sums.insert(key, found);
                continue;
            }
            for bit in (0..32).filter(|bit| key >> bit & 1 == 1) {
                let sum = sums.entry(bit).or_default();
                sum.uses += found.uses;
                sum.units += found.units;
                sum.full += found.full;
                sum.charged += found.charged;
                sum.undone += found.undone;
            }
        }
        Ok(sums)
    }

    /// Distinct people in some months together, both included, by the key of a dimension.
    ///
    /// # Errors
    /// Those of the database; [`BooksError::Damaged`].
    pub fn people_by(
        &self,
        dimension: Dimension,
        (from, to): (Month, Month),
    ) -> Result<BTreeMap<u32, u64>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT key, holders FROM people WHERE dimension = ?1 AND month BETWEEN ?2 AND ?3",
        )?;
        united(statement.query((dimension as u8, from.number(), to.number()))?)
    }

    /// The books' head: a hash over the ends of all chains and all undos of the bureau. What was calculated
    /// from books with one head can be calculated again from them.
    ///
    /// # Errors
    /// Those of the database.
    pub fn head(&self) -> Result<[u8; 32]> {
        let mut hash = Sha256::new_with_prefix(b"laobingma books 1");
        for state in JournalState::all(&self.connection)? {
            if state.end.size > 0 {
                hash.update(state.chain.terminal);
                hash.update(state.chain.chain.to_be_bytes());
                hash.update(state.end.size.to_be_bytes());
                hash.update(state.end.head);
            }
        }
        let mut statement = self.connection.prepare_cached(
            "SELECT terminal_key, chain, number FROM bureau_undos
             ORDER BY terminal_key, chain, number",
        )?;
        let mut rows = statement.query(())?;
        while let Some(row) = rows.next()? {
            hash.update(row.get::<_, [u8; 32]>(0)?);
            hash.update(row.get::<_, u64>(1)?.to_be_bytes());
            hash.update(row.get::<_, u64>(2)?.to_be_bytes());
        }
        Ok(hash.finalize().into())
    }

    /// The first and the last month that have records; `None` without one.
    ///
    /// # Errors
    /// Those of the database.
    pub fn span(&self) -> Result<Option<(Month, Month)>> {
        let span: Option<(u32, u32)> = self
            .connection
            .query_row(
                "SELECT min(month), max(month) FROM months HAVING count(*) > 0",
                (),
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        Ok(span.and_then(|(first, last)| {
            Some((Month::from_number(first)?, Month::from_number(last)?))
        }))
    }
}

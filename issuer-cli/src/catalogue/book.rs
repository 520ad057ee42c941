//! The bureau's tables, read from one workbook or several files: all that is wrong with them at once.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use credential_core::limits::MAX_CATALOGUE_PARTS;
use messages::untrusted::escape_untrusted;
use messages::{Failure, Text, failure, text};

use super::benefit_row::BenefitRow;
use super::cells::{dense, shown};
use super::columns::{BenefitColumn, Column, HeadingFault, Headings, MerchantColumn, TradeColumn};
use super::fault::{CellFault, unclear};
use super::givers::KnownMerchants;
use super::merchant_row::{AtColumn, MerchantRow, given_number};
use super::numbered::{twice, with_number};
use super::trades::{TradeRow, TradeTable};
use crate::roster::{PlainTable, plain_tables};
use crate::values;

/// A whole catalogue as the bureau keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CatalogueBook {
    /// By number.
    pub(crate) benefits: Vec<BenefitRow>,
    /// By number.
    pub(crate) merchants: Vec<MerchantRow>,
    pub(crate) trades: TradeTable,
}

/// How far down the headings may stand, below titles.
const MAX_TITLE_ROWS: usize = 10;

/// Faults that are kept.
const MAX_FAULTS: usize = 10_000;

/// Sheets that say how the others are to be filled in.
const EXPLANATIONS: [&str; 3] = ["说明", "填写说明", "explanations"];

/// What is written in place of a number in a row that is there to be imitated.
const EXAMPLE: [&str; 3] = ["例", "示例", "example"];

/// Reads a catalogue from these files.
///
/// # Errors
/// A [`Failure`] for a file that cannot be read at all; the inner error for what is wrong in the tables.
pub(crate) fn read(paths: &[PathBuf]) -> Result<Result<CatalogueBook, Vec<CellFault>>, Failure> {
    let mut found = Found::default();
    let mut faults = Vec::new();
    for path in paths {
        for table in plain_tables(path)? {
            found.sort(path, table, &mut faults);
        }
    }
    let trades = found.trades(&mut faults);
    let merchants = found.merchants(&trades, &mut faults);
    if merchants.len() > MAX_CATALOGUE_PARTS {
        return Err(too_many_merchants());
    }
    // Of a merchant whose row is wrong it is said there, and not again where it is named.
    let known = KnownMerchants {
        rows: &merchants,
        faulty: found.faulty_merchants(&merchants),
        is_whole: !found.merchants.is_empty() && !found.unrecognised,
    };
    let benefits = found.benefits(&trades, &known, &mut faults);
    found.note_missing(&mut faults);
    faults.truncate(MAX_FAULTS);
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    Ok(Ok(CatalogueBook {
        benefits,
        merchants,
        trades,
    }))
}

/// A table whose headings were found.
struct Placed<C> {
    name: String,
    table: PlainTable,
    heading_at: usize,
    headings: Headings<C>,
}

#[derive(Default)]
struct Found {
    benefits: Vec<Placed<BenefitColumn>>,
    merchants: Vec<Placed<MerchantColumn>>,
    trades: Vec<Placed<TradeColumn>>,
    /// Whether a table was not recognised: then none is said to be missing.
    unrecognised: bool,
}

impl Found {
    /// Finds out which of the three tables this is.
    fn sort(&mut self, path: &Path, table: PlainTable, faults: &mut Vec<CellFault>) {
        let is_explanation = |sheet: &String| EXPLANATIONS.contains(&dense(sheet).as_str());
        if table.rows.is_empty() || table.sheet.as_ref().is_some_and(is_explanation) {
            return;
        }
        let name = match &table.sheet {
            None => values::shown(path),
            Some(sheet) => format!("{} [{}]", values::shown(path), escape_untrusted(sheet)),
        };
        for (at, row) in table.rows.iter().take(MAX_TITLE_ROWS).enumerate() {
            let benefits = Headings::<BenefitColumn>::read(&row.cells);
            if benefits.has(BenefitColumn::Kind) {
                use BenefitColumn::{Categories, Kind, Number, Title};
                let needed = [Number, Title, Categories, Kind];
                return self
                    .benefits
                    .extend(place(name, table, at, benefits, &needed, faults));
            }
            let trades = Headings::<TradeColumn>::read(&row.cells);
            if trades.has(TradeColumn::Within) {
                use TradeColumn::{Name, Number};
                return self
                    .trades
                    .extend(place(name, table, at, trades, &[Number, Name], faults));
            }
            let merchants = Headings::<MerchantColumn>::read(&row.cells);
            if merchants.has(MerchantColumn::Name) && merchants.has(MerchantColumn::Trades) {
                use MerchantColumn::{Name, Number, Region, Trades};
                let needed = [Number, Name, Trades, Region];
                return self
                    .merchants
                    .extend(place(name, table, at, merchants, &needed, faults));
            }
        }
        self.unrecognised = true;
        faults.push(CellFault {
            table: name,
            line: 1,
            column: None,
            failure: failure!("table-unknown"; "看不出是优待项目表、商户表还是行业表"; "it is neither a table of benefits nor one of merchants or trades";
                "表头要有：优待项目表“优待方式”，商户表“名称、行业”，行业表“上级行业”。不用的工作表请命名为“说明”或隐藏。";
                "A table of benefits has the heading 'kind', one of merchants 'name' and 'trades', one of trades 'within'. Call a sheet that does not belong to it 'explanations', or hide it."),
        });
    }

    fn trades(&self, faults: &mut Vec<CellFault>) -> TradeTable {
        if self.trades.is_empty() {
            return TradeTable::built_in();
        }
        let mut table = TradeTable::default();
        for placed in &self.trades {
            placed.for_each(faults, TradeColumn::Number, |row, headings| {
                let cell = |column| headings.cell(row, column);
                let at = |column| move |why| vec![(Some(column), why)];
                let number =
                    given_number(cell(TradeColumn::Number)).map_err(at(TradeColumn::Number))?;
                let name = cell(TradeColumn::Name);
                let within = match cell(TradeColumn::Within) {
                    "" => None,
                    upper => Some(given_number(upper).map_err(at(TradeColumn::Within))?),
                };
                if name.is_empty() {
                    return Err(vec![(
                        Some(TradeColumn::Name),
                        super::merchant_row::bad_title(name),
                    )]);
                }
                let row = TradeRow {
                    number,
                    name: name.to_owned(),
                    name_en: cell(TradeColumn::NameEn).to_owned(),
                    within,
                };
                table.add(row).map_err(at(TradeColumn::Number))
            });
        }
        if let (Some(placed), [number, ..]) = (self.trades.first(), table.badly_placed().as_slice())
        {
            faults.push(CellFault {
                table: placed.name.clone(),
                line: placed.heading_line(),
                column: Some(TradeColumn::Within.name()),
                failure: failure!("trade-level"; "行业 {number} 的上级行业不在表里，或本身还有上级"; "what the trade {number} is within is not in the table, or is itself within another one";
                    "行业只有两级。"; "There are two levels."),
            });
        }
        table
    }

    fn merchants(&self, trades: &TradeTable, faults: &mut Vec<CellFault>) -> Vec<MerchantRow> {
        let mut all: Vec<MerchantRow> = Vec::new();
        let mut numbers = HashSet::new();
        for placed in &self.merchants {
            placed.for_each(faults, MerchantColumn::Number, |row, headings| {
                let twice = twice(&mut numbers, headings.cell(row, MerchantColumn::Number));
                let read = MerchantRow::read(row, headings, trades);
                all.push(with_number(read, MerchantColumn::Number, twice)?);
                Ok(())
            });
        }
        all.sort_by_key(MerchantRow::number);
        all
    }

    /// The merchants whose rows have faults: by number, where it can be read, and by name.
    fn faulty_merchants(&self, sound: &[MerchantRow]) -> Vec<(Option<u32>, String)> {
        let mut all = Vec::new();
        for placed in &self.merchants {
            for row in placed.table.rows.iter().skip(placed.heading_at + 1) {
                let cell = |column| placed.headings.cell(&row.cells, column);
                let number = given_number(cell(MerchantColumn::Number)).ok();
                let name = dense(cell(MerchantColumn::Name));
                let of_number = number.and_then(|number| {
                    let at = sound.binary_search_by_key(&number, MerchantRow::number);
                    at.ok().and_then(|at| sound.get(at))
                });
                let is_sound =
                    of_number.is_some_and(|sound| dense(&sound.merchant.name.zh) == name);
                let is_example = EXAMPLE.contains(&dense(cell(MerchantColumn::Number)).as_str());
                if !is_sound && !is_example {
                    all.push((number, name));
                }
            }
        }
        all
    }

    fn benefits(
        &self,
        trades: &TradeTable,
        merchants: &KnownMerchants<'_>,
        faults: &mut Vec<CellFault>,
    ) -> Vec<BenefitRow> {
        let mut all: Vec<BenefitRow> = Vec::new();
        let mut numbers = HashSet::new();
        for placed in &self.benefits {
            placed.for_each(faults, BenefitColumn::Number, |row, headings| {
                let twice = twice(&mut numbers, headings.cell(row, BenefitColumn::Number));
                let read = BenefitRow::read(row, headings, trades, merchants);
                all.push(with_number(read, BenefitColumn::Number, twice)?);
                Ok(())
            });
        }
        all.sort_by_key(BenefitRow::number);
        all
    }

    fn note_missing(&self, faults: &mut Vec<CellFault>) {
        let missing = [
            (
                self.benefits.is_empty(),
                text!("优待项目表"; "table of benefits"),
            ),
            (
                self.merchants.is_empty(),
                text!("商户表"; "table of merchants"),
            ),
        ];
        for (_, what) in missing
            .iter()
            .filter(|(missing, _)| *missing && !self.unrecognised)
        {
            use messages::Lang::{En, Zh};
            faults.push(CellFault {
                table: String::new(),
                line: 0,
                column: None,
                failure: failure!("table-missing"; "没有{}", what.in_lang(Zh); "there is no {}", what.in_lang(En);
                    "请一起写上：一个工作簿里的两个工作表，或两个文件。"; "Name both: two sheets of a workbook, or two files."),
            });
        }
    }
}

/// A table with its headings, if all that are needed are there.
fn place<C: Column>(
    name: String,
    table: PlainTable,
    heading_at: usize,
    headings: Headings<C>,
    needed: &[C],
    faults: &mut Vec<CellFault>,
) -> Option<Placed<C>> {
    let placed = Placed {
        name,
        table,
        heading_at,
        headings,
    };
    let line = placed.heading_line();
    let mut note = |column: Text, failure| {
        faults.push(CellFault {
            table: placed.name.clone(),
            line,
            column: Some(column),
            failure,
        });
    };
    for (_, heading, why) in &placed.headings.faults {
        let said = shown(heading);
        let failure = match why {
            HeadingFault::Twice => {
                failure!("heading-twice"; "这一列有两个"; "there are two such columns";
                "请删去一个。"; "Delete one.")
            }
            HeadingFault::Unknown(Some(near)) => {
                failure!("heading-unknown"; "不认识这个表头"; "the heading is not known";
                "是不是“{near}”？漏读一列条件，优待就会给错人。"; "Did you mean '{near}'? Without a condition, the benefit would be for others too.")
            }
            HeadingFault::Unknown(None) => {
                failure!("heading-unknown"; "不认识这个表头"; "the heading is not known";
                "自用的列请写成“备注”；条件请照模板。"; "Call a column for yourselves 'remarks'; for conditions see the template.")
            }
        };
        note(Text::new(said.clone(), said), failure);
    }
    for column in needed
        .iter()
        .filter(|column| !placed.headings.has(**column))
    {
        note(
            column.name(),
            failure!("column-missing"; "缺少这一列"; "the column is missing";
            "请照模板补上（issuer catalogue template）。"; "Add it, as in the template (issuer catalogue template)."),
        );
    }
    Some(placed)
}

impl<C: Column> Placed<C> {
    fn heading_line(&self) -> u64 {
        self.table
            .rows
            .get(self.heading_at)
            .map_or(1, |row| row.line)
    }

    /// Reads each row below the headings; what is wrong goes to `faults`.
    fn for_each(
        &self,
        faults: &mut Vec<CellFault>,
        number: C,
        mut read: impl FnMut(&[String], &Headings<C>) -> Result<(), Vec<AtColumn<C>>>,
    ) {
        let first = self.heading_line();
        let mut note = |line, column: Option<Text>, failure| {
            if faults.len() < MAX_FAULTS {
                let table = self.name.clone();
                faults.push(CellFault {
                    table,
                    line,
                    column,
                    failure,
                });
            }
        };
        for (line, why) in self.table.unclear.iter().filter(|(line, _)| *line > first) {
            note(*line, None, unclear(*why));
        }
        let headings = self.table.rows.get(self.heading_at);
        let headings = headings.map_or(&[][..], |row| &row.cells);
        for row in self.table.rows.iter().skip(self.heading_at + 1) {
            let cells = &row.cells;
            if EXAMPLE.contains(&dense(self.headings.cell(cells, number)).as_str()) {
                continue;
            }
            if let Some(at) = self.headings.stray(cells, headings) {
                let what = shown(cells.get(at).map_or("", String::as_str));
                note(
                    row.line,
                    None,
                    failure!("cell-stray"; "“{what}”上面没有表头"; "there is no heading above '{what}'";
                    "请补上表头，或删去。"; "Add one, or delete it."),
                );
            }
            if let Err(wrong) = read(cells, &self.headings) {
                for (column, failure) in wrong {
                    note(row.line, column.map(Column::name), failure);
                }
            }
        }
    }
}

fn too_many_merchants() -> Failure {
    failure!("merchants-many"; "商户超过 {MAX_CATALOGUE_PARTS} 家"; "there are more than {MAX_CATALOGUE_PARTS} merchants";
        "请分给几个发码单位。"; "Part them among several issuers.")
}

#[cfg(test)]
mod tests;

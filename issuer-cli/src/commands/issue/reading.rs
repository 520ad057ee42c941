//! How the roster is to be read, as arguments.

use std::path::PathBuf;

use credential_core::UnixTime;
use messages::Failure;

use crate::roster::{HiddenRows, Mapping, Names, Reading, Sheets};

#[derive(Debug, clap::Args)]
pub(super) struct ReadingArgs {
    /// 名册：Excel 工作簿（xlsx、xls）、ods，或 CSV（UTF-8、GBK、GB18030、UTF-16）
    /// | the roster: a workbook (xlsx, xls, ods) or CSV (UTF-8, GBK, GB18030, UTF-16)
    #[arg(long, value_name = "FILE")]
    pub(super) roster: PathBuf,
    /// 名册在工作簿的哪个工作表，可写几次；只有一个像名册的不必写
    /// | the sheet of the workbook, several times for several; not needed where only one looks like a roster
    #[arg(long, value_name = "NAME")]
    sheet: Vec<String>,
    /// 读取所有像名册的工作表，例如每个乡镇一个 | read all sheets that look like a roster, as with one for each town
    #[arg(long, conflicts_with = "sheet")]
    all_sheets: bool,
    /// 隐藏、筛选掉、加了删除线的行：照常读取，或不读；有这样的行时必须写明
    /// | rows that are hidden, filtered out or struck through: read them, or pass them over; needed where there are any
    #[arg(long, value_name = "include|skip")]
    hidden_rows: Option<HiddenRows>,
    /// 列对照文件：每行写含义和名册里的表头 | a mapping file: on each line what is meant, and the heading of the roster
    #[arg(long, value_name = "FILE")]
    columns: Option<PathBuf>,
}

impl ReadingArgs {
    /// # Errors
    /// Those of reading the mapping file.
    pub(super) fn reading(&self, names: Names, now: UnixTime) -> Result<Reading, Failure> {
        Ok(Reading {
            names,
            now,
            sheets: match self.sheet.as_slice() {
                _ if self.all_sheets => Sheets::All,
                [] => Sheets::Found,
                named => Sheets::Named(named.to_vec()),
            },
            hidden: self.hidden_rows,
            mapping: match &self.columns {
                Some(path) => Mapping::read(path)?,
                None => Mapping::default(),
            },
        })
    }
}

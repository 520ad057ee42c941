//! How the roster is to be read, as arguments.

use std::path::PathBuf;

use credential_core::UnixTime;
use messages::Failure;

use crate::roster::{
    CategoryWords, Conflicts, HiddenRows, Mapping, Names, RawRows, Reading, SharedPhones, Sheets,
    ValueRules,
};
use crate::values;

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
    /// 类别对照文件：每行写名册里的写法和人员类别 | a file of categories: on each line what the roster writes, and the category
    #[arg(long, value_name = "FILE")]
    category_map: Option<PathBuf>,
    /// 名册没有人员类别一列：所有人都是这一类 | the category of everybody on a roster without a column for it
    #[arg(long, value_name = "CATEGORY", conflicts_with = "category_map")]
    category: Option<String>,
    /// 末三位是 000 的身份证号已逐个核对，确实无误 | identity numbers that end in 000 were compared with the cards and are right
    #[arg(long)]
    confirm_000: bool,
}

impl ReadingArgs {
    /// # Errors
    /// Those of reading the files with headings and categories, and `usage` for no category.
    pub(super) fn reading(
        &self,
        names: Names,
        merge_categories: bool,
        now: UnixTime,
    ) -> Result<Reading, Failure> {
        let of_all = match &self.category {
            // Nobody is of all categories.
            Some(text) => Some(values::some_categories("--category", text)?),
            None => None,
        };
        let words = match &self.category_map {
            Some(path) => CategoryWords::read(path)?,
            None => CategoryWords::default(),
        };
        let mapping = match &self.columns {
            Some(path) => Mapping::read(path)?,
            None => Mapping::default(),
        };
        Ok(Reading {
            names,
            now,
            sheets: match self.sheet.as_slice() {
                _ if self.all_sheets => Sheets::All,
                [] => Sheets::Found,
                named => Sheets::Named(named.to_vec()),
            },
            raw: RawRows::Dropped,
            hidden: self.hidden_rows,
            mapping: mapping.with_category_given(of_all.is_some()),
            rules: ValueRules {
                categories: words.with_all(of_all),
                merge_categories,
                numbers_end_in_000: self.confirm_000,
                conflicts: Conflicts::new(),
                shared_phones: SharedPhones::new(),
            },
        })
    }
}

/// How a roster is read to find one person in it, whatever else its rows say.
pub(super) fn to_find_one(sheet: Option<&str>, now: UnixTime) -> Reading {
    Reading {
        names: Names::Full,
        now,
        sheets: match sheet {
            Some(name) => Sheets::Named(vec![name.to_owned()]),
            None => Sheets::Found,
        },
        raw: RawRows::Dropped,
        hidden: Some(HiddenRows::Include),
        mapping: Mapping::default(),
        rules: ValueRules {
            categories: CategoryWords::default(),
            merge_categories: true,
            numbers_end_in_000: true,
            conflicts: Conflicts::new(),
            shared_phones: SharedPhones::new(),
        },
    }
}

//! What is said of rows that are passed over, and of what was mended in others.

use messages::Lang::{En, Zh};
use messages::{Text, text, untrusted::escape_untrusted};

use super::columns::Column;
use super::place::Place;

/// A row that is no person's, or is not to be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PassedOver {
    pub(crate) at: Place,
    /// How many rows from there on are the same.
    pub(crate) rows: u64,
    pub(crate) why: Why,
    /// What stands there, without numbers of persons.
    pub(crate) text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// A sum, a signature, a note below the table.
    NoPerson,
    /// The headings, once more.
    Headings,
    /// Hidden or struck through, and not wanted.
    OutOfSight,
}

/// Something that was done to a row which counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Remark {
    /// Right of the table stands something that has no heading.
    Beside { at: Place, text: String },
    /// A cell got the value of the one that it is merged with.
    Merged {
        at: Place,
        column: Column,
        text: String,
    },
    /// Cells with the formula of a text, `="…"`.
    FormulaTexts { cells: u64 },
    /// Further remarks that are not told one by one.
    More { count: u64 },
}

impl Why {
    /// The stable code in JSON.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::NoPerson => "no-person",
            Self::Headings => "headings",
            Self::OutOfSight => "out-of-sight",
        }
    }
}

impl PassedOver {
    /// Why it is passed over.
    pub(crate) fn why(&self) -> Text {
        let text = escape_untrusted(&self.text);
        match self.why {
            Why::NoPerson => text!("没有人员：“{text}”"; "nobody there: '{text}'"),
            Why::Headings => text!("又是表头"; "the headings once more"),
            Why::OutOfSight => text!("隐藏或加了删除线"; "hidden or struck through"),
        }
    }

    pub(crate) fn text(&self) -> Text {
        let (record, line, why) = (self.at.record, self.at.line, self.why());
        let (same_zh, same_en) = same_rows(self.rows);
        text!("  第 {record} 条（文件第 {line} 行）：{}{same_zh}", why.in_lang(Zh);
            "  row {record} (line {line}): {}{same_en}", why.in_lang(En))
    }
}

/// What is added to what is said of a row, if there are others like it behind it.
pub(crate) fn same_rows(rows: u64) -> (String, String) {
    match rows {
        0 | 1 => Default::default(),
        _ => (
            format!("（从这一行起共 {rows} 行相同）"),
            format!(" (the same in {rows} rows from here on)"),
        ),
    }
}

impl Remark {
    /// The stable code in JSON.
    pub(crate) const fn code(&self) -> &'static str {
        match self {
            Self::Beside { .. } => "beside-table",
            Self::Merged { .. } => "merged",
            Self::FormulaTexts { .. } => "formula-texts",
            Self::More { .. } => "more",
        }
    }

    pub(crate) fn text(&self) -> Text {
        match self {
            Self::Beside { at, text } => {
                let (line, text) = (at.line, escape_untrusted(text));
                text!("  文件第 {line} 行：表格右边的“{text}”没有表头，未使用";
                    "  line {line}: '{text}' right of the table has no heading and is not used")
            }
            Self::Merged { at, column, text } => {
                let (line, text, column) = (at.line, escape_untrusted(text), column.name());
                text!("  文件第 {line} 行：{}取自合并单元格，为“{text}”", column.in_lang(Zh);
                    "  line {line}: {} from merged cells: '{text}'", column.in_lang(En))
            }
            Self::FormulaTexts { cells } => text!(
                "  {cells} 个单元格写成公式 =\"…\"，取的是引号里的文字";
                "  cells with a formula =\"…\", of which the text inside was taken: {cells}"),
            Self::More { count } => {
                text!("  ……另有 {count} 处同样处理"; "  … and {count} more of the kind")
            }
        }
    }
}

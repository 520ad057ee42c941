//! What is wrong in which cell.

use messages::Lang::{En, Zh};
use messages::{Failure, Text};
use serde_json::{Value, json};

use crate::roster::Unclear;

/// Something in a table that is not in order.
#[derive(Debug)]
pub(crate) struct CellFault {
    /// The file, and the sheet of a workbook.
    pub(crate) table: String,
    pub(crate) line: u64,
    /// The heading in both languages; `None` for the row as a whole.
    pub(crate) column: Option<Text>,
    pub(crate) failure: Failure,
}

impl CellFault {
    /// The code.
    #[cfg(test)]
    pub(crate) fn code(&self) -> &'static str {
        self.failure.code
    }

    /// In one line, with what to do.
    pub(crate) fn line(&self) -> Text {
        let (table, line) = (&self.table, self.line);
        let column = |lang| {
            let column = self.column.as_ref();
            column.map_or_else(String::new, |column| match lang {
                Zh => format!("“{}”", column.in_lang(Zh)),
                En => format!(", {}", column.in_lang(En)),
            })
        };
        let (what, fix) = (&self.failure.what, &self.failure.remedy);
        // Of something that is missing there is no line.
        let place = |lang| match (line, lang) {
            (0, _) => String::new(),
            (_, Zh) => format!("{table} 第 {line} 行{}：", column(Zh)),
            (_, En) => format!("{table} line {line}{}: ", column(En)),
        };
        Text::new(
            format!("  {}{}。{}", place(Zh), what.in_lang(Zh), fix.in_lang(Zh)),
            format!("  {}{}. {}", place(En), what.in_lang(En), fix.in_lang(En)),
        )
    }

    pub(crate) fn to_json(&self, lang: messages::Lang) -> Value {
        json!({
            "table": self.table,
            "line": self.line,
            "column": self.column.as_ref().map(|column| column.in_lang(En)),
            "code": self.failure.code,
            "message": self.failure.what.in_lang(lang),
            "fix": self.failure.remedy.in_lang(lang),
        })
    }
}

/// Why a row of which it is not clear what it says is not read.
pub(super) fn unclear(why: Unclear) -> Failure {
    let (code, zh, en) = match why {
        Unclear::Hidden => (
            "row-hidden",
            "这一行是隐藏的，不知道算不算",
            "the row is hidden, and it is unclear whether it counts",
        ),
        Unclear::Struck => (
            "row-struck",
            "这一行有删除线，不知道算不算",
            "something in the row is struck through, and it is unclear whether it counts",
        ),
        Unclear::Uncalculated => (
            "formula-uncalculated",
            "这一行有公式没有算出结果",
            "a formula in the row has not been calculated",
        ),
        Unclear::Merged => (
            "cells-merged",
            "这一行有合并的单元格，看不出各行各写了什么",
            "the row has merged cells, and what each row says is not to be seen",
        ),
        Unclear::Broken => ("row-unreadable", "这一行读不出来", "the row cannot be read"),
    };
    Failure::new(
        code,
        Text::fixed(zh, en),
        Text::fixed(
            "请在表格程序里取消隐藏、删除线和合并，每行写全，保存后再来。",
            "Show the row, take strikethrough and merging off, write each row in full, and save it.",
        ),
    )
}

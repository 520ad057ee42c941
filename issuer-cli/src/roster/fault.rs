//! What can be wrong with a row, and what would be right.

use credential_core::{Category, Field, HolderNumber, limits};
use messages::Lang::{En, Zh};
use messages::{Text, text, words};

use super::columns::{Column, DetailColumn};
use super::records::{MAX_CELLS, MAX_ROW_BYTES};
use crate::register::Reason;

/// One thing that is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RowFault {
    /// `None` for the row as a whole.
    pub(crate) column: Option<Column>,
    /// What stands there, without whole numbers of persons.
    pub(crate) value: String,
    kind: RowFaultKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowFaultKind {
    CellCount {
        found: usize,
        expected: usize,
    },
    /// A quotation mark is not closed.
    QuoteOpen,
    TooMuch,
    /// The content of a cell is not of the kind that it states.
    CellDamaged,
    Twice {
        first: u64,
    },
    NameMissing,
    NameCharacterLost,
    NameHidden,
    NameTooLong,
    IdentityMissing,
    IdentityScientific,
    IdentityCutOff,
    IdentityOld,
    IdentityLength {
        length: usize,
    },
    IdentityCharacter,
    IdentityCheck,
    IdentityDate,
    CategoryMissing,
    CategoryUnknown,
    /// The cell of a detail is not understood.
    DetailUnknown {
        column: DetailColumn,
    },
    Withheld {
        holder: HolderNumber,
        reason: Reason,
    },
    Contradicts {
        holder: HolderNumber,
    },
    Unsignable {
        field: Field,
    },
}

impl RowFault {
    /// The person's credential was revoked, and a row does not bring it back.
    pub(crate) fn withheld(identity: String, holder: HolderNumber, reason: Reason) -> Self {
        Self::new(
            Column::Identity,
            RowFaultKind::Withheld { holder, reason },
            identity,
        )
    }

    /// An earlier row of this run says otherwise of the same person.
    pub(crate) fn contradicts(identity: String, holder: HolderNumber) -> Self {
        Self::new(
            Column::Identity,
            RowFaultKind::Contradicts { holder },
            identity,
        )
    }

    /// No credential can say that.
    pub(crate) fn unsignable(field: Field) -> Self {
        Self::of_row(RowFaultKind::Unsignable { field })
    }

    pub(super) fn new(column: Column, kind: RowFaultKind, value: String) -> Self {
        Self {
            column: Some(column),
            value,
            kind,
        }
    }

    pub(super) fn of_row(kind: RowFaultKind) -> Self {
        Self {
            column: None,
            value: String::new(),
            kind,
        }
    }

    /// The stable code in JSON.
    pub(crate) fn code(&self) -> &'static str {
        match self.kind {
            RowFaultKind::CellCount { found, expected } if found < expected => "cells-missing",
            RowFaultKind::CellCount { .. } => "cells-surplus",
            RowFaultKind::QuoteOpen => "quote-open",
            RowFaultKind::TooMuch => "row-too-long",
            RowFaultKind::CellDamaged => "cell-damaged",
            RowFaultKind::Twice { .. } => "same-person",
            RowFaultKind::NameMissing => "name-missing",
            RowFaultKind::NameCharacterLost => "name-character-lost",
            RowFaultKind::NameHidden => "name-hidden-character",
            RowFaultKind::NameTooLong => "name-too-long",
            RowFaultKind::IdentityMissing => "identity-missing",
            RowFaultKind::IdentityScientific => "identity-scientific",
            RowFaultKind::IdentityCutOff => "identity-cut-off",
            RowFaultKind::IdentityOld => "identity-15-digits",
            RowFaultKind::IdentityLength { .. } => "identity-length",
            RowFaultKind::IdentityCharacter => "identity-character",
            RowFaultKind::IdentityCheck => "identity-check-character",
            RowFaultKind::IdentityDate => "identity-date",
            RowFaultKind::CategoryMissing => "category-missing",
            RowFaultKind::CategoryUnknown => "category-unknown",
            RowFaultKind::DetailUnknown { column } => column.fault_code(),
            RowFaultKind::Withheld { .. } => "withheld",
            RowFaultKind::Contradicts { .. } => "contradicts",
            RowFaultKind::Unsignable { .. } => "unsignable",
        }
    }

    /// What is wrong.
    pub(crate) fn what(&self) -> Text {
        match self.kind {
            RowFaultKind::CellCount { found, expected } if found < expected => text!(
                "缺少单元格：表头有 {expected} 列，这一行只有 {found} 列";
                "cells are missing: {expected} headings, but {found} cells"),
            RowFaultKind::CellCount { found, expected } => text!(
                "单元格过多：表头有 {expected} 列，这一行有 {found} 列";
                "too many cells: {expected} headings, but {found} cells"),
            RowFaultKind::QuoteOpen => text!(
                "有一个引号没有成对，这一行从哪里结束不清楚";
                "a quotation mark has no partner, so where the row ends is unclear"),
            RowFaultKind::CellDamaged => text!(
                "单元格已损坏：内容和它的类型不符，读不出";
                "the cell is damaged: its content is not of the kind that it states, and is not read"),
            RowFaultKind::TooMuch => text!("这一行的内容太多（最多 {} KB、{MAX_CELLS} 列）";
                "there is too much in the row (at most {} KiB and {MAX_CELLS} cells)";
                MAX_ROW_BYTES >> 10),
            RowFaultKind::Twice { first } => text!(
                "与第 {first} 条是同一个人"; "the same person as row {first}"),
            RowFaultKind::NameMissing => text!("没有填姓名"; "there is no name"),
            RowFaultKind::NameCharacterLost => text!("姓名中有的字在导出时丢失，变成了问号或方框";
                "a character of the name was lost in the export and became a question mark or a box"),
            RowFaultKind::NameHidden => text!(
                "姓名中有看不见的字符"; "the name has an invisible character"),
            RowFaultKind::NameTooLong => text!(
                "姓名太长（最多 {} 个汉字）", limits::MAX_NAME_BYTES / 3;
                "the name is too long (at most {} bytes)", limits::MAX_NAME_BYTES),
            RowFaultKind::IdentityMissing => text!("没有填身份证号"; "there is no identity number"),
            RowFaultKind::IdentityScientific => text!(
                "身份证号被 Excel 变成了科学计数，后几位已丢失";
                "the identity number is in scientific notation; its last digits are lost"),
            RowFaultKind::IdentityCutOff => text!(
                "身份证号末三位是 000 且校验码不符，多半是 Excel 把后三位变成了零";
                "the identity number ends in 000 and fails its check character: a spreadsheet has probably cut it off"),
            RowFaultKind::IdentityOld => text!(
                "是 15 位的旧身份证号"; "it is an old identity number of 15 digits"),
            RowFaultKind::IdentityLength { length } => text!(
                "身份证号应为 18 位，这里是 {length} 位";
                "an identity number has 18 characters, this has {length}"),
            RowFaultKind::IdentityCharacter => text!("身份证号中有数字以外的字符";
                "the identity number has characters other than digits"),
            RowFaultKind::IdentityCheck => text!("身份证号的校验码不符，有一位或几位写错了";
                "the identity number fails its check character: some digit is wrong"),
            RowFaultKind::IdentityDate => text!("身份证号里的出生日期不存在";
                "the identity number holds no date of birth that exists"),
            RowFaultKind::CategoryMissing => text!("没有填人员类别"; "there is no category"),
            RowFaultKind::CategoryUnknown => text!("没有这种人员类别"; "there is no such category"),
            RowFaultKind::DetailUnknown { column } => column.what_is_wrong(),
            RowFaultKind::Withheld { holder, reason } => {
                let reason = reason.text();
                let (zh, en) = (reason.in_lang(Zh), reason.in_lang(En));
                text!("此人（编号 {holder}）的码已吊销（{zh}），名册不能使它恢复";
                    "the code of this person (holder {holder}) was revoked ({en}), and a roster does not bring it back")
            }
            RowFaultKind::Contradicts { holder } => text!(
                "与前面一行是同一个人（编号 {holder}），但内容不同；以前一行为准";
                "the same person as in an earlier row (holder {holder}), which says otherwise and holds"),
            RowFaultKind::Unsignable { field } => {
                let field = words::field(field);
                text!("不能写进码里：{}", field.in_lang(Zh);
                    "no code can say that: {}", field.in_lang(En))
            }
        }
    }

    /// What would be right.
    pub(crate) fn remedy(&self) -> Text {
        match self.kind {
            RowFaultKind::CellCount { found, expected } if found < expected => text!(
                "请补全这一行，没有内容的单元格也要留空格位置。";
                "Complete the row; empty cells need their separators too."),
            RowFaultKind::CellCount { .. } => text!(
                "请检查这一行是否多了逗号；带逗号的内容要加引号，或从 Excel 重新导出。";
                "Look for a comma too many; text with commas needs quotation marks, or export it again from Excel."),
            RowFaultKind::QuoteOpen => text!(
                "请补上或删去这一行的引号，或从 Excel 重新导出。";
                "Close or remove the quotation mark, or export the roster again from Excel."),
            RowFaultKind::CellDamaged => text!(
                "请在 Excel 或 WPS 里打开名册，重新填写这一格，另存为新文件。";
                "Open the roster in Excel or WPS, fill in the cell again, and save it as a new file."),
            RowFaultKind::TooMuch => text!(
                "多半是误粘贴了大段内容。请检查这一行，只留下名册的内容。";
                "Most probably something was pasted there by mistake. Keep only what belongs to the roster."),
            RowFaultKind::Twice { .. } => text!(
                "一人只留一行；兼有几种身份的，写在同一行的人员类别里，用顿号隔开。";
                "Keep one row for a person; several categories go into one row, separated by commas."),
            RowFaultKind::NameMissing => text!("请填上姓名。"; "Enter the name."),
            RowFaultKind::NameCharacterLost => text!(
                "请在 Excel 里另存为“CSV UTF-8（逗号分隔）”，生僻字就不会丢失。";
                "Save it from Excel as 'CSV UTF-8 (comma delimited)', which keeps rare characters."),
            RowFaultKind::NameHidden => text!("请把姓名重新输入一遍。"; "Type the name again."),
            RowFaultKind::NameTooLong => text!("请核对姓名。"; "Check the name."),
            RowFaultKind::IdentityMissing => text!(
                "请填上 18 位身份证号。"; "Enter the number of 18 characters."),
            RowFaultKind::IdentityScientific | RowFaultKind::IdentityCutOff => text!(
                "请先把该列设为“文本”格式，重新填入完整的 18 位号码，再导出。";
                "Set the format of the column to Text, enter all 18 characters again, then export."),
            RowFaultKind::IdentityOld => text!(
                "请改为 18 位身份证号。"; "Enter the number of 18 characters."),
            RowFaultKind::IdentityLength { .. }
            | RowFaultKind::IdentityCharacter
            | RowFaultKind::IdentityCheck
            | RowFaultKind::IdentityDate => text!(
                "请对照身份证核对。"; "Compare it with the identity card."),
            RowFaultKind::CategoryMissing | RowFaultKind::CategoryUnknown => {
                let known = |lang, separator: &str| {
                    Category::ALL
                        .map(|one| words::category(one).in_lang(lang).to_owned())
                        .join(separator)
                };
                text!("可以填：{}；兼有几种的用顿号隔开。", known(Zh, "、");
                    "Known are: {} (also in Chinese); separate several by commas.", known(En, ", "))
            }
            RowFaultKind::DetailUnknown { column } => column.remedy(),
            RowFaultKind::Withheld { holder, .. } => text!(
                "确需再发的，由负责人决定，执行 issuer reissue（持有人编号 {holder}）。";
                "If the person is to have one again, somebody responsible decides so with issuer reissue (holder {holder})."),
            RowFaultKind::Contradicts { .. } => text!(
                "一人只留一行，请核对。"; "Keep one row for a person."),
            RowFaultKind::Unsignable { .. } => text!(
                "请核对这一行和有效期。"; "Check the row and the validity."),
        }
    }
}

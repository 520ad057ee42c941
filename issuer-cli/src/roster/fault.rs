//! What can be wrong with a row; the other file has what would be right.

mod remedy;

use credential_core::{Category, Field, HolderNumber};
use messages::Lang::{En, Zh};
use messages::{Text, text, words};

use super::columns::{Column, DetailColumn};
use super::name_fault::NameFault;
use super::records::{MAX_CELLS, MAX_ROW_BYTES};
use crate::bureau::OutOfScope;
use crate::phone_key::KeyRefusal;
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
    /// A part of the text is struck through.
    CellHalfStruck,
    /// All of it is.
    CellStruck,
    /// There is a formula, and nothing that it came to.
    CellUncalculated,
    Twice {
        first: u64,
    },
    /// An earlier or later row of the file says otherwise of the same person.
    Conflicts {
        other: u64,
    },
    Name(NameFault),
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
    IdentityPerhapsCutOff,
    IdentitySex {
        male: bool,
    },
    IdentityAge {
        age: u16,
        category: Category,
    },
    IdentityForeign,
    CategoryMissing,
    CategoryUnknown,
    /// Two categories that nobody has at once.
    CategoriesContradict,
    /// A grade, and no category that has one.
    GradeWithoutCategory,
    /// A remark says that the person is dead or taken off.
    Gone,
    /// A column for it says so.
    ColumnGone,
    /// The grade beside the category and the one in its own column differ.
    GradesDiffer,
    UntilUnknown,
    UntilOver,
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
    OutOfScope(OutOfScope),
    /// The phone's key does not come into a code.
    PhoneKey(KeyRefusal),
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

    /// The phone's key in the row does not come into a code.
    pub(crate) fn phone_key(why: KeyRefusal) -> Self {
        Self::new(Column::Phone, RowFaultKind::PhoneKey(why), String::new())
    }

    /// A remark in the row says that nobody is to have a code for it.
    pub(super) fn gone(remark: String) -> Self {
        Self {
            column: None,
            value: remark,
            kind: RowFaultKind::Gone,
        }
    }

    /// A column says that the person is dead, or gets nothing any more.
    pub(super) fn gone_by_column(heading: &str, cell: &str) -> Self {
        Self {
            column: None,
            value: format!("{heading}：{cell}"),
            kind: RowFaultKind::ColumnGone,
        }
    }

    /// The identity number is that of a man or a woman, unlike the column for sex.
    pub(crate) fn other_sex(identity: String, male: bool) -> Self {
        Self::new(
            Column::Identity,
            RowFaultKind::IdentitySex { male },
            identity,
        )
    }

    /// Terminals would reject the code of this bureau.
    pub(crate) fn out_of_scope(what: OutOfScope, value: String) -> Self {
        let column = match what {
            OutOfScope::Category => Column::Category,
            OutOfScope::Region => Column::Detail(DetailColumn::HomeRegion),
        };
        Self::new(column, RowFaultKind::OutOfScope(what), value)
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

    /// Whether the category is written in a word that is not known.
    pub(crate) fn is_unknown_category(&self) -> bool {
        self.kind == RowFaultKind::CategoryUnknown
    }

    /// The stable code in JSON.
    pub(crate) fn code(&self) -> &'static str {
        match self.kind {
            RowFaultKind::CellCount { found, expected } if found < expected => "cells-missing",
            RowFaultKind::CellCount { .. } => "cells-surplus",
            RowFaultKind::QuoteOpen => "quote-open",
            RowFaultKind::TooMuch => "row-too-long",
            RowFaultKind::CellDamaged => "cell-damaged",
            RowFaultKind::CellHalfStruck => "cell-half-struck",
            RowFaultKind::CellStruck => "cell-struck",
            RowFaultKind::CellUncalculated => "cell-uncalculated",
            RowFaultKind::Twice { .. } | RowFaultKind::Conflicts { .. } => "same-person",
            RowFaultKind::Name(fault) => fault.code(),
            RowFaultKind::IdentityMissing => "identity-missing",
            RowFaultKind::IdentityScientific => "identity-scientific",
            RowFaultKind::IdentityCutOff => "identity-cut-off",
            RowFaultKind::IdentityOld => "identity-15-digits",
            RowFaultKind::IdentityLength { .. } => "identity-length",
            RowFaultKind::IdentityCharacter => "identity-character",
            RowFaultKind::IdentityCheck => "identity-check-character",
            RowFaultKind::IdentityDate => "identity-date",
            RowFaultKind::IdentityPerhapsCutOff => "identity-perhaps-cut-off",
            RowFaultKind::IdentitySex { .. } => "identity-sex",
            RowFaultKind::IdentityAge { .. } => "identity-age",
            RowFaultKind::IdentityForeign => "identity-foreign",
            RowFaultKind::GradesDiffer => "grades-differ",
            RowFaultKind::CategoriesContradict => "categories-contradict",
            RowFaultKind::GradeWithoutCategory => "grade-without-category",
            RowFaultKind::Gone => "remark-gone",
            RowFaultKind::ColumnGone => "column-gone",
            RowFaultKind::UntilUnknown => "valid-until-unknown",
            RowFaultKind::UntilOver => "valid-until-over",
            RowFaultKind::CategoryMissing => "category-missing",
            RowFaultKind::CategoryUnknown => "category-unknown",
            RowFaultKind::DetailUnknown { column } => column.fault_code(),
            RowFaultKind::Withheld { .. } => "withheld",
            RowFaultKind::Contradicts { .. } => "contradicts",
            RowFaultKind::Unsignable { .. } => "unsignable",
            RowFaultKind::PhoneKey(why) => why.code(),
            RowFaultKind::OutOfScope(OutOfScope::Category) => "category-out-of-scope",
            RowFaultKind::OutOfScope(OutOfScope::Region) => "region-out-of-scope",
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
            RowFaultKind::CellHalfStruck => text!(
                "单元格里有一部分字加了删除线，划掉的和改正的连在一起，分不清哪些算数";
                "a part of the text is struck through, and it is unclear which part counts"),
            RowFaultKind::CellStruck => text!("单元格加了删除线，不知道还算不算";
                "the cell is struck through, and it is unclear whether it counts"),
            RowFaultKind::CellUncalculated => text!("单元格是公式，文件里没有算出的结果";
                "the cell has a formula, and the file does not say what it comes to"),
            RowFaultKind::TooMuch => text!("这一行的内容太多（最多 {} KB、{MAX_CELLS} 列）";
                "there is too much in the row (at most {} KiB and {MAX_CELLS} cells)";
                MAX_ROW_BYTES >> 10),
            RowFaultKind::Twice { first } => text!(
                "与第 {first} 条是同一个人"; "the same person as row {first}"),
            RowFaultKind::Conflicts { other } => text!(
                "与第 {other} 条身份证号相同，内容却不同，两条都不签发";
                "neither row is used: it says otherwise of the person in row {other}"),
            RowFaultKind::Name(fault) => fault.what(),
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
            RowFaultKind::IdentityPerhapsCutOff => text!(
                "身份证号末三位是 000，多半是 Excel 把后三位变成了零（这样的号码每十一个有一个校验码碰巧相符）";
                "the identity number ends in 000: a spreadsheet has probably cut it off (of such numbers, one in eleven passes its check character)"),
            RowFaultKind::IdentitySex { male } => {
                let (zh, en) = if male {
                    ("男", "male")
                } else {
                    ("女", "female")
                };
                text!("身份证号是{zh}性的，与性别一栏不符";
                    "the identity number belongs to a {en} person, unlike the column for sex")
            }
            RowFaultKind::IdentityAge { age, category } => {
                let category = words::category(category);
                text!("身份证号上的年龄是 {age} 岁，不会是{}", category.in_lang(Zh);
                    "by the identity number the person is {age} years old, and cannot be: {}", category.in_lang(En))
            }
            RowFaultKind::IdentityForeign => text!(
                "是外国人永久居留身份证的号码，与人员类别不符";
                "it is the number of a foreigner's permanent residence card, which does not go with the category"),
            RowFaultKind::GradesDiffer => text!(
                "人员类别里写的伤残等级与伤残等级一栏不同";
                "the grade beside the category differs from the one in its own column"),
            RowFaultKind::CategoriesContradict => text!(
                "同一个人不会既在服役、又已退役或尚未入伍";
                "nobody is in service and has left it, or has not begun it, at the same time"),
            RowFaultKind::GradeWithoutCategory => text!(
                "填了伤残等级，人员类别里却没有残疾军人";
                "there is a disability grade, and the categories do not include disabled soldier"),
            RowFaultKind::Gone => text!("备注说这个人已去世、注销或删除";
                "a remark says that the person is dead, or was taken off"),
            RowFaultKind::ColumnGone => text!("名册有一列说这个人已去世、注销或停发";
                "a column says that the person is dead, or gets nothing any more"),
            RowFaultKind::UntilUnknown => text!("不是日期"; "it is no day"),
            RowFaultKind::UntilOver => text!("有效期已经结束"; "the person's entitlement is over"),
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
            RowFaultKind::PhoneKey(why) => why.what(),
            RowFaultKind::OutOfScope(OutOfScope::Category) => text!(
                "信任名单不许本单位给这类人员发码，终端会拒绝";
                "the trust list does not let this bureau sign for the category: terminals would reject the code"),
            RowFaultKind::OutOfScope(OutOfScope::Region) => text!(
                "户籍不在本单位可以发码的地区，终端会拒绝";
                "the home region is none that this bureau signs for: terminals would reject the code"),
            RowFaultKind::Unsignable { field } => {
                let field = words::field(field);
                text!("不能写进码里：{}", field.in_lang(Zh);
                    "no code can say that: {}", field.in_lang(En))
            }
        }
    }
}

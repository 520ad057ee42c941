//! What can be wrong with a row, and what would be right.

use credential_core::{Category, Field, HolderNumber};
use messages::Lang::{En, Zh};
use messages::{Text, text, words};

use super::columns::{Column, DetailColumn};
use super::name_fault::NameFault;
use super::records::{MAX_CELLS, MAX_ROW_BYTES};
use crate::bureau::OutOfScope;
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

    /// A remark in the row says that nobody is to have a code for it.
    pub(super) fn gone(remark: String) -> Self {
        Self {
            column: None,
            value: remark,
            kind: RowFaultKind::Gone,
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
            RowFaultKind::UntilUnknown => "valid-until-unknown",
            RowFaultKind::UntilOver => "valid-until-over",
            RowFaultKind::CategoryMissing => "category-missing",
            RowFaultKind::CategoryUnknown => "category-unknown",
            RowFaultKind::DetailUnknown { column } => column.fault_code(),
            RowFaultKind::Withheld { .. } => "withheld",
            RowFaultKind::Contradicts { .. } => "contradicts",
            RowFaultKind::Unsignable { .. } => "unsignable",
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
            RowFaultKind::CellHalfStruck | RowFaultKind::CellStruck => text!(
                "请在 Excel 里删去划掉的字，只留下算数的内容，去掉删除线，再保存。";
                "Delete what is struck through, keep what counts, take the strikethrough off, and save the roster."),
            RowFaultKind::CellUncalculated => text!(
                "请在 Excel 或 WPS 里打开名册，等它算完再保存；或把公式换成文字。";
                "Open the roster in Excel or WPS, let it calculate, and save it; or replace the formula by its text."),
            RowFaultKind::TooMuch => text!(
                "多半是误粘贴了大段内容。请检查这一行，只留下名册的内容。";
                "Most probably something was pasted there by mistake. Keep only what belongs to the roster."),
            RowFaultKind::Twice { .. } => text!(
                "一人只留一行；兼有几种身份的，写在同一行的人员类别里，用顿号隔开。";
                "Keep one row for a person; several categories go into one row, separated by commas."),
            RowFaultKind::Conflicts { .. } => text!(
                "请核对哪一条是对的，只留那一条。"; "Find out which one is right, and keep that one."),
            RowFaultKind::Name(fault) => fault.remedy(),
            RowFaultKind::IdentityMissing => text!(
                "请填上 18 位身份证号。"; "Enter the number of 18 characters."),
            RowFaultKind::IdentityScientific | RowFaultKind::IdentityCutOff => text!(
                "请先把该列设为“文本”格式，重新填入完整的 18 位号码，再导出。";
                "Set the format of the column to Text, enter all 18 characters again, then export."),
            RowFaultKind::IdentityOld => text!(
                "15 位号码 2013 年起停用，请照身份证填 18 位号码；不要自己推算。";
                "Numbers of 15 digits ended in 2013. Enter the 18 characters of the identity card; do not work them out."),
            RowFaultKind::IdentityPerhapsCutOff => text!(
                "请对照身份证。确实是 000 的，核对后加 --confirm-000 再签发。";
                "Compare it with the identity card. If it really ends in 000, issue again with --confirm-000."),
            RowFaultKind::IdentitySex { .. } | RowFaultKind::IdentityAge { .. } => text!(
                "请对照身份证核对号码、性别和人员类别；可能填成了家属的号码。";
                "Compare number, sex and category with the identity card; it may be a relative's number."),
            RowFaultKind::IdentityForeign => text!(
                "外国籍家属请填遗属或家属类别。";
                "Foreign relatives belong to a category of survivors or dependants."),
            RowFaultKind::GradesDiffer => text!(
                "请对照残疾军人证，只留一个。"; "Keep the one of the disability certificate."),
            RowFaultKind::CategoriesContradict => text!(
                "请核对后只留一种。"; "Find out which one is right, and keep that one."),
            RowFaultKind::GradeWithoutCategory => text!(
                "确是残疾军人的，在人员类别里加上“残疾军人”；不是的，清空伤残等级。";
                "If the person is a disabled soldier, add that to the categories; if not, empty the grade."),
            RowFaultKind::Gone => text!(
                "确已去世或注销的，从名册中删去；已有码的还要用 issuer revoke 吊销，只删名册，码仍有效。仍要发码的，改写这条备注再来。";
                "If that is so, take the person off the roster, and end the code they have with issuer revoke: off the roster it stays valid. \
                 If they are to have a code, change the remark."),
            RowFaultKind::UntilUnknown => text!(
                "请写成 2028-11-22，或留空。"; "Write it as 2028-11-22, or leave it empty."),
            RowFaultKind::UntilOver => text!(
                "请核对日期。确已到期、手里还有码的，用 issuer revoke 吊销（原因：不再属于该类人员），只删名册，码仍有效；没有码的，从名册中删去。";
                "Check the day. If it is right and the person has a code, end it with issuer revoke (reason left-category): off the roster it stays valid. \
                 Without a code, take the person off the roster."),
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
                text!("可以填：{}；兼有几种的用顿号隔开。本单位自己的写法可用 --category-map 对照。", known(Zh, "、");
                    "Known are: {} (also in Chinese); separate several by commas. Words of your own: --category-map.", known(En, ", "))
            }
            RowFaultKind::DetailUnknown { column } => column.remedy(),
            RowFaultKind::Withheld { holder, .. } => text!(
                "确需再发的，由负责人决定，执行 issuer reissue（持有人编号 {holder}）。";
                "If the person is to have one again, somebody responsible decides so with issuer reissue (holder {holder})."),
            RowFaultKind::Contradicts { .. } => text!(
                "一人只留一行，请核对。"; "Keep one row for a person."),
            RowFaultKind::OutOfScope(_) => text!(
                "请核对这一行；名单已有变动的，先执行 issuer bureau scope 记下最新名单的许可范围。";
                "Check the row. If the trust list allows it by now, bring it with issuer bureau scope."),
            RowFaultKind::Unsignable { .. } => text!(
                "请核对这一行和有效期。"; "Check the row and the validity."),
        }
    }
}

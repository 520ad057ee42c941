//! The columns of a roster: what they are called, and how the optional ones are read.
//!
//! A new optional column is added here and nowhere else among the files of `roster`.

use credential_core::Region;
use messages::{Text, text};

use super::cell_text::{is_invisible, narrow_digit};
use crate::particulars::Details;
use crate::values;

/// What a column can mean to this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Name,
    Identity,
    Category,
    Detail(DetailColumn),
}

/// The columns that a roster may leave out: details of the credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DetailColumn {
    DisabilityGrade,
    HomeRegion,
}

/// A cell of a detail that says nothing which the column can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NotUnderstood;

impl Column {
    pub(super) const ALL: [Self; 5] = [
        Self::Name,
        Self::Identity,
        Self::Category,
        Self::Detail(DetailColumn::DisabilityGrade),
        Self::Detail(DetailColumn::HomeRegion),
    ];

    /// Without these there is nothing to issue.
    pub(super) const NEEDED: [Self; 3] = [Self::Name, Self::Identity, Self::Category];

    /// The stable name in JSON.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Identity => "identity-number",
            Self::Category => "category",
            Self::Detail(DetailColumn::DisabilityGrade) => "disability-grade",
            Self::Detail(DetailColumn::HomeRegion) => "home-region",
        }
    }

    /// The name for people.
    pub(crate) fn name(self) -> Text {
        match self {
            Self::Name => text!("姓名"; "name"),
            Self::Identity => text!("身份证号"; "identity number"),
            Self::Category => text!("人员类别"; "category"),
            Self::Detail(DetailColumn::DisabilityGrade) => text!("伤残等级"; "disability grade"),
            Self::Detail(DetailColumn::HomeRegion) => text!("户籍区划代码"; "home region"),
        }
    }

    /// The headings that are understood, the usual Chinese and the usual English one first.
    #[rustfmt::skip]
    pub(super) const fn headings(self) -> &'static [&'static str] {
        match self {
            Self::Name => &["姓名", "name", "名字", "人员姓名", "持有人姓名", "fullname"],
            Self::Identity => &[
                "身份证号", "idnumber", "身份证号码", "公民身份号码", "公民身份证号", "公民身份证号码",
                "居民身份证号码", "居民身份证号", "身份证", "身份号码", "证件号码", "证件号",
                "identitynumber", "idcard", "idno", "idcardnumber",
            ],
            Self::Category => &[
                "人员类别", "category", "类别", "人员类型", "优抚类别", "优待类别", "对象类别",
                "优抚对象类别", "categories",
            ],
            Self::Detail(DetailColumn::DisabilityGrade) => &[
                "伤残等级", "disabilitygrade", "残疾等级", "伤残级别", "残疾级别", "grade",
            ],
            Self::Detail(DetailColumn::HomeRegion) => &[
                "户籍区划代码", "homeregion", "区划代码", "行政区划代码", "户籍地代码", "户籍代码",
                "regioncode",
            ],
        }
    }
}

impl DetailColumn {
    pub(super) const ALL: [Self; 2] = [Self::DisabilityGrade, Self::HomeRegion];

    /// Reads a cell into the details.
    ///
    /// # Errors
    /// [`NotUnderstood`]; the other functions here have the words for it.
    pub(super) fn read(self, cell: &str, details: &mut Details) -> Result<(), NotUnderstood> {
        match self {
            Self::DisabilityGrade => details.disability_grade = disability_grade(cell)?,
            Self::HomeRegion => details.home_region = home_region(cell)?,
        }
        Ok(())
    }

    /// The stable code for a cell that is not understood.
    pub(super) const fn fault_code(self) -> &'static str {
        match self {
            Self::DisabilityGrade => "grade-unknown",
            Self::HomeRegion => "region-unknown",
        }
    }

    /// What is wrong with a cell that is not understood.
    pub(super) fn what_is_wrong(self) -> Text {
        match self {
            Self::DisabilityGrade => text!("没有这种伤残等级"; "there is no such disability grade"),
            Self::HomeRegion => text!("不是行政区划代码"; "it is no division code"),
        }
    }

    /// What would be right.
    pub(super) fn remedy(self) -> Text {
        match self {
            Self::DisabilityGrade => text!("可以填一级到十级，或留空。"; "1 to 10, or nothing."),
            Self::HomeRegion => text!("请填六位行政区划代码，例如 421202，或留空。";
                "Six digits such as 421202, or nothing."),
        }
    }
}

/// 一级 to 十级, or 1 to 10; `None` where nothing or a dash is written.
fn disability_grade(cell: &str) -> Result<Option<u8>, NotUnderstood> {
    let visible = cell.chars().filter(|c| !is_invisible(*c));
    let text: String = visible.map(narrow_digit).collect();
    let text = text.strip_suffix('级').unwrap_or(&text);
    if matches!(text, "" | "无" | "-" | "—" | "——" | "/") {
        return Ok(None);
    }
    let chinese = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let grade = chinese
        .iter()
        .zip(1..)
        .find_map(|(word, grade)| (*word == text).then_some(grade))
        .or_else(|| text.parse().ok());
    grade
        .filter(|grade| (1..=10).contains(grade))
        .map(Some)
        .ok_or(NotUnderstood)
}

/// Six digits of a division; `None` where nothing is written.
fn home_region(cell: &str) -> Result<Option<Region>, NotUnderstood> {
    let text = cell.trim_matches(is_invisible);
    if text.is_empty() {
        return Ok(None);
    }
    values::parse_region(text).map(Some).ok_or(NotUnderstood)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_are_read_in_every_writing() {
        for (cell, grade) in [
            ("十级", Some(10)),
            (" 三 级", Some(3)),
            ("７级", Some(7)),
            ("1", Some(1)),
            ("", None),
            ("无", None),
            ("—", None),
        ] {
            assert_eq!(disability_grade(cell), Ok(grade), "{cell}");
        }
        for cell in ["0", "11级", "十一级", "重", "-1", "级级"] {
            assert_eq!(disability_grade(cell), Err(NotUnderstood), "{cell}");
        }
        assert_eq!(DetailColumn::DisabilityGrade.fault_code(), "grade-unknown");
    }
}

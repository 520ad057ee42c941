//! The columns of a roster: what they are called, and how the optional ones are read.
//!
//! A new optional column is added here and nowhere else among the files of `roster`.

use credential_core::Region;
use credential_core::limits::MAX_DEPENDANTS;
use messages::{Text, text};

use super::cell_text::{is_invisible, narrow_digit};
use super::dependants;
use super::grades::{self, NotUnderstood};
use super::name_form::Names;
use crate::particulars::Details;
use crate::regions::{self, Known};
use crate::values;

/// What a column can mean to this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Column {
    Name,
    Identity,
    Category,
    /// Compared with the identity number.
    Sex,
    /// The last day on which the person is entitled.
    Until,
    /// The enrolment of the person's phone.
    Phone,
    Detail(DetailColumn),
}

/// The columns that a roster may leave out: details of the credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DetailColumn {
    DisabilityGrade,
    HomeRegion,
    Dependants,
}

impl Column {
    pub(crate) const ALL: [Self; 9] = [
        Self::Name,
        Self::Identity,
        Self::Category,
        Self::Sex,
        Self::Until,
        Self::Phone,
        Self::Detail(DetailColumn::DisabilityGrade),
        Self::Detail(DetailColumn::HomeRegion),
        Self::Detail(DetailColumn::Dependants),
    ];

    /// Without these there is nothing to issue.
    pub(crate) const NEEDED: [Self; 3] = [Self::Name, Self::Identity, Self::Category];

    /// The stable name in JSON.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Identity => "identity-number",
            Self::Category => "category",
            Self::Sex => "sex",
            Self::Until => "valid-until",
            Self::Phone => "phone-key",
            Self::Detail(DetailColumn::DisabilityGrade) => "disability-grade",
            Self::Detail(DetailColumn::HomeRegion) => "home-region",
            Self::Detail(DetailColumn::Dependants) => "dependants",
        }
    }

    /// The name for people.
    pub(crate) fn name(self) -> Text {
        match self {
            Self::Name => text!("姓名"; "name"),
            Self::Identity => text!("身份证号"; "identity number"),
            Self::Category => text!("人员类别"; "category"),
            Self::Sex => text!("性别"; "sex"),
            Self::Until => text!("有效期至"; "valid until"),
            Self::Phone => text!("手机绑定码"; "phone key"),
            Self::Detail(DetailColumn::DisabilityGrade) => text!("伤残等级"; "disability grade"),
            Self::Detail(DetailColumn::HomeRegion) => text!("户籍区划代码"; "home region"),
            Self::Detail(DetailColumn::Dependants) => text!("随卡家属"; "dependants"),
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
            Self::Sex => &["性别", "sex", "gender"],
            Self::Until => &[
                "有效期至", "validuntil", "有效期止", "有效截止日期", "截止日期", "截止日", "到期日期", "到期日",
                "到期时间", "终止日期", "until", "expirydate", "expires",
            ],
            Self::Phone => &[
                "手机绑定码", "phonekey", "绑定码", "手机密钥", "手机码绑定", "手机绑定", "enrolment", "enrollment",
            ],
            Self::Detail(DetailColumn::DisabilityGrade) => &[
                "伤残等级", "disabilitygrade", "残疾等级", "伤残级别", "残疾级别", "grade",
            ],
            Self::Detail(DetailColumn::HomeRegion) => &[
                "户籍区划代码", "homeregion", "区划代码", "行政区划代码", "户籍地代码", "户籍代码",
                "regioncode",
            ],
            Self::Detail(DetailColumn::Dependants) => &["随卡家属", "dependants", "卡上家属"],
        }
    }
}

impl DetailColumn {
    pub(super) const ALL: [Self; 3] = [Self::DisabilityGrade, Self::HomeRegion, Self::Dependants];

    /// Reads a cell into the details.
    ///
    /// # Errors
    /// [`NotUnderstood`]; the other functions here have the words for it.
    pub(super) fn read(
        self,
        cell: &str,
        names: Names,
        details: &mut Details,
    ) -> Result<(), NotUnderstood> {
        match self {
            Self::DisabilityGrade => details.disability_grade = grades::read(cell)?,
            Self::HomeRegion => details.home_region = home_region(cell)?,
            Self::Dependants => details.dependants = dependants::read(cell, names)?,
        }
        Ok(())
    }

    /// Whether something else than the cell has was read: today's code for a former one.
    pub(super) fn is_mended(self, cell: &str, details: &Details) -> bool {
        match self {
            Self::DisabilityGrade | Self::Dependants => false,
            Self::HomeRegion => details.home_region != written_region(cell).unwrap_or_default(),
        }
    }

    /// The stable code for a cell that is not understood.
    pub(super) const fn fault_code(self) -> &'static str {
        match self {
            Self::DisabilityGrade => "grade-unknown",
            Self::HomeRegion => "region-unknown",
            Self::Dependants => "dependants-unreadable",
        }
    }

    /// What is wrong with a cell that is not understood.
    pub(super) fn what_is_wrong(self) -> Text {
        match self {
            Self::DisabilityGrade => text!("没有这种伤残等级"; "there is no such disability grade"),
            Self::HomeRegion => text!("不是现行的行政区划代码（GB/T 2260）";
                "it is no division code of today (GB/T 2260)"),
            Self::Dependants => text!("看不懂随卡家属"; "the dependants are not understood"),
        }
    }

    /// What would be right.
    pub(super) fn remedy(self) -> Text {
        match self {
            Self::DisabilityGrade => text!("可以填一级到十级，或留空。"; "1 to 10, or nothing."),
            Self::HomeRegion => {
                text!("请填六位的现行代码，例如 421202，或留空。撤并了的区县请查新代码。";
                "Six digits such as 421202, or nothing. Look up the new code of a division that was abolished.")
            }
            Self::Dependants => {
                text!("请写关系和姓名，用顿号分开，例如：配偶 李梅、子女 王小明；最多 {MAX_DEPENDANTS} 人。关系写配偶、子女、父母或其他。";
                "Write relation and name, such as: spouse Li Mei; child Wang Ming; at most {MAX_DEPENDANTS}. Relations are spouse, child, parent and other.")
            }
        }
    }
}

/// The division of a cell by today's code; `None` where nothing is written.
fn home_region(cell: &str) -> Result<Option<Region>, NotUnderstood> {
    let Some(written) = written_region(cell)? else {
        return Ok(None);
    };
    match regions::look_up(written) {
        Known::Today => Ok(Some(written)),
        Known::Former { now: Some(now), .. } => Ok(Some(now)),
        Known::Former { now: None, .. } | Known::Unknown => Err(NotUnderstood),
    }
}

/// Six digits of a division; `None` where nothing is written.
fn written_region(cell: &str) -> Result<Option<Region>, NotUnderstood> {
    let text: String = cell
        .chars()
        .filter(|c| !is_invisible(*c))
        .map(narrow_digit)
        .collect();
    if text.is_empty() {
        return Ok(None);
    }
    // Statistics count on to the village with six more digits.
    let long = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.get(..6).filter(|_| long).unwrap_or(&text);
    values::parse_region(text).map(Some).ok_or(NotUnderstood)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_are_six_digits_or_the_twelve_of_statistics() {
        let region = |code| Ok(Region::new(code).ok());
        assert_eq!(home_region("421202"), region(421_202));
        assert_eq!(home_region(" ４２１２０２"), region(421_202));
        assert_eq!(home_region("421202001000"), region(421_202));
        assert_eq!(home_region(""), Ok(None));
        // Jiangsu's Jiangning, a county until 2000, and codes that nobody has, or nobody has now.
        assert_eq!(home_region("320121"), region(320_115));
        for cell in [
            "咸安区",
            "42120",
            "4212020010",
            "-421202",
            "999999",
            "421299",
            "330104",
        ] {
            assert_eq!(home_region(cell), Err(NotUnderstood), "{cell}");
        }
        assert_eq!(DetailColumn::DisabilityGrade.fault_code(), "grade-unknown");
    }
}

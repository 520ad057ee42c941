//! What a credential says of its holder, in every form that the issuer has it: in the claims, in the
//! register, on manifests and other sheets, and on cards.
//!
//! A new detail of the credential is added here, in the table of the register (`register/schema.rs`) and
//! where it comes from (`roster/columns.rs`).

mod dependants;
mod unsaid;

use dependants::DependantRecord;
pub(crate) use dependants::words as dependants_words;
pub use unsaid::Unsaid;
pub(crate) use unsaid::{are_of_two_stages, lost_categories};

use credential_core::limits::MAX_DEPENDANTS;
use credential_core::{Category, CategorySet, Claims, Dependant, DisplayName, Field, Region};
use messages::Lang::{self, Zh};
use messages::words;
use rusqlite::Row;
use rusqlite::types::{Type, Value};
use serde::{Deserialize, Serialize};

/// What a credential says of its holder, apart from numbers and time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Particulars {
    /// The name as it is shown, masked as a rule.
    pub name: DisplayName,
    /// The categories; at least one.
    pub categories: CategorySet,
    /// What else it says.
    pub details: Details,
}

/// What a credential may say of its holder beside name and categories.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// The home region, where it differs from the bureau's.
    pub home_region: Option<Region>,
    /// Disability grade, 1 to 10.
    pub disability_grade: Option<u8>,
    /// Honour class, 1 to 9.
    pub honour_class: Option<u8>,
    /// Whom of the family the card is for as well, at most eight.
    pub dependants: Vec<Dependant>,
}

impl Particulars {
    /// Without details.
    pub fn new(name: DisplayName, categories: CategorySet) -> Self {
        Self {
            name,
            categories,
            details: Details::default(),
        }
    }

    /// What these claims say.
    pub(crate) fn of(claims: &Claims) -> Self {
        Self {
            name: claims.name.clone(),
            categories: claims.categories,
            details: Details {
                home_region: claims.home_region,
                disability_grade: claims.disability_grade,
                honour_class: claims.honour_class,
                dependants: claims.dependants.clone(),
            },
        }
    }

    /// The field that no credential could be signed with, if there is one.
    pub(crate) fn invalid_field(&self) -> Option<Field> {
        let outside =
            |value: Option<u8>, largest| value.is_some_and(|value| !(1..=largest).contains(&value));
        if self.categories.is_empty() {
            Some(Field::Categories)
        } else if outside(self.details.disability_grade, 10) {
            Some(Field::DisabilityGrade)
        } else if outside(self.details.honour_class, 9) {
            Some(Field::HonourClass)
        } else if self.details.dependants.len() > MAX_DEPENDANTS {
            Some(Field::Dependants)
        } else {
            None
        }
    }
}

impl Details {
    /// Puts them into claims.
    pub(crate) fn fill(&self, claims: &mut Claims) {
        claims.home_region = self.home_region;
        claims.disability_grade = self.disability_grade;
        claims.honour_class = self.honour_class;
        claims.dependants.clone_from(&self.dependants);
    }
}

// In the register.

/// The columns of particulars in the table `credentials`; or, with `?`, as many parameters.
macro_rules! particulars_columns {
    () => {
        "name, categories, home_region, disability_grade, honour_class, dependants"
    };
    (?) => {
        "?, ?, ?, ?, ?, ?"
    };
}
pub(crate) use particulars_columns;

impl Particulars {
    /// The values of `particulars_columns!()`.
    pub(crate) fn values(&self) -> [Value; 6] {
        let number = |number: Option<u32>| Value::from(number.map(i64::from));
        let details = &self.details;
        [
            Value::Text(self.name.as_str().to_owned()),
            Value::Integer(self.categories.to_bits().into()),
            number(details.home_region.map(Region::code)),
            number(details.disability_grade.map(u32::from)),
            number(details.honour_class.map(u32::from)),
            Value::from(dependants::to_text(&details.dependants)),
        ]
    }

    /// Reads the values of `particulars_columns!()`, the first of which is the column `at`.
    ///
    /// # Errors
    /// Those of the database, and `InvalidColumnType` for what is out of range.
    pub(crate) fn read(row: &Row<'_>, at: usize) -> rusqlite::Result<Self> {
        let invalid =
            |column, kind| move |_| rusqlite::Error::InvalidColumnType(column, String::new(), kind);
        let name: String = row.get(at)?;
        let home_region: Option<u32> = row.get(at + 2)?;
        let dependants: Option<String> = row.get(at + 5)?;
        Ok(Self {
            name: DisplayName::new(&name).map_err(invalid(at, Type::Text))?,
            categories: CategorySet::from_bits(row.get(at + 1)?),
            details: Details {
                home_region: home_region
                    .map(Region::new)
                    .transpose()
                    .map_err(invalid(at + 2, Type::Integer))?,
                disability_grade: row.get(at + 3)?,
                honour_class: row.get(at + 4)?,
                dependants: dependants::from_text(dependants.as_deref())
                    .map_err(invalid(at + 5, Type::Text))?,
            },
        })
    }
}

// On sheets.

/// Which sheet for people has a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SheetKind {
    /// `manifest.csv`
    Manifest,
    /// `issuer report --csv`
    Report,
}

struct SheetColumn {
    zh: &'static str,
    en: &'static str,
    on_manifest: bool,
    cell: fn(&Particulars, Lang) -> String,
}

const SHEET_COLUMNS: [SheetColumn; 5] = [
    SheetColumn {
        zh: "姓名",
        en: "name",
        on_manifest: true,
        cell: |it, _| it.name.as_str().to_owned(),
    },
    SheetColumn {
        zh: "人员类别",
        en: "categories",
        on_manifest: true,
        cell: |it, lang| words::categories(it.categories).in_lang(lang).to_owned(),
    },
    SheetColumn {
        zh: "伤残等级",
        en: "disability grade",
        on_manifest: true,
        cell: |it, _| text_of(it.details.disability_grade),
    },
    SheetColumn {
        zh: "户籍区划",
        en: "home region",
        on_manifest: false,
        cell: |it, _| text_of(it.details.home_region),
    },
    SheetColumn {
        zh: "随卡家属",
        en: "dependants",
        on_manifest: true,
        cell: |it, lang| {
            dependants::words(&it.details.dependants)
                .in_lang(lang)
                .to_owned()
        },
    },
];

impl SheetKind {
    fn columns(self) -> impl Iterator<Item = &'static SheetColumn> {
        let all = SHEET_COLUMNS.iter();
        all.filter(move |column| self == Self::Report || column.on_manifest)
    }

    /// The headings of the particulars.
    pub(crate) fn headings(self, lang: Lang) -> impl Iterator<Item = &'static str> {
        self.columns().map(move |column| match lang {
            Zh => column.zh,
            Lang::En => column.en,
        })
    }

    /// The cells of the particulars.
    pub(crate) fn cells(self, of: &Particulars, lang: Lang) -> impl Iterator<Item = String> {
        self.columns().map(move |column| (column.cell)(of, lang))
    }
}

fn text_of(value: Option<impl ToString>) -> String {
    value.map_or(String::new(), |value| value.to_string())
}

// For programs, and on cards.

/// Particulars in a line of `manifest.jsonl`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ParticularsRecord {
    pub(crate) name: String,
    pub(crate) categories: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) disability_grade: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) home_region: Option<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) dependants: Vec<DependantRecord>,
}

impl From<&Particulars> for ParticularsRecord {
    fn from(it: &Particulars) -> Self {
        let codes = it.categories.iter().map(|one| one.code().to_owned());
        Self {
            name: it.name.as_str().to_owned(),
            categories: codes.collect(),
            disability_grade: it.details.disability_grade,
            home_region: it.details.home_region.map(Region::code),
            dependants: it
                .details
                .dependants
                .iter()
                .map(DependantRecord::from)
                .collect(),
        }
    }
}

/// Grades of disability as certificates have them: 1 to 10.
const GRADES: [&str; 10] = [
    "一级", "二级", "三级", "四级", "五级", "六级", "七级", "八级", "九级", "十级",
];

impl ParticularsRecord {
    /// The first field in which the two differ.
    pub(crate) fn differing_field(&self, other: &Self) -> Option<&'static str> {
        [
            ("name", self.name == other.name),
            ("categories", self.categories == other.categories),
            (
                "disability_grade",
                self.disability_grade == other.disability_grade,
            ),
            ("home_region", self.home_region == other.home_region),
            ("dependants", self.dependants == other.dependants),
        ]
        .into_iter()
        .find_map(|(field, same)| (!same).then_some(field))
    }

    /// What is printed of them.
    ///
    /// # Errors
    /// The name of the field that is damaged.
    pub(crate) fn card_texts(&self) -> Result<Vec<(paper::Field, String)>, &'static str> {
        DisplayName::new(&self.name).map_err(|_| "name")?;
        let named = |code: &String| {
            Category::ALL
                .into_iter()
                .find(|one| one.code() == code.as_str())
        };
        let categories: Option<CategorySet> = self.categories.iter().map(named).collect();
        let categories = categories
            .filter(|set| !set.is_empty())
            .ok_or("categories")?;
        let grade = match self.disability_grade {
            None => "",
            Some(grade) => GRADES
                .get(usize::from(grade).wrapping_sub(1))
                .ok_or("disability_grade")?,
        };
        Ok(vec![
            (paper::Field::Name, self.name.clone()),
            (
                paper::Field::Category,
                words::categories(categories).in_lang(Zh).to_owned(),
            ),
            (paper::Field::Grade, grade.to_owned()),
        ])
    }
}

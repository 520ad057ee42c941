//! In what a credential and the one that replaces it differ, in words.

use credential_core::{Dependant, UnixTime};
use messages::Lang::{En, Zh};
use messages::{Text, dates, text, words};

use crate::particulars::{Particulars, dependants_words};

/// A kind of change. What takes something away comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ChangeKind {
    CategoryLost,
    GradeLost,
    NameMasked,
    NameUnmasked,
    NameChanged,
    GradeChanged,
    RegionChanged,
    DependantsChanged,
    CategoryGained,
    GradeGained,
    /// The code of an earlier phone is revoked.
    PhoneRebound,
    /// Only the last day differs.
    End,
}

impl ChangeKind {
    /// All that has changed.
    pub(crate) fn all_between(before: &Particulars, after: &Particulars) -> Vec<Self> {
        let mut kinds = Vec::new();
        let mut add = |kind, applies: bool| {
            if applies {
                kinds.push(kind);
            }
        };
        add(
            Self::CategoryLost,
            !before.categories.is_subset_of(after.categories),
        );
        add(
            Self::CategoryGained,
            !after.categories.is_subset_of(before.categories),
        );
        let (old, new) = (&before.details, &after.details);
        match (old.disability_grade, new.disability_grade) {
            (Some(_), None) => add(Self::GradeLost, true),
            (None, Some(_)) => add(Self::GradeGained, true),
            (one, other) => add(Self::GradeChanged, one != other),
        }
        add(Self::RegionChanged, old.home_region != new.home_region);
        add(Self::DependantsChanged, old.dependants != new.dependants);
        if before.name != after.name {
            let masked = |of: &Particulars| of.name.as_str().contains('*');
            let kind = match (masked(before), masked(after)) {
                (false, true) => Self::NameMasked,
                (true, false) => Self::NameUnmasked,
                _ => Self::NameChanged,
            };
            add(kind, true);
        }
        if kinds.is_empty() {
            kinds.push(Self::End);
        }
        kinds
    }

    /// The stable name in JSON.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::CategoryLost => "category-lost",
            Self::GradeLost => "grade-lost",
            Self::NameMasked => "name-masked",
            Self::NameUnmasked => "name-unmasked",
            Self::NameChanged => "name-changed",
            Self::GradeChanged => "grade-changed",
            Self::RegionChanged => "region-changed",
            Self::DependantsChanged => "dependants-changed",
            Self::CategoryGained => "category-gained",
            Self::GradeGained => "grade-gained",
            Self::PhoneRebound => "phone-rebound",
            Self::End => "end-changed",
        }
    }

    /// How many people it concerns.
    pub(crate) fn of_people(self, count: u64) -> Text {
        match self {
            Self::CategoryLost => text!("{count} 人失去一种人员类别"; "lose a category: {count}"),
            Self::GradeLost => text!("{count} 人失去伤残等级"; "lose a disability grade: {count}"),
            Self::NameMasked => text!(
                "{count} 人由全名变为“王*明”（是不是忘了 --full-names？）";
                "full name becomes masked: {count} (was --full-names forgotten?)"),
            Self::NameUnmasked => text!("{count} 人由“王*明”变为全名";
                "masked name becomes a full one: {count}"),
            Self::NameChanged => text!("{count} 人姓名改变"; "another name: {count}"),
            Self::GradeChanged => {
                text!("{count} 人伤残等级改变"; "another disability grade: {count}")
            }
            Self::RegionChanged => text!("{count} 人户籍区划改变"; "another home region: {count}"),
            Self::DependantsChanged => {
                text!("{count} 人随卡家属改变"; "other dependants on the card: {count}")
            }
            Self::CategoryGained => {
                text!("{count} 人增加一种人员类别"; "get another category: {count}")
            }
            Self::GradeGained => text!("{count} 人增加伤残等级"; "get a disability grade: {count}"),
            Self::PhoneRebound => {
                text!("{count} 人换了手机，原手机码吊销"; "another phone; the code of the one before is revoked: {count}")
            }
            Self::End => text!("{count} 人有效期改变"; "another last day: {count}"),
        }
    }
}

/// What differs between the two, value by value; or when they end, if nothing else does.
pub(crate) fn differences(
    before: &Particulars,
    after: &Particulars,
    ends: (UnixTime, UnixTime),
    rebinds: bool,
) -> Text {
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    let mut add = |what: Text, old: Text, new: Text| {
        zh.push(format!(
            "{} {} → {}",
            what.in_lang(Zh),
            old.in_lang(Zh),
            new.in_lang(Zh)
        ));
        en.push(format!(
            "{} {} → {}",
            what.in_lang(En),
            old.in_lang(En),
            new.in_lang(En)
        ));
    };
    if before.name != after.name {
        let shown = |of: &Particulars| {
            let name = of.name.as_str();
            text!("{name}"; "{name}")
        };
        add(text!("姓名"; "name"), shown(before), shown(after));
    }
    if before.categories != after.categories {
        add(
            text!("类别"; "category"),
            words::categories(before.categories),
            words::categories(after.categories),
        );
    }
    let number = |number: Option<u32>| match number {
        Some(number) => text!("{number}"; "{number}"),
        None => text!("无"; "none"),
    };
    let (old, new) = (&before.details, &after.details);
    if old.disability_grade != new.disability_grade {
        let (old, new) = (old.disability_grade, new.disability_grade);
        add(
            text!("伤残等级"; "disability grade"),
            number(old.map(u32::from)),
            number(new.map(u32::from)),
        );
    }
    if old.home_region != new.home_region {
        let code = |region: Option<credential_core::Region>| number(region.map(|one| one.code()));
        add(
            text!("户籍区划"; "home region"),
            code(old.home_region),
            code(new.home_region),
        );
    }
    if old.dependants != new.dependants {
        let named = |family: &[Dependant]| match family.is_empty() {
            true => text!("无"; "none"),
            false => dependants_words(family),
        };
        add(
            text!("随卡家属"; "dependants"),
            named(&old.dependants),
            named(&new.dependants),
        );
    }
    if rebinds {
        zh.push("重新绑定手机".to_owned());
        en.push("another phone".to_owned());
    }
    if zh.is_empty() {
        let (old, new) = (dates::last_day(ends.0), dates::last_day(ends.1));
        return text!("有效期至 {old} → {new}"; "last day {old} → {new}");
    }
    let (zh, en) = (zh.join("，"), en.join(", "));
    text!("{zh}"; "{en}")
}

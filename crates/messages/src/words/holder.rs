//! Who a holder is: categories, stage of life, the members of a family.

use credential_core::{Category, CategorySet, LifeStage, Relation};

use crate::lang::{Lang, Text};
use crate::text;

/// The name of a category.
pub fn category(category: Category) -> Text {
    let zh = match category {
        Category::Veteran => "退役军人",
        Category::ActiveDuty => "现役军人",
        Category::MartyrSurvivor => "烈士遗属",
        Category::DutyDeathSurvivor => "因公牺牲军人遗属",
        Category::IllnessDeathSurvivor => "病故军人遗属",
        Category::DisabledSoldier => "残疾军人",
        Category::ActiveDutyDependant => "现役军人家属",
        Category::RetiredOfficer => "军休干部",
        Category::VeteranDependant => "退役军人家属",
        Category::Enlistee => "预定新兵",
        other => other.code(),
    };
    let en = match category {
        Category::Veteran => "veteran",
        Category::ActiveDuty => "soldier on active duty",
        Category::MartyrSurvivor => "survivor of a martyr",
        Category::DutyDeathSurvivor => "survivor (killed on duty)",
        Category::IllnessDeathSurvivor => "survivor (died of illness)",
        Category::DisabledSoldier => "disabled soldier",
        Category::ActiveDutyDependant => "dependant of a soldier",
        Category::RetiredOfficer => "retired officer",
        Category::VeteranDependant => "dependant of a veteran",
        Category::Enlistee => "enlistee",
        other => other.code(),
    };
    Text::new(zh, en)
}

/// All categories of a set; those that this version has no name for by their number.
pub fn categories(set: CategorySet) -> Text {
    let unnamed = set.unnamed().to_bits();
    let join = |lang, separator: &str, newcomer: &str| {
        let named = set
            .iter()
            .map(|member| category(member).in_lang(lang).to_owned());
        let others = (0..u32::BITS)
            .filter(|bit| unnamed >> bit & 1 == 1)
            .map(|bit| format!("{newcomer} {bit}"));
        named.chain(others).collect::<Vec<_>>().join(separator)
    };
    Text::new(
        join(Lang::Zh, "、", "新类别"),
        join(Lang::En, ", ", "new category"),
    )
}

/// What a dependant is to the holder; a number that this version has no word for is shown without one.
pub fn relation(relation: Relation) -> Option<Text> {
    Some(match relation {
        Relation::SPOUSE => text!("配偶"; "spouse"),
        Relation::CHILD => text!("子女"; "child"),
        Relation::PARENT => text!("父母"; "parent"),
        Relation::OTHER => text!("其他家属"; "other family"),
        _ => return None,
    })
}

/// The stage of life in which a holder is.
pub fn life_stage(stage: LifeStage) -> Text {
    match stage {
        LifeStage::Enlisting => text!("入伍"; "enlisting"),
        LifeStage::Serving => text!("服役"; "serving"),
        LifeStage::Leaving => text!("退役"; "leaving"),
        LifeStage::Working => text!("就业"; "working"),
        LifeStage::InCare => text!("优抚"; "in care"),
        other => Text::new(other.code(), other.code()),
    }
}

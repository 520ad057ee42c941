//! Cells that choose among what is known: categories, stages of life, regions.

use credential_core::limits::MAX_BENEFIT_REGIONS;
use credential_core::{Category, CategorySet, LifeStage, LifeStages, Region};
use messages::{Failure, Lang, failure, words};

use super::cells::{dense, entries, shown, unknown, whole_number};
use super::days;
use crate::regions::{self, Known};
use crate::values;

/// Whom the column of categories says that a benefit is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Holders with one of these.
    Of(CategorySet),
    /// All holders: somebody has written so.
    Everybody,
    /// Nothing is written, which comes to all holders.
    Unsaid,
}

const EVERYBODY: [&str; 4] = ["所有持有人", "所有人", "everybody", "all"];

/// Categories, in Chinese or English or by their codes.
///
/// # Errors
/// `category-unknown`.
pub(super) fn categories(cell: &str) -> Result<Option<CategorySet>, Failure> {
    let mut set = CategorySet::EMPTY;
    for entry in entries(cell) {
        let category = values::category(&entry).or_else(|| values::category(&dense(&entry)));
        let category = category.ok_or_else(|| {
            let names: Vec<String> = Category::ALL
                .iter()
                .map(|one| words::category(*one).in_lang(Lang::Zh).to_owned())
                .collect();
            let codes = Category::ALL.iter().map(|one| one.code());
            let known: Vec<&str> = names.iter().map(String::as_str).chain(codes).collect();
            unknown("category-unknown", ("人员类别", "category"), &entry, &known)
        })?;
        set = set.with(category);
    }
    Ok((!set.is_empty()).then_some(set))
}

/// The column of categories that a benefit is for.
///
/// # Errors
/// `category-unknown`.
pub(super) fn audience(cell: &str) -> Result<Audience, Failure> {
    if EVERYBODY.contains(&dense(cell).as_str()) {
        return Ok(Audience::Everybody);
    }
    Ok(categories(cell)?.map_or(Audience::Unsaid, Audience::Of))
}

/// Categories as a cell.
pub(super) fn categories_text(set: Option<CategorySet>, lang: Lang) -> String {
    let named = set.into_iter().flat_map(|set| {
        Category::ALL
            .into_iter()
            .filter(move |one| set.contains(*one))
    });
    let texts: Vec<String> = named
        .map(|one| match lang {
            Lang::Zh => words::category(one).in_lang(Lang::Zh).to_owned(),
            Lang::En => one.code().to_owned(),
        })
        .collect();
    texts.join(separator(lang))
}

/// The column of categories as a cell. What was unsaid comes out as what it comes to.
pub(super) fn audience_text(audience: Audience, lang: Lang) -> String {
    match audience {
        Audience::Of(set) => categories_text(Some(set), lang),
        Audience::Everybody | Audience::Unsaid => {
            let said = if lang == Lang::Zh {
                EVERYBODY[0]
            } else {
                EVERYBODY[2]
            };
            said.to_owned()
        }
    }
}

/// Stages of life: 入伍、服役, or by their codes.
///
/// # Errors
/// `stage-unknown`.
pub(super) fn stages(cell: &str) -> Result<Option<LifeStages>, Failure> {
    let numbers = entries(cell).into_iter().map(|entry| {
        let word = dense(&entry);
        let found = LifeStage::ALL.into_iter().find(|stage| {
            words::life_stage(*stage).in_lang(Lang::Zh) == word || stage.code() == word
        });
        found.map(LifeStage::number).ok_or_else(|| {
            let names: Vec<String> = LifeStage::ALL
                .iter()
                .map(|stage| words::life_stage(*stage).in_lang(Lang::Zh).to_owned())
                .collect();
            let codes = LifeStage::ALL.iter().map(|stage| stage.code());
            let known: Vec<&str> = names.iter().map(String::as_str).chain(codes).collect();
            unknown(
                "stage-unknown",
                ("所处阶段", "stage of life"),
                &word,
                &known,
            )
        })
    });
    days::set(numbers.collect::<Result<_, _>>()?)
}

/// Stages of life as a cell.
pub(super) fn stages_text(stages: Option<LifeStages>, lang: Lang) -> String {
    let named = LifeStage::ALL
        .into_iter()
        .filter(|stage| stages.is_some_and(|stages| stages.has(*stage)));
    let texts: Vec<String> = named
        .map(|stage| match lang {
            Lang::Zh => words::life_stage(stage).in_lang(Lang::Zh).to_owned(),
            Lang::En => stage.code().to_owned(),
        })
        .collect();
    texts.join(separator(lang))
}

/// One region by its code of today.
///
/// # Errors
/// `region-unknown`, with the codes that may be meant.
pub(super) fn region(cell: &str) -> Result<Region, Failure> {
    let text = dense(cell);
    let Some(region) = values::parse_region(&text) else {
        return Err(no_region(cell, &regions::named(&text)));
    };
    match regions::look_up(region) {
        Known::Today => Ok(region),
        Known::Former { now, .. } => {
            let now: Vec<u32> = now.iter().map(|region| region.code()).collect();
            Err(no_region(cell, &now))
        }
        Known::Unknown => {
            let near: Vec<u32> = regions::near(&text).iter().map(|near| near.0).collect();
            Err(no_region(cell, &near))
        }
    }
}

/// Regions by their codes.
///
/// # Errors
/// As [`region`], and `regions-many`.
pub(super) fn regions_of(cell: &str) -> Result<Vec<Region>, Failure> {
    let mut all = Vec::new();
    for entry in entries(cell) {
        all.push(region(&entry)?);
    }
    all.sort_unstable_by_key(|region| region.code());
    all.dedup();
    if all.len() > MAX_BENEFIT_REGIONS {
        return Err(
            failure!("regions-many"; "地区超过 {MAX_BENEFIT_REGIONS} 个";
            "there are more than {MAX_BENEFIT_REGIONS} regions";
            "请改写上一级地区。"; "Name the region that they are in."),
        );
    }
    Ok(all)
}

/// Grades and classes: `1-6`, `一级至六级`.
///
/// # Errors
/// `number-range`, `value-unreadable`.
pub(super) fn grade(word: &str) -> Option<u32> {
    whole_number(word.trim_end_matches(['级', '等', '类']))
}

/// What parts the entries of a cell.
pub(super) const fn separator(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "、",
        Lang::En => ", ",
    }
}

fn no_region(cell: &str, meant: &[u32]) -> Failure {
    let cell = shown(cell);
    let list = |separator| {
        let texts: Vec<String> = meant.iter().take(8).map(u32::to_string).collect();
        texts.join(separator)
    };
    if meant.is_empty() {
        return failure!("region-unknown"; "“{cell}”不是现行的行政区划代码"; "'{cell}' is no division code of today";
            "请写六位代码，例如咸宁市 421200（GB/T 2260）。"; "Write the six digits, such as 421200 (GB/T 2260).");
    }
    failure!("region-unknown"; "“{cell}”不是现行的行政区划代码"; "'{cell}' is no division code of today";
        "是不是 {}？", list("、"); "Did you mean {}?", list(" or "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_category_with_a_slip_is_refused_with_the_one_that_is_meant() {
        let both = categories("退役军人、Active-Duty").unwrap().unwrap();
        assert_eq!(
            categories_text(Some(both), Lang::En),
            "veteran, active-duty"
        );
        for (cell, near) in [("退伍军人", "退役军人"), ("vetran", "veteran")] {
            let fault = categories(cell).unwrap_err();
            assert_eq!(fault.code, "category-unknown");
            assert!(fault.remedy.in_lang(Lang::Zh).contains(near), "{cell}");
        }
        assert_eq!(audience(" ").unwrap(), Audience::Unsaid);
        assert_eq!(audience("所有持有人").unwrap(), Audience::Everybody);
        // Everybody beside somebody is a slip.
        assert_eq!(
            audience("所有人、退役军人").unwrap_err().code,
            "category-unknown"
        );
    }

    #[test]
    fn a_region_is_a_code_of_today_or_is_refused_with_what_may_be_meant() {
        assert_eq!(region("421200").unwrap().code(), 421_200);
        for (cell, near) in [
            ("咸宁市", "421200"),
            ("332623", "331081"),
            ("421299", "421200"),
            ("4212000", ""),
            ("42120O", ""),
        ] {
            let fault = region(cell).unwrap_err();
            assert_eq!(fault.code, "region-unknown", "{cell}");
            assert!(fault.remedy.in_lang(Lang::En).contains(near), "{cell}");
        }
    }

    #[test]
    fn stages_are_read_by_name_and_code() {
        let read = stages("服役、leaving").unwrap();
        assert_eq!(stages_text(read, Lang::Zh), "服役、退役");
        assert_eq!(stages(&stages_text(read, Lang::En)).unwrap(), read);
        assert_eq!(stages("服兵役").unwrap_err().code, "stage-unknown");
    }
}

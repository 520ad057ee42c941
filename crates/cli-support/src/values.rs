//! Values of arguments that both programs take: regions and categories. Complaints name what is allowed.

use credential_core::{Category, CategorySet, Region};
use messages::Lang::{En, Zh};
use messages::{Failure, Text, failure, text, untrusted::escape_untrusted, words};

/// A region code of six digits.
///
/// # Errors
/// `usage`.
pub fn region(argument: &str, text: &str) -> Result<Region, Failure> {
    parse_region(text).ok_or_else(|| {
        wrong(
            argument,
            text,
            text!("请写六位行政区划代码，例如 421200";
                "write the six digits of the division, such as 421200"),
        )
    })
}

/// Region codes, separated like people do.
///
/// # Errors
/// `usage`.
pub fn regions(argument: &str, text: &str) -> Result<Vec<Region>, Failure> {
    text.split([',', '，', '、'])
        .map(|one| region(argument, one.trim()))
        .collect()
}

/// Six digits and nothing else.
pub fn parse_region(text: &str) -> Option<Region> {
    let plain = text.len() == 6 && text.bytes().all(|digit| digit.is_ascii_digit());
    plain
        .then(|| text.parse().ok())?
        .and_then(|code| Region::new(code).ok())
}

/// `all`, or categories by their code or Chinese name, separated like people do.
///
/// # Errors
/// `usage`.
pub fn categories(argument: &str, text: &str) -> Result<CategorySet, Failure> {
    if matches!(text.trim(), "all" | "全部") {
        return Ok(Category::ALL.into_iter().collect());
    }
    some_categories(argument, text)
}

/// Categories by their code or Chinese name, separated like people do.
///
/// # Errors
/// `usage`, also if there is none.
pub fn some_categories(argument: &str, text: &str) -> Result<CategorySet, Failure> {
    let set = parse_categories(text).map_err(|unknown| {
        let known =
            |separator: &str, name: fn(Category) -> String| Category::ALL.map(name).join(separator);
        wrong(
            argument,
            unknown,
            text!("可用：{}", known("、", |one| words::category(one).in_lang(Zh).to_owned());
                "use: {}", known(", ", |one| one.code().to_owned())),
        )
    })?;
    if set.is_empty() {
        return Err(wrong(
            argument,
            text,
            text!("至少写一类人员"; "name at least one category"),
        ));
    }
    Ok(set)
}

/// Categories by their code, their Chinese or their English name; empty if there are none.
///
/// # Errors
/// The first part that is none.
pub fn parse_categories(text: &str) -> Result<CategorySet, &str> {
    text.split(['、', ',', '，', ';', '；', '/', '／', '+', '\n'])
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| category(part).ok_or(part))
        .collect()
}

/// A category by its code, its Chinese or its English name.
pub fn category(text: &str) -> Option<Category> {
    Category::ALL.into_iter().find(|&category| {
        let name = words::category(category);
        text == name.in_lang(Zh)
            || text.eq_ignore_ascii_case(category.code())
            || text.eq_ignore_ascii_case(name.in_lang(En))
    })
}

/// The failure to an argument with this value: what may be written instead, as a sentence without its end.
pub fn wrong(argument: &str, value: &str, remedy: Text) -> Failure {
    let value = escape_untrusted(value);
    failure!("usage"; "参数 {argument} 不能是“{value}”"; "{argument} cannot be '{value}'";
        "{}。", remedy.in_lang(Zh); "{}.", capitalised(remedy.in_lang(En)))
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters
        .next()
        .map(|first| first.to_uppercase().chain(characters).collect())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_are_separated_as_people_do() {
        let both = CategorySet::EMPTY
            .with(Category::Veteran)
            .with(Category::DisabledSoldier);
        for text in [
            "退役军人、残疾军人",
            "退役军人，残疾军人",
            " 退役军人 ; disabled-soldier ",
            "veteran/Disabled Soldier",
            "残疾军人,退役军人,退役军人",
        ] {
            assert_eq!(parse_categories(text), Ok(both), "{text}");
        }
        assert_eq!(parse_categories("退役军人、退伍老兵"), Err("退伍老兵"));
        assert_eq!(parse_categories(" 、"), Ok(CategorySet::EMPTY));
    }

    #[test]
    fn a_region_has_six_digits() {
        assert_eq!(parse_region("421200").map(Region::code), Some(421_200));
        for text in ["42120", "4212001", "+42120", "042120", "咸宁"] {
            assert_eq!(parse_region(text), None, "{text}");
        }
    }
}

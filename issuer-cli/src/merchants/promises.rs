//! A benefit in words that anybody understands: what is given, for whom, when and how often.

use credential_core::{Category, CategorySet, LifeStage};
use messages::Lang::{En, Zh};
pub(crate) use messages::condition_words::{
    hours as hour_words, quota as quota_words, weekdays as weekday_words,
};
use messages::{Text, benefit_words, text, untrusted::escape_untrusted, words};

use super::words::region_name;
use crate::catalogue::{BenefitColumn, BenefitRow, CatalogueBook, MerchantRow, day_text};

/// A promise in words.
#[derive(Clone, Debug)]
pub(crate) struct PromiseWords {
    pub(crate) number: u32,
    /// What it is called.
    pub(crate) title: Text,
    /// What it does to the price.
    pub(crate) value: Text,
    /// Whom it is for.
    pub(crate) audience: Text,
    /// When, how often and where, each by itself.
    pub(crate) conditions: Vec<Text>,
}

impl PromiseWords {
    /// What a benefit comes to at a merchant.
    pub(crate) fn of(book: &CatalogueBook, row: &BenefitRow, merchant: &MerchantRow) -> Self {
        let benefit = &row.benefit;
        Self {
            number: row.number(),
            title: benefit_words::title(&benefit.title),
            value: benefit_words::kind(benefit.kind),
            audience: audience(book, row),
            conditions: conditions(book, row, merchant),
        }
    }

    /// All promises of a merchant, by number.
    pub(crate) fn all(book: &CatalogueBook, merchant: &MerchantRow) -> Vec<Self> {
        let given = book.given_by(merchant);
        given.map(|row| Self::of(book, row, merchant)).collect()
    }

    /// Title and value in one; the title alone where it says the value.
    pub(crate) fn what(&self) -> Text {
        let one = |lang| {
            let (title, value) = (self.title.in_lang(lang), self.value.in_lang(lang));
            match (says_value(title, value), lang) {
                (true, _) => title.to_owned(),
                (false, Zh) => format!("{title}（{value}）"),
                (false, En) => format!("{title} ({value})"),
            }
        };
        Text::new(one(Zh), one(En))
    }

    /// The conditions in one line; empty if there are none.
    pub(crate) fn conditions_in(&self, lang: messages::Lang) -> String {
        let all: Vec<&str> = self
            .conditions
            .iter()
            .map(|one| one.in_lang(lang))
            .collect();
        all.join(if lang == Zh { "；" } else { "; " })
    }
}

/// Whether a title says the value already: 理发半价 of 五折：付 50%, 满100减20 of 减 20 元.
fn says_value(title: &str, value: &str) -> bool {
    let plain = |text: &str| -> String {
        let text = text.to_lowercase();
        text.chars().filter(|c| !c.is_whitespace()).collect()
    };
    let (title, value) = (plain(title), plain(value));
    let has = |part: &str| {
        let mut found = title.match_indices(part);
        // 减20 is not said by 减200, nor 5折 by 8.5折.
        found.any(|(at, _)| {
            let before = title.get(..at).and_then(|text| text.chars().next_back());
            let behind = title
                .get(at + part.len()..)
                .and_then(|text| text.chars().next());
            let joins = |end: Option<char>, next: Option<char>| {
                let is_part = |c: char| c.is_ascii_digit() || c == '.' || FOLDS.contains(c);
                end.is_some_and(is_part) && next.is_some_and(is_part)
            };
            !joins(before, part.chars().next()) && !joins(part.chars().next_back(), behind)
        })
    };
    value.split([':', '：']).any(|part| {
        has(part)
            || part.strip_suffix('元').is_some_and(has)
            || (part == "五折" && has("半价"))
            || (part == "50%off" && (has("halfprice") || has("halfaprice")))
    })
}

/// Digits of discounts.
const FOLDS: &str = "一二三四五六七八九";

/// Names of categories.
fn categories(set: CategorySet) -> Text {
    let named = Category::ALL.into_iter().filter(|one| set.contains(*one));
    let texts: Vec<Text> = named.map(words::category).collect();
    let list = |lang, separator: &str| {
        let all: Vec<&str> = texts.iter().map(|text| text.in_lang(lang)).collect();
        all.join(separator)
    };
    Text::new(list(Zh, "、"), list(En, ", "))
}

/// Whom a benefit is for.
pub(crate) fn audience(book: &CatalogueBook, row: &BenefitRow) -> Text {
    let benefit = &row.benefit;
    let cell = |column, lang| row.cell(column, &book.trades, lang);
    let mut parts = Vec::new();
    match benefit.categories {
        Some(set) => parts.push(categories(set)),
        None if row.is_for_everybody() => parts.push(text!("所有持有人"; "every holder")),
        None => {}
    }
    if benefit.grades.is_some() {
        let grades = cell(BenefitColumn::Grades, Zh);
        parts.push(
            text!("残疾等级 {grades} 级"; "disability grade {}", cell(BenefitColumn::Grades, En)),
        );
    }
    if benefit.honour_classes.is_some() {
        let classes = cell(BenefitColumn::Honours, Zh);
        parts.push(
            text!("荣誉等次 {classes} 等"; "honour class {}", cell(BenefitColumn::Honours, En)),
        );
    }
    if let Some(stages) = benefit.life_stages {
        let named = LifeStage::ALL
            .into_iter()
            .filter(|stage| stages.has(*stage));
        let texts: Vec<Text> = named.map(words::life_stage).collect();
        let list = |lang, separator: &str| {
            let all: Vec<&str> = texts.iter().map(|text| text.in_lang(lang)).collect();
            all.join(separator)
        };
        parts.push(Text::new(list(Zh, "、"), list(En, ", ")));
    }
    if !benefit.home_regions.is_empty() {
        let named = benefit.home_regions.iter();
        let named: Vec<String> = named.map(|region| region_name(*region)).collect();
        let (zh, en) = (named.join("、"), named.join(", "));
        parts.push(text!("户籍 {zh}"; "registered in {en}"));
    }
    let all = |lang, separator: &str| {
        let all: Vec<&str> = parts.iter().map(|part| part.in_lang(lang)).collect();
        all.join(separator)
    };
    let (zh, en) = (all(Zh, "，"), all(En, ", "));
    match benefit.not_for.map(categories) {
        Some(not) => text!("{zh}（{}除外）", not.in_lang(Zh); "{en} (not: {})", not.in_lang(En)),
        None => Text::new(zh, en),
    }
}

fn conditions(book: &CatalogueBook, row: &BenefitRow, merchant: &MerchantRow) -> Vec<Text> {
    let benefit = &row.benefit;
    let cell = |column, lang| row.cell(column, &book.trades, lang);
    let mut all: Vec<Text> = benefit.quotas.iter().map(quota_words).collect();
    if let Some(times) = &benefit.times {
        if let Some(days) = times.weekdays {
            all.push(weekday_words(days.iter()));
        }
        if times.month_days.is_some() {
            let (zh, en) = (
                cell(BenefitColumn::MonthDays, Zh),
                cell(BenefitColumn::MonthDays, En),
            );
            all.push(text!("每月 {zh} 日"; "on day {en} of the month"));
        }
        if !times.dates.is_empty() {
            let (zh, en) = (
                cell(BenefitColumn::Dates, Zh),
                cell(BenefitColumn::Dates, En),
            );
            all.push(text!("仅 {zh}"; "only on {en}"));
        }
        if !times.hours.is_empty() {
            all.push(hour_words(&times.hours));
        }
    }
    match (benefit.from, benefit.until) {
        (Some(from), Some(until)) => {
            let (from, until) = (day_text(from), day_text(until));
            all.push(text!("{from} 至 {until}"; "from {from} to {until}"));
        }
        (Some(from), None) => {
            let from = day_text(from);
            all.push(text!("{from} 起"; "from {from}"));
        }
        (None, Some(until)) => {
            let until = day_text(until);
            all.push(text!("至 {until}"; "until {until}"));
        }
        (None, None) => {}
    }
    if !benefit.branches.is_empty() {
        let names: Vec<String> = benefit
            .branches
            .iter()
            .map(|branch| match merchant.branches.get(&branch.0) {
                Some(name) if !name.is_empty() => escape_untrusted(name).into_owned(),
                _ => branch.to_string(),
            })
            .collect();
        let (zh, en) = (names.join("、"), names.join(", "));
        all.push(text!("仅限门店：{zh}"; "only at: {en}"));
    }
    if let Some(floor) = benefit.floor {
        let money = benefit_words::money(floor);
        all.push(
            text!("折后最少付 {}", money.in_lang(Zh); "at least {} is paid", money.in_lang(En)),
        );
    }
    if benefit.order.is_some() {
        all.push(text!("可与其他优待叠加"; "may be combined with others"));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_that_says_the_value_does_not_get_it_twice() {
        for (title, value, says) in [
            ("理发半价", "五折：付 50%", true),
            ("八五折优惠", "八五折：付 85%", true),
            ("八五折优惠", "五折：付 50%", false),
            ("满100减20", "减 20 元", true),
            ("满100减20元", "减 20 元", true),
            ("满1000减200", "减 20 元", false),
            ("理发", "减 20 元", false),
            ("免费停车", "免费", true),
            ("Haircut at half price", "50% off: pay 50%", true),
            ("Haircut", "50% off: pay 50%", false),
        ] {
            assert_eq!(says_value(title, value), says, "{title} {value}");
        }
    }
}

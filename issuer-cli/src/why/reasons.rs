//! The rule that decided, in words: which branch, category, day, hour or quota.
//!
//! Whether a benefit is given, the core says. What is said here is which of its conditions do not hold.

use credential_core::{CategorySet, HolderTraits, LifeStage, Moment, Quota};
use messages::Lang::{En, Zh};
use messages::{Lang, Text, benefit_words, text, untrusted::escape_untrusted, words};

use super::words::both;
use crate::catalogue::{BenefitColumn, BenefitRow, CatalogueBook, MerchantRow, day_text};
use crate::merchants::{hour_words, quota_words, region_name, weekday_words};

fn listed(texts: &[Text]) -> Text {
    both(|lang| {
        let all: Vec<&str> = texts.iter().map(|text| text.in_lang(lang)).collect();
        all.join(if lang == Zh { "、" } else { ", " })
    })
}

/// What a branch of the merchant is called.
fn branch_name(merchant: &MerchantRow, branch: u32) -> String {
    let name = merchant.branches.get(&branch).map_or("", String::as_str);
    let name = escape_untrusted(name);
    format!("{branch} {name}").trim().to_owned()
}

/// It is given at other branches.
pub(super) fn branch(row: &BenefitRow, merchant: &MerchantRow, here: Option<u32>) -> Text {
    let at = row.benefit.branches.iter();
    let at: Vec<String> = at.map(|one| branch_name(merchant, one.0)).collect();
    let (zh, en) = (at.join("、"), at.join(", "));
    match here.map(|here| branch_name(merchant, here)) {
        Some(here) => {
            text!("只在门店 {zh} 给予；这里是 {here}"; "given at {en} only; this is {here}")
        }
        None => {
            text!("只在门店 {zh} 给予；这里没有登记门店"; "given at {en} only; no branch is registered here")
        }
    }
}

/// It is for other holders: each condition that does not hold.
pub(super) fn entitlement(
    row: &BenefitRow,
    book: &CatalogueBook,
    holder: &HolderTraits,
) -> Vec<Text> {
    let benefit = &row.benefit;
    let mut all = Vec::new();
    let cell = |column, lang| row.cell(column, &book.trades, lang);
    let theirs = words::categories(holder.categories);
    let wants = |set: CategorySet| words::categories(set);
    if let Some(set) = benefit
        .categories
        .filter(|set| !holder.categories.intersects(*set))
    {
        let set = wants(set);
        all.push(
            text!("只给：{}；此人是：{}", set.in_lang(Zh), theirs.in_lang(Zh);
            "for: {}; this holder is: {}", set.in_lang(En), theirs.in_lang(En)),
        );
    }
    if let Some(set) = benefit
        .not_for
        .filter(|set| holder.categories.intersects(*set))
    {
        let set = wants(set);
        all.push(
            text!("不给：{}；此人是：{}", set.in_lang(Zh), theirs.in_lang(Zh);
            "not for: {}; this holder is: {}", set.in_lang(En), theirs.in_lang(En)),
        );
    }
    if benefit.grades.is_some_and(|grades| {
        !holder
            .disability_grade
            .is_some_and(|grade| grades.contains(grade))
    }) {
        all.push(graded(
            (
                &text!("残疾等级"; "disability grade"),
                holder.disability_grade,
            ),
            |lang| cell(BenefitColumn::Grades, lang),
        ));
    }
    if benefit.honour_classes.is_some_and(|classes| {
        !holder
            .honour_class
            .is_some_and(|class| classes.contains(class))
    }) {
        all.push(graded(
            (&text!("荣誉等次"; "honour class"), holder.honour_class),
            |lang| cell(BenefitColumn::Honours, lang),
        ));
    }
    if let Some(stages) = benefit
        .life_stages
        .filter(|stages| !holder.life_stage.is_some_and(|stage| stages.has(stage)))
    {
        let named: Vec<Text> = LifeStage::ALL
            .into_iter()
            .filter(|stage| stages.has(*stage))
            .map(words::life_stage)
            .collect();
        let named = listed(&named);
        let theirs = match holder.life_stage {
            Some(stage) => words::life_stage(stage),
            None => text!("码上没有写"; "the code does not say"),
        };
        all.push(
            text!("所处阶段须为：{}；此人：{}", named.in_lang(Zh), theirs.in_lang(Zh);
            "stage of life: {}; this holder: {}", named.in_lang(En), theirs.in_lang(En)),
        );
    }
    let regions = &benefit.home_regions;
    if !regions.is_empty()
        && !regions
            .iter()
            .any(|region| region.covers(holder.home_region))
    {
        let named: Vec<String> = regions.iter().map(|region| region_name(*region)).collect();
        let theirs = region_name(holder.home_region);
        all.push(text!("户籍须在：{}；此人户籍：{theirs}", named.join("、");
            "registered in: {}; this holder: {theirs}", named.join(", ")));
    }
    all
}

fn graded((name, theirs): (&Text, Option<u8>), wanted: impl Fn(Lang) -> String) -> Text {
    let (zh, en) = (name.in_lang(Zh), name.in_lang(En));
    match theirs {
        Some(theirs) => text!("{zh}须为：{}；此人是 {theirs}", wanted(Zh);
            "{en}: {}; this holder has {theirs}", wanted(En)),
        None => text!("{zh}须为：{}；此人没有", wanted(Zh);
            "{en}: {}; this holder has none", wanted(En)),
    }
}

/// It is given on other days: each condition that does not hold.
pub(super) fn day(row: &BenefitRow, book: &CatalogueBook, moment: Moment) -> Vec<Text> {
    let benefit = &row.benefit;
    let (day, today) = (moment.day(), day_text(moment.day()));
    let mut all = Vec::new();
    if let Some(from) = benefit.from.filter(|from| day < *from) {
        let from = day_text(from);
        all.push(
            text!("{from} 起给予；那天是 {today}"; "given from {from} on; that day is {today}"),
        );
    }
    if let Some(until) = benefit.until.filter(|until| *until < day) {
        let until = day_text(until);
        all.push(
            text!("给到 {until} 为止；那天是 {today}"; "given until {until}; that day is {today}"),
        );
    }
    let Some(times) = &benefit.times else {
        return all;
    };
    if let Some(days) = times
        .weekdays
        .filter(|days| !days.contains(moment.weekday()))
    {
        let (given, that) = (
            weekday_words(days.iter()),
            weekday_words(std::iter::once(moment.weekday())),
        );
        all.push(
            text!("只在{}给予；{today} 是{}", given.in_lang(Zh), that.in_lang(Zh);
            "given on {}; {today} is a {}", given.in_lang(En), that.in_lang(En)),
        );
    }
    let of_month = u8::try_from(day.day()).unwrap_or(0);
    if times
        .month_days
        .is_some_and(|days| !days.contains(of_month))
    {
        let cell = |lang| row.cell(BenefitColumn::MonthDays, &book.trades, lang);
        all.push(text!("只在每月 {} 日给予；那天是 {of_month} 日", cell(Zh);
            "given on day {} of the month; that day is the {of_month}", cell(En)));
    }
    // Whether a date matches, the core alone knows: it is the one that is left.
    if all.is_empty() && !times.dates.is_empty() {
        let cell = |lang| row.cell(BenefitColumn::Dates, &book.trades, lang);
        all.push(text!("只在 {} 给予；那天是 {today}", cell(Zh);
            "given on {} only; that day is {today}", cell(En)));
    }
    all
}

/// It is given at other hours.
pub(super) fn hour(row: &BenefitRow, moment: Moment) -> Text {
    let hours = row.benefit.times.as_ref().map(|times| &times.hours[..]);
    let hours = hour_words(hours.unwrap_or_default());
    let minute = moment.minute();
    let clock = format!("{:02}:{:02}", minute / 60, minute % 60);
    text!("时段为 {}；当时是 {clock}", hours.in_lang(Zh);
        "given at {}; it was {clock}", hours.in_lang(En))
}

/// A quota is used up.
pub(super) fn quota(quota: &Quota, used: u64) -> Text {
    let (rule, unit) = (quota_words(quota), benefit_words::unit(quota.unit));
    text!("{}，已用 {used} {}", rule.in_lang(Zh), unit.in_lang(Zh);
        "{}; used: {used} {}", rule.in_lang(En), unit.in_lang(En))
}

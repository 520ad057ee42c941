//! Xianning: code, card and alliance of merchants (崇军码, 崇军卡, 崇军商盟).
//!
//! `one_day` is the loop of a code: a roster in, codes out, a verdict with no network. `people`, `catalogue`, `year`,
//! `scenes` and `story` are the first year of the alliance, in a folder of its own and with the clocks of that year: members that
//! join with what they promise, uses at their terminals, and what the books come to.

mod catalogue;
mod one_day;
mod people;
mod scenes;
mod story;
mod year;

use crate::alliance::{City, Office, finish, moment};
use crate::stage::{Stage, Trouble};
use year::{USES, Year};

/// One of so many people and uses is played unless something else is asked for.
pub(crate) const SHARE: u64 = 40;

/// One of so many at most: 330 uses.
pub(crate) const SMALLEST_SHARE: u64 = 80;

/// What a use saves on average, in yuan: 57, and a little more or less where fewer are played.
const SAVED: std::ops::RangeInclusive<u64> = 50..=64;

const CITY: City = City {
    authority: "湖北省退役军人事务厅",
    bureau: "咸宁市退役军人事务局",
    bureau_en: "Veterans Bureau of Xianning",
    region: 421_200,
    id: 42_120_001,
};

pub(crate) fn play(stage: &Stage, share: u64) -> Result<(), Trouble> {
    one_day::play(stage)?;
    stage.print_heading(
        &format!(
            "崇军商盟的第一年（2021 年 7 月至 2022 年 6 月），在文件夹 alliance 里；时钟拨到当年，按 1/{share} 的规模"
        ),
        &format!(
            "The first year of the alliance, July 2021 to June 2022, in the folder alliance; the clocks stand there, at 1/{share} of the scale"
        ),
    )?;
    let office = Office::found(stage.part("alliance")?, &CITY, moment("2021-07-01T09:00")?)?;
    let mut year = Year::begin(office, share)?;
    story::play(&mut year)?;
    let (page, report) = finish(
        year.office(),
        "xianning",
        moment("2022-07-01T09:00")?,
        &["directory.html"],
    )?;
    let uses = report["total"]["uses"].as_u64().unwrap_or_default();
    let saved = report["total"]["saved_fen"].as_u64().unwrap_or_default() / 100;
    if uses != USES / share || !SAVED.contains(&(saved / uses.max(1))) {
        return Err(Trouble::new(format!(
            "{uses} uses saved {saved} yuan, and the year has {} uses of some 57 yuan",
            USES / share
        )));
    }
    stage.print_heading(
        &format!(
            "完成：{uses} 次优待，共省 {saved} 元；全部规模为 {USES} 次、150 多万元。每一步都与预期一致。报告："
        ),
        &format!(
            "Done: {uses} uses saved {saved} yuan; at full scale {USES} uses and more than 1.5 million. Every step was as expected. The report:"
        ),
    )?;
    let path = page.display().to_string();
    stage.print_line(&path, &path)
}

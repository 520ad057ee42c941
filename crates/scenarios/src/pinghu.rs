//! Pinghu: one record through five stages of life (老兵e家).
//!
//! `five_stages` is the code through a life: what a gate says of it, and that the person stays the same to quotas. `home`,
//! `catalogue` and `life` are what it is worth, in a folder of its own: before and after a stage, on one day, at one shop; an allowance that
//! begins by itself; a benefit for an organisation; and the visits of a year.

mod catalogue;
mod five_stages;
mod home;
mod life;

use catalogue::{MATTERS, VISITS};
use home::Home;

use crate::alliance::{finish, moment};
use crate::stage::{Stage, Trouble};

/// One visit of so many is played unless something else is asked for.
pub(crate) const SHARE: u64 = 50;

/// One of so many at most: 130 visits, five matters.
pub(crate) const SMALLEST_SHARE: u64 = 100;

pub(crate) fn play(stage: &Stage, share: u64) -> Result<(), Trouble> {
    five_stages::play(stage)?;
    stage.print_heading(
        &format!(
            "老兵e家：码在每个阶段值什么，在文件夹 home 里；时钟拨到 2026 至 2028 年，按 1/{share} 的规模"
        ),
        &format!(
            "What the code is worth at each stage, in the folder home; the clocks stand in 2026 to 2028, at 1/{share} of the scale"
        ),
    )?;
    let mut home = Home::found(stage.part("home")?, share)?;
    home.play()?;
    let (page, report) = finish(
        home.office(),
        "pinghu",
        moment("2029-01-05T09:00")?,
        &["entitled-2026-11.xlsx"],
    )?;
    let of = |is_one: fn(u64) -> bool| -> u64 {
        let rows = report["by_benefit"].as_array().into_iter().flatten();
        let rows = rows.filter(|row| row["key"].as_u64().is_some_and(is_one));
        rows.filter_map(|row| row["uses"].as_u64()).sum()
    };
    let (visits, matters) = (of(catalogue::is_function), of(catalogue::is_matter));
    let uses = report["total"]["uses"].as_u64().unwrap_or_default();
    let expected = (VISITS / share, MATTERS / share, home.uses());
    if (visits, matters, uses) != expected {
        return Err(Trouble::new(format!(
            "visits, matters and uses are {:?} in place of {expected:?}",
            (visits, matters, uses)
        )));
    }
    stage.print_heading(
        &format!(
            "完成：访问 {visits} 次，办结 {matters} 件（全部规模 {VISITS} 次、{MATTERS} 件）；每个阶段前后，同一天、同一家店，结果都与预期一致。报告："
        ),
        &format!(
            "Done: {visits} visits, {matters} matters dealt with (at full scale {VISITS} and {MATTERS}); before and after each stage, on one day at one shop, all as expected. The report:"
        ),
    )?;
    let path = page.display().to_string();
    stage.print_line(&path, &path)
}

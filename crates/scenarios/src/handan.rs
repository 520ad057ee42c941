//! Handan: the alliance of merchants (拥军联盟), whose offers differ by category, and the medical card for dependants, one
//! card for several people.
//!
//! `people` are veterans, soldiers and families; `catalogue` are the members of 21 sub-kinds and what they offer to whom;
//! `season` and `story` are half a year from admission to exit; `scenes` are what is tried at the counter, and what goes wrong.

mod catalogue;
mod people;
mod scenes;
mod season;
mod story;

use crate::alliance::{City, Office, finish, moment};
use crate::stage::{Stage, Trouble};
use season::Season;

/// One of so many people and uses is played unless something else is asked for.
pub(crate) const SHARE: u64 = 200;

/// One of so many at most: 660 veterans, 150 uses.
pub(crate) const SMALLEST_SHARE: u64 = 400;

const CITY: City = City {
    authority: "河北省退役军人事务厅",
    bureau: "邯郸市退役军人事务局",
    bureau_en: "Veterans Bureau of Handan",
    region: 130_400,
    id: 13_040_001,
};

pub(crate) fn play(stage: &Stage, share: u64) -> Result<(), Trouble> {
    stage.print_heading(
        &format!("邯郸拥军联盟，2023 年 3 月至 8 月，时钟拨到当年，按 1/{share} 的规模"),
        &format!(
            "The alliance of Handan, March to August 2023, with the clocks standing there, at 1/{share} of the scale"
        ),
    )?;
    let office = Office::found(stage.part("alliance")?, &CITY, moment("2023-03-01T09:00")?)?;
    let mut season = Season::begin(office, share)?;
    story::play(&mut season)?;
    let (page, report) = finish(
        season.office(),
        "handan",
        moment("2023-09-01T09:00")?,
        &["directory.html"],
    )?;
    let uses = report["total"]["uses"].as_u64().unwrap_or_default();
    let saved = report["total"]["saved_fen"].as_u64().unwrap_or_default() / 100;
    if uses != season.uses() {
        return Err(Trouble::new(format!(
            "the report has {uses} uses, and there were {}",
            season.uses()
        )));
    }
    stage.print_heading(
        &format!("完成：{uses} 次优待，共省 {saved} 元，每一步都与预期一致。名录和报告："),
        &format!(
            "Done: {uses} uses saved {saved} yuan, and every step was as expected. The directory and the report:"
        ),
    )?;
    for path in [page.with_file_name("directory.html"), page] {
        let path = path.display().to_string();
        stage.print_line(&path, &path)?;
    }
    Ok(())
}

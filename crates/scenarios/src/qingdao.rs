//! Qingdao: the card 荣军卡 rides free on buses and metro, for veterans and other entitled groups, 31 months long; the
//! alliance 荣军联盟 grows in ten rounds, its catalogue from 169 items to 208. From the spreadsheets to the report.

mod catalogue;
mod city;
mod firms;
mod months;
mod people;
mod rides;
mod scale;
mod scenes;
mod visits;

use serde_json::Value;

use city::Scheme;
use scale::{ALLIANCE, MONTHS, Scale, yuan};

use crate::alliance::{finish, moment};
use crate::stage::{Stage, Trouble};

/// One ride of so many is played unless something else is asked for.
pub(crate) const SHARE: u64 = 10_000;

/// With fewer people, some category would be missing.
pub(crate) const SMALLEST_SHARE: u64 = 10_000;

pub(crate) fn play(stage: &Stage, share: u64) -> Result<(), Trouble> {
    let scale = Scale::of(share);
    let mut scheme = Scheme::begin(stage.part("alliance")?, scale)?;
    for month in 0..MONTHS {
        scheme.month(month)?;
    }
    end(scheme, scale)
}

/// The last journals, the report, and whether it is what the city has published.
fn end(mut scheme: Scheme, scale: Scale) -> Result<(), Trouble> {
    scheme.print(
        "2023 年 9 月底：统计报表，与公布的数字比例相符",
        "End of September 2023: the report, in proportion to the figures that were published",
    )?;
    let expected = scheme.expected()?;
    let at = moment("2023-11-01T10:00")?;
    let (page, report) = finish(&scheme.office, "qingdao", at, &[])?;
    let of = |key: u64| {
        report["by_benefit"].as_array().and_then(|rows| {
            let row = rows.iter().find(|row| row["key"] == key);
            row.cloned()
        })
    };
    let rides = of(catalogue::RIDE).unwrap_or_default();
    let uses = report["total"]["uses"].as_u64().unwrap_or_default();
    let found = (
        rides["uses"].as_u64().unwrap_or_default(),
        rides["saved_fen"].as_u64().unwrap_or_default(),
        uses,
    );
    if found != expected {
        return Err(Trouble::new(format!(
            "rides, saved on them and uses in all are {found:?} in place of {expected:?}"
        )));
    }
    let (rides, saved, uses) = found;
    let (share, of_rides) = (scale.share, yuan(saved));
    let in_alliance = uses - rides;
    scheme.office.stage.print_line(
        &format!(
            "比例 1/{share}：免费乘车 {rides} 次，节省 {of_rides} 元（每次 1.8 元）；联盟优待 {in_alliance} 次（比例 1/{}）",
            (share / ALLIANCE).max(1)
        ),
        &format!(
            "share 1/{share}: {rides} free rides, {of_rides} yuan saved (1.8 a ride); {in_alliance} uses in the alliance (share 1/{})",
            (share / ALLIANCE).max(1)
        ),
    )?;
    marks(&scheme, &report)?;
    let page = page.display();
    scheme.print(
        &format!("完成。报表：{page}"),
        &format!("Done. The report: {page}"),
    )
}

/// What went wrong on purpose was seen.
fn marks(scheme: &Scheme, report: &Value) -> Result<(), Trouble> {
    let marks = report["marks"].as_array();
    for (code, least) in [("quota-exceeded", 1), ("revoked", 2), ("not-member", 2)] {
        let found = marks.and_then(|marks| marks.iter().find(|mark| mark["code"] == code));
        let records = found
            .and_then(|mark| mark["records"].as_u64())
            .unwrap_or_default();
        if records < least {
            return Err(Trouble::new(format!("{records} records marked {code}")));
        }
        scheme.office.stage.print_line(
            &format!("有疑问的记录 {code}：{records} 条"),
            &format!("records marked {code}: {records}"),
        )?;
    }
    Ok(())
}

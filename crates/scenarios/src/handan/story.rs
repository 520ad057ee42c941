//! The order of things in the season: admission, service, supervision, incentive, exit.

use serde_json::{Map, Value, json};

use super::catalogue::{MEMBERS, applications, member, tables};
use super::scenes;
use super::season::{Season, USES};
use crate::alliance::{Play, moment};
use crate::stage::Trouble;

pub(super) fn play(season: &mut Season) -> Result<(), Trouble> {
    admission(season)?;
    season.uses_between(("2023-03-20", "2023-04-30"), 30, &[])?;
    scenes::offers_differ_by_category(season)?;
    scenes::five_days_of_car_hire(season)?;
    scenes::families(season)?;
    scenes::a_discount_on_a_discount(season)?;
    season.play.round("2023-05-06T20:00", &[])?;
    season.uses_between(("2023-05-07", "2023-06-19"), 30, &[])?;
    scenes::supervision(season)?;
    scenes::exits(season)?;
    scenes::stolen_and_suspended(season)?;
    let not_at = [scenes::leaves(), scenes::ends(), scenes::stolen()];
    let rest = (USES / season.share).saturating_sub(season.play.uses);
    season.so_many_uses(("2023-07-14", "2023-08-24"), rest, &not_at)?;
    let Play { rounds, office, .. } = &mut season.play;
    rounds.collect(office, moment("2023-08-28T20:00")?)?;
    scenes::the_bureau_takes_back(season)?;
    directory(season)?;
    season.play.plan.end()
}

/// Admission: applications are checked before anybody signs; rather few than false.
fn admission(season: &mut Season) -> Result<(), Trouble> {
    season.play.print(
        "准入：商户交来的申请表先检查，写错的逐行指出，改好再签；宁缺毋滥",
        "Admission: applications are checked, and what is wrong is named row by row before anybody signs",
    )?;
    let office = season.office();
    let at = moment("2023-03-10T09:00")?;
    applications().write(&office.stage, "applications.xlsx")?;
    office.refused(at, "catalogue check @applications.xlsx")?;
    tables(1).write(&office.stage, "catalogue-1.xlsx")?;
    office.act(
        at,
        "merchant add @catalogue-1.xlsx --number 4 5 --out @forms --alliance 拥军联盟",
    )?;
    season.play.print(
        &format!("2023 年目录：{MEMBERS} 家，5 大类 21 小类，公布；门口的牌子写明承诺"),
        &format!("The catalogue: {MEMBERS} members in 5 kinds and 21 sub-kinds; boards at the door say what is promised"),
    )?;
    let at = moment("2023-03-16T09:00")?;
    season.play.publish_catalogue(at, "")?;
    let office = season.office();
    office.run(
        at,
        "merchant board 4 5 --bureau @bureau --out @boards --alliance 拥军联盟 --telephone 0310-3112233",
    )?;
    let at = moment("2023-03-18T09:00")?;
    office.publish_and_pack(at, "first.lbu", "")?;
    let mut stride = season.share | 1;
    // No divisor of 21, so that all sub-kinds have some.
    while stride > 1 && (stride.is_multiple_of(3) || stride.is_multiple_of(7)) {
        stride += 2;
    }
    let merchants = (1..=MEMBERS).filter(|merchant| {
        *merchant <= scenes::MERCHANTS_OF_SCENES || merchant.is_multiple_of(stride)
    });
    let Play { rounds, office, .. } = &mut season.play;
    rounds.set_up(office, at, "first.lbu", merchants)
}

/// The directory of the alliance, with how holders rate the service.
fn directory(season: &mut Season) -> Result<(), Trouble> {
    season.play.print(
        "名录：5 大类 21 小类，每家的承诺、联系方式、抽查结果和服务评价，一个网页，可离线查找",
        "The directory: 5 kinds and 21 sub-kinds, each member with promises, contacts, inspections, and how holders rate the service",
    )?;
    let office = &season.play.office;
    let at = moment("2023-08-30T09:00")?;
    let mut ratings = Map::new();
    for merchant in season.play.rounds.terminals.keys() {
        let sheet = office.recorded_json(
            at,
            &format!("report merchant {merchant} --bureau @bureau --out @sheets"),
        )?;
        let rated = &sheet["merchants"][0]["ratings"];
        // Fewer than five are nobody's business.
        if rated["satisfied"].is_u64() {
            ratings.insert(merchant.to_string(), rated.clone());
        }
    }
    let known = json!(ratings).to_string();
    office.stage.write("ratings.json", known.as_bytes())?;
    office.run(
        at,
        "merchant directory --bureau @bureau --ratings @ratings.json --out @directory.html",
    )?;
    let list = office.json(at, "merchant list --bureau @bureau")?;
    let standing = |name: &str| list[name].as_u64().unwrap_or_default();
    if standing("members") + standing("left") != MEMBERS || standing("left") != 1 {
        let told: Vec<&Value> = ["members", "suspended", "left"]
            .iter()
            .map(|name| &list[name])
            .collect();
        return Err(Trouble::new(format!("members, suspended, left: {told:?}")));
    }
    office.run(
        at,
        &format!("merchant show {} --bureau @bureau", member(13, 0)),
    )
}

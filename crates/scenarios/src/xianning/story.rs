//! The order of things in the first year of the alliance.

use super::catalogue::{ALL_EVER, FIRST_MEMBERS, tables};
use super::scenes;
use super::year::{USES, Year};
use crate::alliance::{Play, moment};
use crate::stage::Trouble;

pub(super) fn play(year: &mut Year) -> Result<(), Trouble> {
    founding(year)?;
    year.uses_between(("2021-08-15", "2021-09-24"), 10, &[])?;
    year.play.round("2021-09-25T20:00", &[])?;
    year.uses_between(("2021-09-26", "2021-11-09"), 12, &[])?;
    year.play.round("2021-11-10T20:00", &[])?;
    let office = &year.play.office;
    year.people.cards(office, moment("2021-11-26T09:00")?)?;
    year.uses_between(("2021-11-27", "2021-12-09"), 10, &[])?;
    scenes::card_and_phone_are_one(year)?;
    scenes::a_promise_is_broken(year)?;
    second_catalogue(year)?;
    year.uses_between(("2022-01-07", "2022-02-13"), 20, &[scenes::SUSPENDED])?;
    scenes::slips_at_the_counter(year)?;
    scenes::a_card_is_lost(year)?;
    year.uses_between(("2022-02-18", "2022-03-30"), 16, &[])?;
    scenes::a_member_leaves(year)?;
    year.play.round("2022-04-10T20:00", &[])?;
    year.uses_between(("2022-04-11", "2022-05-30"), 20, &[scenes::LEAVES])?;
    year.play.round("2022-05-31T20:00", &[])?;
    scenes::copies_and_damage(year)?;
    rest(year)?;
    scenes::the_bureau_takes_back(year)?;
    members(year)
}

/// Applications, the first edition, boards, and terminals.
fn founding(year: &mut Year) -> Result<(), Trouble> {
    let office = &year.play.office;
    year.print(
        "崇军商盟：八类行业，商户书面申请，各自承诺；承诺书打印供签字，公布 2021 年目录",
        "The alliance: eight trades; merchants apply in writing and promise for themselves; forms to sign, and the catalogue of 2021",
    )?;
    tables(FIRST_MEMBERS, 2021).write(&office.stage, "catalogue-1.xlsx")?;
    office.act(
        moment("2021-07-20T10:00")?,
        "merchant add @catalogue-1.xlsx --number 1 2 3 --out @forms --alliance 崇军商盟",
    )?;
    let at = moment("2021-08-02T09:00")?;
    year.play.publish_catalogue(at, "")?;
    let office = &year.play.office;
    office.run(
        at,
        "merchant board 1 3 --bureau @bureau --out @boards --alliance 崇军商盟 --telephone 0715-8235123",
    )?;
    year.print(
        "商户的收银终端：自己生成密钥，申请点位，拿到更新和目录",
        "Terminals of merchants: each makes its key, asks for a place, and gets updates and its part of the catalogue",
    )?;
    let at = moment("2021-08-10T09:00")?;
    office.publish_and_pack(at, "first.lbu", "")?;
    let stride = year.share | 1;
    let merchants = (1..=FIRST_MEMBERS).filter(|merchant| {
        *merchant <= scenes::MERCHANTS_OF_SCENES || merchant.is_multiple_of(stride)
    });
    let Play { rounds, office, .. } = &mut year.play;
    rounds.set_up(office, at, "first.lbu", merchants)
}

/// 2022: new members, better promises, and what has ended. What is gone from the workbook by silence is refused.
fn second_catalogue(year: &mut Year) -> Result<(), Trouble> {
    year.print(
        "2022 年目录：新加入 25 家，一部分承诺更优惠，启动月立减取消；有一家预告 3 月底退出",
        "The catalogue of 2022: 25 new members, better promises, the opening offer is over; one member announces that it leaves in March",
    )?;
    let at = moment("2022-01-05T09:00")?;
    let workbook = year.play.next_workbook();
    tables(ALL_EVER, 2022).write(&year.office().stage, &workbook)?;
    scenes::announces_to_leave(year, at)?;
    year.office().refused(
        at,
        &format!("catalogue publish @{workbook} --bureau @bureau --operator 王芳 --yes"),
    )?;
    year.play.publish_catalogue(at, "--gone-benefits-end")?;
    // Terminals want a new trust list each half year.
    year.office().sign_trust_list(at)?;
    year.play.round("2022-01-06T20:00", &[])?;
    let at = moment("2022-01-06T21:00")?;
    let Play { rounds, office, .. } = &mut year.play;
    rounds.set_up(office, at, "first.lbu", [FIRST_MEMBERS + 1])?;
    rounds.bring(office, at, FIRST_MEMBERS + 1, false)
}

/// What is still missing, with one more that the bureau will take back.
fn rest(year: &mut Year) -> Result<(), Trouble> {
    let rest = (USES / year.share + 1).checked_sub(year.play.uses);
    let rest = rest.ok_or_else(|| Trouble::new("there were too many uses"))?;
    let not_at = [scenes::LEAVES, scenes::COPIED];
    year.so_many_uses(("2022-06-12", "2022-06-28"), rest, &not_at)?;
    let Play { rounds, office, .. } = &mut year.play;
    rounds.collect(office, moment("2022-06-29T20:00")?)
}

/// How many members there are, what is known of the one that broke its word, and the directory.
fn members(year: &mut Year) -> Result<(), Trouble> {
    year.print(
        "商盟名单：在册 484 家；名录一个网页，含承诺、联系方式和抽查结果",
        "484 members; the directory is one page, with promises, contacts and the result of inspections",
    )?;
    year.play.plan.end()?;
    let at = moment("2022-06-30T15:00")?;
    let list = year.office().json(at, "merchant list --bureau @bureau")?;
    if list["members"] != 484 {
        return Err(Trouble::new(format!(
            "{} members in place of 484",
            list["members"]
        )));
    }
    let show = format!("merchant show {} --bureau @bureau", scenes::SUSPENDED);
    year.office().run(at, &show)?;
    year.office().run(
        at,
        &format!(
            "report merchant {} --bureau @bureau --out @sheets",
            scenes::SUSPENDED
        ),
    )?;
    year.office().run(
        at,
        "merchant directory --bureau @bureau --out @directory.html",
    )
}

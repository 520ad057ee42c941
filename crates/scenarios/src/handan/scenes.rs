//! What is tried at the counter, and what goes wrong.

use super::catalogue::{
    CAR_FREE, GOODS_AGAIN, HAIRCUT_FREE, HAIRCUT_HALF, KINDERGARTEN, MEAL_AGAIN, MEDICAL_CARD,
    member, own_promise, tables,
};
use super::people::Group::{self, Families, Soldiers, Veterans};
use super::people::People;
use super::season::Season;
use crate::alliance::{Play, Visit, moment};
use crate::stage::Trouble;

/// The first two members of each sub-kind have a terminal.
pub(super) const MERCHANTS_OF_SCENES: u64 = 42;

/// A guest house that leaves.
pub(super) fn leaves() -> u64 {
    member(12, 0)
}

/// A shop for telephones whose agreement ends in June.
pub(super) fn ends() -> u64 {
    member(19, 1)
}

/// A pharmacy whose terminal is stolen.
pub(super) fn stolen() -> u64 {
    member(22, 1)
}

/// A fruit shop that breaks its word.
fn suspended() -> u64 {
    member(13, 0)
}

/// What somebody of a scene wants.
struct Scene<'w> {
    who: (Group, usize),
    benefits: &'w [u64],
    units: Option<u64>,
    price: Option<u64>,
}

impl<'w> Scene<'w> {
    const fn of(who: (Group, usize), benefits: &'w [u64], price: Option<u64>) -> Self {
        Self {
            who,
            benefits,
            units: None,
            price,
        }
    }

    /// Days of hire, with what they would cost.
    const fn hire(who: (Group, usize), days: u64) -> Self {
        Self {
            who,
            benefits: &[CAR_FREE],
            units: Some(days),
            price: Some(days * 20_000),
        }
    }

    fn visit<'p>(&self, people: &'p People) -> Result<Visit<'p>, Trouble> {
        let (group, which) = self.who;
        Ok(Visit {
            person: people.for_scene(group, which)?,
            device: group.device(),
            benefits: self.benefits.to_vec(),
            units: self.units,
            price: self.price,
            rating: None,
        })
    }
}

/// It is given. Gives the records.
fn gives(
    season: &mut Season,
    merchant: u64,
    at: &str,
    scene: &Scene<'_>,
) -> Result<Vec<u64>, Trouble> {
    let Season { play, people, .. } = season;
    let visit = scene.visit(people)?;
    let records = play.counter(merchant, moment(at)?, true)?.gives(&[visit])?;
    let records: Vec<u64> = records.into_iter().flatten().collect();
    play.uses += records.len() as u64;
    Ok(records)
}

/// It is not given: the verdict on the code, and why.
fn refuses(
    season: &mut Season,
    merchant: u64,
    at: &str,
    scene: &Scene<'_>,
    (verdict, why): (&str, &str),
) -> Result<(), Trouble> {
    let Season { play, people, .. } = season;
    let visit = scene.visit(people)?;
    play.counter(merchant, moment(at)?, true)?
        .refuses(&visit, verdict, why)
}

/// One barber: free for who serves, half for who has served, and neither the other way round.
pub(super) fn offers_differ_by_category(season: &mut Season) -> Result<(), Trouble> {
    season.play.print(
        "理发店门口的牌子：现役军人免费，退役军人半价；退役军人要免费的，不给，说明不适用",
        "The barber: free for soldiers, half price for veterans; a veteran who asks for the other one does not get it",
    )?;
    let barber = member(14, 0);
    let price = Some(4_500);
    let soldier = Scene::of((Soldiers, 0), &[HAIRCUT_FREE], price);
    let veteran = Scene::of((Veterans, 0), &[HAIRCUT_HALF], price);
    let wrong = Scene::of((Veterans, 1), &[HAIRCUT_FREE], price);
    gives(season, barber, "2023-05-02T10:00", &soldier)?;
    gives(season, barber, "2023-05-02T10:10", &veteran)?;
    refuses(
        season,
        barber,
        "2023-05-02T10:20",
        &wrong,
        ("bearer", "not-entitled"),
    )?;
    // At the same shop on the same day again.
    refuses(
        season,
        barber,
        "2023-05-02T17:00",
        &soldier,
        ("accepted", "quota-used"),
    )
}

/// Five days a year at all car hires together: this terminal counts its own, the bureau finds the rest.
pub(super) fn five_days_of_car_hire(season: &mut Season) -> Result<(), Trouble> {
    season.play.print(
        "租车：现役军人一年免费五天，按天计；三天加两天用完，第六天不给；在另一县的租车行又租两天，由局里标记",
        "Car hire: five days a year for soldiers, counted in days; three and two are all; two more in another district are marked by the bureau",
    )?;
    let (here, there) = (member(15, 0), member(15, 1));
    let who = (Soldiers, 1);
    gives(season, here, "2023-05-02T09:00", &Scene::hire(who, 3))?;
    refuses(
        season,
        here,
        "2023-05-03T08:00",
        &Scene::hire(who, 3),
        ("accepted", "quota-used"),
    )?;
    gives(season, here, "2023-05-03T09:00", &Scene::hire(who, 2))?;
    refuses(
        season,
        here,
        "2023-05-04T09:00",
        &Scene::hire(who, 1),
        ("accepted", "quota-used"),
    )?;
    gives(season, there, "2023-05-05T09:00", &Scene::hire(who, 2))?;
    let veteran = Scene::of((Veterans, 2), &[CAR_FREE], Some(20_000));
    refuses(
        season,
        here,
        "2023-05-05T10:00",
        &veteran,
        ("bearer", "not-entitled"),
    )
}

/// Children of those who serve: kindergarten without fees, and the medical card for the whole family.
pub(super) fn families(season: &mut Season) -> Result<(), Trouble> {
    season.play.print(
        "现役军人的子女入园免费，一月一次；家属医疗服务卡一卡一户：预约、急诊都优先，没有价格",
        "Kindergarten without fees for children of soldiers, once a month; the medical card, one for a family: priority again and again, without a price",
    )?;
    let (kindergarten, hospital) = (member(31, 0), member(21, 0));
    let fees = Scene::of((Families, 0), &[KINDERGARTEN], Some(80_000));
    gives(season, kindergarten, "2023-05-04T08:00", &fees)?;
    refuses(
        season,
        kindergarten,
        "2023-05-05T08:00",
        &fees,
        ("bearer", "quota-used"),
    )?;
    let veteran = Scene::of((Veterans, 0), &[KINDERGARTEN], Some(80_000));
    refuses(
        season,
        kindergarten,
        "2023-05-05T08:10",
        &veteran,
        ("bearer", "not-entitled"),
    )?;
    // The card names the others of the family; somebody compares them with it.
    let at = moment("2023-05-04T08:50")?;
    let Season { play, people, .. } = season;
    let text = people
        .for_scene(Families, 1)?
        .shows(Families.device(), at)?;
    play.rounds.at(hospital)?.check(&play.office, at, &text)?;
    let card = Scene::of((Families, 1), &[MEDICAL_CARD], None);
    for at in ["2023-05-04T09:00", "2023-05-04T09:20", "2023-05-05T15:00"] {
        gives(season, hospital, at, &card)?;
    }
    Ok(())
}

/// A further discount on the discount, in its order and not below its floor.
pub(super) fn a_discount_on_a_discount(season: &mut Season) -> Result<(), Trouble> {
    season.play.print(
        "折上折：先会员单位折扣，再按类别打折或立减，不低于最低价；单独的优待不能叠加",
        "A discount on a discount: the member's own first, then the one for the category, not below the floor; what stands alone is given alone",
    )?;
    let (restaurant, shop) = (member(11, 0), member(13, 0));
    let own = own_promise(restaurant);
    let meal = [MEAL_AGAIN, own];
    let soldier = Scene::of((Soldiers, 2), &meal, Some(33_333));
    gives(season, restaurant, "2023-05-03T12:00", &soldier)?;
    let cheap = Scene::of((Soldiers, 2), &meal, Some(3_200));
    let small = gives(season, restaurant, "2023-05-03T12:30", &cheap)?;
    // Paid for by somebody else: both are taken back.
    let at = moment("2023-05-03T12:30")?;
    let Season { play, people, .. } = season;
    let visit = cheap.visit(people)?;
    play.counter(restaurant, at, true)?.undoes(&visit, &small)?;
    play.uses -= small.len() as u64;
    let goods = [own_promise(shop), GOODS_AGAIN];
    let veteran = Scene::of((Veterans, 3), &goods, Some(2_150));
    gives(season, shop, "2023-05-03T16:00", &veteran)?;
    let twice = [own_promise(shop), own_promise(shop)];
    let wrong = Scene::of((Veterans, 4), &twice, Some(5_000));
    refuses(
        season,
        shop,
        "2023-05-03T16:10",
        &wrong,
        ("bearer", "same-order"),
    )
}

/// Spot checks: most keep their word and one does not; some are praised.
pub(super) fn supervision(season: &mut Season) -> Result<(), Trouble> {
    season.play.print(
        "监督与激励：抽查，一家水果店八折不兑现，暂停；守诺的两家表扬；新一版目录折上折更优惠",
        "Supervision and incentive: a fruit shop breaks its word and is suspended; two members are praised; the new edition has a better further discount",
    )?;
    let shop = suspended();
    let at = moment("2023-06-20T09:00")?;
    let act = |play: &Play, line: &str| play.office.act(at, line);
    let play = &mut season.play;
    act(
        play,
        &format!("merchant inspect {shop} --result broken --note 会员折扣不兑现"),
    )?;
    for kept in [member(14, 0), member(11, 0)] {
        act(play, &format!("merchant inspect {kept} --result kept"))?;
        act(
            play,
            &format!("merchant praise {kept} --note 服务满意，评为拥军示范店"),
        )?;
    }
    act(
        play,
        &format!("merchant suspend {shop} --reason 抽查未守承诺 --yes"),
    )?;
    play.plan
        .act(at, "merchant-suspended", shop, "2023-06-20")?;
    let leaving = leaves();
    act(
        play,
        &format!("merchant leave {leaving} --from 2023-07-01 --reason 自愿退出 --yes"),
    )?;
    play.plan.act(at, "merchant-left", leaving, "2023-07-01")?;
    let workbook = play.next_workbook();
    tables(2).write(&play.office.stage, &workbook)?;
    play.publish_catalogue(at, "")?;
    let promise = [own_promise(shop)];
    let late = Scene::of((Veterans, 3), &promise, Some(6_000));
    gives(season, shop, "2023-06-22T10:00", &late)?;
    // Terminals want a new trust list each half year.
    season
        .office()
        .sign_trust_list(moment("2023-06-25T09:00")?)?;
    season.play.round("2023-06-25T20:00", &[])?;
    refuses(
        season,
        shop,
        "2023-06-26T10:00",
        &late,
        ("bearer", "not-member"),
    )
}

/// One leaves, one agreement ends: both terminals stop by themselves.
pub(super) fn exits(season: &mut Season) -> Result<(), Trouble> {
    season.play.print(
        "退出：一家自愿退出，一家协议到期没有续签；终端到日子自己停",
        "Exit: one member leaves, one agreement is not renewed; their terminals stop by themselves",
    )?;
    let at = moment("2023-06-25T21:00")?;
    season
        .office()
        .run(at, "merchant due --within 30 --bureau @bureau")?;
    for (merchant, time) in [(leaves(), "2023-07-03T10:00"), (ends(), "2023-07-03T11:00")] {
        let promise = [own_promise(merchant)];
        let scene = Scene::of((Veterans, 4), &promise, Some(8_000));
        refuses(season, merchant, time, &scene, ("bearer", "not-member"))?;
    }
    Ok(())
}

/// A stolen terminal, and a holder who is suspended: what was given before the update came is marked.
pub(super) fn stolen_and_suspended(season: &mut Season) -> Result<(), Trouble> {
    season.play.print(
        "终端被偷：停用；持有人有疑问：暂停。更新没到以前给出的，由局里标记；查清以后恢复",
        "A stolen terminal is retired, a holder in doubt is suspended; what is given before the update comes is marked; then the holder is restored",
    )?;
    let (pharmacy, barber) = (stolen(), member(14, 1));
    let promise = [own_promise(pharmacy)];
    let doubtful = (Veterans, 5);
    let at = moment("2023-07-10T09:00")?;
    let holder = season.people.for_scene(Veterans, 5)?.holder;
    let play = &mut season.play;
    let terminal = play.rounds.at(pharmacy)?.number;
    play.office
        .act(at, &format!("terminal retire {terminal} --yes"))?;
    play.plan.act(at, "terminal-retired", terminal, "")?;
    play.office.act(
        at,
        &format!("suspend --holder {holder} --reason other --yes"),
    )?;
    play.plan.act(at, "suspend", holder, "")?;
    let medicine = Scene::of((Veterans, 0), &promise, Some(7_000));
    gives(season, pharmacy, "2023-07-11T10:00", &medicine)?;
    let haircut = Scene::of(doubtful, &[HAIRCUT_HALF], Some(3_000));
    gives(season, barber, "2023-07-11T11:00", &haircut)?;
    by_hand(season, barber)?;
    season.play.round("2023-07-12T20:00", &[])?;
    refuses(
        season,
        pharmacy,
        "2023-07-13T07:00",
        &medicine,
        ("bearer", "terminal-retired"),
    )?;
    refuses(
        season,
        barber,
        "2023-07-13T07:10",
        &haircut,
        ("suspended", "not-accepted"),
    )?;
    let at = moment("2023-07-13T08:00")?;
    let play = &mut season.play;
    play.office
        .act(at, &format!("restore --holder {holder} --yes"))?;
    play.plan.act(at, "restore", holder, "")?;
    // Back in the alliance, with the next update.
    let shop = suspended();
    play.office
        .act(at, &format!("merchant return {shop} --yes"))?;
    play.plan.act(at, "merchant-returned", shop, "2023-07-13")?;
    let workbook = play.next_workbook();
    tables(2).write(&play.office.stage, &workbook)?;
    play.publish_catalogue(at, "")?;
    play.round("2023-07-13T20:00", &[])?;
    gives(season, barber, "2023-07-14T07:00", &haircut).map(drop)
}

/// Grants by hand, and one that the bureau will take back.
fn by_hand(season: &mut Season, barber: u64) -> Result<(), Trouble> {
    let Season { play, people, .. } = season;
    let person = people.for_scene(Veterans, 1)?;
    let mut counter = play.counter(barber, moment("2023-07-11T12:00")?, true)?;
    counter.gives_by_hand("scanner-broken", HAIRCUT_HALF, Some(person), Some(4_000))?;
    counter.gives_by_hand("card-unreadable", HAIRCUT_HALF, None, Some(3_600))?;
    let twice = Scene::of((Veterans, 2), &[HAIRCUT_HALF], Some(40_000));
    let records = gives(season, barber, "2023-07-11T15:00", &twice)?;
    let terminal = season.play.rounds.at(barber)?.number;
    season.wrong = records.first().map(|record| (terminal, *record));
    Ok(())
}

/// The bureau takes a grant back, and looks at what is marked.
pub(super) fn the_bureau_takes_back(season: &mut Season) -> Result<(), Trouble> {
    season.play.print(
        "局里撤回一条打错金额的记录；再看有疑问的记录",
        "The bureau takes back a grant with a wrong price, and looks at the records with marks",
    )?;
    let (terminal, record) = season
        .wrong
        .ok_or_else(|| Trouble::new("no grant is known to be wrong"))?;
    let at = moment("2023-08-29T09:00")?;
    let play = &mut season.play;
    play.office.act(
        at,
        &format!(
            "journal undo --terminal {terminal} --number {record} --reason 金额多打一位 --yes"
        ),
    )?;
    play.plan.act(at, "undo", terminal, &record.to_string())?;
    play.uses -= 1;
    play.office.run(at, "journal marks --bureau @bureau")
}

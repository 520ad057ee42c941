//! What goes wrong in the year, is seen, and is put right.

use std::fs;

use credential_core::UnixTime;

use super::catalogue::{ALL_EVER, CHECK_UP, FIRST_MEMBERS, own_promise, tables};
use super::year::Year;
use crate::alliance::{Counter, Device, Visit, moment};
use crate::stage::Trouble;

/// The members with the lowest numbers, all with a terminal: two of each trade, eight in each of two districts.
pub(super) const MERCHANTS_OF_SCENES: u64 = 16;

/// A restaurant that takes the full price at a spot check.
pub(super) const SUSPENDED: u64 = 9;
/// A shop that leaves.
pub(super) const LEAVES: u64 = 10;
/// A barber whose terminal's disk is copied.
pub(super) const COPIED: u64 = 16;

/// Two medical members, in two districts.
const MEDICAL: [u64; 2] = [3, 11];

/// Phone and card are one person: the terminal counts them together. Another terminal cannot know, and the bureau marks
/// the record.
pub(super) fn card_and_phone_are_one(year: &mut Year) -> Result<(), Trouble> {
    year.print(
        "一人有码又有卡：年度体检一年一次，同一终端用卡再来，次数已用完；到另一家医院，终端离线不知道，由局里标记",
        "One person with code and card: a check-up once a year is used up at this terminal for both; another terminal cannot know, and the bureau marks it",
    )?;
    let [first, second] = MEDICAL;
    let who = year.people.with_both(0)?;
    let price = Some(30_000);
    year.scene(first, "2021-12-10T10:00", 1, |counter, people| {
        let visit = Visit::new(people.get(who)?, Device::Phone, CHECK_UP, price);
        counter.gives(&[visit])
    })?;
    year.scene(first, "2021-12-10T10:05", 0, |counter, people| {
        let visit = Visit::new(people.get(who)?, Device::Card, CHECK_UP, price);
        counter.refuses(&visit, "bearer", "quota-used")
    })?;
    year.scene(second, "2021-12-10T14:00", 1, |counter, people| {
        let visit = Visit::new(people.get(who)?, Device::Card, CHECK_UP, price);
        counter.gives(&[visit])
    })?;
    Ok(())
}

/// A spot check, a suspension; the terminal learns it late, and what it gave meanwhile is marked.
pub(super) fn a_promise_is_broken(year: &mut Year) -> Result<(), Trouble> {
    year.print(
        "抽查：与市场监管部门一起，第 9 家标价八折、实收原价；登记、暂停、公布。更新没到以前，它的终端还在给",
        "A spot check, with the market supervision: merchant 9 took the full price. Recorded, suspended, published; its terminal gives until the update comes",
    )?;
    let at = moment("2021-12-10T16:00")?;
    inspect(year, at, "2", "broken --note 标价八折，实收原价")?;
    year.office().act(
        at,
        &format!("merchant suspend {SUSPENDED} --reason 抽查未守承诺 --yes"),
    )?;
    year.play
        .plan
        .act(at, "merchant-suspended", SUSPENDED, "2021-12-10")?;
    again(year, at, FIRST_MEMBERS, 2021)?;
    let who = year.people.with_both(1)?;
    own(
        year,
        SUSPENDED,
        "2021-12-15T12:00",
        (who, Device::Phone),
        20_000,
    )?;
    year.play.round("2021-12-19T20:00", &[])?;
    year.scene(SUSPENDED, "2021-12-20T12:00", 0, |counter, people| {
        let visit = Visit::new(
            people.get(who)?,
            Device::Phone,
            own_promise(SUSPENDED),
            Some(20_000),
        );
        counter.refuses(&visit, "accepted", "not-member")
    })
}

fn inspect(year: &Year, at: UnixTime, others: &str, result: &str) -> Result<(), Trouble> {
    let office = year.office();
    office.act(
        at,
        &format!("merchant inspect {SUSPENDED} --result {result}"),
    )?;
    office.act(at, &format!("merchant inspect {others} --result kept"))
}

/// The workbook of the last edition goes out again, with what the register knows by now.
fn again(year: &mut Year, at: UnixTime, members: u64, of: u16) -> Result<(), Trouble> {
    let workbook = year.play.next_workbook();
    tables(members, of).write(&year.office().stage, &workbook)?;
    year.play.publish_catalogue(at, "")
}

/// What a member promises for itself, at a price in fen, which must be given.
fn own(
    year: &mut Year,
    merchant: u64,
    at: &str,
    (who, device): (usize, Device),
    price: u64,
) -> Result<u64, Trouble> {
    year.scene(merchant, at, 1, |counter, people| {
        let promise = own_promise(merchant);
        let visit = Visit::new(people.get(who)?, device, promise, Some(price));
        let records = counter.gives(&[visit])?;
        let record = records.into_iter().flatten().next();
        record.ok_or_else(|| Trouble::new("nothing was recorded"))
    })
}

/// A member says in January that it leaves at the end of March.
pub(super) fn announces_to_leave(year: &mut Year, at: UnixTime) -> Result<(), Trouble> {
    year.office().act(
        at,
        &format!("merchant leave {LEAVES} --from 2022-03-31 --reason 停业 --yes"),
    )?;
    year.play
        .plan
        .act(at, "merchant-left", LEAVES, "2022-03-31")
}

/// A price with a digit too many is undone at once; two grants are given by hand.
pub(super) fn slips_at_the_counter(year: &mut Year) -> Result<(), Trouble> {
    year.print(
        "柜台上：价格输错，当场撤回重给；卡读不出、停电，手工登记，写明原因；当天小结",
        "At the counter: a wrong price is undone and given again; by hand with a reason where no code can be read; the day's slip",
    )?;
    let (who, other) = (year.people.with_both(3)?, year.people.with_both(4)?);
    let merchant = 1;
    let wrong = own(
        year,
        merchant,
        "2022-02-14T12:00",
        (who, Device::Phone),
        88_800,
    )?;
    year.scene(merchant, "2022-02-14T12:00", 0, |counter, people| {
        let promise = own_promise(merchant);
        let visit = Visit::new(people.get(who)?, Device::Phone, promise, Some(88_800));
        counter.undoes(&visit, &[wrong])
    })?;
    year.takes_off_one();
    own(
        year,
        merchant,
        "2022-02-14T12:01",
        (who, Device::Phone),
        8_880,
    )?;
    let later = own(
        year,
        merchant,
        "2022-02-14T18:30",
        (other, Device::Card),
        66_600,
    )?;
    year.wrong = Some((year.play.rounds.at(merchant)?.number, later));
    for (reason, knows, price) in [
        ("card-unreadable", true, 12_000),
        ("no-power", false, 5_000),
    ] {
        year.scene(2, "2022-02-14T19:00", 0, |counter, people| {
            let person = match knows {
                true => Some(people.get(other)?),
                false => None,
            };
            counter.gives_by_hand(reason, own_promise(2), person, Some(price))
        })?;
    }
    let at = moment("2022-02-14T20:00")?;
    year.play.rounds.at(merchant)?.today(year.office(), at)
}

/// A card is lost and revoked: refused where the update has come, marked where it has not. The phone goes on. The
/// suspended member is back with the same edition.
pub(super) fn a_card_is_lost(year: &mut Year) -> Result<(), Trouble> {
    year.print(
        "卡丢了：吊销这张卡，手机码照用；第 9 家整改后恢复，公布",
        "A lost card is revoked, and the code on the phone goes on; merchant 9 has mended its ways and returns",
    )?;
    let who = year.people.with_both(2)?;
    let holder = year.people.get(who)?.holder;
    let at = moment("2022-02-15T09:00")?;
    year.office().act(
        at,
        &format!("revoke --holder {holder} --kind card --reason lost --yes"),
    )?;
    year.play.plan.act(at, "revoke-card", holder, "")?;
    inspect(year, at, "11", "kept")?;
    year.office()
        .act(at, &format!("merchant return {SUSPENDED} --yes"))?;
    year.play
        .plan
        .act(at, "merchant-returned", SUSPENDED, "2022-02-15")?;
    again(year, at, ALL_EVER, 2022)?;
    let late = 4;
    year.play.round("2022-02-15T20:00", &[late])?;
    year.print(
        "捡到的卡：终端 4 的更新没有到，还给了；终端 5 已经拒绝；手机照常",
        "The finder's card: terminal 4 has no update yet and gives; terminal 5 refuses; the phone is as before",
    )?;
    own(year, late, "2022-02-16T10:00", (who, Device::Card), 20_000)?;
    let refused = |counter: &mut Counter<'_>, people: &super::people::People| {
        let promise = own_promise(counter.terminal.merchant);
        let visit = Visit::new(people.get(who)?, Device::Card, promise, Some(20_000));
        counter.refuses(&visit, "revoked", "not-accepted")
    };
    year.scene(5, "2022-02-16T11:00", 0, refused)?;
    own(year, 5, "2022-02-16T11:10", (who, Device::Phone), 45_000)?;
    let brought = moment("2022-02-16T18:00")?;
    year.play.rounds.bring(year.office(), brought, late, true)?;
    year.scene(late, "2022-02-17T10:00", 0, refused)?;
    let back = year.people.with_both(1)?;
    own(
        year,
        SUSPENDED,
        "2022-02-17T12:00",
        (back, Device::Phone),
        20_000,
    )
    .map(drop)
}

/// The member that has announced it: its terminal stops by itself.
pub(super) fn a_member_leaves(year: &mut Year) -> Result<(), Trouble> {
    year.print(
        "第 10 家 3 月 31 日起退出：终端到日子自己停，不用再送更新",
        "Merchant 10 has left from 31 March on: its terminal stops by itself on that day",
    )?;
    let who = year.people.with_both(1)?;
    year.scene(LEAVES, "2022-04-05T11:00", 0, |counter, people| {
        let promise = own_promise(LEAVES);
        let visit = Visit::new(people.get(who)?, Device::Phone, promise, Some(15_000));
        counter.refuses(&visit, "accepted", "not-member")
    })
}

/// A copied card in two places, a copied disk, and a file that was cut.
pub(super) fn copies_and_damage(year: &mut Year) -> Result<(), Trouble> {
    year.print(
        "几分钟内两地用同一张卡；终端的硬盘被复制，两边都在用；流水文件被截短：都看得出来",
        "One card at two places within minutes; the disk of a terminal copied and both used; a journal cut short: all of it is seen",
    )?;
    let who = year.people.with_both(5)?;
    own(year, 6, "2022-06-08T10:00", (who, Device::Card), 12_000)?;
    own(year, 14, "2022-06-08T10:04", (who, Device::Card), 12_000)?;

    let (number, barber) = {
        let terminal = year.play.rounds.at(COPIED)?;
        (terminal.number, terminal.copied(year.office(), "copy")?)
    };
    let other = year.people.with_both(6)?;
    own(
        year,
        COPIED,
        "2022-06-10T10:00",
        (other, Device::Phone),
        4_000,
    )?;
    let at = moment("2022-06-10T10:30")?;
    let visit = Visit::new(
        year.people.get(who)?,
        Device::Card,
        own_promise(COPIED),
        Some(4_000),
    );
    let mut counter = Counter {
        office: &year.play.office,
        plan: &mut year.play.plan,
        terminal: &barber,
        at,
        is_shown: true,
    };
    counter.gives(&[visit])?;
    let at = moment("2022-06-10T20:00")?;
    year.play.rounds.collect(&year.play.office, at)?;
    let stage = &year.play.office.stage;
    fs::create_dir(stage.path("suspect"))?;
    barber.export_to(&year.play.office, at, "suspect/copied-disk.lbx", true)?;
    let last = stage.path(&format!("exports/{number:04}-01.lbx"));
    let whole = fs::read(last)?;
    let cut = whole.get(..whole.len().saturating_sub(40));
    stage.write("suspect/cut.lbx", cut.unwrap_or_default())?;
    let office = &year.play.office;
    office
        .refused(at, "journal import @suspect --bureau @bureau")
        .map(drop)
}

/// The clerk takes a grant back: the price was wrong, and nobody saw it on the day.
pub(super) fn the_bureau_takes_back(year: &mut Year) -> Result<(), Trouble> {
    year.print(
        "局里撤回一条：商户来电，2 月 14 日有一笔多打了一位；两条记录都在，合计里没有它",
        "The bureau takes a grant back: a merchant has called; both lines stay, and the totals are without it",
    )?;
    let (terminal, record) = year
        .wrong
        .ok_or_else(|| Trouble::new("no grant is known to be wrong"))?;
    let at = moment("2022-06-30T10:00")?;
    year.office().act(
        at,
        &format!(
            "journal undo --terminal {terminal} --number {record} --reason 商户来电：金额多打一位 --yes"
        ),
    )?;
    year.play
        .plan
        .act(at, "undo", terminal, &record.to_string())?;
    year.office().run(at, "journal marks --bureau @bureau")?;
    year.office().run(at, "journal status --bureau @bureau")
}

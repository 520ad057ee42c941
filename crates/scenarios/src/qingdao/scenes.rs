//! What goes wrong, and is seen: a lost card, a copied disk, a firm that breaks its word, a quota that two tills could not
//! know of; and what the bureau takes back.

use std::fs;

use credential_core::UnixTime;

use super::catalogue::{EVERYBODY, ONCE_A_YEAR, SOLDIERS, item, trade_of};
use super::city::Scheme;
use super::firms::merchant;
use super::rides::{ACCEPTED, Extra, GATES, Ride, hours};
use super::scale::yuan;
use crate::alliance::{Counter, Device, Pass, Person, Visit, day_after, pass_through};
use crate::stage::Trouble;

/// Months, counted from March 2021.
const SLIPS: u64 = 2;
const LOST: u64 = 5;
const BEFORE_2022: u64 = 9;
const SUSPENSION: u64 = 17;
const TWICE: u64 = 23;
/// Before this month the disk of a gate is copied.
const COPIED: u64 = 14;

/// Who plays in the scenes, by place on the roster.
const DISABLED_PERSON: usize = 3;
const ACTIVE_PERSON: usize = 5;
const DEPENDANT_PERSON: usize = 7;
const LOSER: usize = 8;
const VETERAN_PERSON: usize = 9;

/// Firms by place; the eighth is in the trade of the first.
const FIRST: usize = 0;
const BREAKS_ITS_WORD: usize = 1;
const EIGHTH: usize = 7;

/// The gate whose disk is copied, by place.
const COPIED_GATE: usize = 3;

/// Uses in the alliance that the scenes of a month come to.
pub(super) const fn uses_of_month(month: u64) -> u64 {
    match month {
        SUSPENSION | TWICE => 2,
        _ => 0,
    }
}

/// Who has lost the card rides no more in that month.
pub(super) const fn who_stays_away(month: u64) -> Option<usize> {
    match month {
        LOST => Some(LOSER),
        _ => None,
    }
}

fn extra(at: UnixTime, person: usize, gate: usize, verdict: &'static str) -> Extra {
    Extra {
        ride: Ride { at, person, gate },
        text: None,
        verdict,
    }
}

/// Who comes to the gates besides, in a month that begins at this midnight.
pub(super) fn at_the_gates(
    scheme: &mut Scheme,
    month: u64,
    begins: UnixTime,
) -> Result<Vec<Extra>, Trouble> {
    Ok(match month {
        // The gates do not know yet that the card is lost: the finder rides.
        LOST => [11, 12]
            .map(|day| extra(hours(day_after(begins, day), 15), LOSER, 2, ACCEPTED))
            .into(),
        // They know by now.
        6 => {
            let found = scheme.lost_card()?;
            vec![Extra {
                text: Some(found),
                ..extra(hours(day_after(begins, 3), 15), LOSER, 2, "revoked")
            }]
        }
        // Dependants ride free from 2022 on.
        BEFORE_2022 => vec![extra(
            hours(day_after(begins, 9), 15),
            DEPENDANT_PERSON,
            0,
            "not-entitled",
        )],
        COPIED => {
            let gate = scheme.gates.get(COPIED_GATE);
            let gate = gate.ok_or_else(|| Trouble::new("there is no such gate"))?;
            scheme.copied = Some(gate.copied(&scheme.office, "copied-disk")?);
            Vec::new()
        }
        _ => Vec::new(),
    })
}

/// Where the text of the lost card is kept.
const LOST_CARD: &str = "lost-card.txt";

impl Scheme {
    fn lost_card(&self) -> Result<String, Trouble> {
        Ok(fs::read_to_string(self.office.stage.path(LOST_CARD))?)
    }

    /// A scene at the counter of a firm, which is shown.
    fn scene<T>(
        &mut self,
        firm: usize,
        at: UnixTime,
        scene: impl FnOnce(&mut Counter<'_>, &[Person]) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        let mut counter = Counter {
            office: &self.office,
            plan: &mut self.plan,
            terminal: self.firms.terminal(firm)?,
            at,
            is_shown: true,
        };
        scene(&mut counter, &self.people)
    }
}

fn visit(
    people: &[Person],
    person: usize,
    benefit: u64,
    price: Option<u64>,
) -> Result<Visit<'_>, Trouble> {
    let person = people.get(person);
    let person = person.ok_or_else(|| Trouble::new("somebody of the scenes is missing"))?;
    Ok(Visit::new(person, Device::Card, benefit, price))
}

/// The scenes of a month, once its rides and uses are over.
pub(super) fn of_month(
    scheme: &mut Scheme,
    month: u64,
    begins: UnixTime,
    update: &str,
) -> Result<(), Trouble> {
    match month {
        SLIPS => slips(scheme, begins, update),
        LOST => lost_card(scheme, begins),
        COPIED => copied_disk(scheme, begins),
        SUSPENSION => broken_word(scheme, begins, update),
        TWICE => twice(scheme, begins, update),
        _ => Ok(()),
    }
}

/// A card that cannot be read, somebody who is not entitled, and a use that was a mistake.
fn slips(scheme: &mut Scheme, begins: UnixTime, update: &str) -> Result<(), Trouble> {
    scheme.print(
        "柜台：卡读不出，手工登记；家属不享受的项目不给；给错一次，由局里撤回",
        "At the counter: a card that cannot be read, by hand; who is not entitled gets nothing; a mistake, which the bureau takes back",
    )?;
    let at = hours(day_after(begins, 27), 11);
    scheme.firms.bring(&scheme.office, at, FIRST, update)?;
    let trade = trade_of(merchant(FIRST));
    scheme.scene(FIRST, at, |counter, people| {
        let veteran = people.get(VETERAN_PERSON);
        counter.gives_by_hand(
            "card-unreadable",
            item(trade, EVERYBODY),
            veteran,
            Some(8_800),
        )?;
        let family = visit(people, DEPENDANT_PERSON, item(trade, SOLDIERS), Some(6_000))?;
        counter.refuses(&family, "bearer", "not-entitled")?;
        let mistaken = visit(
            people,
            VETERAN_PERSON,
            item(trade, EVERYBODY),
            Some(100_000),
        )?;
        let records = counter.gives(&[mistaken])?;
        let record = records.first().and_then(|records| records.first());
        let record = record.ok_or_else(|| Trouble::new("there is no record"))?;
        fs::write(
            counter.office.stage.path(MISTAKE),
            format!("{} {record}", counter.terminal.number),
        )?;
        Ok(())
    })
}

const MISTAKE: &str = "mistake.txt";

/// What the bureau does when the journals have come.
pub(super) fn after_import(scheme: &mut Scheme, at: UnixTime) -> Result<(), Trouble> {
    let path = scheme.office.stage.path(MISTAKE);
    if !path.exists() {
        return Ok(());
    }
    let text = fs::read_to_string(&path)?;
    fs::remove_file(&path)?;
    let mut numbers = text
        .split(' ')
        .map(|word| word.parse::<u64>().unwrap_or_default());
    let (terminal, record) = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    scheme.office.act(
        at,
        &format!(
            "journal undo --terminal {terminal} --number {record} --reason 收银员登记错误 --yes"
        ),
    )?;
    scheme.plan.act(at, "undo", terminal, &record.to_string())
}

/// A card is lost and reissued. Whoever has found it rides until the gates know.
fn lost_card(scheme: &mut Scheme, begins: UnixTime) -> Result<(), Trouble> {
    scheme.print(
        "遗失：10 日补发新卡，旧卡吊销；捡到的人 12、13 日还用旧卡乘车——下次更新前闸机不知道，局里标出；更新后拒绝",
        "Lost: on the 10th a new card, the old one revoked; the finder rides on the 12th and 13th, for the gates do not know yet: marked at the bureau, refused after the next update",
    )?;
    let at = hours(day_after(begins, 9), 10);
    let loser = scheme.people.get_mut(LOSER);
    let loser = loser.ok_or_else(|| Trouble::new("nobody has lost a card"))?;
    let holder = loser.holder;
    let old = loser.card.clone().unwrap_or_default();
    scheme.office.act(
        at,
        &format!(
            "reissue --holder {holder} --reason lost --out @reissued --format svg --years 3 --yes"
        ),
    )?;
    let manifest = scheme.office.manifest("reissued")?;
    let text = manifest.first().and_then(|line| line["text"].as_str());
    loser.card = text.map(str::to_owned);
    scheme.office.stage.write(LOST_CARD, old.as_bytes())?;
    scheme.plan.act(at, "issued", 0, "reissued")
}

/// The disk of a gate was copied in the workshop, and the copy writes a journal of its own.
fn copied_disk(scheme: &mut Scheme, begins: UnixTime) -> Result<(), Trouble> {
    scheme.print(
        "闸机硬盘在维修时被复制，两份都在记流水：局里看出分叉，复制的那份不收",
        "A gate's disk was copied in the workshop, and both go on: the bureau sees the fork, and does not take the copy's",
    )?;
    let gate = GATES.get(COPIED_GATE);
    let gate = gate.ok_or_else(|| Trouble::new("there is no such gate"))?;
    let person = scheme.people.get(VETERAN_PERSON);
    let text = person
        .and_then(|person| person.card.clone())
        .unwrap_or_default();
    let passes: Vec<Pass> = [10, 11, 12]
        .map(|day| Pass {
            at: hours(day_after(begins, day), 15),
            text: text.clone(),
        })
        .into();
    let options = format!("--fare {}", yuan(gate.fare));
    let copied = scheme.copied.take();
    let copied = copied.ok_or_else(|| Trouble::new("no disk was copied"))?;
    pass_through(&scheme.office, &copied, &options, &passes, true)?;
    // May has 31 days: once it is over.
    let at = hours(day_after(begins, 31), 1);
    copied.export_to(&scheme.office, at, "copied.lbx", true)?;
    let terminal = scheme.gates.get_mut(COPIED_GATE);
    let terminal = terminal.ok_or_else(|| Trouble::new("there is no such gate"))?;
    terminal.export(&scheme.office, at, true)?;
    scheme
        .office
        .run(at, "journal import @exports --bureau @bureau")?;
    scheme
        .office
        .refused(at, "journal import @copied.lbx --bureau @bureau")
        .map(drop)
}

/// A firm breaks its word and is suspended; until its till has the next edition, it goes on.
fn broken_word(scheme: &mut Scheme, begins: UnixTime, update: &str) -> Result<(), Trouble> {
    scheme.print(
        "抽查发现商户收全价：暂停，公布新版；它的终端没更新前还给了两次——局里标出；更新后不再给",
        "A spot check finds the full price charged: suspended, a new edition; before its till is updated it gives twice more, which the bureau marks; after that nothing",
    )?;
    let number = merchant(BREAKS_ITS_WORD);
    let at = hours(day_after(begins, 24), 9);
    scheme
        .firms
        .bring(&scheme.office, at, BREAKS_ITS_WORD, update)?;
    scheme.office.act(
        at,
        &format!("merchant inspect {number} --result broken --note 收了全价"),
    )?;
    scheme.office.act(
        at,
        &format!("merchant suspend {number} --reason 抽查未守诺 --yes"),
    )?;
    scheme.plan.act(at, "merchant-suspended", number, "")?;
    scheme.publish_next(at)?;
    let trade = trade_of(number);
    scheme.scene(
        BREAKS_ITS_WORD,
        hours(day_after(begins, 25), 15),
        |counter, people| {
            let first = visit(people, VETERAN_PERSON, item(trade, EVERYBODY), Some(12_000))?;
            let second = visit(people, ACTIVE_PERSON, item(trade, SOLDIERS), Some(20_000))?;
            counter.gives(&[first, second]).map(drop)
        },
    )?;
    let at = hours(day_after(begins, 26), 9);
    let edition = format!("bureau/catalogue/edition-{}", scheme.edition);
    scheme
        .firms
        .bring(&scheme.office, at, BREAKS_ITS_WORD, &edition)?;
    scheme.firms.suspend(BREAKS_ITS_WORD);
    scheme.scene(
        BREAKS_ITS_WORD,
        hours(day_after(begins, 26), 15),
        |counter, people| {
            let late = visit(people, VETERAN_PERSON, item(trade, EVERYBODY), Some(12_000))?;
            counter.refuses(&late, "bearer", "not-member")
        },
    )
}

/// Once a year over the whole alliance: two tills that have not met give it twice.
fn twice(scheme: &mut Scheme, begins: UnixTime, update: &str) -> Result<(), Trouble> {
    scheme.print(
        "全联盟每年一次的项目，同一人在两家各用一次：两台终端互不知道，局里标出；在同一家第二次就不给",
        "Once a year over the alliance, and used at two firms: neither till could know, the bureau marks it; at the same till there is no second one",
    )?;
    for (firm, day) in [(FIRST, 24), (EIGHTH, 25)] {
        let at = hours(day_after(begins, day), 15);
        scheme.firms.bring(&scheme.office, at, firm, update)?;
        let free = item(trade_of(merchant(firm)), ONCE_A_YEAR);
        scheme.scene(firm, at, |counter, people| {
            counter.gives(&[visit(people, DISABLED_PERSON, free, Some(15_000))?])?;
            let again = visit(people, DISABLED_PERSON, free, Some(15_000))?;
            counter.refuses(&again, "bearer", "quota-used")
        })?;
    }
    // It is one benefit in one trade.
    match trade_of(merchant(FIRST)) == trade_of(merchant(EIGHTH)) {
        true => Ok(()),
        false => Err(Trouble::new("the two firms are in different trades")),
    }
}

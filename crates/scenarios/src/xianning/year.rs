//! The first year of the alliance, from the first promises to the last journal.

use credential_core::UnixTime;

use super::catalogue::{
    ALL_EVER, FIRST_MEMBERS, PRIORITY, own_promise, price_at, tables, weight_of,
};
use super::people::People;
use super::{USES, scenes};
use crate::alliance::{Counter, Device, Office, Plan, Random, Rounds, Visit, day_after, moment};
use crate::stage::Trouble;

/// The year as far as it has come.
pub(super) struct Year {
    pub(super) office: Office,
    pub(super) plan: Plan,
    pub(super) people: People,
    pub(super) rounds: Rounds,
    random: Random,
    share: u64,
    /// Uses so far: those that were undone are none.
    uses: u64,
    /// A grant that the bureau will take back: terminal and record.
    pub(super) wrong: Option<(u64, u64)>,
}

/// People at the counter in one sitting.
const AT_ONCE: u64 = 4;

impl Year {
    pub(super) fn begin(office: Office, share: u64) -> Result<Self, Trouble> {
        let people = People::new(&office, share)?;
        Ok(Self {
            plan: Plan::new(&office.stage)?,
            office,
            people,
            rounds: Rounds::new(),
            random: Random::new(20_210_701),
            share,
            uses: 0,
            wrong: None,
        })
    }

    pub(super) const fn office(&self) -> &Office {
        &self.office
    }

    pub(super) fn print(&self, zh: &str, en: &str) -> Result<(), Trouble> {
        self.office.stage.print_heading(zh, en)
    }

    pub(super) fn play(&mut self) -> Result<(), Trouble> {
        self.founding()?;
        self.uses_between(("2021-08-15", "2021-09-24"), 10, &[])?;
        self.round("2021-09-25T20:00", &[])?;
        self.uses_between(("2021-09-26", "2021-11-09"), 12, &[])?;
        self.round("2021-11-10T20:00", &[])?;
        self.people
            .cards(&self.office, moment("2021-11-26T09:00")?)?;
        self.uses_between(("2021-11-27", "2021-12-09"), 10, &[])?;
        scenes::card_and_phone_are_one(self)?;
        scenes::a_promise_is_broken(self)?;
        self.second_catalogue()?;
        self.uses_between(("2022-01-07", "2022-02-13"), 20, &[scenes::SUSPENDED])?;
        scenes::slips_at_the_counter(self)?;
        scenes::a_card_is_lost(self)?;
        self.uses_between(("2022-02-18", "2022-03-30"), 16, &[])?;
        scenes::a_member_leaves(self)?;
        self.round("2022-04-10T20:00", &[])?;
        self.uses_between(("2022-04-11", "2022-05-30"), 20, &[scenes::LEAVES])?;
        self.round("2022-05-31T20:00", &[])?;
        scenes::copies_and_damage(self)?;
        self.rest()?;
        scenes::the_bureau_takes_back(self)?;
        self.members()
    }

    /// Applications, the first edition, boards, and terminals.
    fn founding(&mut self) -> Result<(), Trouble> {
        let office = &self.office;
        self.print(
            "崇军商盟：八类行业，商户书面申请，各自承诺；承诺书打印供签字，公布 2021 年目录",
            "The alliance: eight trades; merchants apply in writing and promise for themselves; forms to sign, and the catalogue of 2021",
        )?;
        tables(FIRST_MEMBERS, 2021).write(&office.stage, "catalogue-1.xlsx")?;
        office.act(
            moment("2021-07-20T10:00")?,
            "merchant add @catalogue-1.xlsx --number 1 2 3 --out @forms --alliance 崇军商盟",
        )?;
        let at = moment("2021-08-02T09:00")?;
        self.publish_catalogue(at, "")?;
        let office = &self.office;
        office.run(
            at,
            "merchant board 1 3 --bureau @bureau --out @boards --alliance 崇军商盟 --telephone 0715-8235123",
        )?;
        self.print(
            "商户的收银终端：自己生成密钥，申请点位，拿到更新和目录",
            "Terminals of merchants: each makes its key, asks for a place, and gets updates and its part of the catalogue",
        )?;
        let at = moment("2021-08-10T09:00")?;
        office.publish_and_pack(at, "first.lbu", "")?;
        let stride = self.share | 1;
        let merchants = (1..=FIRST_MEMBERS).filter(|merchant| {
            *merchant <= scenes::MERCHANTS_OF_SCENES || merchant.is_multiple_of(stride)
        });
        self.rounds
            .set_up(&self.office, at, "first.lbu", merchants)
    }

    /// Publishes the workbook of the next edition.
    pub(super) fn publish_catalogue(&mut self, at: UnixTime, more: &str) -> Result<(), Trouble> {
        self.rounds.edition += 1;
        let edition = self.rounds.edition;
        self.office
            .publish_catalogue(at, &format!("catalogue-{edition}.xlsx"), more)?;
        self.plan.act(at, "edition", edition, "")
    }

    /// 2022: new members, better promises, and what has ended. What is gone from the workbook by silence is refused.
    fn second_catalogue(&mut self) -> Result<(), Trouble> {
        self.print(
            "2022 年目录：新加入 25 家，一部分承诺更优惠，启动月立减取消；有一家预告 3 月底退出",
            "The catalogue of 2022: 25 new members, better promises, the opening offer is over; one member announces that it leaves in March",
        )?;
        let at = moment("2022-01-05T09:00")?;
        let edition = self.rounds.edition + 1;
        let workbook = format!("catalogue-{edition}.xlsx");
        tables(ALL_EVER, 2022).write(&self.office.stage, &workbook)?;
        scenes::announces_to_leave(self, at)?;
        self.office.refused(
            at,
            &format!("catalogue publish @{workbook} --bureau @bureau --operator 王芳 --yes"),
        )?;
        self.publish_catalogue(at, "--gone-benefits-end")?;
        self.collect_and_send("2022-01-06T20:00", &[])?;
        let at = moment("2022-01-06T21:00")?;
        self.rounds
            .set_up(&self.office, at, "first.lbu", [FIRST_MEMBERS + 1])?;
        self.rounds
            .bring(&self.office, at, FIRST_MEMBERS + 1, false)
    }

    /// So many of a hundred uses of the year, on the days from the first to the last, not at these merchants.
    fn uses_between(
        &mut self,
        days: (&str, &str),
        of_hundred: u64,
        not_at: &[u64],
    ) -> Result<(), Trouble> {
        let uses = USES / self.share * of_hundred / 100;
        self.so_many_uses(days, uses, not_at)
    }

    /// What is still missing, with one more that the bureau will take back.
    fn rest(&mut self) -> Result<(), Trouble> {
        let rest = (USES / self.share + 1).checked_sub(self.uses);
        let rest = rest.ok_or_else(|| Trouble::new("there were too many uses"))?;
        let not_at = [scenes::LEAVES, scenes::COPIED];
        self.so_many_uses(("2022-06-12", "2022-06-28"), rest, &not_at)?;
        self.rounds
            .collect(&self.office, moment("2022-06-29T20:00")?)
    }

    fn so_many_uses(
        &mut self,
        (from, until): (&str, &str),
        uses: u64,
        not_at: &[u64],
    ) -> Result<(), Trouble> {
        self.print(
            &format!("{from} 至 {until}：{uses} 次优待，在公交、餐馆、超市……"),
            &format!("{from} to {until}: {uses} uses, at shops of all trades"),
        )?;
        let (from, until) = (
            moment(&format!("{from}T08:00"))?,
            moment(&format!("{until}T08:00"))?,
        );
        let days = 1 + until.since(from).as_secs() / 86_400;
        for (merchant, uses) in self.spread(uses, not_at) {
            let sittings = uses.div_ceil(AT_ONCE).max(1);
            for sitting in 0..sittings {
                let visits = uses / sittings + u64::from(sitting < uses % sittings);
                // Each sitting of a terminal is behind the one before.
                let second = days * 86_400 * sitting / sittings;
                let hours = self.random.below(11 * 3600);
                let at = day_after(from, second / 86_400);
                let at = at.plus(std::time::Duration::from_secs(hours));
                self.sitting(merchant, at, visits)?;
            }
        }
        Ok(())
    }

    /// How many uses each merchant with a terminal has: by the weight of its trade.
    fn spread(&mut self, uses: u64, not_at: &[u64]) -> Vec<(u64, u64)> {
        let merchants = self.rounds.terminals.keys().copied();
        let merchants: Vec<u64> = merchants
            .filter(|merchant| !not_at.contains(merchant))
            .collect();
        let total: u64 = merchants.iter().map(|it| weight_of(*it)).sum();
        let mut counts = vec![0_u64; merchants.len()];
        for _ in 0..uses {
            let mut left = self.random.below(total);
            for (merchant, count) in merchants.iter().zip(&mut counts) {
                let weight = weight_of(*merchant);
                if left < weight {
                    *count += 1;
                    break;
                }
                left -= weight;
            }
        }
        let counted = merchants.into_iter().zip(counts);
        counted.filter(|(_, count)| *count > 0).collect()
    }

    /// Several people, one after the other.
    fn sitting(&mut self, merchant: u64, at: UnixTime, visits: u64) -> Result<(), Trouble> {
        let mut who: Vec<(usize, Device)> = Vec::new();
        while (who.len() as u64) < visits {
            let (person, device) = self.people.somebody(&mut self.random)?;
            if who.iter().all(|(other, _)| *other != person) {
                who.push((person, device));
            }
        }
        let mut wishes = Vec::new();
        for (person, device) in who {
            let person = self.people.get(person)?;
            let mut visit = match self.random.happens(2) {
                true => Visit::new(person, device, PRIORITY, None),
                false => {
                    let price = price_at(merchant, &mut self.random);
                    Visit::new(person, device, own_promise(merchant), Some(price))
                }
            };
            if self.random.happens(8) {
                visit.rating = Some(match self.random.below(10) {
                    0 => "dissatisfied",
                    1 | 2 => "fair",
                    _ => "satisfied",
                });
            }
            wishes.push(visit);
        }
        let terminal = self.rounds.at(merchant)?;
        let mut counter = Counter {
            office: &self.office,
            plan: &mut self.plan,
            terminal,
            at,
            is_shown: self.uses == 0,
        };
        counter.gives(&wishes)?;
        self.uses += visits;
        Ok(())
    }

    /// A scene at the counter of a merchant, which is shown; `net` uses come of it.
    pub(super) fn scene<T>(
        &mut self,
        merchant: u64,
        at: &str,
        net: u64,
        play: impl FnOnce(&mut Counter<'_>, &People) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        let mut counter = Counter {
            office: &self.office,
            plan: &mut self.plan,
            terminal: self.rounds.at(merchant)?,
            at: moment(at)?,
            is_shown: true,
        };
        let played = play(&mut counter, &self.people)?;
        self.uses += net;
        Ok(played)
    }

    /// A use was undone at the counter.
    pub(super) const fn takes_off_one(&mut self) {
        self.uses -= 1;
    }

    /// Journals to the bureau, receipts and lists back.
    pub(super) fn round(&mut self, at: &str, not_to: &[u64]) -> Result<(), Trouble> {
        let day = at.get(..10).unwrap_or(at);
        self.print(
            &format!("{day}：各终端交流水，局里导入，回执和更新送回终端"),
            &format!("{day}: journals to the bureau, receipts and updates back"),
        )?;
        self.collect_and_send(at, not_to)
    }

    fn collect_and_send(&mut self, at: &str, not_to: &[u64]) -> Result<(), Trouble> {
        let at = moment(at)?;
        self.rounds.collect(&self.office, at)?;
        self.rounds.send(&self.office, at, not_to)
    }

    /// How many members there are, what is known of the one that broke its word, and the directory.
    fn members(&mut self) -> Result<(), Trouble> {
        self.print(
            "商盟名单：在册 484 家；名录一个网页，含承诺、联系方式和抽查结果",
            "484 members; the directory is one page, with promises, contacts and the result of inspections",
        )?;
        self.plan.end()?;
        let at = moment("2022-06-30T15:00")?;
        let list = self.office.json(at, "merchant list --bureau @bureau")?;
        if list["members"] != 484 {
            return Err(Trouble::new(format!(
                "{} members in place of 484",
                list["members"]
            )));
        }
        let show = format!("merchant show {} --bureau @bureau", scenes::SUSPENDED);
        self.office.run(at, &show)?;
        self.office.run(
            at,
            &format!(
                "report merchant {} --bureau @bureau --out @sheets",
                scenes::SUSPENDED
            ),
        )?;
        self.office.run(
            at,
            "merchant directory --bureau @bureau --out @directory.html",
        )
    }
}

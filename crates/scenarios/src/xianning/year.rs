//! The first year of the alliance, from the first promises to the last journal.

use super::catalogue::{
    ALL_EVER, FIRST_MEMBERS, PRIORITY, own_promise, price_at, tables, weight_of,
};
use super::people::People;
use super::{USES, scenes};
use crate::alliance::{Counter, Device, Office, Play, Sitting, Visit, moment};
use crate::stage::Trouble;

/// The year as far as it has come.
pub(super) struct Year {
    pub(super) play: Play,
    pub(super) people: People,
    share: u64,
    /// A grant that the bureau will take back: terminal and record.
    pub(super) wrong: Option<(u64, u64)>,
}

impl Year {
    pub(super) fn begin(office: Office, share: u64) -> Result<Self, Trouble> {
        let people = People::new(&office, share)?;
        Ok(Self {
            play: Play::new(office, 20_210_701)?,
            people,
            share,
            wrong: None,
        })
    }

    pub(super) const fn office(&self) -> &Office {
        &self.play.office
    }

    pub(super) fn print(&self, zh: &str, en: &str) -> Result<(), Trouble> {
        self.play.print(zh, en)
    }

    pub(super) fn play(&mut self) -> Result<(), Trouble> {
        self.founding()?;
        self.uses_between(("2021-08-15", "2021-09-24"), 10, &[])?;
        self.play.round("2021-09-25T20:00", &[])?;
        self.uses_between(("2021-09-26", "2021-11-09"), 12, &[])?;
        self.play.round("2021-11-10T20:00", &[])?;
        let office = &self.play.office;
        self.people.cards(office, moment("2021-11-26T09:00")?)?;
        self.uses_between(("2021-11-27", "2021-12-09"), 10, &[])?;
        scenes::card_and_phone_are_one(self)?;
        scenes::a_promise_is_broken(self)?;
        self.second_catalogue()?;
        self.uses_between(("2022-01-07", "2022-02-13"), 20, &[scenes::SUSPENDED])?;
        scenes::slips_at_the_counter(self)?;
        scenes::a_card_is_lost(self)?;
        self.uses_between(("2022-02-18", "2022-03-30"), 16, &[])?;
        scenes::a_member_leaves(self)?;
        self.play.round("2022-04-10T20:00", &[])?;
        self.uses_between(("2022-04-11", "2022-05-30"), 20, &[scenes::LEAVES])?;
        self.play.round("2022-05-31T20:00", &[])?;
        scenes::copies_and_damage(self)?;
        self.rest()?;
        scenes::the_bureau_takes_back(self)?;
        self.members()
    }

    /// Applications, the first edition, boards, and terminals.
    fn founding(&mut self) -> Result<(), Trouble> {
        let office = &self.play.office;
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
        self.play.publish_catalogue(at, "")?;
        let office = &self.play.office;
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
        let Play { rounds, office, .. } = &mut self.play;
        rounds.set_up(office, at, "first.lbu", merchants)
    }

    /// 2022: new members, better promises, and what has ended. What is gone from the workbook by silence is refused.
    fn second_catalogue(&mut self) -> Result<(), Trouble> {
        self.print(
            "2022 年目录：新加入 25 家，一部分承诺更优惠，启动月立减取消；有一家预告 3 月底退出",
            "The catalogue of 2022: 25 new members, better promises, the opening offer is over; one member announces that it leaves in March",
        )?;
        let at = moment("2022-01-05T09:00")?;
        let workbook = self.play.next_workbook();
        tables(ALL_EVER, 2022).write(&self.office().stage, &workbook)?;
        scenes::announces_to_leave(self, at)?;
        self.office().refused(
            at,
            &format!("catalogue publish @{workbook} --bureau @bureau --operator 王芳 --yes"),
        )?;
        self.play.publish_catalogue(at, "--gone-benefits-end")?;
        self.play.round("2022-01-06T20:00", &[])?;
        let at = moment("2022-01-06T21:00")?;
        let Play { rounds, office, .. } = &mut self.play;
        rounds.set_up(office, at, "first.lbu", [FIRST_MEMBERS + 1])?;
        rounds.bring(office, at, FIRST_MEMBERS + 1, false)
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
        let rest = (USES / self.share + 1).checked_sub(self.play.uses);
        let rest = rest.ok_or_else(|| Trouble::new("there were too many uses"))?;
        let not_at = [scenes::LEAVES, scenes::COPIED];
        self.so_many_uses(("2022-06-12", "2022-06-28"), rest, &not_at)?;
        let Play { rounds, office, .. } = &mut self.play;
        rounds.collect(office, moment("2022-06-29T20:00")?)
    }

    fn so_many_uses(
        &mut self,
        days: (&str, &str),
        uses: u64,
        not_at: &[u64],
    ) -> Result<(), Trouble> {
        let weight = |merchant| match not_at.contains(&merchant) {
            true => 0,
            false => weight_of(merchant),
        };
        for sitting in self.play.sittings(days, uses, weight)? {
            self.sitting(&sitting)?;
        }
        Ok(())
    }

    /// Several people, one after the other.
    fn sitting(&mut self, sitting: &Sitting) -> Result<(), Trouble> {
        let (merchant, random) = (sitting.merchant, &mut self.play.random);
        let mut who: Vec<(usize, Device)> = Vec::new();
        while (who.len() as u64) < sitting.visits {
            let (person, device) = self.people.somebody(random)?;
            if who.iter().all(|(other, _)| *other != person) {
                who.push((person, device));
            }
        }
        let mut wishes = Vec::new();
        for (person, device) in who {
            let person = self.people.get(person)?;
            let random = &mut self.play.random;
            let mut visit = match random.happens(2) {
                true => Visit::new(person, device, PRIORITY, None),
                false => {
                    let price = price_at(merchant, random);
                    Visit::new(person, device, own_promise(merchant), Some(price))
                }
            };
            if random.happens(8) {
                visit.rating = Some(self.play.rating());
            }
            wishes.push(visit);
        }
        let is_shown = self.play.uses == 0;
        self.play
            .counter(merchant, sitting.at, is_shown)?
            .gives(&wishes)?;
        self.play.uses += sitting.visits;
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
        let mut counter = self.play.counter(merchant, moment(at)?, true)?;
        let played = play(&mut counter, &self.people)?;
        self.play.uses += net;
        Ok(played)
    }

    /// A use was undone at the counter.
    pub(super) const fn takes_off_one(&mut self) {
        self.play.uses -= 1;
    }

    /// How many members there are, what is known of the one that broke its word, and the directory.
    fn members(&mut self) -> Result<(), Trouble> {
        self.print(
            "商盟名单：在册 484 家；名录一个网页，含承诺、联系方式和抽查结果",
            "484 members; the directory is one page, with promises, contacts and the result of inspections",
        )?;
        self.play.plan.end()?;
        let at = moment("2022-06-30T15:00")?;
        let list = self.office().json(at, "merchant list --bureau @bureau")?;
        if list["members"] != 484 {
            return Err(Trouble::new(format!(
                "{} members in place of 484",
                list["members"]
            )));
        }
        let show = format!("merchant show {} --bureau @bureau", scenes::SUSPENDED);
        self.office().run(at, &show)?;
        self.office().run(
            at,
            &format!(
                "report merchant {} --bureau @bureau --out @sheets",
                scenes::SUSPENDED
            ),
        )?;
        self.office().run(
            at,
            "merchant directory --bureau @bureau --out @directory.html",
        )
    }
}

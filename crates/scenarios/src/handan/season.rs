//! Half a year of the alliance: admission, service, supervision, incentive, exit.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::catalogue::{
    KINDERGARTEN, MEMBERS, applications, groups_at, member, tables, wanted, weight_of,
};
use super::people::People;
use super::scenes;
use crate::alliance::{Office, Play, Sitting, Visit, moment};
use crate::stage::Trouble;

/// Uses at full scale in this half year: chosen, the city tells no number.
const USES: u64 = 60_000;

/// The season as far as it has come.
pub(super) struct Season {
    pub(super) play: Play,
    pub(super) people: People,
    share: u64,
    /// Who was at which kindergarten in which month: once a month is the quota.
    fees: HashSet<(u64, u64, String)>,
    /// A grant that the bureau will take back: terminal and record.
    pub(super) wrong: Option<(u64, u64)>,
}

impl Season {
    pub(super) fn begin(office: Office, share: u64) -> Result<Self, Trouble> {
        let people = People::new(&office, moment("2023-03-05T09:00")?, share)?;
        Ok(Self {
            play: Play::new(office, 20_230_301)?,
            people,
            share,
            fees: HashSet::new(),
            wrong: None,
        })
    }

    pub(super) const fn office(&self) -> &Office {
        &self.play.office
    }

    pub(super) const fn uses(&self) -> u64 {
        self.play.uses
    }

    pub(super) fn play(&mut self) -> Result<(), Trouble> {
        self.admission()?;
        self.uses_between(("2023-03-20", "2023-04-30"), 30, &[])?;
        scenes::offers_differ_by_category(self)?;
        scenes::five_days_of_car_hire(self)?;
        scenes::families(self)?;
        scenes::a_discount_on_a_discount(self)?;
        self.play.round("2023-05-06T20:00", &[])?;
        self.uses_between(("2023-05-07", "2023-06-19"), 30, &[])?;
        scenes::supervision(self)?;
        scenes::exits(self)?;
        scenes::stolen_and_suspended(self)?;
        let not_at = [scenes::leaves(), scenes::ends(), scenes::stolen()];
        let rest = (USES / self.share).saturating_sub(self.play.uses);
        self.so_many_uses(("2023-07-14", "2023-08-24"), rest, &not_at)?;
        let Play { rounds, office, .. } = &mut self.play;
        rounds.collect(office, moment("2023-08-28T20:00")?)?;
        scenes::the_bureau_takes_back(self)?;
        self.directory()?;
        self.play.plan.end()
    }

    /// Admission: applications are checked before anybody signs; rather few than false.
    fn admission(&mut self) -> Result<(), Trouble> {
        self.play.print(
            "准入：商户交来的申请表先检查，写错的逐行指出，改好再签；宁缺毋滥",
            "Admission: applications are checked, and what is wrong is named row by row before anybody signs",
        )?;
        let office = self.office();
        let at = moment("2023-03-10T09:00")?;
        applications().write(&office.stage, "applications.xlsx")?;
        office.refused(at, "catalogue check @applications.xlsx")?;
        tables(1).write(&office.stage, "catalogue-1.xlsx")?;
        office.act(
            at,
            "merchant add @catalogue-1.xlsx --number 4 5 --out @forms --alliance 拥军联盟",
        )?;
        self.play.print(
            &format!("2023 年目录：{MEMBERS} 家，5 大类 21 小类，公布；门口的牌子写明承诺"),
            &format!("The catalogue: {MEMBERS} members in 5 kinds and 21 sub-kinds; boards at the door say what is promised"),
        )?;
        let at = moment("2023-03-16T09:00")?;
        self.play.publish_catalogue(at, "")?;
        let office = self.office();
        office.run(
            at,
            "merchant board 4 5 --bureau @bureau --out @boards --alliance 拥军联盟 --telephone 0310-3112233",
        )?;
        let at = moment("2023-03-18T09:00")?;
        office.publish_and_pack(at, "first.lbu", "")?;
        let mut stride = self.share | 1;
        // No divisor of 21, so that all sub-kinds have some.
        while stride > 1 && (stride.is_multiple_of(3) || stride.is_multiple_of(7)) {
            stride += 2;
        }
        let merchants = (1..=MEMBERS).filter(|merchant| {
            *merchant <= scenes::MERCHANTS_OF_SCENES || merchant.is_multiple_of(stride)
        });
        let Play { rounds, office, .. } = &mut self.play;
        rounds.set_up(office, at, "first.lbu", merchants)
    }

    /// So many of a hundred uses, on the days from the first to the last, not at these merchants.
    fn uses_between(
        &mut self,
        days: (&str, &str),
        of_hundred: u64,
        not_at: &[u64],
    ) -> Result<(), Trouble> {
        self.so_many_uses(days, USES / self.share * of_hundred / 100, not_at)
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

    /// Several people, one after the other; each with what is offered to somebody like them.
    fn sitting(&mut self, sitting: &Sitting) -> Result<(), Trouble> {
        let merchant = sitting.merchant;
        let month = messages::dates::day(sitting.at);
        let month = month.get(..7).unwrap_or_default().to_owned();
        let mut visits: Vec<Visit<'_>> = Vec::new();
        // Several benefits together are several uses.
        let mut uses = 0;
        while uses < sitting.visits {
            let random = &mut self.play.random;
            let group = groups_at(merchant).get(random.place(groups_at(merchant).len()));
            let group = *group.ok_or_else(|| Trouble::new("nobody comes to this merchant"))?;
            let person = self.people.somebody(group, random)?;
            let Some(wanted) = wanted(merchant, group, random) else {
                continue;
            };
            let is_first = visits.iter().all(|it| it.person.number != person.number)
                && (wanted.benefits != [KINDERGARTEN]
                    || self.fees.insert((person.number, merchant, month.clone())));
            if !is_first {
                continue;
            }
            uses += wanted.benefits.len() as u64;
            let rating = random.happens(30).then(|| self.play.rating());
            visits.push(Visit {
                person,
                device: group.device(),
                benefits: wanted.benefits,
                units: wanted.units,
                price: wanted.price,
                rating,
            });
        }
        let is_shown = self.play.uses == 0;
        self.play
            .counter(merchant, sitting.at, is_shown)?
            .gives(&visits)?;
        self.play.uses += uses;
        Ok(())
    }

    /// The directory of the alliance, with how holders rate the service.
    fn directory(&mut self) -> Result<(), Trouble> {
        self.play.print(
            "名录：5 大类 21 小类，每家的承诺、联系方式、抽查结果和服务评价，一个网页，可离线查找",
            "The directory: 5 kinds and 21 sub-kinds, each member with promises, contacts, inspections, and how holders rate the service",
        )?;
        let office = &self.play.office;
        let at = moment("2023-08-30T09:00")?;
        let mut ratings = Map::new();
        for merchant in self.play.rounds.terminals.keys() {
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
}

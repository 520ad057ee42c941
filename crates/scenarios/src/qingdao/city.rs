//! Thirty-one months: lists go out, people ride, firms join, journals come in, and the companies are paid back.

use std::collections::BTreeMap;
use std::time::Duration;

use credential_core::UnixTime;
use serde_json::Value;

use super::catalogue::{self, BUS, METRO, RIDE, Year};
use super::firms::Firms;
use super::people;
use super::rides::{self, GATES, Ride};
use super::{Scale, scenes};
use crate::alliance::{
    City, Office, Pass, Passed, Person, Plan, Random, Terminal, Wish, moment, pass_through, written,
};
use crate::stage::{Stage, Trouble};

static CITY: City = City {
    authority: "山东省退役军人事务厅",
    bureau: "青岛市退役军人事务局",
    bureau_en: "Veterans Affairs Bureau of Qingdao",
    region: 370_200,
    id: 37_020_001,
};

/// The month in which the edition of 2022 is published: January 2022, counted from March 2021.
const YEAR_2022: u64 = 10;

/// The trust list is signed anew each ten months, and journals come in each three.
const SIGNED_EACH: u64 = 10;
const COLLECTED_EACH: u64 = 3;

/// The scheme as far as it has come.
pub(super) struct Scheme {
    pub(super) office: Office,
    pub(super) scale: Scale,
    pub(super) plan: Plan,
    pub(super) people: Vec<Person>,
    pub(super) random: Random,
    pub(super) gates: Vec<Terminal>,
    /// A gate whose disk was copied.
    pub(super) copied: Option<Terminal>,
    pub(super) firms: Firms,
    pub(super) year: Year,
    pub(super) edition: u64,
    /// Rides that were granted, and what they would have cost, by company and month.
    rides: u64,
    fares: BTreeMap<(u64, String), u64>,
    /// The months whose settlements are not made yet.
    unsettled: Vec<String>,
    settlements: Vec<Value>,
}

/// Somebody at a gate besides the rides of the month.
pub(super) struct Extra {
    pub(super) ride: Ride,
    /// What is shown, if it is not the person's card of today.
    pub(super) text: Option<String>,
    /// The code of the verdict.
    pub(super) verdict: &'static str,
}

impl Scheme {
    pub(super) fn begin(stage: Stage, scale: Scale) -> Result<Self, Trouble> {
        stage.print_heading(
            "山东省厅建根密钥，青岛市局建密钥和台账；按名册发荣军卡",
            "The province makes its roots, Qingdao its key and register; cards for the roster",
        )?;
        let office = Office::found(stage, &CITY, moment("2021-02-20T09:00")?)?;
        let mut plan = Plan::new(&office.stage)?;
        let people = people::with_cards(&office, scale, &mut plan)?;
        Ok(Self {
            plan,
            office,
            scale,
            people,
            random: Random::new(20_210_301),
            gates: Vec::new(),
            copied: None,
            firms: Firms::default(),
            year: Year::Of2021,
            edition: 0,
            rides: 0,
            fares: BTreeMap::new(),
            unsettled: Vec::new(),
            settlements: Vec::new(),
        })
    }

    pub(super) fn print(&self, zh: &str, en: &str) -> Result<(), Trouble> {
        self.office.stage.print_heading(zh, en)
    }

    /// A month of the scheme, counted from March 2021.
    pub(super) fn month(&mut self, month: u64) -> Result<(), Trouble> {
        let (begins, days, name) = rides::month(month)?;
        if month > 0 && month.is_multiple_of(COLLECTED_EACH) {
            self.collect(hours(begins, 2), month == COLLECTED_EACH)?;
        }
        if let Some(round) = super::firms::ROUNDS.iter().position(|it| *it == month) {
            self.recruit(round, &name, hours(begins, 3))?;
        }
        if month == YEAR_2022 {
            self.edition_of_2022(hours(begins, 4))?;
        }
        if month > 0 && month.is_multiple_of(SIGNED_EACH) {
            self.office.sign_trust_list(hours(begins, 4))?;
        }
        let update = self.send_lists(month, hours(begins, 5))?;
        self.set_up_terminals(month, &update, hours(begins, 5))?;

        let extras = scenes::at_the_gates(self, month, begins)?;
        let of_extras = extras
            .iter()
            .filter(|extra| extra.verdict == ACCEPTED)
            .count() as u64;
        let count = Scale::in_month(self.scale.rides, month).saturating_sub(of_extras);
        let since_2022 = self.year == Year::Of2022;
        let away = scenes::who_stays_away(month);
        let rides = rides::of_month(
            &mut self.random,
            &self.people,
            (begins, days),
            (self.rides, count),
            since_2022,
            |person| Some(person) == away,
        )?;
        if month == 0 {
            self.print(
                "公交、地铁闸机：一个月的乘车一次交给闸机程序，每次过闸记一条，票价随记",
                "The gates of buses and metro: a month of rides, each recorded on passage with its fare",
            )?;
        }
        self.ride(rides, extras, &name, month == 0)?;
        self.unsettled.push(name);
        self.firms_of_month(month, begins, &update)?;
        scenes::of_month(self, month, begins, &update)
    }

    /// Everybody comes to the gates.
    fn ride(
        &mut self,
        rides: Vec<Ride>,
        extras: Vec<Extra>,
        month: &str,
        is_shown: bool,
    ) -> Result<(), Trouble> {
        let usual = rides.into_iter().map(|ride| Extra {
            ride,
            text: None,
            verdict: ACCEPTED,
        });
        let mut all: Vec<Extra> = usual.chain(extras).collect();
        all.sort_by_key(|extra| (extra.ride.at, extra.ride.person));
        for (place, gate) in GATES.iter().enumerate() {
            let here: Vec<&Extra> = all.iter().filter(|it| it.ride.gate == place).collect();
            if here.is_empty() {
                continue;
            }
            let mut passes = Vec::with_capacity(here.len());
            for extra in &here {
                passes.push(self.comes(gate.number, gate.fare, extra)?);
            }
            let terminal = self.gates.get(place);
            let terminal = terminal.ok_or_else(|| Trouble::new("a gate has no terminal"))?;
            let options = format!(
                "--serve {} --fare {}",
                catalogue::riders(self.year).join(","),
                super::yuan(gate.fare)
            );
            let shown = is_shown && place == 0;
            let passed = pass_through(&self.office, terminal, &options, &passes, shown)?;
            for (extra, passed) in here.iter().zip(&passed) {
                must_be(extra, passed)?;
                if passed.record.is_some() {
                    self.rides += 1;
                    *self
                        .fares
                        .entry((gate.merchant, month.to_owned()))
                        .or_default() += gate.fare;
                }
            }
        }
        Ok(())
    }

    /// Writes down who comes, and gives what the scanner reads.
    fn comes(&mut self, terminal: u64, fare: u64, extra: &Extra) -> Result<Pass, Trouble> {
        let person = self.people.get(extra.ride.person);
        let person = person.ok_or_else(|| Trouble::new("nobody rides"))?;
        let card = person.card.as_ref();
        let text = extra.text.as_ref().or(card);
        let text = text.ok_or_else(|| Trouble::new("somebody has no card"))?;
        self.plan.wish(&Wish {
            at: extra.ride.at,
            terminal,
            act: "ride",
            identity: &person.identity,
            device: "card",
            benefits: &[RIDE],
            units: 1,
            price: Some(fare),
            word: "",
        })?;
        Ok(Pass {
            at: extra.ride.at,
            text: text.clone(),
        })
    }

    /// The lists of the month, with the catalogue and the places; they come to the gates.
    fn send_lists(&mut self, month: u64, at: UnixTime) -> Result<String, Trouble> {
        let update = format!("update-{month}.lbu");
        let edition = self.edition;
        let more = format!("--catalogue @bureau/catalogue/edition-{edition}");
        if month == 0 {
            self.print(
                "公布状态名单，装成更新文件；以后每月一次（命令在 commands.txt）",
                "The status list is published and packed; so each month (the commands are in commands.txt)",
            )?;
            self.office.publish_and_pack(at, &update, &more)?;
        } else {
            let office = &self.office;
            office.recorded(at, "publish --bureau @bureau --operator 王芳")?;
            office.recorded(
                at,
                &format!(
                    "update pack --authority @authority --status-list @bureau/status-list.cbor --out @{update} {more}"
                ),
            )?;
        }
        for gate in &self.gates {
            gate.bring(&self.office, at, &[&update], false)?;
        }
        Ok(update)
    }

    /// Terminals for the gates, at the beginning, and for firms that have joined.
    fn set_up_terminals(&mut self, month: u64, update: &str, at: UnixTime) -> Result<(), Trouble> {
        let edition = (at, self.edition);
        if month == 0 {
            self.print(
                "终端：四组闸机，各自生成密钥、申请点位；联盟商户的收银终端也一样",
                "Terminals: four groups of gates make their keys and ask for places, as the tills of firms do",
            )?;
            for gate in &GATES {
                let numbers = (gate.number, gate.merchant);
                let shown = gate.number == 1;
                let terminal = Terminal::set_up(&self.office, numbers, edition, update, shown)?;
                self.gates.push(terminal);
            }
        }
        self.firms
            .set_up(&self.office, GATES.len() as u64, edition, (month, update))
    }

    /// A round of recruiting: who applies signs a form, and the next edition has them.
    fn recruit(&mut self, round: usize, month: &str, at: UnixTime) -> Result<(), Trouble> {
        let number = round + 1;
        let all = self.scale.firms;
        let (before, after) = (all * round as u64 / 10, all * number as u64 / 10);
        self.firms.join(after, &format!("{month}-01"));
        let joined = after - before;
        self.print(
            &format!("{month}：荣军联盟第 {number} 轮招募，{joined} 家加入，共 {after} 家"),
            &format!("{month}: round {number} of recruiting; {joined} firms join, {after} in all"),
        )?;
        self.edition += 1;
        let name = self.workbook();
        self.write_tables(&name)?;
        let add = format!(
            "merchant add @{name} --out @forms-{number} --alliance 荣军联盟 --bureau @bureau --operator 王芳"
        );
        if round == 0 {
            self.office.run(at, &add)?;
            self.office.publish_catalogue(at, &name, "").map(drop)?;
        } else {
            self.office.recorded(at, &add)?;
            self.publish_again(at, &name)?;
        }
        self.plan.act(at, "edition", self.edition, "")
    }

    fn write_tables(&self, name: &str) -> Result<(), Trouble> {
        let members = catalogue::Members {
            joined: self.firms.joined(),
        };
        catalogue::write(&self.office.stage, name, self.year, &members)
    }

    /// An edition that differs in its merchants alone.
    pub(super) fn publish_again(&self, at: UnixTime, name: &str) -> Result<(), Trouble> {
        self.office.recorded(
            at,
            &format!("catalogue publish @{name} --yes --bureau @bureau --operator 王芳"),
        )
    }

    /// The workbook of the newest edition.
    fn workbook(&self) -> String {
        format!("catalogue-{}.xlsx", self.edition)
    }

    /// The next edition with what the tables say now.
    pub(super) fn publish_next(&mut self, at: UnixTime) -> Result<(), Trouble> {
        self.edition += 1;
        let name = self.workbook();
        self.write_tables(&name)?;
        self.publish_again(at, &name)?;
        self.plan.act(at, "edition", self.edition, "")
    }

    /// 208 items in place of 169: what is new and what is revised is seen before it is signed.
    fn edition_of_2022(&mut self, at: UnixTime) -> Result<(), Trouble> {
        self.print(
            "2022 年版优待目录：208 项，签名前先看与上一版的差别——新增 39 项、修订 8 项",
            "The catalogue of 2022 has 208 items; before it is signed, the differences: 39 new, 8 revised",
        )?;
        self.year = Year::Of2022;
        self.edition += 1;
        let name = self.workbook();
        self.write_tables(&name)?;
        let differences = self.office.publish_catalogue(at, &name, "")?;
        let benefits = &differences["benefits"];
        let count = |what: &str| benefits[what].as_array().map_or(0, Vec::len);
        let found = (
            count("added"),
            count("changed"),
            count("gone"),
            &benefits["unchanged"],
        );
        if found != (39, 8, 0, &Value::from(161)) {
            return Err(Trouble::new(format!(
                "added, changed, gone and unchanged are {found:?}"
            )));
        }
        self.office.stage.print_line(
            "新增 39 项，修订 8 项，取消 0 项，未变 161 项：共 208 项",
            "39 added, 8 changed, 0 gone, 161 as before: 208 in all",
        )?;
        self.plan.act(at, "edition", self.edition, "")
    }

    /// Journals come to the bureau, and the companies are paid back for the months that are over.
    fn collect(&mut self, at: UnixTime, is_shown: bool) -> Result<(), Trouble> {
        if is_shown {
            self.print(
                "每季度：各终端交流水，局里导入（来过的只算一次），出具回执；按月给公交、地铁公司结算",
                "Each quarter: journals come in (what came before counts once), receipts go out, and the companies are paid back by month",
            )?;
        }
        for (terminal, place) in self.gates.iter_mut().chain(self.firms.terminals()).zip(0..) {
            terminal.export(&self.office, at, is_shown && place == 0)?;
        }
        let import = "journal import @exports --bureau @bureau";
        let receipts = format!("receipts-{}.lbu", written(at)?.get(..7).unwrap_or_default());
        let sign = format!("journal receipts --out @{receipts} --bureau @bureau");
        if is_shown {
            self.office.run(at, import)?;
            self.office.run(at, &sign)?;
        } else {
            self.office.recorded(at, import)?;
            self.office.recorded(at, &sign)?;
        }
        for terminal in self.gates.iter_mut().chain(self.firms.terminals()) {
            terminal.bring(&self.office, at, &[&receipts], false)?;
        }
        scenes::after_import(self, at)?;
        for month in std::mem::take(&mut self.unsettled) {
            for merchant in [BUS, METRO] {
                self.settle(merchant, &month, at, is_shown)?;
            }
        }
        Ok(())
    }

    /// What a company is paid back for a month must be what its passengers have saved.
    fn settle(
        &mut self,
        merchant: u64,
        month: &str,
        at: UnixTime,
        is_shown: bool,
    ) -> Result<(), Trouble> {
        let line = format!(
            "settlement --merchant {merchant} --month {month} --out @settlement-{merchant}-{month}.html --bureau @bureau"
        );
        let statement = self.office.json(at, &line)?;
        let owed = statement["owed_fen"].as_u64().unwrap_or_default();
        let saved = self.fares.get(&(merchant, month.to_owned())).copied();
        let saved = saved.unwrap_or_default();
        if owed != saved {
            return Err(Trouble::new(format!(
                "merchant {merchant} is owed {owed} for {month} in place of {saved}"
            )));
        }
        if is_shown {
            let yuan = super::yuan(owed);
            self.office.stage.print_line(
                &format!("商户 {merchant} {month}：补 {yuan} 元"),
                &format!("merchant {merchant}, {month}: {yuan} yuan paid back"),
            )?;
        }
        self.settlements.push(statement);
        Ok(())
    }

    /// The last journals and settlements. Gives how many rides there must be, what was saved on them, and all uses.
    pub(super) fn expected(&mut self) -> Result<(u64, u64, u64), Trouble> {
        let (begins, ..) = rides::month(super::MONTHS)?;
        self.collect(hours(begins, 2), false)?;
        self.plan.end()?;
        let settlements = Value::from(self.settlements.clone());
        self.office
            .stage
            .write("settlements.json", settlements.to_string().as_bytes())?;
        let saved = self.fares.values().sum();
        Ok((self.rides, saved, self.rides + self.scale.uses))
    }
}

pub(super) const ACCEPTED: &str = "accepted";

fn must_be(extra: &Extra, passed: &Passed) -> Result<(), Trouble> {
    let granted = passed.record.is_some();
    if passed.verdict == extra.verdict && granted == (extra.verdict == ACCEPTED) {
        return Ok(());
    }
    Err(Trouble::new(format!(
        "{passed:?} in place of {}",
        extra.verdict
    )))
}

/// So many hours later.
pub(super) fn hours(time: UnixTime, hours: u64) -> UnixTime {
    time.plus(Duration::from_secs(hours * 3600))
}

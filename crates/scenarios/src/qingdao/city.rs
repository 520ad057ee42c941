//! The bureau of Qingdao as far as it has come: its people, gates and firms, its editions, and what the companies are owed.

use std::collections::BTreeMap;

use credential_core::UnixTime;
use serde_json::Value;

use super::catalogue::{self, Year};
use super::firms::Firms;
use super::people;
use super::rides::GATES;
use super::scale::{Scale, yuan};
use crate::alliance::{City, Office, Person, Plan, Random, Terminal, moment};
use crate::stage::{Stage, Trouble};

static CITY: City = City {
    authority: "山东省退役军人事务厅",
    bureau: "青岛市退役军人事务局",
    bureau_en: "Veterans Affairs Bureau of Qingdao",
    region: 370_200,
    id: 37_020_001,
};

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
    pub(super) rides: u64,
    pub(super) fares: BTreeMap<(u64, String), u64>,
    /// The months whose settlements are not made yet.
    pub(super) unsettled: Vec<String>,
    pub(super) settlements: Vec<Value>,
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

    /// The lists of the month, with the catalogue and the places; they come to the gates.
    pub(super) fn send_lists(&mut self, month: u64, at: UnixTime) -> Result<String, Trouble> {
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
    pub(super) fn set_up_terminals(
        &mut self,
        month: u64,
        update: &str,
        at: UnixTime,
    ) -> Result<(), Trouble> {
        let edition = (at, self.edition);
        if month == 0 {
            self.print(
                "终端：四组闸机，各自生成密钥、申请点位；联盟商户的收银终端也一样",
                "Terminals: four groups of gates make their keys and ask for places, as the tills of firms do",
            )?;
            for gate in &GATES {
                let numbers = (gate.number, gate.merchant);
                let shown = gate.number == 1;
                let terminal = Terminal::set_up(&self.office, numbers, edition.0, update, shown)?;
                self.gates.push(terminal);
            }
        }
        self.firms
            .set_up(&self.office, GATES.len() as u64, edition.0, (month, update))
    }

    /// A round of recruiting: who applies signs a form, and the next edition has them.
    pub(super) fn recruit(
        &mut self,
        round: usize,
        month: &str,
        at: UnixTime,
    ) -> Result<(), Trouble> {
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
            self.office.publish_catalogue(at, &name, "")?;
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
    pub(super) fn edition_of_2022(&mut self, at: UnixTime) -> Result<(), Trouble> {
        self.print(
            "2022 年版优待目录：208 项，签名前先看与上一版的差别——新增 39 项、修订 8 项",
            "The catalogue of 2022 has 208 items; before it is signed, the differences: 39 new, 8 revised",
        )?;
        self.year = Year::Of2022;
        self.edition += 1;
        let name = self.workbook();
        self.write_tables(&name)?;
        let diff = format!("catalogue diff @{name} --bureau @bureau");
        let differences = self.office.json(at, &diff)?;
        self.office.publish_catalogue(at, &name, "")?;
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

    /// What a company is paid back for a month must be what its passengers have saved.
    pub(super) fn settle(
        &mut self,
        merchant: u64,
        month: &str,
        at: UnixTime,
        is_shown: bool,
    ) -> Result<(), Trouble> {
        let line = format!(
            "settlement --merchant {merchant} --month {month} --out @settlement-{merchant}-{month}.html --bureau @bureau --yes"
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
            let yuan = yuan(owed);
            self.office.stage.print_line(
                &format!("商户 {merchant} {month}：补 {yuan} 元"),
                &format!("merchant {merchant}, {month}: {yuan} yuan paid back"),
            )?;
        }
        self.settlements.push(statement);
        Ok(())
    }
}

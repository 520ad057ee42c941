//! Thirty-one months, one after the other: lists go out, people ride, journals come in.

use credential_core::UnixTime;
use serde_json::Value;

use super::catalogue::{self, BUS, METRO, RIDE, Year};
use super::city::Scheme;
use super::firms::ROUNDS;
use super::rides::{self, ACCEPTED, Extra, GATES, Ride, hours};
use super::scale::{MONTHS, Scale, yuan};
use super::scenes;
use crate::alliance::{Pass, Passed, Wish, pass_through, written};
use crate::stage::Trouble;

/// The month in which the edition of 2022 is published: January 2022, counted from March 2021.
const YEAR_2022: u64 = 10;

/// The trust list is signed anew, and journals come in, each three months.
const SIGNED_EACH: u64 = 3;
const COLLECTED_EACH: u64 = 3;

impl Scheme {
    /// A month of the scheme, counted from March 2021.
    pub(super) fn month(&mut self, month: u64) -> Result<(), Trouble> {
        let (begins, days, name) = rides::month(month)?;
        if month > 0 && month.is_multiple_of(COLLECTED_EACH) {
            self.collect(hours(begins, 2), month == COLLECTED_EACH)?;
        }
        if let Some(round) = ROUNDS.iter().position(|it| *it == month) {
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

        let mut extras = scenes::at_the_gates(self, month, begins)?;
        let of_extras = extras
            .iter()
            .filter(|extra| extra.verdict == ACCEPTED)
            .count() as u64;
        let count = Scale::in_month(self.scale.rides, month).saturating_sub(of_extras);
        // They count among the rides of which one in five is in the suburbs.
        let accepted = extras.iter_mut().filter(|extra| extra.verdict == ACCEPTED);
        for (extra, number) in accepted.zip(self.rides + count..) {
            extra.ride.gate = rides::gate_of(number, |_| extra.ride.gate);
        }
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
        self.firms_of_month(month, begins, &update, scenes::uses_of_month(month))?;
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
                yuan(gate.fare)
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

    /// The last journals and settlements. Gives how many rides there must be, what was saved on them, and all uses.
    pub(super) fn expected(&mut self) -> Result<(u64, u64, u64), Trouble> {
        let (begins, ..) = rides::month(MONTHS)?;
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

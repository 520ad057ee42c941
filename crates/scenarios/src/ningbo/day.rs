//! A day at the stations: who comes where with what, written down as the plan; what the gates say; and
//! the totals of it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufWriter, Write as _};

use messages::dates;
use serde::Serialize;
use serde_json::Value;

use super::people::{FULL_SCALE, Person};
use super::station::Station;
use crate::phone::Shown;
use crate::stage::{Stage, Trouble};

/// The stations with what has happened at them.
pub(crate) struct Day<'s> {
    stage: &'s Stage,
    pub(crate) stations: Vec<Station>,
    plan: BufWriter<File>,
    totals: Totals,
}

/// Where somebody comes, and what they do when the gate opens.
#[derive(Clone, Copy)]
pub(crate) struct Visit {
    pub(crate) station: usize,
    pub(crate) gate: usize,
    pub(crate) then: Then,
}

/// What a person does before a gate that has opened.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    Walks,
    Stays,
}

/// What the gates have counted.
#[derive(Default, Serialize)]
struct Totals {
    /// One of so many.
    share: u64,
    bound_codes: u64,
    bound_codes_in_full: u64,
    shown: u64,
    rides: u64,
    not_turned: u64,
    rides_by_station: BTreeMap<String, u64>,
    /// By what the person is; more than one category is written with `+`.
    rides_by_category: BTreeMap<String, u64>,
    rides_by_home_region: BTreeMap<String, u64>,
    refusals: BTreeMap<String, u64>,
}

/// What stands above the plan. It says what people do, and not what the gates make of it.
const PLAN: &str = "event,station,gate,identity,device,form,signed_by,dated,at,walks";

impl<'s> Day<'s> {
    pub(crate) fn new(
        stage: &'s Stage,
        share: u64,
        stations: Vec<Station>,
    ) -> Result<Self, Trouble> {
        let mut plan = BufWriter::new(File::create(stage.path("plan.csv"))?);
        writeln!(plan, "{PLAN}")?;
        let totals = Totals {
            share,
            bound_codes_in_full: FULL_SCALE,
            ..Totals::default()
        };
        Ok(Self {
            stage,
            stations,
            plan,
            totals,
        })
    }

    /// How many codes are bound to phones.
    pub(crate) fn bound(&mut self, codes: usize) {
        self.totals.bound_codes = codes as u64;
    }

    /// Somebody shows something at a gate, which must say `expected`.
    pub(crate) fn shows(
        &mut self,
        person: &Person,
        shown: &Shown,
        visit: Visit,
        expected: &str,
    ) -> Result<Value, Trouble> {
        let at = dates::now().as_secs();
        let station = self.stations.get_mut(visit.station);
        let station = station.ok_or_else(|| Trouble::new("there is no such station"))?;
        let Visit { gate, then, .. } = visit;
        writeln!(
            self.plan,
            "shows,{},{},{},{},{},{},{},{at},{}",
            station.folder,
            gate + 1,
            person.identity,
            shown.device,
            shown.form,
            shown.signed_by,
            shown
                .dated
                .map(|dated| dated.to_string())
                .unwrap_or_default(),
            if then == Then::Walks { "yes" } else { "no" },
        )?;
        let verdict = station.show(gate, &shown.text)?;
        self.totals.shown += 1;
        let code = verdict["code"].as_str().unwrap_or_default();
        let opens = verdict["open"] == true;
        if code != expected || opens != (expected == "accepted") {
            let (name, number) = (station.name, gate + 1);
            return Err(Trouble::new(format!(
                "{name}, gate {number}: {code} in place of {expected} for {} ({verdict})",
                person.name
            )));
        }
        if !opens {
            *self.totals.refusals.entry(code.to_owned()).or_default() += 1;
            return Ok(verdict);
        }
        if verdict["credential"]["holder"] != person.holder {
            return Err(Trouble::new(format!(
                "this is not {}: {verdict}",
                person.name
            )));
        }
        let number = verdict["number"].as_u64().unwrap_or_default();
        if station.report(number, then == Then::Walks)? {
            let folder = station.folder.to_owned();
            self.ride(folder, &verdict["credential"]);
        } else {
            self.totals.not_turned += 1;
        }
        Ok(verdict)
    }

    fn ride(&mut self, station: String, credential: &Value) {
        let categories = credential["categories"].as_array();
        let categories: Vec<&str> = categories
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let home = credential["home_region"].to_string();
        let totals = &mut self.totals;
        totals.rides += 1;
        *totals.rides_by_station.entry(station).or_default() += 1;
        *totals
            .rides_by_category
            .entry(categories.join("+"))
            .or_default() += 1;
        *totals.rides_by_home_region.entry(home).or_default() += 1;
    }

    /// The same, shown to whoever looks on.
    pub(crate) fn shows_aloud(
        &mut self,
        person: &Person,
        shown: &Shown,
        visit: Visit,
        expected: &str,
    ) -> Result<Value, Trouble> {
        let verdict = self.shows(person, shown, visit, expected)?;
        let station = self
            .stations
            .get(visit.station)
            .map_or("", |station| station.name);
        let (gate, name, device) = (visit.gate + 1, &person.name, &shown.device);
        let seconds = verdict["seconds"].as_u64();
        let seconds = seconds
            .map(|seconds| format!(" ({seconds} s)"))
            .unwrap_or_default();
        let then = match (expected, visit.then) {
            ("accepted", Then::Walks) => ", turned",
            ("accepted", Then::Stays) => ", not-turned",
            _ => "",
        };
        let line = format!("{station} {gate}  {name}  {device}  →  {expected}{seconds}{then}");
        self.stage.print_line(&line, &line)?;
        Ok(verdict)
    }

    /// Somebody has a new phone from now on.
    pub(crate) fn rebound(&mut self, person: &Person) -> Result<(), Trouble> {
        let device = format!("phone-{}", person.phone.generation);
        Ok(writeln!(
            self.plan,
            "bound,,,{},{device},,,,,",
            person.identity
        )?)
    }

    /// All stations have the newest lists from now on.
    pub(crate) fn lists_are_read(&mut self) -> Result<(), Trouble> {
        Ok(writeln!(self.plan, "lists,,,,,,,,,")?)
    }

    /// The gates end; totals are printed and written.
    pub(crate) fn end(mut self) -> Result<(), Trouble> {
        for station in &mut self.stations {
            station.end()?;
        }
        self.plan.flush()?;
        let json = serde_json::to_vec_pretty(&self.totals)
            .map_err(|error| Trouble::new(error.to_string()))?;
        self.stage.write("totals.json", &json)?;
        let totals = &self.totals;
        let print = |zh: String, en: String| self.stage.print_line(&zh, &en);
        let (share, bound, full) = (totals.share, totals.bound_codes, totals.bound_codes_in_full);
        print(
            format!(
                "比例 1/{share}：手机码 {bound} 个（全部 {full} 个）；全部规模的乘车次数约为 {share} 倍"
            ),
            format!(
                "share 1/{share}: {bound} bound codes of {full}; at full scale {share} times the rides"
            ),
        )?;
        let (shown, rides, stayed) = (totals.shown, totals.rides, totals.not_turned);
        print(
            format!("出示 {shown} 次，乘车 {rides} 次，开闸未过 {stayed} 次"),
            format!("shown {shown}, rides {rides}, opened and not turned {stayed}"),
        )?;
        for (zh, en, counts) in [
            ("各站乘车", "rides by station", &totals.rides_by_station),
            (
                "各类人员乘车",
                "rides by category",
                &totals.rides_by_category,
            ),
            (
                "各户籍区划乘车",
                "rides by home region",
                &totals.rides_by_home_region,
            ),
            ("未放行", "refusals", &totals.refusals),
        ] {
            print(format!("{zh}："), format!("{en}:"))?;
            for (what, count) in counts {
                let line = format!("  {count:>7}  {what}");
                print(line.clone(), line)?;
            }
        }
        Ok(())
    }
}

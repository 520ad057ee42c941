//! A play as far as it has come: the bureau, the terminals, the plan, and how many uses there were.

use credential_core::UnixTime;

use super::clock::{day_after, moment};
use super::office::Office;
use super::plan::Plan;
use super::random::Random;
use super::rounds::Rounds;
use super::visits::Counter;
use crate::stage::Trouble;

/// The parts that every city has.
pub(crate) struct Play {
    pub(crate) office: Office,
    pub(crate) plan: Plan,
    pub(crate) rounds: Rounds,
    pub(crate) random: Random,
    /// Uses so far: grants by code that were not undone.
    pub(crate) uses: u64,
}

/// Several people at the counter of a merchant, one after the other.
pub(crate) struct Sitting {
    pub(crate) merchant: u64,
    pub(crate) at: UnixTime,
    pub(crate) visits: u64,
}

/// People at the counter in one sitting.
const AT_ONCE: u64 = 4;

impl Play {
    /// Before the first edition.
    pub(crate) fn new(office: Office, seed: u64) -> Result<Self, Trouble> {
        Ok(Self {
            plan: Plan::new(&office.stage)?,
            office,
            rounds: Rounds::new(),
            random: Random::new(seed),
            uses: 0,
        })
    }

    /// Says what comes next.
    pub(crate) fn print(&self, zh: &str, en: &str) -> Result<(), Trouble> {
        self.office.stage.print_heading(zh, en)
    }

    /// The name of the workbook of the next edition.
    pub(crate) fn next_workbook(&self) -> String {
        format!("catalogue-{}.xlsx", self.rounds.edition + 1)
    }

    /// Publishes the workbook of the next edition, which is in its place.
    pub(crate) fn publish_catalogue(&mut self, at: UnixTime, more: &str) -> Result<(), Trouble> {
        let workbook = self.next_workbook();
        self.office.publish_catalogue(at, &workbook, more)?;
        self.rounds.edition += 1;
        self.plan.act(at, "edition", self.rounds.edition, "")
    }

    /// Journals to the bureau, receipts and lists back; not to the terminals of these merchants.
    pub(crate) fn round(&mut self, at: &str, not_to: &[u64]) -> Result<(), Trouble> {
        let day = at.get(..10).unwrap_or(at);
        self.print(
            &format!("{day}：各终端交流水，局里导入，回执和更新送回终端"),
            &format!("{day}: journals to the bureau, receipts and updates back"),
        )?;
        let at = moment(at)?;
        self.rounds.collect(&self.office, at)?;
        self.rounds.send(&self.office, at, not_to)
    }

    /// The counter of a merchant at a moment.
    pub(crate) fn counter(
        &mut self,
        merchant: u64,
        at: UnixTime,
        is_shown: bool,
    ) -> Result<Counter<'_>, Trouble> {
        Ok(Counter {
            office: &self.office,
            terminal: self.rounds.at(merchant)?,
            plan: &mut self.plan,
            at,
            is_shown,
        })
    }

    /// So many uses on the days from the first to the last, by the weights of the merchants with a terminal, but
    /// not at those of `not_at`; 0 for a merchant is none. The sittings of a terminal are one behind the other.
    pub(crate) fn sittings(
        &mut self,
        (from, until): (&str, &str),
        uses: u64,
        not_at: &[u64],
        weight_of: impl Fn(u64) -> u64,
    ) -> Result<Vec<Sitting>, Trouble> {
        let weight_of = |merchant| match not_at.contains(&merchant) {
            true => 0,
            false => weight_of(merchant),
        };
        self.print(
            &format!("{from} 至 {until}：{uses} 次优待，在各行各业的商户"),
            &format!("{from} to {until}: {uses} uses, at merchants of all trades"),
        )?;
        let (from, until) = (
            moment(&format!("{from}T08:00"))?,
            moment(&format!("{until}T08:00"))?,
        );
        let days = 1 + until.since(from).as_secs() / 86_400;
        let mut all = Vec::new();
        for (merchant, uses) in self.spread(uses, weight_of) {
            // At most one a day.
            let sittings = uses.div_ceil(AT_ONCE).clamp(1, days);
            for sitting in 0..sittings {
                let hours = std::time::Duration::from_secs(self.random.below(11 * 3600));
                all.push(Sitting {
                    merchant,
                    at: day_after(from, days * sitting / sittings).plus(hours),
                    visits: uses / sittings + u64::from(sitting < uses % sittings),
                });
            }
        }
        Ok(all)
    }

    /// How many uses each merchant with a terminal has.
    fn spread(&mut self, uses: u64, weight_of: impl Fn(u64) -> u64) -> Vec<(u64, u64)> {
        let merchants = self.rounds.terminals.keys().copied();
        let weighed: Vec<(u64, u64)> = merchants.map(|it| (it, weight_of(it))).collect();
        let total: u64 = weighed.iter().map(|(_, weight)| weight).sum();
        let mut counts = vec![0_u64; weighed.len()];
        for _ in 0..uses {
            let mut left = self.random.below(total);
            for ((_, weight), count) in weighed.iter().zip(&mut counts) {
                if left < *weight {
                    *count += 1;
                    break;
                }
                left -= weight;
            }
        }
        let counted = weighed
            .into_iter()
            .map(|(merchant, _)| merchant)
            .zip(counts);
        counted.filter(|(_, count)| *count > 0).collect()
    }

    /// How somebody rates a use: most are satisfied.
    pub(crate) fn rating(&mut self) -> &'static str {
        match self.random.below(10) {
            0 => "dissatisfied",
            1 | 2 => "fair",
            _ => "satisfied",
        }
    }
}

//! Half a year of the alliance as far as it has come, and who comes to the counters.

use std::collections::{BTreeMap, HashSet};

use super::catalogue::{KINDERGARTEN, groups_at, wanted, weight_of};
use super::people::People;
use crate::alliance::{Office, Play, Sitting, Visit, moment};
use crate::stage::Trouble;

/// Uses at full scale in this half year: chosen, the city tells no number.
pub(super) const USES: u64 = 60_000;

/// The season as far as it has come.
pub(super) struct Season {
    pub(super) play: Play,
    pub(super) people: People,
    pub(super) share: u64,
    /// Who was at which kindergarten in which month: once a month is the quota.
    fees: HashSet<(u64, u64, String)>,
    /// How often each merchant was rated.
    pub(super) ratings: BTreeMap<u64, u64>,
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
            ratings: BTreeMap::new(),
            wrong: None,
        })
    }

    pub(super) const fn office(&self) -> &Office {
        &self.play.office
    }

    pub(super) const fn uses(&self) -> u64 {
        self.play.uses
    }

    /// So many of a hundred uses, on the days from the first to the last, not at these merchants.
    pub(super) fn uses_between(
        &mut self,
        days: (&str, &str),
        of_hundred: u64,
        not_at: &[u64],
    ) -> Result<(), Trouble> {
        self.so_many_uses(days, USES / self.share * of_hundred / 100, not_at)
    }

    /// So many uses.
    pub(super) fn so_many_uses(
        &mut self,
        days: (&str, &str),
        uses: u64,
        not_at: &[u64],
    ) -> Result<(), Trouble> {
        for sitting in self.play.sittings(days, uses, not_at, weight_of)? {
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
        let rated = visits.iter().filter(|visit| visit.rating.is_some());
        *self.ratings.entry(merchant).or_default() += rated.count() as u64;
        Ok(())
    }
}

//! The first year of the alliance as far as it has come, and who comes to the counters.

use super::catalogue::{PRIORITY, own_promise, price_at, weight_of};
use super::people::People;
use crate::alliance::{Counter, Device, Office, Play, Sitting, Visit, moment};
use crate::stage::Trouble;

/// Uses of the alliance by which the year is known.
pub(super) const USES: u64 = 26_400;

/// The year as far as it has come.
pub(super) struct Year {
    pub(super) play: Play,
    pub(super) people: People,
    pub(super) share: u64,
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

    /// So many of a hundred uses of the year, on the days from the first to the last, not at these merchants.
    pub(super) fn uses_between(
        &mut self,
        days: (&str, &str),
        of_hundred: u64,
        not_at: &[u64],
    ) -> Result<(), Trouble> {
        let uses = USES / self.share * of_hundred / 100;
        self.so_many_uses(days, uses, not_at)
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
}

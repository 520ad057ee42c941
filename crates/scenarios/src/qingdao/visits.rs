//! Who comes to the firms of the alliance in a month, and what they take.

use std::collections::BTreeSet;

use credential_core::UnixTime;

use super::catalogue::{EVERYBODY, OFF, ONLINE, SOLDIERS, Year, item, trade_of};
use super::city::Scheme;
use super::firms::merchant;
use super::people::{ACTIVE, VETERAN};
use super::rides::hours;
use super::scale::Scale;
use crate::alliance::{Counter, Device, Person, Random, Visit, day_after};
use crate::stage::Trouble;

/// People at the counter in one sitting.
const AT_ONCE: u64 = 10;

impl Scheme {
    /// The uses of a month but for those of the scenes, some at a time, in turn over all members.
    pub(super) fn firms_of_month(
        &mut self,
        month: u64,
        begins: UnixTime,
        update: &str,
        of_scenes: u64,
    ) -> Result<(), Trouble> {
        let uses = Scale::in_month(self.scale.uses, month).saturating_sub(of_scenes);
        let sittings = uses.div_ceil(AT_ONCE);
        let members = self.firms.members();
        let mut taken_off = BTreeSet::new();
        for sitting in 0..sittings {
            let turn = usize::try_from(month * 7 + sitting).unwrap_or_default();
            let Some(firm) = members.get(turn % members.len().max(1)).copied() else {
                return Err(Trouble::new("there is no member"));
            };
            let at = hours(day_after(begins, 3 + sitting * 20 / sittings), 10);
            let visits = uses / sittings + u64::from(sitting < uses % sittings);
            self.firms.bring(&self.office, at, firm, update)?;
            self.sitting(firm, at, visits, &mut taken_off)?;
        }
        Ok(())
    }

    fn sitting(
        &mut self,
        firm: usize,
        at: UnixTime,
        visits: u64,
        taken_off: &mut BTreeSet<(usize, usize)>,
    ) -> Result<(), Trouble> {
        let mut who: Vec<usize> = Vec::new();
        while (who.len() as u64) < visits {
            let person = self.random.place(self.people.len());
            if !who.contains(&person) {
                who.push(person);
            }
        }
        let trade = trade_of(merchant(firm));
        let mut all = Vec::new();
        for place in who {
            let person = self.people.get(place);
            let person = person.ok_or_else(|| Trouble::new("nobody comes"))?;
            let is_first = taken_off.insert((place, firm));
            let benefit = chosen(&mut self.random, person, trade, is_first, self.year);
            let price = self.random.between(30, 300) * 100 + self.random.below(10) * 10;
            all.push(Visit::new(person, Device::Card, benefit, Some(price)));
        }
        let mut counter = Counter {
            office: &self.office,
            plan: &mut self.plan,
            terminal: self.firms.terminal(firm)?,
            at,
            is_shown: false,
        };
        counter.gives(&all).map(drop)
    }
}

/// What the person takes: something that the person gets.
fn chosen(random: &mut Random, person: &Person, trade: u64, is_first: bool, year: Year) -> u64 {
    let is_soldier = [VETERAN, ACTIVE].contains(&person.category);
    // Lines and errands for firms of veterans: the veteran stands for a firm.
    let gets_new = person.category == VETERAN || ![19, 53].contains(&trade);
    let place = match random.below(10) {
        0..=2 if is_soldier => SOLDIERS,
        3 | 4 if is_first => OFF,
        5 if year == Year::Of2022 && gets_new => ONLINE,
        _ => EVERYBODY,
    };
    item(trade, place)
}

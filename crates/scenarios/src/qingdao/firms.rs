//! The firms of the alliance, their tills, and who comes there.

use std::collections::BTreeSet;

use credential_core::UnixTime;

use super::Scale;
use super::catalogue::{EVERYBODY, FIRST_FIRM, OFF, ONLINE, SOLDIERS, Year, item, trade_of};
use super::city::{Scheme, hours};
use super::people::{ACTIVE, VETERAN};
use super::scenes;
use crate::alliance::{Counter, Device, Office, Person, Random, Terminal, Visit, day_after};
use crate::stage::Trouble;

/// The months of the ten rounds of recruiting, counted from March 2021.
pub(super) const ROUNDS: [u64; 10] = [0, 3, 6, 9, 13, 16, 19, 22, 25, 28];

/// People at the counter in one sitting.
const AT_ONCE: u64 = 5;

/// The firms that have joined, the first at the front.
#[derive(Default)]
pub(super) struct Firms {
    joined: Vec<String>,
    tills: Vec<Till>,
}

/// A firm's terminal, with the update that it has.
struct Till {
    terminal: Terminal,
    update: String,
    is_suspended: bool,
}

impl Firms {
    /// Firms join until there are so many.
    pub(super) fn join(&mut self, all: u64, from: &str) {
        while (self.joined.len() as u64) < all {
            self.joined.push(from.to_owned());
        }
    }

    /// Of each firm the first day of its agreement.
    pub(super) fn joined(&self) -> &[String] {
        &self.joined
    }

    pub(super) fn terminals(&mut self) -> impl Iterator<Item = &mut Terminal> {
        self.tills.iter_mut().map(|till| &mut till.terminal)
    }

    /// A terminal for each firm that has none. `others` are the terminals that the firms' come behind.
    pub(super) fn set_up(
        &mut self,
        office: &Office,
        others: u64,
        edition: (UnixTime, u64),
        (month, update): (u64, &str),
    ) -> Result<(), Trouble> {
        while self.tills.len() < self.joined.len() {
            let place = self.tills.len() as u64;
            let numbers = (others + place + 1, FIRST_FIRM + place);
            let is_shown = month == 0 && place == 0;
            let terminal = Terminal::set_up(office, numbers, edition, update, is_shown)?;
            self.tills.push(Till {
                terminal,
                update: update.to_owned(),
                is_suspended: false,
            });
        }
        Ok(())
    }

    /// The terminal of a firm, by its place.
    pub(super) fn terminal(&self, firm: usize) -> Result<&Terminal, Trouble> {
        let till = self.tills.get(firm);
        till.map(|till| &till.terminal)
            .ok_or_else(|| Trouble::new(format!("firm {firm} has no terminal")))
    }

    /// The firm is a member no longer: nobody is sent there.
    pub(super) fn suspend(&mut self, firm: usize) {
        if let Some(till) = self.tills.get_mut(firm) {
            till.is_suspended = true;
        }
    }

    /// The update comes to a firm, if it has another one.
    pub(super) fn bring(
        &mut self,
        office: &Office,
        at: UnixTime,
        firm: usize,
        update: &str,
    ) -> Result<(), Trouble> {
        let till = self.tills.get_mut(firm);
        let till = till.ok_or_else(|| Trouble::new(format!("firm {firm} has no terminal")))?;
        if till.update != update {
            till.terminal.bring(office, at, &[update], false)?;
            till.update = update.to_owned();
        }
        Ok(())
    }

    fn members(&self) -> Vec<usize> {
        let tills = self.tills.iter().enumerate();
        let members = tills.filter(|(_, till)| !till.is_suspended);
        members.map(|(firm, _)| firm).collect()
    }
}

/// The number of a firm in the tables.
pub(super) const fn merchant(firm: usize) -> u64 {
    FIRST_FIRM + firm as u64
}

impl Scheme {
    /// The uses of a month, some at a time, in turn over all members.
    pub(super) fn firms_of_month(
        &mut self,
        month: u64,
        begins: UnixTime,
        update: &str,
    ) -> Result<(), Trouble> {
        let of_scenes = scenes::uses_of_month(month);
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

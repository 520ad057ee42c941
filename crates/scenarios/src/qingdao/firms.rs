//! The firms of the alliance and their tills.

use credential_core::UnixTime;

use super::catalogue::FIRST_FIRM;
use crate::alliance::{Office, Terminal};
use crate::stage::Trouble;

/// The months of the ten rounds of recruiting, counted from March 2021.
pub(super) const ROUNDS: [u64; 10] = [0, 3, 6, 9, 13, 16, 19, 22, 25, 28];

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
        at: UnixTime,
        (month, update): (u64, &str),
    ) -> Result<(), Trouble> {
        while self.tills.len() < self.joined.len() {
            let place = self.tills.len() as u64;
            let numbers = (others + place + 1, FIRST_FIRM + place);
            let is_shown = month == 0 && place == 0;
            let terminal = Terminal::set_up(office, numbers, at, update, is_shown)?;
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

    /// The places of those that are members.
    pub(super) fn members(&self) -> Vec<usize> {
        let tills = self.tills.iter().enumerate();
        let members = tills.filter(|(_, till)| !till.is_suspended);
        members.map(|(firm, _)| firm).collect()
    }
}

/// The number of a firm in the tables.
pub(super) const fn merchant(firm: usize) -> u64 {
    FIRST_FIRM + firm as u64
}

//! People at the counter: what they show and want, and what they must get.

use credential_core::UnixTime;

use super::office::Office;
use super::people::{Device, Person};
use super::plan::{Plan, Wish};
use super::terminal::Terminal;
use super::till::{Served, Till};
use crate::stage::Trouble;

/// Somebody who comes to a terminal.
pub(crate) struct Visit<'p> {
    pub(crate) person: &'p Person,
    pub(crate) device: Device,
    /// One, or several together.
    pub(crate) benefits: Vec<u64>,
    pub(crate) units: Option<u64>,
    /// In fen.
    pub(crate) price: Option<u64>,
    /// How the person rates it afterwards.
    pub(crate) rating: Option<&'static str>,
}

impl<'p> Visit<'p> {
    /// One benefit at a price.
    pub(crate) fn new(
        person: &'p Person,
        device: Device,
        benefit: u64,
        price: Option<u64>,
    ) -> Self {
        Self {
            person,
            device,
            benefits: vec![benefit],
            units: None,
            price,
            rating: None,
        }
    }

    fn wish(&self, at: UnixTime, terminal: u64) -> Wish<'_> {
        Wish {
            at,
            terminal,
            act: "grant",
            identity: &self.person.identity,
            device: self.device.word(),
            benefits: &self.benefits,
            units: self.units.unwrap_or(1),
            price: self.price,
            word: "",
        }
    }

    /// The verdict of a code that holds: a phone proves itself, a card is compared with the person.
    const fn usual_verdict(&self) -> &'static str {
        match self.device {
            Device::Phone => "accepted",
            Device::Card => "bearer",
        }
    }

    /// Shows the code and asks for the benefit. Gives the place of the answer.
    fn says(&self, till: &mut Till, at: UnixTime) -> Result<usize, Trouble> {
        let code = till.show(&self.person.shows(self.device, at)?);
        if self.device == Device::Card {
            till.confirm(code);
        }
        match (self.benefits.as_slice(), self.price) {
            ([benefit], price) => Ok(till.grant(code, *benefit, self.units, price)),
            (benefits, Some(price)) => Ok(till.together(code, benefits, price)),
            (_, None) => Err(Trouble::new("several benefits together need a price")),
        }
    }
}

/// A terminal with the bureau that hears of it, for one sitting.
pub(crate) struct Counter<'a> {
    pub(crate) office: &'a Office,
    pub(crate) plan: &'a mut Plan,
    pub(crate) terminal: &'a Terminal,
    pub(crate) at: UnixTime,
    /// Whether what is typed is shown.
    pub(crate) is_shown: bool,
}

impl Counter<'_> {
    fn serve(&self, till: &Till) -> Result<Served, Trouble> {
        self.terminal
            .serve(self.office, self.at, till, self.is_shown)
    }

    /// Everybody gets what they want. Gives the records of each visit.
    pub(crate) fn gives(&mut self, visits: &[Visit<'_>]) -> Result<Vec<Vec<u64>>, Trouble> {
        let mut till = Till::default();
        let mut places = Vec::new();
        for visit in visits {
            self.plan.wish(&visit.wish(self.at, self.terminal.number))?;
            places.push(visit.says(&mut till, self.at)?);
        }
        let served = self.serve(&till)?;
        let mut records = Vec::new();
        for ((visit, place), verdict) in visits.iter().zip(places).zip(&served.verdicts) {
            let granted = served.granted(place)?;
            if verdict != visit.usual_verdict() || granted.len() != visit.benefits.len() {
                let identity = &visit.person.identity;
                return Err(Trouble::new(format!("{identity}: {verdict}, {granted:?}")));
            }
            records.push(granted.to_vec());
        }
        self.rates(visits, &records)?;
        Ok(records)
    }

    /// Who wants to rates the grant.
    fn rates(&mut self, visits: &[Visit<'_>], records: &[Vec<u64>]) -> Result<(), Trouble> {
        let mut till = Till::default();
        for (visit, records) in visits.iter().zip(records) {
            let (Some(rating), Some(record)) = (visit.rating, records.last()) else {
                continue;
            };
            self.plan.wish(&Wish {
                act: "rate",
                word: rating,
                ..visit.wish(self.at, self.terminal.number)
            })?;
            till.rate(*record, rating);
        }
        if till.is_empty() {
            return Ok(());
        }
        let served = self.serve(&till)?;
        (0..served.answers.len()).try_for_each(|at| served.granted(at).map(drop))
    }

    /// Somebody must not get what they want: `verdict` is that of the code, `why` the code of the counter.
    pub(crate) fn refuses(
        &mut self,
        visit: &Visit<'_>,
        verdict: &str,
        why: &str,
    ) -> Result<(), Trouble> {
        self.plan.wish(&visit.wish(self.at, self.terminal.number))?;
        let mut till = Till::default();
        let place = visit.says(&mut till, self.at)?;
        let served = self.serve(&till)?;
        let told = served.failed(place)?;
        if told == why && served.verdicts == [verdict] {
            return Ok(());
        }
        let verdicts = &served.verdicts;
        Err(Trouble::new(format!(
            "{verdicts:?} and {told} in place of {verdict} and {why}"
        )))
    }

    /// The operator takes records back that were given a moment ago.
    pub(crate) fn undoes(&mut self, visit: &Visit<'_>, records: &[u64]) -> Result<(), Trouble> {
        let mut till = Till::default();
        let mut places = Vec::new();
        for record in records {
            self.plan.wish(&Wish {
                act: "undo",
                ..visit.wish(self.at, self.terminal.number)
            })?;
            places.push(till.undo(*record));
        }
        let served = self.serve(&till)?;
        places
            .into_iter()
            .try_for_each(|at| served.granted(at).map(drop))
    }

    /// A grant by hand: no code can be read. The holder number is typed from the card, or nobody is known.
    pub(crate) fn gives_by_hand(
        &mut self,
        reason: &'static str,
        benefit: u64,
        person: Option<&Person>,
        price: Option<u64>,
    ) -> Result<u64, Trouble> {
        self.plan.wish(&Wish {
            at: self.at,
            terminal: self.terminal.number,
            act: "manual",
            identity: person.map_or("", |person| &person.identity),
            device: "",
            benefits: &[benefit],
            units: 1,
            price,
            word: reason,
        })?;
        let mut till = Till::default();
        let place = till.manual(reason, benefit, person.map(|person| person.holder), price);
        let served = self.serve(&till)?;
        let record = served.granted(place)?.first().copied();
        record.ok_or_else(|| Trouble::new("a grant by hand has no record"))
    }
}

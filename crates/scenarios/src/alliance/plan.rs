//! What people did, written down for the independent count: the plan says who came where with what and wanted what, and
//! not what came of it. The acts are those of the bureau: who was revoked when, which merchant was suspended when.

use std::fs::File;
use std::io::{BufWriter, Write as _};

use credential_core::UnixTime;

use crate::stage::{Stage, Trouble};

/// The two files, `plan.csv` and `acts.csv`.
pub(crate) struct Plan {
    plan: BufWriter<File>,
    acts: BufWriter<File>,
}

/// Somebody who comes to a terminal and wants something.
pub(crate) struct Wish<'p> {
    pub(crate) at: UnixTime,
    pub(crate) terminal: u64,
    /// What is done: `grant`, `manual`, `undo`, `rate`.
    pub(crate) act: &'static str,
    /// The identity number; nothing where nobody is known.
    pub(crate) identity: &'p str,
    /// What is shown, `card`, `phone`, or nothing.
    pub(crate) device: &'static str,
    /// The benefits, in the order in which they were asked for.
    pub(crate) benefits: &'p [u64],
    pub(crate) units: u64,
    /// In fen, where a price was typed.
    pub(crate) price: Option<u64>,
    /// The reason of a manual grant, or a rating.
    pub(crate) word: &'p str,
}

impl Plan {
    pub(crate) fn new(stage: &Stage) -> Result<Self, Trouble> {
        let mut plan = BufWriter::new(File::create(stage.path("plan.csv"))?);
        writeln!(
            plan,
            "at,terminal,act,identity,device,benefits,units,price_fen,word"
        )?;
        let mut acts = BufWriter::new(File::create(stage.path("acts.csv"))?);
        writeln!(acts, "at,act,number,from")?;
        Ok(Self { plan, acts })
    }

    /// Somebody wants something.
    pub(crate) fn wish(&mut self, wish: &Wish<'_>) -> Result<(), Trouble> {
        let benefits: Vec<String> = wish.benefits.iter().map(u64::to_string).collect();
        let price = wish.price.map(|fen| fen.to_string()).unwrap_or_default();
        Ok(writeln!(
            self.plan,
            "{},{},{},{},{},{},{},{price},{}",
            wish.at.as_secs(),
            wish.terminal,
            wish.act,
            wish.identity,
            wish.device,
            benefits.join("+"),
            wish.units,
            wish.word,
        )?)
    }

    /// The bureau does something about a holder, a merchant or a record: `revoke`, `suspend`, `merchant-suspended`,
    /// `merchant-returned`, `merchant-left`, `issued` (`from` is the folder of the codes), `edition`, `undo` (`number` is the terminal, `from` the record). `from`
    /// is the day from which it holds, where it has one.
    pub(crate) fn act(
        &mut self,
        at: UnixTime,
        act: &str,
        number: u64,
        from: &str,
    ) -> Result<(), Trouble> {
        Ok(writeln!(
            self.acts,
            "{},{act},{number},{from}",
            at.as_secs()
        )?)
    }

    /// Writes out what is still held.
    pub(crate) fn end(&mut self) -> Result<(), Trouble> {
        self.plan.flush()?;
        Ok(self.acts.flush()?)
    }
}

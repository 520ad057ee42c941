//! The rounds of whoever goes from terminal to terminal: the journals to the bureau, receipts and lists back.

use std::collections::BTreeMap;

use credential_core::UnixTime;

use super::office::Office;
use super::terminal::Terminal;
use crate::stage::Trouble;

/// The terminals of a city, by merchant, and what the bureau has sent them so far.
pub(crate) struct Rounds {
    pub(crate) terminals: BTreeMap<u64, Terminal>,
    /// The last edition of the catalogue.
    pub(crate) edition: u64,
    made: u64,
}

impl Rounds {
    /// Nobody has a terminal yet.
    pub(crate) const fn new() -> Self {
        Self {
            terminals: BTreeMap::new(),
            edition: 0,
            made: 0,
        }
    }

    /// Sets up a terminal at each of these merchants. The first is shown.
    pub(crate) fn set_up(
        &mut self,
        office: &Office,
        at: UnixTime,
        first_update: &str,
        merchants: impl IntoIterator<Item = u64>,
    ) -> Result<(), Trouble> {
        for (merchant, is_shown) in merchants
            .into_iter()
            .zip([true].into_iter().chain(std::iter::repeat(false)))
        {
            let number = self.terminals.len() as u64 + 1;
            let numbers = (number, merchant);
            let edition = (at, self.edition);
            let terminal = Terminal::set_up(office, numbers, edition, first_update, is_shown)?;
            self.terminals.insert(merchant, terminal);
        }
        let count = self.terminals.len();
        office.stage.print_line(
            &format!("共 {count} 台终端；其余的命令在 commands.txt"),
            &format!("{count} terminals in all; the other commands are in commands.txt"),
        )
    }

    /// The terminal of this merchant.
    pub(crate) fn at(&self, merchant: u64) -> Result<&Terminal, Trouble> {
        let terminal = self.terminals.get(&merchant);
        terminal.ok_or_else(|| Trouble::new(format!("merchant {merchant} has no terminal")))
    }

    /// Every terminal hands its journal over. What came before comes again, and counts once.
    pub(crate) fn collect(&mut self, office: &Office, at: UnixTime) -> Result<(), Trouble> {
        for (terminal, place) in self.terminals.values_mut().zip(0..) {
            terminal.export(office, at, place == 0)?;
        }
        office.import(at)
    }

    /// The bureau publishes, with receipts for what came, and the update goes to all terminals but these.
    pub(crate) fn send(
        &mut self,
        office: &Office,
        at: UnixTime,
        not_to: &[u64],
    ) -> Result<(), Trouble> {
        self.made += 1;
        let (made, edition) = (self.made, self.edition);
        let receipts = format!("receipts-{made}.lbu");
        office.run(
            at,
            &format!("journal receipts --out @{receipts} --bureau @bureau"),
        )?;
        office.publish_and_pack(
            at,
            &self.update(),
            &format!(
                "--catalogue @bureau/catalogue/edition-{edition} --places @bureau/places --receipts @{receipts}"
            ),
        )?;
        let merchants = self.terminals.keys().copied();
        let merchants = merchants.filter(|merchant| !not_to.contains(merchant));
        for (place, merchant) in merchants.collect::<Vec<_>>().into_iter().enumerate() {
            self.bring(office, at, merchant, place == 0)?;
        }
        Ok(())
    }

    /// The update that was sent last comes to a terminal that was left out.
    pub(crate) fn bring(
        &self,
        office: &Office,
        at: UnixTime,
        merchant: u64,
        is_shown: bool,
    ) -> Result<(), Trouble> {
        let update = self.update();
        self.at(merchant)?.bring(office, at, &[&update], is_shown)
    }

    fn update(&self) -> String {
        format!("update-{}.lbu", self.made)
    }
}

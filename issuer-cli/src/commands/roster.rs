//! `issuer roster`: a roster before anything is issued for it.

mod columns;

use clap::Subcommand;
use messages::Exit;

use crate::Call;
use cli_support::Stop;

#[derive(Debug, Subcommand)]
pub(crate) enum RosterCommand {
    /// 名册的表头各是什么意思，附几个样例；不看台账，也不用口令 | what the headings of a roster mean, with samples; without register and passphrase
    Columns(columns::Args),
}

impl RosterCommand {
    pub(super) fn run(self, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
        match self {
            Self::Columns(args) => columns::run(&args, call),
        }
    }
}

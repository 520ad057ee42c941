//! `issuer complaint`: what holders say about promises that were not kept.

mod import;

use clap::Subcommand;
use messages::Exit;

use crate::Call;
use cli_support::Stop;

#[derive(Debug, Subcommand)]
pub(crate) enum ComplaintCommand {
    /// 登记持有人交来的投诉，核对是本人手机签的 | take in complaints of holders, verified as signed by their phones
    Import(import::Args),
}

impl ComplaintCommand {
    pub(super) fn run(self, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
        match self {
            Self::Import(args) => import::run(&args, call),
        }
    }
}

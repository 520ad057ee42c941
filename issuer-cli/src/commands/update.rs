//! `issuer update`. Update files, which carry lists to the terminals.

mod catalogues;
mod pack;
mod receipts;

use clap::Subcommand;
use messages::Exit;

use crate::Call;
use cli_support::Stop;

#[derive(Debug, Subcommand)]
pub(crate) enum UpdateCommand {
    /// 把名单装进一个更新文件 | put lists into one update file
    Pack(pack::Args),
}

impl UpdateCommand {
    pub(super) fn run(self, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
        match self {
            Self::Pack(args) => pack::run(&args, call),
        }
    }
}

//! `issuer terminal`: the places of terminals, and the register of them.

mod add;
mod list;
mod place_file;
mod retire;

use clap::Subcommand;
use messages::Exit;

use crate::Call;
use cli_support::Stop;

#[derive(Debug, Subcommand)]
pub(crate) enum TerminalCommand {
    /// 按终端的申请出具点位文件；写明 --number 时给已有的终端换点位
    /// | sign the place of a terminal that has asked for one; with --number, another place for a terminal that has one
    Add(add::Args),
    /// 列出终端 | list the terminals
    List(list::Args),
    /// 停用终端：永久，不再给优待 | retire a terminal permanently: it gives no more benefits
    Retire(retire::Args),
}

impl TerminalCommand {
    pub(super) fn run(self, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
        match self {
            Self::Add(args) => add::run(&args, call),
            Self::List(args) => list::run(&args, call),
            Self::Retire(args) => retire::run(&args, call),
        }
    }
}

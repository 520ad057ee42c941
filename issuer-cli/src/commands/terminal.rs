//! `issuer terminal`: the places of terminals, and the register of them.

mod add;
mod change;
mod clock_back;
mod known;
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
    /// 允许终端的流水时间退回到现在一次：它的时钟曾经快了很多 | let the time of a terminal's journal go back once: its clock was far ahead
    ClockBack(change::Args),
    /// 停用终端：永久，不再给优待 | retire a terminal permanently: it gives no more benefits
    Retire(change::Args),
}

impl TerminalCommand {
    pub(super) fn run(self, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
        match self {
            Self::Add(args) => add::run(&args, call),
            Self::List(args) => list::run(&args, call),
            Self::ClockBack(args) => clock_back::run(&args, call),
            Self::Retire(args) => retire::run(&args, call),
        }
    }
}

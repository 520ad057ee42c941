//! The subcommands, one file each.

mod cameras;
mod check;
mod gate;
mod journal;
mod judging;
mod place;
mod provision;
mod scan;
mod status;
mod system_busy;
mod update;

use clap::Subcommand;
use cli_support::Console;
use messages::Exit;

use crate::input::Stdin;
use cli_support::Stop;

/// What stands below the help of the program.
pub(crate) const EXIT_STATUS: &str = "\
退出状态：0 全部通过或完成；1 有码或更新被拒绝；2 其他（须核对、读不出、用法错误等） | \
Exit status: 0 all accepted, or done; 1 a code or an update was refused;
  2 anything else: to be checked, unreadable, wrong use";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check(check::CheckArgs),
    Scan(scan::ScanArgs),
    Gate(gate::GateArgs),
    Provision(provision::ProvisionArgs),
    Update(update::UpdateArgs),
    Status(status::StatusArgs),
    #[command(subcommand)]
    Place(place::PlaceCommand),
    #[command(subcommand)]
    Journal(journal::JournalCommand),
}

impl Command {
    pub(crate) fn run(self, stdin: Stdin, console: &mut Console<'_>) -> Result<Exit, Stop> {
        match self {
            Self::Check(args) => check::run(&args, stdin, console),
            Self::Scan(args) => scan::run(&args, stdin, console),
            Self::Gate(args) => gate::run(&args, stdin, console),
            Self::Provision(args) => provision::run(&args, console),
            Self::Update(args) => update::run(&args, console),
            Self::Status(args) => status::run(&args, console),
            Self::Place(command) => command.run(console),
            Self::Journal(command) => command.run(console),
        }
    }
}

//! The subcommands, one file each.

mod check;

use clap::Subcommand;
use cli_support::{Console, Exit};

use crate::Stop;
use crate::input::Stdin;

/// What stands below the help of the program and of every subcommand that judges codes.
pub(crate) const EXIT_STATUS: &str = "\
退出状态：0 全部通过；1 有码被拒绝；2 其他（须核对、读不出、用法错误等） | \
Exit status: 0 all accepted; 1 a code was refused;
  2 anything else: to be checked, unreadable, wrong use";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Check(check::CheckArgs),
}

impl Command {
    pub(crate) fn run(self, stdin: Stdin<'_>, console: &mut Console<'_>) -> Result<Exit, Stop> {
        match self {
            Self::Check(args) => check::run(&args, stdin, console),
        }
    }
}

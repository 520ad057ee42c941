//! `verifier place`: the terminal's key and its place at a bureau.

mod request;
mod show;

use clap::Subcommand;
use cli_support::{Console, Stop};
use messages::Exit;

/// 点位：申请、查看 | The terminal's place: request it, look at it
#[derive(Debug, Subcommand)]
pub(crate) enum PlaceCommand {
    Request(request::RequestArgs),
    Show(show::ShowArgs),
}

impl PlaceCommand {
    pub(crate) fn run(&self, console: &mut Console<'_>) -> Result<Exit, Stop> {
        match self {
            Self::Request(args) => request::run(args, console),
            Self::Show(args) => show::run(args, console),
        }
    }
}

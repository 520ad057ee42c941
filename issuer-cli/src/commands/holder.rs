//! `issuer holder`: what a phone does, for trying it out without one.

mod enrol;
mod show;

use clap::Subcommand;
use messages::{Exit, Failure, failure};

use crate::Call;
use cli_support::Stop;

#[derive(Debug, Subcommand)]
pub(crate) enum HolderCommand {
    /// 生成手机密钥和绑定码 | make a phone's key, and its enrolment
    Enrol(enrol::Args),
    /// 在屏幕上出示手机码，每隔几秒更新 | show the code of a phone on the screen, made anew every few seconds
    Show(show::Args),
}

impl HolderCommand {
    pub(super) fn run(self, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
        match self {
            Self::Enrol(args) => enrol::run(&args, call),
            Self::Show(args) => show::run(&args, call),
        }
    }
}

/// The symbol of a text for the terminal.
///
/// # Errors
/// `cannot-draw`.
fn drawn(text: &str) -> Result<String, Failure> {
    use code_writer::{Level, QuietZone, Symbol, TerminalStyle};
    let symbol = Symbol::new(text, Level::M);
    let drawn = symbol
        .and_then(|symbol| symbol.to_terminal(QuietZone::Standard, TerminalStyle::BlackOnWhite));
    drawn.map_err(|error| {
        failure!("cannot-draw"; "码画不出来（{}）", error.code(); "the code cannot be drawn ({})", error.code();
            "请把此错误报告给软件维护人员。"; "Report this.")
    })
}

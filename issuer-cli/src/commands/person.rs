//! `issuer person`: what the bureau stores of a person.

mod one_person;
mod show;

use clap::Subcommand;
use messages::Exit;

use crate::Call;
use cli_support::Stop;

#[derive(Debug, Subcommand)]
pub(crate) enum PersonCommand {
    /// 本人查询：列出本单位存有的此人的全部信息，可写成打印的网页；记入操作记录
    /// | all that is stored of a person, for the person who asks: as a page to be printed, or as JSON; noted in the audit log
    Show(show::Args),
}

impl PersonCommand {
    pub(super) fn run(self, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
        match self {
            Self::Show(args) => show::run(&args, call),
        }
    }
}

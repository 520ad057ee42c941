//! `issuer person`: what the bureau stores of a person.

mod find;
mod one_person;
mod show;

use clap::Subcommand;
use messages::Exit;

use crate::Call;
use cli_support::Stop;

#[derive(Debug, Subcommand)]
pub(crate) enum PersonCommand {
    /// 找人：按编号、码、身份证号或姓名里的字，列出各人的码；不改动什么 | find people by number, code, identity number or characters of the name, with their codes; it changes nothing
    Find(find::Args),
    /// 本人查询：列出本单位存有的此人的全部信息，可写成打印的网页；记入操作记录
    /// | all that is stored of a person, for the person who asks: as a page to be printed, or as JSON; noted in the audit log
    Show(show::Args),
}

impl PersonCommand {
    pub(super) fn run(self, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
        match self {
            Self::Find(args) => find::run(&args, call),
            Self::Show(args) => show::run(&args, call),
        }
    }
}

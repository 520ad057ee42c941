//! `issuer merchant`: what becomes of merchants, and the papers for them.

mod add;
mod answers;
mod board;
mod directory;
mod due;
mod form;
mod inspect;
mod list;
mod paper_args;
mod record;
mod show;
mod standing;

use clap::Subcommand;
use messages::Exit;

use crate::Call;
use crate::register::MerchantEventKind;
use cli_support::Stop;

#[derive(Debug, Subcommand)]
pub(crate) enum MerchantCommand {
    /// 加入：按填好的表格登记新商户，打印承诺书供签字 | take in the new merchants of the tables, with forms for them to sign
    Add(add::Args),
    /// 再打印承诺书，不登记，例如续签时 | print forms once more and record nothing, such as for a renewal
    Form(form::Args),
    /// 暂停：抽查发现未守承诺等 | suspend merchants, after a spot check for example
    Suspend(standing::Args),
    /// 恢复：暂停或退出的商户重新在册 | merchants that were suspended or had left are members again
    Return(standing::Args),
    /// 退出 | merchants leave
    Leave(standing::Args),
    /// 抽查：登记是否守诺 | record an inspection: were the promises kept?
    Inspect(inspect::Args),
    /// 表彰：登记表扬、奖励 | record praise or a reward
    Praise(standing::PraiseArgs),
    /// 一家商户的全部情况和历史 | all that is known of one merchant
    Show(show::Args),
    /// 列出商户 | list the merchants
    List(list::Args),
    /// 将到期和已到期的协议 | agreements that end soon or have ended
    Due(due::Args),
    /// 公示牌（PDF），贴在橱窗 | the board for the shop window, as PDF
    Board(board::Args),
    /// 名录：一个网页文件，可离线查找 | the directory: one HTML file, searchable offline
    Directory(directory::Args),
}

impl MerchantCommand {
    pub(super) fn run(self, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
        use MerchantEventKind::{Left, Returned, Suspended};
        match self {
            Self::Add(args) => add::run(&args, call),
            Self::Form(args) => form::run(&args, call),
            Self::Suspend(args) => standing::run(Suspended, &args, call),
            Self::Return(args) => standing::run(Returned, &args, call),
            Self::Leave(args) => standing::run(Left, &args, call),
            Self::Inspect(args) => inspect::run(&args, call),
            Self::Praise(args) => standing::praise(&args, call),
            Self::Show(args) => show::run(&args, call),
            Self::List(args) => list::run(&args, call),
            Self::Due(args) => due::run(&args, call),
            Self::Board(args) => board::run(&args, call),
            Self::Directory(args) => directory::run(&args, call),
        }
    }
}

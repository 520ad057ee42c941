//! `issuer journal`: the bureau's books.

mod export_parquet;
mod import;
mod marks;
mod rebuild;
mod receipts;
mod status;
mod undo;

use clap::Subcommand;
use messages::Exit;

use crate::Call;
use cli_support::Stop;

#[derive(Debug, Subcommand)]
pub(crate) enum JournalCommand {
    /// 导入终端交来的流水：核验，每条记录只计一次 | take in journals of terminals: verified, each record counted once
    Import(import::Args),
    /// 各终端的流水到哪里了，有什么问题 | how far the journals of the terminals are, and what is wrong with them
    Status(status::Args),
    /// 有疑问的记录：超过限次、当时已吊销、商户不在册等 | marked records: over a quota, revoked by then, merchant no member, and so on
    Marks(marks::Args),
    /// 撤回一条给予记录；两条记录都保留，限次退回 | take a grant back; both records stay, the quota comes back
    Undo(undo::Args),
    /// 给终端出具回执，装进更新文件 | sign receipts for the terminals, for an update
    Receipts(receipts::Args),
    /// 把流水账的记录写成 Parquet 文件，供省里用 Spark 等汇总 | write the records of the books as Parquet files, for Spark and the like
    ExportParquet(export_parquet::Args),
    /// 流水账损坏：从留存的流水重新计算 | the books are damaged: calculate them again from the journals that were kept
    Rebuild(rebuild::Args),
}

impl JournalCommand {
    pub(super) fn run(self, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
        match self {
            Self::Import(args) => import::run(&args, call),
            Self::Status(args) => status::run(&args, call),
            Self::Marks(args) => marks::run(&args, call),
            Self::Undo(args) => undo::run(&args, call),
            Self::Receipts(args) => receipts::run(&args, call),
            Self::ExportParquet(args) => export_parquet::run(&args, call),
            Self::Rebuild(args) => rebuild::run(&args, call),
        }
    }
}

//! `issuer catalogue`: the bureau's benefits and merchants, from spreadsheets to signed editions.

mod check;
mod diff;
mod publish;
mod reconciled;
mod template;
pub(super) mod told;

use clap::Subcommand;
use messages::Exit;

use crate::Call;
use cli_support::Stop;

#[derive(Debug, Subcommand)]
pub(crate) enum CatalogueCommand {
    /// 模板：空白的优待项目表和商户表 | a template: empty tables of benefits and merchants
    Template(template::Args),
    /// 核对表格：一次列出所有错误，说明哪个商户给什么 | check the tables: all errors at once, and who gives what
    Check(check::Args),
    /// 与上一版比较：新增、改动、取消，谁不再给什么 | compare with the last edition: added, changed, gone, who no longer gives what
    Diff(diff::Args),
    /// 公布新的一版：签名，写出文件 | publish a new edition: sign it and write its files
    Publish(publish::Args),
}

impl CatalogueCommand {
    pub(super) fn run(self, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
        match self {
            Self::Template(args) => template::run(&args, call),
            Self::Check(args) => check::run(&args, call),
            Self::Diff(args) => diff::run(&args, call),
            Self::Publish(args) => publish::run(&args, call),
        }
    }
}

//! `issuer root`. Root keys and root sets, which keepers make and sign.

mod combine;
mod key;
mod prepare;
mod sign;

use clap::Subcommand;
use messages::Exit;

use crate::Call;
use cli_support::Stop;

#[derive(Debug, Subcommand)]
pub(crate) enum RootCommand {
    /// 保管人：在自己的电脑上生成根密钥 | a keeper: make a root key on your own machine
    Key(key::Args),
    /// 主管部门：准备第一版或下一版根密钥集 | the authority: prepare the first or the next root set
    Prepare(prepare::Args),
    /// 保管人：查看、核对、签署 | a keeper: read, compare, sign
    Sign(sign::Args),
    /// 主管部门：合并各保管人签好的文件 | the authority: put the signed files together
    Combine(combine::Args),
}

impl RootCommand {
    pub(super) fn run(self, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
        match self {
            Self::Key(args) => key::run(&args, call),
            Self::Prepare(args) => prepare::run(&args, call),
            Self::Sign(args) => sign::run(&args, call),
            Self::Combine(args) => combine::run(&args, call),
        }
    }
}

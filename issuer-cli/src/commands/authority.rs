//! `issuer authority`. The authority: root keys and the first root set.

mod create;

use clap::Subcommand;
use messages::Exit;

use crate::Call;
use cli_support::Stop;

#[derive(Debug, Subcommand)]
pub(crate) enum AuthorityCommand {
    /// 新建主管部门：根密钥、根密钥集、发码单位登记表 | create an authority: root keys, root set, list of issuers
    Create(create::Args),
}

impl AuthorityCommand {
    pub(super) fn run(self, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
        match self {
            Self::Create(args) => create::run(&args, call),
        }
    }
}

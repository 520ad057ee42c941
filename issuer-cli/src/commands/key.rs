//! `issuer key`. Key files and tokens.

mod backup;
mod from_token;
mod list_token;
mod passwd;
mod restore;
mod show;

use clap::Subcommand;
use messages::Exit;

use crate::Call;
use cli_support::Stop;

#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// 显示密钥编号和公钥，不显示私钥 | show identifier and public key, never the private one
    Show(show::Args),
    /// 更换密钥文件的口令 | change the passphrase of a key file
    Passwd(passwd::Args),
    /// 备份密钥：加密写进一个文件，并核对能打开 | back up keys: encrypted in one file, which is opened to make sure
    Backup(backup::Args),
    /// 从备份恢复密钥 | restore keys from a backup
    Restore(restore::Args),
    /// 列出令牌和其中的密钥（PKCS#11） | list tokens and the keys in them (PKCS#11)
    ListToken(list_token::Args),
    /// 为令牌里的密钥建立引用文件 | make a file that stands for a key in a token
    FromToken(from_token::Args),
}

impl KeyCommand {
    pub(super) fn run(self, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
        match self {
            Self::Show(args) => show::run(&args, call),
            Self::Passwd(args) => passwd::run(&args, call),
            Self::Backup(args) => backup::run(&args, call),
            Self::Restore(args) => restore::run(&args, call),
            Self::ListToken(args) => list_token::run(&args, call),
            Self::FromToken(args) => from_token::run(&args, call),
        }
    }
}

//! `issuer trust`. The trust list: who may issue what.

mod add;
mod add_key;
mod combine;
mod further;
mod prepare;
mod scope;
mod show;
pub(in crate::commands) mod sign;
mod standing;

use clap::Subcommand;
use further::FurtherArgs;
use messages::Exit;

use crate::Call;
use cli_support::Stop;

#[derive(Debug, Subcommand)]
pub(crate) enum TrustCommand {
    /// 把发码单位登记进名单（签署后才生效） | take a bureau into the list (in force once signed)
    Add(add::Args),
    /// 换密钥：列入发码单位的新密钥，新旧并行一段时间 | rotate: list a bureau's next key beside the present one
    AddKey(add_key::Args),
    /// 限定发码单位的人员类别和管辖区划 | set what a bureau may attest, and for which regions
    Scope(scope::Args),
    /// 暂停一个发码单位 | suspend a bureau
    Suspend(standing::Args),
    /// 恢复暂停的发码单位 | let a suspended bureau go on
    Resume(standing::Args),
    /// 永久停用一个发码单位，或它的一个密钥 | withdraw a bureau permanently, or one of its keys
    Withdraw(standing::WithdrawArgs),
    /// 把一个密钥标为已泄露：它签发的码，只有真码清单里的才被接受（永久） | mark a key as compromised: of its codes only those in a vouch list are accepted (permanent)
    Compromised(standing::CompromisedArgs),
    /// 查看现行名单、到期日和尚未签署的改动 | show what is in force, what ends when, and what waits to be signed
    Show(show::Args),
    /// 主管部门：把下一版名单写成待签文件 | the authority: put the next list into a file for the keepers
    Prepare(prepare::Args),
    /// 保管人：查看、核对、签署（或各保管人同在一台电脑时一步签完） | a keeper: read, compare, sign (or all keepers at one machine)
    Sign(sign::Args),
    /// 主管部门：合并各保管人签好的文件，成为信任名单 | the authority: put the signed files together to the trust list
    Combine(combine::Args),
}

impl TrustCommand {
    pub(super) fn run(self, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
        match self {
            Self::Add(args) => add::run(&args, call),
            Self::AddKey(args) => add_key::run(&args, call),
            Self::Scope(args) => scope::run(&args, call),
            Self::Suspend(args) => standing::suspend(&args, call),
            Self::Resume(args) => standing::resume(&args, call),
            Self::Withdraw(args) => standing::withdraw(&args, call),
            Self::Compromised(args) => standing::compromised(&args, call),
            Self::Show(args) => show::run(&args, call),
            Self::Prepare(args) => prepare::run(&args, call),
            Self::Sign(args) => sign::run(&args, call),
            Self::Combine(args) => combine::run(&args, call),
        }
    }
}

//! `issuer bureau`. A bureau: its key, its register, its requests.

mod code_name;
mod compromised;
mod create;
mod link;
mod request;
mod rotate;
mod scope;
mod set_time_back;
mod show;
mod switch;

use clap::Subcommand;
use messages::Exit;

use crate::Call;
use cli_support::Stop;

#[derive(Debug, Subcommand)]
pub(crate) enum BureauCommand {
    /// 新建发码单位：签发密钥、台账和交主管部门登记的资料 | create a bureau: its key, its register, and the file for the authority
    Create(create::Args),
    /// 查看本单位：名称、编号、签发密钥怎样保管 | show the bureau: its name, its number, how its key is kept
    Show(show::Args),
    /// 查看或设置码前的网址 | show or set the link in front of the codes
    Link(link::Args),
    /// 查看或设置码对外的名称（印在卡上） | show or set what the code is called in public (printed on cards)
    CodeName(code_name::Args),
    /// 密钥已泄露：由台账出具真码清单，以前的码不必全部补发 | a key is compromised: make a vouch list from the register, so that not all codes must be issued again
    Compromised(compromised::Args),
    /// 时钟曾偏快：把台账时间拨回现在 | the clock was fast: set the register's time back
    SetTimeBack(set_time_back::Args),
    /// 写登记申请，证明持有密钥 | write the request to be listed, which proves that the key is held
    Request(request::Args),
    /// 换密钥第一步：生成新密钥和申请 | rotate the key, first step: the next key and its request
    Rotate(rotate::Args),
    /// 记下信任名单许可的类别和地区，签发时照此核对 | keep what the trust list lets the bureau sign, so that rosters are checked against it
    Scope(scope::Args),
    /// 换密钥第二步：名单列入以后改用新密钥 | rotate the key, second step: go over to it once it is listed
    Switch(switch::Args),
}

impl BureauCommand {
    pub(super) fn run(self, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
        match self {
            Self::Create(args) => create::run(&args, call),
            Self::Show(args) => show::run(&args, call),
            Self::Link(args) => link::run(&args, call),
            Self::CodeName(args) => code_name::run(&args, call),
            Self::Compromised(args) => compromised::run(&args, call),
            Self::SetTimeBack(args) => set_time_back::run(&args, call),
            Self::Request(args) => request::run(&args, call),
            Self::Rotate(args) => rotate::run(&args, call),
            Self::Scope(args) => scope::run(&args, call),
            Self::Switch(args) => switch::run(&args, call),
        }
    }
}

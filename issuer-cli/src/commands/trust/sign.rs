//! `issuer trust sign`: a keeper signs the list that was prepared; or all keepers at one machine.

mod at_once;
mod keeper;

use std::path::PathBuf;

use messages::{Exit, Failure, failure};

use crate::Call;
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 待签文件（issuer trust prepare 写的） | the file to be signed, from issuer trust prepare
    #[arg(long, value_name = "FILE", conflicts_with = "authority")]
    pending: Option<PathBuf>,
    /// 您自己保存的根密钥集 | your own copy of the root set
    #[arg(long, value_name = "FILE", requires = "pending")]
    root_set: Option<PathBuf>,
    /// 您的保管人记录：看过和签过什么；不写则在您的根密钥集旁边 | your keeper's record of what was seen and signed; beside your root set if absent
    #[arg(long, value_name = "FILE", requires = "pending")]
    record: Option<PathBuf>,
    /// 看过并核对无误的核对码；不写则只显示、不签署 | the check code that you have read and compared; without it nothing is signed
    #[arg(long, value_name = "CODE", requires = "pending")]
    confirm: Option<String>,
    /// 签好的文件写到这里；不写则在待签文件旁边 | where the signed file goes; beside the other if absent
    #[arg(long, value_name = "FILE", requires = "pending")]
    out: Option<PathBuf>,
    /// 主管部门的文件夹：各保管人同在一台电脑时，一步签完 | the folder of the authority: all keepers at one machine, in one step
    #[arg(long, value_name = "DIR")]
    authority: Option<PathBuf>,
    /// 您的根密钥文件，只看不签时不用写；一步签完时可写多个 | your root key file, not needed for looking; several with --authority
    #[arg(long = "key", value_name = "FILE", required_unless_present = "pending", num_args = 1..)]
    keys: Vec<PathBuf>,
    /// 一步签完时名单的有效天数 | with --authority: for how many days the list can be relied on
    #[arg(long, value_name = "N", default_value_t = 400, value_parser = clap::value_parser!(u16).range(1..=3660), conflicts_with = "pending")]
    valid_days: u16,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let said = args.root_set.is_some() || args.record.is_some();
    match (&args.authority, &args.pending) {
        (Some(authority), _) => at_once::run(args, authority, call),
        (None, Some(pending)) if said => keeper::run(args, pending, call),
        _ => Err(neither().into()),
    }
}

fn neither() -> Failure {
    failure!("usage"; "没有写明签署什么"; "it is not said what to sign";
        "保管人请写 --pending 待签文件 --root-set 自己的根密钥集；各保管人同在一台电脑时写 --authority 文件夹。";
        "As a keeper: --pending FILE --root-set YOUR-COPY. With all keepers at one machine: --authority DIR.")
}

//! `issuer root sign`: a keeper signs a change of the root set.

use std::path::PathBuf;

use credential_core::RootSetClaims;
use messages::{Exit, Failure, text};

use crate::Call;
use crate::ceremony::{
    Carried, PendingFile, RecordFile, RecordPlace, RootChange, Signing, check_date, root_json,
    root_words, show_and_sign, signed_before_words,
};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 待签文件（issuer root prepare 写的） | the file to be signed, from issuer root prepare
    #[arg(long, value_name = "FILE")]
    pending: PathBuf,
    /// 您保存的现行根密钥集；主管部门第一次建立时没有 | your copy of the root set in force; there is none at the first time
    #[arg(long, value_name = "FILE")]
    root_set: Option<PathBuf>,
    /// 您的保管人记录：看过和签过什么；不写则在您的根密钥集（第一次则为根密钥）旁边 | your keeper's record of what was seen and signed; beside your root set (at the first time, your root key) if absent
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// 先前签过的一份同版本根密钥集已作废：各保管人都同意，且已销毁签过的文件 | an earlier root set of this version was given up: all keepers agree, and have destroyed what they signed
    #[arg(long)]
    forget_abandoned: bool,
    /// 您的根密钥文件；只看不签时不用写，第一次除外 | your root key file; not needed for looking, except at the first time
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// 看过并核对无误的核对码；不写则只显示、不签署 | the check code that you have read and compared; without it nothing is signed
    #[arg(long, value_name = "CODE", requires = "key")]
    confirm: Option<String>,
    /// 签好的文件写到这里；不写则在待签文件旁边 | where the signed file goes; beside the other if absent
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let file = PendingFile::<RootSetClaims>::read(&args.pending)?;
    let next = file.pending.claims().clone();
    if next.version > 1 && args.root_set.is_none() && args.record.is_none() {
        return Err(no_root_set(next.version).into());
    }
    let place = RecordPlace {
        record: args.record.as_deref(),
        root_set: args.root_set.as_deref(),
        key: args.key.as_deref(),
    };
    let mut record = RecordFile::open(&place, &file.roots, call.console)?;
    if args.forget_abandoned {
        record.forget_abandoned_roots()?;
    }
    let examined = record.examine_roots(&file.pending)?;
    check_date(next.issued, call.now)?;

    let change = RootChange {
        current: examined.current.as_ref(),
        next: &next,
    };
    let signing = Signing {
        pending: &args.pending,
        key: args.key.as_deref(),
        confirm: args.confirm.as_deref(),
        may_sign: &change.may_sign(),
        out: args.out.as_deref(),
        combine: "issuer root combine",
        looked: examined.looked,
    };
    let mut lines: Vec<_> = record.begun_words().into_iter().collect();
    lines.extend(root_words(&change));
    if examined.signed_before {
        lines.push(signed_before_words(&RootSetClaims::NAME));
    }
    let mut json = root_json(&change);
    json["signed_before"] = examined.signed_before.into();
    show_and_sign(file, &mut record, &signing, lines, json, call)
}

fn no_root_set(version: u64) -> Failure {
    Failure::new(
        "root-version-mismatch",
        text!("这是第 {version} 版根密钥集，要和现行的一版对照着签";
            "this is root set {version}: it is signed beside the one in force"),
        text!("请用 --root-set 写上您保存的现行根密钥集。";
            "Give your copy of the root set in force with --root-set."),
    )
}

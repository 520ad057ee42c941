//! `issuer root sign`: a keeper signs a change of the root set.

use std::path::{Path, PathBuf};

use cli_support::files;
use credential_core::{RootSet, RootSetClaims, limits};
use messages::{Exit, Failure, text};

use crate::ceremony::{
    PendingFile, RootChange, Signing, check_date, root_json, root_words, show_and_sign,
};
use crate::{Call, values};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 待签文件（issuer root prepare 写的） | the file to be signed, from issuer root prepare
    #[arg(long, value_name = "FILE")]
    pending: PathBuf,
    /// 您保存的现行根密钥集；主管部门第一次建立时没有 | your copy of the root set in force; there is none at the first time
    #[arg(long, value_name = "FILE")]
    root_set: Option<PathBuf>,
    /// 您的根密钥文件，只看不签时不用写 | your root key file, not needed for looking
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
    let current = args.root_set.as_deref().map(root_set).transpose()?;
    let current = current.as_ref().map(RootSet::claims);
    follows(current, &next)?;
    check_date(next.issued, call.now)?;

    let change = RootChange {
        current,
        next: &next,
    };
    let signing = Signing {
        pending: &args.pending,
        key: args.key.as_deref(),
        confirm: args.confirm.as_deref(),
        may_sign: &change.may_sign(),
        out: args.out.as_deref(),
        combine: "issuer root combine",
    };
    show_and_sign(
        file,
        &signing,
        root_words(&change),
        root_json(&change),
        call,
    )
}

fn root_set(path: &Path) -> Result<RootSet, Failure> {
    let bytes = files::read(path, limits::MAX_ROOT_SET_BYTES as u64)?;
    RootSet::pin(&bytes).map_err(|error| values::no_root_set(path, &error))
}

fn follows(current: Option<&RootSetClaims>, next: &RootSetClaims) -> Result<(), Failure> {
    let held = current.map_or(0, |set| set.version);
    let named = next.version;
    if held.checked_add(1) == Some(named) {
        return Ok(());
    }
    let (what, remedy) = if current.is_none() {
        (
            text!("这是第 {named} 版根密钥集，要和现行的一版对照着签";
                "this is root set {named}: it is signed beside the one in force"),
            text!("请用 --root-set 写上您保存的现行根密钥集。";
                "Give your copy of the root set in force with --root-set."),
        )
    } else {
        (
            text!("待签的是第 {named} 版，而您的根密钥集是第 {held} 版";
                "the file is root set {named}, and yours is version {held}"),
            text!("版本必须正好接上。请核对哪一个旧了。";
                "One must follow the other directly. Find out which of the two is old."),
        )
    };
    Err(Failure::new("root-version-mismatch", what, remedy))
}

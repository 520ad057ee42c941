//! `issuer root combine`: puts what the keepers have signed together to the next root set.

use std::path::PathBuf;

use cli_support::files::{self, Access, Durability};
use credential_core::{RootSet, RootSetClaims};
use messages::{Exit, Failure, Text, failure, text};

use crate::authority::{AuthorityFolder, IssuersFile, RootChain};
use crate::ceremony::{
    Gathered, RootChange, already_combined, gather, root_json, root_words, unfit_part,
};
use crate::{Call, jsonfile};
use cli_support::Stop;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// 主管部门的文件夹；第一次时新建 | the folder of the authority; made at the first time
    #[arg(long, value_name = "DIR")]
    authority: PathBuf,
    /// 保管人签过的文件，一个或多个 | the files that keepers have signed, one or more
    #[arg(value_name = "FILE", required = true)]
    parts: Vec<PathBuf>,
}

pub(crate) fn run(args: &Args, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = AuthorityFolder::new(&args.authority);
    let is_first = !folder.root_set_file().exists();
    let _lock = if is_first {
        None
    } else {
        Some(folder.lock(call.console)?)
    };
    let roots = if is_first {
        None
    } else {
        Some(folder.roots()?)
    };
    let current = roots.as_ref().map(|roots| roots.current());
    let held = current.map(RootSet::claims);
    let previous = roots.as_ref().and_then(RootChain::previous);
    let gathered = gather(&args.parts, |next: &RootSetClaims| {
        let change = RootChange {
            // Combined before: judged as it was then.
            current: if held == Some(next) { previous } else { held },
            next,
        };
        Ok(change.may_sign())
    })?;
    let next = gathered.pending.claims();
    if held == Some(next) {
        return already_combined::<RootSetClaims>(&folder.root_set_file(), next.version, call);
    }
    let (version, before) = (next.version, held.map_or(0, |set| set.version));
    if before.checked_add(1) != Some(version) {
        return Err(overtaken(version, before).into());
    }
    let change = RootChange {
        current: held,
        next,
    };
    let lacks = change.lacks(&gathered.signed);
    if !lacks.is_empty() {
        return Err(Gathered::<RootSetClaims>::too_few(&lacks).into());
    }
    let bytes = gathered
        .pending
        .to_bytes()
        .map_err(|error| unfit_part(&error))?;
    // What a terminal would not take must not be written.
    match current {
        None => RootSet::pin(&bytes),
        Some(current) => current.succeed(&bytes),
    }
    .map_err(|error| unfit_part(&error))?;
    match &roots {
        None => begin(&folder, &args.authority, &bytes)?,
        Some(_) => folder.write_root_set(before, &bytes)?,
    }

    let mut lines = root_words(&change);
    let mut json = root_json(&change);
    gathered.add_to(&folder.root_set_file(), &mut lines, &mut json);
    call.answer(&lines, &json)?;
    call.console.say(&what_next(change.current.is_none()))?;
    Ok(Exit::Done)
}

/// The folder of a new authority: the root set is written last, so that whoever sees one finds
/// everything that belongs to it.
fn begin(
    folder: &AuthorityFolder<'_>,
    path: &std::path::Path,
    root_set: &[u8],
) -> Result<(), Failure> {
    files::create_folder(path)?;
    let issuers = folder.issuers_file();
    if !issuers.exists() {
        let empty = jsonfile::to_bytes(&issuers, &IssuersFile::empty())?;
        files::write(&issuers, &empty, Access::Public, Durability::Synced)?;
    }
    files::write_new(&folder.root_set_file(), root_set, Access::Public)
}

fn what_next(is_first: bool) -> Text {
    if is_first {
        text!(
            "\n主管部门已建立。每位保管人留一份 root-set.cbor；装终端时也用它。\n接下来登记发码单位：issuer trust add";
            "\nThe authority is there. Each keeper keeps a copy of root-set.cbor; terminals are set up with it.\nNext, take in the bureaus: issuer trust add")
    } else {
        text!(
            "\n还差一步：终端只在收到新根密钥签署的信任名单时才接受新的根密钥集。\n\
             请马上 issuer trust prepare，由现在的保管人签署，再用 issuer update pack --authority 一起送到终端。\n\
             每位保管人换上新的 root-set.cbor；移除的根密钥请销毁。";
            "\nOne step is left: a terminal takes the new roots only with a trust list that they have signed.\n\
             Run issuer trust prepare now, have the present keepers sign it, and carry both with issuer update pack --authority.\n\
             Each keeper replaces their copy of root-set.cbor; destroy the root keys that were removed.")
    }
}

fn overtaken(version: u64, held: u64) -> Failure {
    failure!("root-version-mismatch";
        "这份是第 {version} 版，而主管部门现在的根密钥集是第 {held} 版";
        "this is root set {version}, and the authority is at version {held}";
        "版本必须正好接上：请重新 issuer root prepare，再请保管人签署。";
        "One must follow the other directly: prepare it again (issuer root prepare) and have it signed.")
}

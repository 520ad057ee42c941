//! A keeper's part: read what the list changes, compare its check code, sign.

use std::path::Path;

use cli_support::files;
use credential_core::{RootSet, RootSetClaims, TrustListClaims, limits};
use messages::{Exit, Failure, Text, failure};

use super::Args;
use crate::authority::check_succession;
use crate::ceremony::{
    PendingFile, Signing, check_date, check_not_over, list_json, list_words, show_and_sign,
};
use crate::{Call, values};
use cli_support::Stop;

pub(super) fn run(
    args: &Args,
    pending: &Path,
    root_set: &Path,
    call: &mut Call<'_, '_>,
) -> Result<Exit, Stop> {
    let file = PendingFile::<TrustListClaims>::read(pending)?;
    let root_bytes = files::read(root_set, limits::MAX_ROOT_SET_BYTES as u64)?;
    let roots = RootSet::pin(&root_bytes).map_err(|error| values::no_root_set(root_set, &error))?;
    let claims = file.pending.claims().clone();
    if claims.root_version != roots.claims().version {
        return Err(other_roots(root_set, claims.root_version, roots.claims()).into());
    }
    let last = file.last_list(pending, root_bytes)?;
    if let Some(last) = &last {
        follows(pending, last, &claims)?;
    }
    check_date(claims.validity.from, call.now)?;
    check_not_over(&claims, call.now)?;

    let last = last.as_ref();
    let signing = Signing {
        pending,
        key: match args.keys.as_slice() {
            [key] => Some(key),
            _ => None,
        },
        confirm: args.confirm.as_deref(),
        may_sign: &roots.claims().keys,
        out: args.out.as_deref(),
        combine: "issuer trust combine",
    };
    let (lines, json) = (list_words(last, &claims), list_json(last, &claims));
    show_and_sign(file, &signing, lines, json, call)
}

/// A list must be the very next one, and keep withdrawn what was.
fn follows(path: &Path, last: &TrustListClaims, next: &TrustListClaims) -> Result<(), Failure> {
    check_succession(
        last,
        next,
        &Text::fixed("待签文件", "the file to be signed"),
    )?;
    let (held, offered) = (last.version, next.version);
    if held.checked_add(1) == Some(offered) {
        return Ok(());
    }
    let name = values::shown(path);
    Err(failure!("list-overtaken";
        "{name} 是第 {offered} 版，附的上一版却是第 {held} 版";
        "{name} is version {offered}, but the last list enclosed is version {held}";
        "不要签署。请主管部门重新 issuer trust prepare。";
        "Do not sign. Have the authority prepare it again: issuer trust prepare."))
}

fn other_roots(path: &Path, named: u64, roots: &RootSetClaims) -> Failure {
    let (name, held) = (values::shown(path), roots.version);
    failure!("root-version-mismatch";
        "这份名单要由第 {named} 版根密钥集签署，而 {name} 是第 {held} 版";
        "the list is for root set {named}, and {name} is version {held}";
        "请核对哪一个旧了：向主管部门要最新的根密钥集，或请其重新准备名单。";
        "Find out which of the two is old: get the latest root set, or have the list prepared again.")
}

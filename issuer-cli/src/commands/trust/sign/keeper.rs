//! A keeper's part: read what the list changes, compare its check code, sign.

use std::path::Path;

use cli_support::files;
use credential_core::{RootSet, RootSetClaims, TrustListClaims, limits};
use messages::{Exit, Failure, Text, failure, text};
use serde_json::json;

use super::Args;
use crate::authority::check_succession;
use crate::ceremony::{
    CheckCode, PendingFile, Signing, check_date, check_not_over, code_words, confirm, list_json,
    list_words, sign_part,
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

    let code = file.check_code();
    let mut lines = list_words(last.as_ref(), &claims);
    lines.push(code_words(&code));
    let mut json = list_json(last.as_ref(), &claims);
    json["check_code"] = json!(code.to_string());
    let Some(given) = &args.confirm else {
        json["signed"] = json!(false);
        call.answer(&lines, &json)?;
        call.console.say(&not_yet(&code))?;
        return Ok(Exit::Undecided);
    };
    confirm(&code, given)?;

    let [path] = args.keys.as_slice() else {
        return Err(one_key().into());
    };
    let signing = Signing {
        pending,
        key: path,
        may_sign: &roots.claims().keys,
        out: args.out.as_deref(),
        combine: "issuer trust combine",
    };
    sign_part(file, &signing, lines, json, call)
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

/// Shown to the keeper, who is to read before signing.
pub(crate) fn not_yet(code: &CheckCode) -> Text {
    text!(
        "\n还没有签署。请看清以上内容，和主管部门、其他保管人电话核对核对码；\n\
         都无误，再加上 --key 您的根密钥 --confirm {code} 执行一次。";
        "\nNot signed yet. Read the above, and compare the check code with the authority and the other keepers;\n\
         if all is right, run it once more with --key YOUR-ROOT-KEY --confirm {code}")
}

/// A keeper signs with the one key that is theirs.
fn one_key() -> Failure {
    failure!("usage";
        "一位保管人只用自己的一把根密钥签署"; "a keeper signs with the one root key that is theirs";
        "请写一个 --key，只写一个。"; "Give --key, and only one.")
}

fn other_roots(path: &Path, named: u64, roots: &RootSetClaims) -> Failure {
    let (name, held) = (values::shown(path), roots.version);
    failure!("root-version-mismatch";
        "这份名单要由第 {named} 版根密钥集签署，而 {name} 是第 {held} 版";
        "the list is for root set {named}, and {name} is version {held}";
        "请核对哪一个旧了：向主管部门要最新的根密钥集，或请其重新准备名单。";
        "Find out which of the two is old: get the latest root set, or have the list prepared again.")
}

//! The last step at a keeper's machine: what was read and compared is signed, and written beside.

use std::path::Path;

use credential_core::{PublicKey, Signer};
use messages::{Exit, Failure, Text, failure, text};
use serde_json::{Value, json};

use super::{Carried, PendingFile, part_file, unfit_part};
use crate::keys::{Key, sign_failure};
use crate::{Call, values};
use cli_support::Stop;

/// Who signs what, and where it goes.
pub(crate) struct Signing<'s> {
    pub(crate) pending: &'s Path,
    pub(crate) key: &'s Path,
    pub(crate) may_sign: &'s [PublicKey],
    /// Beside the pending file, where nothing is said.
    pub(crate) out: Option<&'s Path>,
    /// The command that puts the parts together.
    pub(crate) combine: &'static str,
}

/// Signs, writes the part, and tells it behind what was shown of the object.
///
/// # Errors
/// `not-a-root-key` for a key that may not sign; those of opening the key, signing and writing.
pub(crate) fn sign_part<T: Carried>(
    mut file: PendingFile<T>,
    signing: &Signing<'_>,
    mut lines: Vec<Text>,
    mut json: Value,
    call: &mut Call<'_, '_>,
) -> Result<Exit, Stop> {
    let key = Key::open(signing.key, call)?;
    if !signing.may_sign.contains(key.public_key()) {
        return Err(not_a_root_key(signing.key, &key, signing.may_sign).into());
    }
    file.pending
        .sign(&key)
        .map_err(|error| sign_failure(error, unfit_part))?;
    let kid = key.public_key().id();
    let out = match signing.out {
        Some(out) => out.to_owned(),
        None => part_file(signing.pending, kid),
    };
    file.write(&out)?;

    let (shown, combine) = (values::shown(&out), signing.combine);
    lines.push(text!("已用根密钥 {kid} 签署，写入 {shown}";
        "Signed with the root key {kid}, and written to {shown}"));
    json["signed"] = json!(true);
    json["kid"] = json!(kid.to_string());
    json["part"] = json!(out);
    call.answer(&lines, &json)?;
    call.console
        .say(&text!("\n请把 {shown} 交回主管部门，由 {combine} 合并。";
            "\nCarry {shown} back to the authority, where {combine} puts the parts together."))?;
    Ok(Exit::Done)
}

/// The failure to a key that may not sign; `known` are those that may.
pub(crate) fn not_a_root_key(path: &Path, key: &Key, known: &[PublicKey]) -> Failure {
    let (name, kid) = (values::shown(path), key.public_key().id());
    let ids: Vec<String> = known.iter().map(|key| key.id().to_string()).collect();
    let ids = ids.join(" ");
    failure!("not-a-root-key"; "{name}（密钥 {kid}）不是这个主管部门的根密钥";
        "{name} (key {kid}) is no root key of this authority";
        "本机关的根密钥是：{ids}。"; "Its root keys are: {ids}.")
}

//! The last step at a keeper's machine: what was read and compared is signed, and written beside.

use std::path::Path;

use credential_core::{Looked, PublicKey, Signer};
use messages::{Exit, Failure, Text, failure, text};
use serde_json::{Value, json};

use super::{
    Carried, CheckCode, PendingFile, RecordFile, code_words, confirm, part_file, unfit_part,
};
use crate::keys::{Key, sign_failure};
use crate::{Call, values};
use cli_support::Stop;

/// Who signs what, and where it goes.
pub(crate) struct Signing<'s> {
    pub(crate) pending: &'s Path,
    /// The one key of the keeper; none to look only.
    pub(crate) key: Option<&'s Path>,
    /// The check code that the keeper has compared; without it nothing is signed.
    pub(crate) confirm: Option<&'s str>,
    pub(crate) may_sign: &'s [PublicKey],
    /// Beside the pending file, where nothing is said.
    pub(crate) out: Option<&'s Path>,
    /// The command that puts the parts together.
    pub(crate) combine: &'static str,
    /// What was examined, with its full digest.
    pub(crate) looked: Looked,
}

/// Shows the object (`lines`, `json`) with its check code, and keeps in the record that it was shown.
/// If the code is confirmed and this is what was shown last, records that it is signed, signs, and
/// writes the part.
///
/// # Errors
/// `not-a-root-key` for a key that may not sign, `usage` without a key; those of [`confirm`], of the
/// record, of opening the key, signing and writing.
pub(crate) fn show_and_sign<T: Carried>(
    mut file: PendingFile<T>,
    record: &mut RecordFile,
    signing: &Signing<'_>,
    mut lines: Vec<Text>,
    mut json: Value,
    call: &mut Call<'_, '_>,
) -> Result<Exit, Stop> {
    let code = file.check_code();
    lines.push(code_words(&code));
    json["check_code"] = json!(code.to_string());
    json["record"] = record.to_json();
    let Some(given) = signing.confirm else {
        json["signed"] = json!(false);
        call.answer(&lines, &json)?;
        // Only what was shown counts as seen.
        record.remember_look(&signing.looked)?;
        call.console.say(&not_yet(&code))?;
        return Ok(Exit::Undecided);
    };
    confirm(&code, given)?;
    // People compare 96 bits; what was shown is known in full.
    record.confirm_look(&signing.looked)?;
    let path = signing.key.ok_or_else(one_key)?;
    let key = Key::open(path, call)?;
    if !signing.may_sign.contains(key.public_key()) {
        return Err(not_a_root_key(path, &key, signing.may_sign).into());
    }
    record.record_signed(&file.pending)?;
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

/// Shown to the keeper, who is to read before signing.
fn not_yet(code: &CheckCode) -> Text {
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

/// The failure to a key that may not sign; `known` are those that may.
pub(crate) fn not_a_root_key(path: &Path, key: &Key, known: &[PublicKey]) -> Failure {
    let (name, kid) = (values::shown(path), key.public_key().id());
    let ids: Vec<String> = known.iter().map(|key| key.id().to_string()).collect();
    let ids = ids.join(" ");
    failure!("not-a-root-key"; "{name}（密钥 {kid}）不是这个主管部门的根密钥";
        "{name} (key {kid}) is no root key of this authority";
        "本机关的根密钥是：{ids}。"; "Its root keys are: {ids}.")
}

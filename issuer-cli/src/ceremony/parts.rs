//! Putting signed files together: all of one object, each good, and who is still missing.

use std::path::{Path, PathBuf};

use credential_core::{Error, KeyId, Pending, PublicKey};
use messages::Lang::{En, Zh};
use messages::{Exit, Failure, Text, failure, text, words};
use serde_json::{Value, json};

use super::file::Carried;
use super::{CheckCode, PendingFile, code_words, signed_words};
use crate::{Call, values};
use cli_support::Stop;

/// What the files have together.
pub(crate) struct Gathered<T> {
    pub(crate) pending: Pending<T>,
    pub(crate) code: CheckCode,
    /// Who has signed.
    pub(crate) signed: Vec<PublicKey>,
    /// The list that was the last one when it was prepared.
    pub(crate) last: Option<Vec<u8>>,
}

/// Where a signed file goes if nothing else is said: beside the one to be signed.
pub(crate) fn part_file(pending: &Path, kid: KeyId) -> PathBuf {
    let stem = pending.file_stem().unwrap_or_default().to_string_lossy();
    pending.with_file_name(format!("{stem}-{kid}.lbp"))
}

/// The failure to an object that the core would not sign or take after all.
pub(crate) fn unfit_part(error: &Error) -> Failure {
    let why = words::error(error);
    failure!(error.code();
        "不能签署：{}", why.in_lang(Zh); "it cannot be signed: {}", why.in_lang(En);
        "请主管部门重新准备待签文件。"; "Have the authority prepare the file again.")
}

/// Reads all files and puts their signatures together. `keys_of` says who may sign the object.
///
/// # Errors
/// `part-differs` for a file of another object, `part-altered` for one with a signature that is
/// bad or by nobody who may sign, `part-twice` for two files signed by the very same keepers.
pub(crate) fn gather<T: Carried>(
    paths: &[PathBuf],
    keys_of: impl FnOnce(&T) -> Result<Vec<PublicKey>, Failure>,
) -> Result<Gathered<T>, Failure> {
    let files: Vec<(&Path, PendingFile<T>)> = paths
        .iter()
        .map(|path| PendingFile::read(path).map(|file| (path.as_path(), file)))
        .collect::<Result<_, _>>()?;
    let Some(((first, whole), rest)) = files.split_first() else {
        return Err(Gathered::<T>::too_few(&[]));
    };
    let code = whole.check_code();
    if let Some((path, other)) = rest.iter().find(|(_, file)| file.check_code() != code) {
        return Err(differs(first, &code, path, &other.check_code()));
    }
    let keys = keys_of(whole.pending.claims())?;
    let mut seen: Vec<(&Path, Vec<KeyId>)> = Vec::new();
    let mut pending = whole.pending.clone();
    for (path, file) in &files {
        let signers = signers(path, &file.pending, &keys)?;
        if let Some((other, _)) = seen
            .iter()
            .find(|(_, same)| *same == signers && !signers.is_empty())
        {
            return Err(twice(other, path, &signers));
        }
        seen.push((path, signers));
        pending
            .combine(&file.pending)
            .map_err(|_| differs(first, &code, path, &file.check_code()))?;
    }
    let signed = pending.signed_by(&keys).into_iter().cloned().collect();
    Ok(Gathered {
        pending,
        code,
        signed,
        last: whole.last.clone(),
    })
}

/// Who has signed this file: each signature must be good, and by a key that may sign.
fn signers<T: Carried>(
    path: &Path,
    pending: &Pending<T>,
    keys: &[PublicKey],
) -> Result<Vec<KeyId>, Failure> {
    let mut good: Vec<KeyId> = pending.signed_by(keys).iter().map(|key| key.id()).collect();
    good.sort_by_key(|id| id.to_bytes());
    let bad = pending
        .signer_ids()
        .find(|id| id.is_none_or(|id| !good.contains(&id)));
    match bad {
        None => Ok(good),
        Some(id) => {
            let known = id.is_some_and(|id| keys.iter().any(|key| key.id() == id));
            Err(altered(path, id, known))
        }
    }
}

/// What is missing before enough of `keys` have signed, in words.
pub(crate) fn missing(signed: &[PublicKey], keys: &[PublicKey], needed: usize) -> Text {
    let ids = |present: bool| -> Vec<String> {
        keys.iter()
            .filter(|key| signed.contains(key) == present)
            .map(|key| key.id().to_string())
            .collect()
    };
    let (there, open) = (ids(true), ids(false));
    let lacking = needed.saturating_sub(there.len());
    let or_none = |list: &[String], none: &str, separator: &str| {
        if list.is_empty() {
            none.to_owned()
        } else {
            list.join(separator)
        }
    };
    text!("需要 {needed} 位，已签 {}，还缺 {lacking} 位（未签的密钥：{}）",
        or_none(&there, "0 位", "、"), or_none(&open, "无", "、");
        "{needed} needed; signed: {}; {lacking} missing (not signed yet: {})",
        or_none(&there, "none", ", "), or_none(&open, "none", ", "))
}

fn differs(first: &Path, code: &CheckCode, path: &Path, other: &CheckCode) -> Failure {
    let (first, path) = (values::shown(first), values::shown(path));
    failure!("part-differs"; "{path}（核对码 {other}）和 {first}（核对码 {code}）不是同一份名单";
        "{path} (check code {other}) is not the same object as {first} (check code {code})";
        "各位保管人必须签同一份待签文件。请核对，让签错的保管人重签。";
        "All keepers must sign the same file. Compare, and have whoever signed another one sign again.")
}

fn altered(path: &Path, id: Option<KeyId>, known: bool) -> Failure {
    let name = values::shown(path);
    let id = id.map_or_else(|| "?".to_owned(), |id| id.to_string());
    let (zh, en) = if known {
        (
            format!("{name} 里密钥 {id} 的签名不对：文件被改动过"),
            format!(
                "the signature of the key {id} in {name} does not verify: the file was altered"
            ),
        )
    } else {
        (
            format!("{name} 里有密钥 {id} 的签名，它不是有权签署的根密钥"),
            format!(
                "{name} has a signature of the key {id}, which is no root key that may sign this"
            ),
        )
    };
    Failure::new(
        "part-altered",
        Text::new(zh, en),
        text!("不要使用这个文件。请那位保管人重新签署，并查清是谁改的。";
            "Do not use this file. Have that keeper sign again, and find out who has changed it."),
    )
}

fn twice(one: &Path, two: &Path, signers: &[KeyId]) -> Failure {
    let (one, two) = (values::shown(one), values::shown(two));
    let ids: Vec<String> = signers.iter().map(KeyId::to_string).collect();
    let ids = ids.join(" ");
    failure!("part-twice"; "{one} 和 {two} 是同样的保管人签的（{ids}），算一份";
        "{one} and {two} are signed by the very same keepers ({ids}): that is one part";
        "请去掉其中一个，换上另一位保管人签署的文件。";
        "Leave one of them out, and add the file that another keeper has signed.")
}

/// The answer to an object that was combined before: nothing to do, and nothing wrong.
///
/// # Errors
/// Those of writing the answer.
pub(crate) fn already_combined<T: Carried>(
    file: &Path,
    version: u64,
    call: &mut Call<'_, '_>,
) -> Result<Exit, Stop> {
    let (name, shown) = (T::NAME, values::shown(file));
    let line = text!("{}第 {version} 版早已合并，就在 {shown}，不用再做", name.in_lang(Zh);
        "The {}, version {version}, is combined already and stands in {shown}", name.in_lang(En));
    let mut json = json!({ "version": version, "already_combined": true });
    json[T::FIELD] = json!(file);
    call.answer(&[line], &json)?;
    Ok(Exit::Done)
}

impl<T: Carried> Gathered<T> {
    /// Adds to an answer what was signed by whom, and that it stands in `file`.
    pub(crate) fn add_to(&self, file: &Path, lines: &mut Vec<Text>, json: &mut Value) {
        let signed: Vec<String> = self.signed.iter().map(|key| key.id().to_string()).collect();
        lines.push(code_words(&self.code));
        lines.push(signed_words(&T::NAME, &signed, &values::shown(file)));
        json[T::FIELD] = json!(file);
        json["check_code"] = json!(self.code.to_string());
        json["signed_by"] = json!(signed);
    }

    /// The failure to too few signatures; `why` says whose are missing.
    pub(crate) fn too_few(why: &[Text]) -> Failure {
        let join = |lang, separator: &str| {
            let all: Vec<&str> = why.iter().map(|text| text.in_lang(lang)).collect();
            all.join(separator)
        };
        failure!("threshold-not-met";
            "签名还不够：{}", join(Zh, "；"); "too few signatures: {}", join(En, "; ");
            "请未签的保管人签署，再把所有签过的文件一起合并。已签的不必重签。";
            "Have more keepers sign, and combine all signed files. Those who have signed need not sign again.")
    }
}

//! The short way: all keepers that it takes at one machine, from the draft to the signed list.

use std::path::{Path, PathBuf};

use credential_core::{PublicKey, RootSetClaims, Signer, TrustListClaims};
use messages::{Exit, Failure, text};
use serde_json::json;

use super::Args;
use crate::Call;
use crate::authority::AuthorityFolder;
use crate::ceremony::{
    Carried, Gathered, RecordFile, list_json, list_words, missing, not_a_root_key, signed_words,
};
use crate::keys::{Key, sign_failure};
use crate::values;
use cli_support::Stop;

pub(super) fn run(args: &Args, authority: &Path, call: &mut Call<'_, '_>) -> Result<Exit, Stop> {
    let folder = AuthorityFolder::new(authority);
    let _lock = folder.lock(call.console)?;
    let roots = folder.roots()?;
    let keys = root_keys(&args.keys, roots.current().claims(), call)?;
    let last = folder.trust_list(&roots)?;
    let before: Vec<Vec<u8>> = roots.before().map(<[u8]>::to_vec).collect();
    let mut record = RecordFile::of_authority(&folder.root_set_file(), &before, call.console)?;
    folder.note_newest_lists(last.as_ref(), &[], call.now)?;
    let mut claims = folder.next_list(&roots, last.as_ref(), args.valid_days, call.now)?;
    // A version that a keeper has signed for another content is not used again.
    claims.version = claims.version.max(record.free_version(claims.root_version));
    let mut pending = folder.prepare(claims)?;
    let seen = record.examine_list(&pending, folder.trust_list_bytes()?.as_deref())?;
    record.remember_look(&seen.examined.looked)?;
    record.record_signed(&pending)?;
    for key in &keys {
        pending
            .sign(key)
            .map_err(|error| sign_failure(error, |error| folder.unfit_list(error)))?;
    }
    let bytes = folder.write_signed(&pending, roots.current())?;
    record.record_complete(&bytes)?;

    let (last, claims) = (last.as_ref().map(|list| list.claims()), pending.claims());
    let signed: Vec<String> = keys
        .iter()
        .map(|key| key.public_key().id().to_string())
        .collect();
    let file = values::shown(&folder.trust_list_file());
    let mut lines: Vec<_> = record.begun_words().into_iter().collect();
    lines.extend(list_words(last, claims));
    lines.push(signed_words(&TrustListClaims::NAME, &signed, &file));
    let mut json = list_json(last, claims);
    json["trust_list"] = json!(folder.trust_list_file());
    json["signed_by"] = json!(signed);
    json["record"] = record.to_json();
    call.answer(&lines, &json)?;
    call.console.say(
        &text!("\n请把 trust-list.cbor 送到各终端；新终端初始化还要 root-set.cbor。";
            "\nCarry trust-list.cbor to the terminals; a new one needs root-set.cbor too."),
    )?;
    Ok(Exit::Done)
}

/// The keys, each of them of the root set, none twice, and enough.
fn root_keys(
    paths: &[PathBuf],
    roots: &RootSetClaims,
    call: &mut Call<'_, '_>,
) -> Result<Vec<Key>, Failure> {
    let mut keys: Vec<Key> = Vec::new();
    for path in paths {
        let key = Key::open(path, call)?;
        if !roots.keys.contains(key.public_key()) {
            return Err(not_a_root_key(path, &key, &roots.keys));
        }
        if keys
            .iter()
            .all(|other| other.public_key() != key.public_key())
        {
            keys.push(key);
        }
    }
    if keys.len() < roots.threshold {
        let signed: Vec<PublicKey> = keys.iter().map(|key| key.public_key().clone()).collect();
        let why = missing(&signed, &roots.keys, roots.threshold);
        return Err(Failure {
            remedy: text!("请在 --key 后把够数的根密钥文件一次写全。";
                "Name as many root key files as it takes after --key, all at once.")
            .into(),
            ..Gathered::<TrustListClaims>::too_few(&[why])
        });
    }
    Ok(keys)
}

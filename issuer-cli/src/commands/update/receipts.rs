//! Receipts of an update file.

use std::path::Path;

use credential_core::journal::Receipt;
use credential_core::{Error, TrustList, Update};
use messages::Lang::{En, Zh};
use messages::{Failure, Text, failure, text, words};
use serde_json::{Value, json};

use crate::catalogue::read_update;
use crate::values;

/// Adds the receipts of a file; in words, and for programs.
///
/// # Errors
/// `receipts-missing` if there are none in it; what a terminal would not take is refused, as far as `trust`
/// tells.
pub(super) fn add(
    update: &mut Update,
    path: &Path,
    trust: Option<&TrustList>,
) -> Result<(Text, Value), Failure> {
    let mut found = read_update(path)?.receipts;
    if found.is_empty() {
        return Err(none(path));
    }
    if let Some(trust) = trust {
        let verified = found.iter().try_for_each(|bytes| verify(bytes, trust));
        verified.map_err(|error| refused(path, &error))?;
    }
    let (name, count, proved) = (values::shown(path), found.len(), trust.is_some());
    update.receipts.append(&mut found);
    Ok((
        text!("  回执 {name}：{count} 个"; "  receipts {name}: {count}"),
        json!({ "part": "receipts", "receipts": count, "proved": proved }),
    ))
}

/// Whether a key of the issuer that it names has signed a receipt.
fn verify(bytes: &[u8], trust: &TrustList) -> Result<(), Error> {
    let issuer = Receipt::read_stored(bytes)?.issuer;
    let kid = Receipt::key_id(bytes)?;
    let issuers = trust.claims().issuers.iter();
    let mut keys = issuers
        .filter(|listed| listed.id == issuer)
        .flat_map(|listed| &listed.keys)
        .filter(|listed| listed.key.id() == kid);
    let key = keys.next().ok_or(Error::IssuerUnknown { key_id: kid })?;
    Receipt::verify(bytes, issuer, &key.key).map(drop)
}

fn none(path: &Path) -> Failure {
    let name = values::shown(path);
    failure!("receipts-missing"; "{name} 里没有回执"; "there are no receipts in {name}";
        "请写 issuer journal receipts 写出的文件。"; "Name the file that issuer journal receipts has written.")
}

fn refused(path: &Path, error: &Error) -> Failure {
    let (name, why) = (values::shown(path), words::error(error));
    failure!(error.code(); "{name} 里有终端不会接受的回执：{}", why.in_lang(Zh); "no terminal would take the receipts in {name}: {}", why.in_lang(En);
        "请核对是否是名单上的发码单位、用现行密钥签的。没有写出更新文件。";
        "Check that they are of an issuer of the list, and signed with its present key. No update was written.")
}

//! What a bureau asks for, proved to come from whoever holds the key.

use std::path::Path;

use cli_support::files;
use credential_core::{IssuerRequest, PublicKey, UnixTime, limits};
use messages::Lang::{En, Zh};
use messages::{Failure, Text, dates, failure, text, words};
use serde_json::{Value, json};

use super::{IssuersFile, KeyEntry};
use crate::values;

/// A request whose signature by its own key verifies.
pub(crate) struct Request {
    pub(crate) asked: IssuerRequest,
    bytes: Vec<u8>,
}

impl Request {
    /// # Errors
    /// `file-kind-wrong` for a `bureau.json`, which proves nothing, and the codes of the core.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let bytes = files::read(path, limits::MAX_ISSUER_REQUEST_BYTES as u64)?;
        if bytes.trim_ascii_start().starts_with(b"{") {
            return Err(no_request(path));
        }
        let asked = IssuerRequest::verify(&bytes).map_err(|error| unproved(path, &error))?;
        Ok(Self { asked, bytes })
    }

    /// The key as the list of issuers has it, from today on for some years.
    ///
    /// # Errors
    /// `clock-wrong` if the calendar has no such day.
    pub(crate) fn key_entry(&self, now: UnixTime, years: u8) -> Result<KeyEntry, Failure> {
        let until = dates::years_later(now, years).ok_or_else(values::clock_wrong)?;
        let (from, until) = (dates::day(now), dates::last_day(until));
        Ok(KeyEntry::new(&self.asked.key, from, until))
    }

    /// What an answer has of the request: `id`, `kid` and `thumbprint`.
    pub(crate) fn to_json(&self) -> Value {
        let IssuerRequest { id, key, .. } = &self.asked;
        json!({ "id": id.0, "kid": key.id().to_string(), "thumbprint": words::thumbprint(key) })
    }

    /// Whether one of `keys` has signed the request too.
    pub(crate) fn vouched_by<'k>(&self, keys: &'k [PublicKey]) -> Option<&'k PublicKey> {
        IssuerRequest::vouched_by(&self.bytes, keys)
            .ok()?
            .into_iter()
            .next()
    }
}

impl IssuersFile {
    /// A key that is listed already belongs to somebody.
    ///
    /// # Errors
    /// `key-exists`.
    pub(crate) fn refuse_key(&self, new: &PublicKey) -> Result<(), Failure> {
        let kid = new.id().to_string();
        let twin = self
            .issuers
            .iter()
            .find(|issuer| issuer.keys.iter().any(|key| key.kid == kid));
        let Some(issuer) = twin else {
            return Ok(());
        };
        let (id, name) = (issuer.id, &issuer.name);
        let name_en = issuer.name_en.as_ref().unwrap_or(name);
        // Four bytes can collide by chance, or be made to: either way the key must be another one.
        Err(failure!("key-exists";
            "密钥 {kid} 已登记在单位 {id}（{name}）名下";
            "the key {kid} is listed under {id} ({name_en})";
            "一个密钥只能登记一次。请该单位另建密钥，再交来新的申请。";
            "A key is listed once only. Have the bureau create another key and bring a new request."))
    }
}

fn no_request(path: &Path) -> Failure {
    let name = values::shown(path);
    failure!("file-kind-wrong"; "{name} 不是登记申请，不能证明交来的人持有密钥";
        "{name} is no request: it does not prove that whoever brings it holds the key";
        "请该单位交来 request.lbr；没有的话在单位执行 issuer bureau request。";
        "Have the bureau bring its request.lbr, or make one there with issuer bureau request.")
}

fn unproved(path: &Path, error: &credential_core::Error) -> Failure {
    let (name, why) = (values::shown(path), words::error(error));
    let (zh, en) = match error {
        credential_core::Error::ThresholdNotMet { .. } => (
            format!("{name} 不是用它申请登记的密钥签名的：伪造或被改动过"),
            format!(
                "{name} is not signed with the key that it asks to have listed: forged or altered"
            ),
        ),
        _ => (
            format!("{name} 不是登记申请，或已损坏：{}", why.in_lang(Zh)),
            format!("{name} is no request, or is damaged: {}", why.in_lang(En)),
        ),
    };
    Failure::new(
        error.code(),
        Text::new(zh, en),
        text!("不要登记。请该单位重新交来申请。";
            "Do not list it. Have the bureau bring its request again."),
    )
}

//! What a bureau asks for, proved to come from whoever holds the key.

use std::path::{Path, PathBuf};

use cli_support::files;
use credential_core::{
    Error, Issuer, IssuerKey, IssuerRequest, PublicKey, Standing, UnixTime, limits,
};
use messages::Lang::{En, Zh};
use messages::{Failure, Text, dates, failure, text, words};
use serde_json::{Value, json};

use super::{IssuersFile, KeyEntry, longest_days};
use crate::values;

/// A request whose signature by its own key verifies.
pub(crate) struct Request {
    pub(crate) asked: IssuerRequest,
    bytes: Vec<u8>,
    path: PathBuf,
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
        Ok(Self {
            asked,
            bytes,
            path: path.to_owned(),
        })
    }

    /// The key as the list of issuers has it, from today on for some years.
    ///
    /// # Errors
    /// `clock-wrong` if the calendar has no such day.
    pub(crate) fn key_entry(
        &self,
        now: UnixTime,
        years: u8,
        longest_years: u8,
    ) -> Result<KeyEntry, Failure> {
        let until = dates::years_later(now, years).ok_or_else(values::clock_wrong)?;
        let (from, until) = (dates::day(now), dates::last_day(until));
        Ok(KeyEntry::new(
            &self.asked.key,
            from,
            until,
            longest_days(longest_years),
        ))
    }

    /// What an answer has of the request: `id`, `kid` and `thumbprint`.
    pub(crate) fn to_json(&self) -> Value {
        let IssuerRequest { id, key, .. } = &self.asked;
        json!({ "id": id.0, "kid": key.id().to_string(), "thumbprint": words::thumbprint(key) })
    }

    /// A listed key that has signed the request too and may speak for its bureau: active, and in force
    /// now and when the request was made.
    ///
    /// # Errors
    /// `request-without-voucher`, which says why a key that has signed does not count.
    pub(crate) fn voucher(&self, issuer: &Issuer, now: UnixTime) -> Result<PublicKey, Failure> {
        // The date was looked at, and who asks is whose entry this is.
        let current = IssuerRequest::vouched_by_current(&self.bytes, issuer, now)
            .map_err(|error| unproved(&self.path, &error))?;
        if let Some(key) = current.first() {
            return Ok((*key).clone());
        }
        let listed: Vec<PublicKey> = issuer.keys.iter().map(|key| key.key.clone()).collect();
        let signed = IssuerRequest::vouched_by(&self.bytes, &listed).unwrap_or_default();
        let outdated = issuer
            .keys
            .iter()
            .find(|key| key.key != self.asked.key && signed.contains(&&key.key));
        Err(unvouched(issuer, &self.asked, outdated))
    }

    /// A request is taken for 30 days, and not from the future.
    ///
    /// # Errors
    /// `request-expired`, `dated-ahead`.
    pub(crate) fn check_date(&self, now: UnixTime) -> Result<(), Failure> {
        let Err(error) = self.asked.check_date(now) else {
            return Ok(());
        };
        let name = values::shown(&self.path);
        let (made, now) = (dates::minute(self.asked.issued), dates::minute(now));
        Err(match error {
            Error::RequestExpired { .. } => failure!(error.code();
                "{name} 是 {made} 写的，已超过 30 天（现在是 {now}）";
                "{name} was made {made}, more than 30 days ago (it is {now})";
                "请该单位重新写一份：issuer bureau request。旧申请可能是别人翻出来的。";
                "Have the bureau make a new one: issuer bureau request. Somebody may have found an old one."),
            _ => failure!(error.code();
                "{name} 写的时间是 {made}，而现在是 {now}"; "{name} is dated {made}, but it is {now}";
                "请核对两台电脑的时间，再请该单位重新写申请：issuer bureau request。";
                "Compare the clocks of both computers, then have the bureau make a new one: issuer bureau request."),
        })
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

fn unvouched(issuer: &Issuer, asked: &IssuerRequest, outdated: Option<&IssuerKey>) -> Failure {
    let (id, name, kid) = (issuer.id, &issuer.name.zh, asked.key.id());
    let name_en = issuer.name.en.as_ref().unwrap_or(name);
    let what = match outdated {
        None => text!("没有单位 {id}（{name}）现用的密钥为新密钥 {kid} 作保";
            "no key that issuer {id} ({name_en}) is listed with vouches for the next key {kid}"),
        Some(key) => {
            let (old, made) = (key.key.id(), dates::day(asked.issued));
            let (from, last) = (
                dates::day(key.in_force.from),
                dates::last_day(key.in_force.until),
            );
            let (zh, en) = if key.standing == Standing::Active {
                (
                    format!("它的启用期是 {from} – {last}，今天或写申请那天（{made}）不在其中"),
                    format!(
                        "it is in force {from} – {last}, which does not contain both today and {made}, when the request was made"
                    ),
                )
            } else {
                let standing = words::standing(key.standing);
                (
                    format!("它{}", standing.in_lang(Zh)),
                    format!("it is {}", standing.in_lang(En)),
                )
            };
            text!("为新密钥 {kid} 作保的密钥 {old} 不能作保：{zh}";
                "the key {old}, which vouches for the next key {kid}, cannot: {en}")
        }
    };
    Failure::new(
        "request-without-voucher",
        what,
        text!("请该单位用 issuer bureau rotate 做申请。旧密钥确已丢失、被盗或到期的，当面核对指纹后加 --accept-without-voucher。";
            "Have the bureau make the request with issuer bureau rotate. If its key is really lost, stolen or past its end, \
             compare the thumbprint in person and add --accept-without-voucher."),
    )
}

fn unproved(path: &Path, error: &Error) -> Failure {
    let (name, why) = (values::shown(path), words::error(error));
    let (zh, en) = match error {
        Error::ThresholdNotMet { .. } => (
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

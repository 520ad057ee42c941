//! Whether a complaint comes from the phone of one of the bureau's holders.

use credential_core::{Error, ProvedComplaint, UnixTime};
use messages::{Failure, Lang, dates, failure, hide_identity_numbers, words};
use sha2::{Digest, Sha256};

use super::input::damaged;
use crate::bureau::Bureau;
use crate::merchants::today;
use crate::register::{Entry, NewComplaint, Reason, Register};

/// A complaint, and the credential whose phone has signed it.
pub(crate) struct VerifiedComplaint {
    pub(crate) digest: [u8; 32],
    entry: Entry,
    proved: ProvedComplaint,
}

impl VerifiedComplaint {
    /// As it is recorded.
    pub(crate) fn to_record(&self) -> NewComplaint<'_> {
        let claims = self.proved.claims();
        NewComplaint {
            digest: self.digest,
            entry: &self.entry,
            merchant: claims.merchant.0,
            benefit: claims.benefit.map(|benefit| benefit.0),
            day: claims.day,
            made: claims.issued,
            // The register keeps no identity numbers, whoever has written them.
            text: hide_identity_numbers(&claims.text).into(),
        }
    }

    pub(crate) fn merchant(&self) -> u32 {
        self.proved.claims().merchant.0
    }
}

/// Verifies a complaint: its signature with the key in its credential, the credential with the keys of the bureau, and
/// that the register has this very credential.
///
/// # Errors
/// `complaint-damaged`, `complaint-unproved`, `complaint-unsupported`, `complaint-of-another-bureau`,
/// `complaint-phone-lost`, `complaint-expired`, `complaint-dated-ahead`, and those of the register.
pub(crate) fn verify(
    bytes: &[u8],
    bureau: &Bureau,
    register: &Register,
    now: UnixTime,
) -> Result<VerifiedComplaint, Failure> {
    let proved = ProvedComplaint::from_bytes(bytes).map_err(|error| refused(&error))?;
    let made = proved.claims().issued;
    match proved.check_made(now) {
        Err(Error::RequestExpired { .. }) => return Err(expired(made)),
        Err(_) => return Err(dated_ahead(made)),
        Ok(()) if proved.claims().day > today(now) => return Err(dated_ahead(made)),
        Ok(()) => {}
    }
    let credential = proved.credential();
    let claims = bureau
        .signing_keys()
        .find_map(|key| credential.verify_own(key).ok())
        .ok_or_else(of_another_bureau)?;
    let entry = register
        .entry_at(claims.status_index)?
        .filter(|entry| (entry.holder, entry.holder_key) == (claims.holder, claims.holder_key))
        .ok_or_else(of_another_bureau)?;
    let gone = entry.standing.changed.map(|(reason, _)| reason);
    // Whoever has the phone now could also set its clock back.
    if entry.is_revoked() && matches!(gone, Some(Reason::Lost | Reason::Stolen)) {
        return Err(phone_lost());
    }
    Ok(VerifiedComplaint {
        digest: Sha256::digest(bytes).into(),
        entry,
        proved,
    })
}

fn refused(error: &Error) -> Failure {
    let why = words::error(error);
    let (zh, en) = (why.in_lang(Lang::Zh), why.in_lang(Lang::En));
    match error {
        Error::SignatureInvalid | Error::AlgorithmUnsupported | Error::ClaimsInvalid(_) => {
            failure!("complaint-unproved"; "投诉不是持有人的手机签的：{zh}"; "the holder's phone has not signed the complaint: {en}";
                "不予登记。请本人用自己的手机重新写一份。"; "It is not taken in. Ask the person to write it once more on their own phone.")
        }
        Error::ContentUnsupported | Error::HeaderUnexpected => {
            failure!("complaint-unsupported"; "投诉是较新的格式，本程序不认识"; "the complaint is of a later kind than this program knows";
                "请升级本程序。"; "Update this program.")
        }
        _ => damaged(),
    }
}

fn of_another_bureau() -> Failure {
    failure!("complaint-of-another-bureau"; "投诉人的码不是本单位发的"; "the code of who complains is not this bureau's";
        "请转告本人交给发码的单位。"; "Ask the person to bring it to the bureau that has issued the code.")
}

fn phone_lost() -> Failure {
    failure!("complaint-phone-lost"; "签投诉的手机已按遗失或被盗吊销"; "the phone that has signed it was reported lost or stolen";
        "不予登记。请本人绑定新手机后重新写一份。"; "It is not taken in. Ask the person to write it once more on the phone that is bound now.")
}

fn expired(made: UnixTime) -> Failure {
    let made = dates::day(made);
    failure!("complaint-expired"; "投诉写于 {made}，已过一年"; "the complaint was written on {made}, more than a year ago";
        "请本人重新写一份。"; "Ask the person to write it once more.")
}

fn dated_ahead(made: UnixTime) -> Failure {
    let made = dates::minute(made);
    failure!("complaint-dated-ahead"; "投诉注明的时间还没有到（写于 {made}）"; "the complaint is dated ahead (written at {made})";
        "请核对本机和手机的时间，再请本人重新写一份。"; "Check the clocks of this computer and of the phone, then ask for a new one.")
}

//! The request for a place, signed by the terminal's key.

use std::convert::Infallible;

use credential_core::{IssuerId, PlaceRequest, PlaceRequestClaims, SignError, UnixTime};
use messages::{Failure, Lang, failure, text, words};

use super::terminal_key::TerminalKey;

/// Signs the request for a place. `label` is what a clerk reads, at most 192 bytes; `issuer` the only one that may
/// take it.
///
/// # Errors
/// If the label is none.
pub fn sign_place_request(
    terminal: &TerminalKey,
    label: Option<String>,
    issuer: Option<IssuerId>,
    now: UnixTime,
) -> Result<Vec<u8>, Failure> {
    let claims = PlaceRequestClaims {
        issued: now,
        issuer,
        label,
    };
    PlaceRequest::sign(&claims, &terminal.key).map_err(not_signed)
}

fn not_signed(error: SignError<Infallible>) -> Failure {
    let why = match error {
        SignError::Invalid(error) => words::error(&error),
        _ => text!("密钥不能签名"; "the key does not sign"),
    };
    failure!("usage"; "申请没有写成（{}）", why.in_lang(Lang::Zh);
        "the request cannot be made ({})", why.in_lang(Lang::En);
        "请改写 --label：不超过 192 字节，不含控制字符。";
        "Change --label: at most 192 bytes, and no control characters.")
}

//! What goes wrong with tokens, in words.

use std::path::Path;

use cryptoki::error::{Error, RvError};
use messages::{Failure, failure, untrusted::escape_untrusted, untrusted::escape_untrusted_path};

use crate::keys::token_uri::TokenUri;

/// The failure to what a token answered.
pub(super) fn token(error: &Error) -> Failure {
    match error {
        Error::Pkcs11(
            RvError::DeviceRemoved
            | RvError::DeviceError
            | RvError::TokenNotPresent
            | RvError::TokenNotRecognized
            | RvError::SessionClosed
            | RvError::SessionHandleInvalid
            | RvError::UserNotLoggedIn,
            _,
        ) => failure!("token-gone"; "令牌没有回应：可能被拔出，或者断了电";
            "the token does not answer: unplugged, or without power";
            "请插好令牌，再执行一遍同样的命令：已经完成的不会重做。";
            "Plug it in, and run the same command again: what was finished is not done twice.")
        .with_detail(error),
        _ => failure!("token-failed";
            "令牌报告错误"; "the token reports an error: {error}";
            "请用令牌厂商的工具检查令牌，再试一次。";
            "Check the token with its maker's tool, and try again.")
        .with_detail(error),
    }
}

pub(super) fn module_unusable(path: &Path, error: &Error) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("token-module"; "PKCS#11 模块 {name} 无法使用";
        "the PKCS#11 module {name} cannot be used ({error})";
        "请安装令牌厂商的驱动，并写对模块的完整路径。";
        "Install the driver of the token's maker, and give the full path of its module.")
    .with_detail(error)
}

pub(super) fn no_token(uri: &TokenUri) -> Failure {
    let which = uri.token.as_ref().or(uri.serial.as_ref());
    let which = escape_untrusted(which.map_or("", String::as_str));
    failure!("token-absent"; "找不到令牌“{which}”"; "there is no token “{which}”";
        "请插好令牌；用 issuer key list-token 查看有哪些。";
        "Plug it in; issuer key list-token shows which ones are there.")
}

pub(super) fn no_key(uri: &TokenUri) -> Failure {
    let which = escape_untrusted(uri.object.as_deref().unwrap_or(""));
    failure!("token-key-absent";
        "令牌中没有 Ed25519 密钥“{which}”"; "the token has no Ed25519 key “{which}”";
        "用 issuer key list-token 查看有哪些；要在令牌里新生成，请加 --generate。";
        "issuer key list-token shows which ones there are; --generate makes one in the token.")
}

pub(super) fn no_public_key(uri: &TokenUri) -> Failure {
    let which = escape_untrusted(uri.object.as_deref().unwrap_or(""));
    failure!("token-key-absent"; "令牌中密钥“{which}”没有对应的公钥对象";
        "the token does not hold the public key to “{which}”";
        "请用令牌厂商的工具补上同名的公钥对象，或新生成一个密钥。";
        "Add the public key under the same label with the maker's tool, or generate another key.")
}

pub(super) fn key_exists(uri: &TokenUri) -> Failure {
    let which = escape_untrusted(uri.object.as_deref().unwrap_or(""));
    failure!("token-key-exists"; "令牌中已有密钥“{which}”"; "the token has a key “{which}” already";
        "要用它，请去掉 --generate；要新的，请换一个名称。";
        "To use it, leave out --generate; for a new one, choose another label.")
}

pub(super) fn ambiguous(uri: &TokenUri) -> Failure {
    let uri = uri.to_string();
    let uri = escape_untrusted(&uri);
    failure!("token-ambiguous";
        "{uri} 对应不止一个令牌或密钥"; "{uri} means more than one token or key";
        "请用 serial= 写明令牌序列号，用 id= 写明密钥编号（issuer key list-token 会列出）。";
        "Name the token by serial= and the key by id= (issuer key list-token shows them).")
}

pub(super) fn no_eddsa(label: &str) -> Failure {
    let label = escape_untrusted(label);
    failure!("token-no-eddsa";
        "令牌“{label}”不支持 Ed25519 签名"; "the token “{label}” cannot sign with Ed25519";
        "请换用支持 EdDSA（CKM_EDDSA）的令牌，或使用带口令的密钥文件。";
        "Use a token that knows EdDSA (CKM_EDDSA), or a key file with a passphrase.")
}

pub(super) fn locked(label: &str) -> Failure {
    let label = escape_untrusted(label);
    failure!("pin-locked"; "令牌“{label}”已被锁定：PIN 输错次数太多";
        "the token “{label}” is locked: too many wrong PINs";
        "请由保管 SO PIN 的人解锁。"; "Whoever keeps the SO PIN can unlock it.")
}

pub(super) fn last_try(label: &str) -> Failure {
    let label = escape_untrusted(label);
    failure!("pin-last-try"; "令牌“{label}”再输错一次 PIN 就会锁定，没有继续尝试";
        "one more wrong PIN locks the token “{label}”: not tried";
        "请先用令牌厂商的工具确认 PIN（输对一次即恢复），再来一遍。";
        "Make sure of the PIN with the maker's tool first (a right one resets the count), then run this again.")
}

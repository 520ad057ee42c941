//! Key files: PKCS#8 in PEM (RFC 5958, RFC 8410, RFC 5915, RFC 7468), which OpenSSL reads too.
//!
//! A file is readable by its owner alone (mode 0600), is never overwritten, and is not used if others
//! could have read it. Above an encrypted key stand its identifier and public key in clear, so that
//! the right file is found without its passphrase.

use std::path::Path;

use cli_support::files::{self, Access, Durability};
use credential_core::{PublicKey, Signer};
use messages::{Failure, failure, text, untrusted::escape_untrusted_path};
use pkcs8::LineEnding;
use pkcs8::der::SecretDocument;
use zeroize::Zeroizing;

use super::passphrase::Passphrase;
use super::protection::Protection;
use super::reference::Reference;
use super::sealed::{self, SealFault, Strength};
use super::software::{KeyType, SoftwareKey};
use crate::public_key_text;

/// An Ed25519 key takes 119 bytes and an SM2 key 241, an encrypted one some 700; one with comments around it some more.
const MAX_BYTES: usize = 8192;

const PLAIN_LABEL: &str = "PRIVATE KEY";
const SEALED_LABEL: &str = "ENCRYPTED PRIVATE KEY";
const PUBLIC_KEY_LINE: &str = "public key: ";

/// What a key file holds.
pub(crate) enum Stored {
    /// A key without a passphrase.
    Plain(SoftwareKey),
    /// A key under a passphrase.
    Sealed(SealedKey),
    /// Where the key is.
    Elsewhere(Reference),
}

/// A key under a passphrase that nobody has given yet.
pub(crate) struct SealedKey {
    der: SecretDocument,
    /// What the file says in clear of the key in it. Nothing vouches for it.
    pub(crate) label: Option<PublicKey>,
    pub(crate) strength: Strength,
}

/// Writes a key that must not be there yet, readable by its owner alone.
///
/// # Errors
/// A [`Failure`] if the file exists or cannot be written.
pub(crate) fn write_new(
    path: &Path,
    key: &SoftwareKey,
    protection: &Protection,
) -> Result<(), Failure> {
    files::write_new(
        path,
        encode(path, key, protection)?.as_bytes(),
        Access::Private,
    )
}

/// Puts the same key in place of what stands there, with another passphrase. The new text is opened
/// before the old one goes.
///
/// # Errors
/// A [`Failure`] if the file cannot be written; the old one is then still there.
pub(crate) fn replace(
    path: &Path,
    key: &SoftwareKey,
    protection: &Protection,
) -> Result<(), Failure> {
    let pem = encode(path, key, protection)?;
    let opened = match (parse(path, &pem)?, protection) {
        (Stored::Plain(read), _) => Some(read),
        (Stored::Sealed(sealed), Protection::Passphrase(passphrase)) => {
            sealed.open(path, passphrase)?
        }
        (Stored::Sealed(_), Protection::ModeAlone) | (Stored::Elsewhere(_), _) => None,
    };
    if opened.is_none_or(|read| read.public_key() != key.public_key()) {
        return Err(no_key(path));
    }
    files::write(path, pem.as_bytes(), Access::Private, Durability::Synced)
}

/// The text of a key file.
pub(crate) fn encode(
    path: &Path,
    key: &SoftwareKey,
    protection: &Protection,
) -> Result<Zeroizing<String>, Failure> {
    let der = key.to_pkcs8_der().ok_or_else(|| no_key(path))?;
    match protection {
        Protection::ModeAlone => der
            .to_pem(PLAIN_LABEL, LineEnding::LF)
            .map_err(|_| no_key(path)),
        Protection::Passphrase(passphrase) => {
            let sealed = sealed::seal(der.as_bytes(), passphrase)?;
            let pem = SecretDocument::try_from(sealed)
                .and_then(|document| document.to_pem(SEALED_LABEL, LineEnding::LF))
                .map_err(|_| no_key(path))?;
            let public = key.public_key();
            Ok(Zeroizing::new(format!(
                "{} signing key, encrypted with a passphrase (PKCS#8)\n\
                 kid: {}\n{PUBLIC_KEY_LINE}{}\n{}",
                KeyType::of(public).name(),
                public.id(),
                public_key_text::encode(public),
                *pem,
            )))
        }
    }
}

/// Reads a key file, without opening what is under a passphrase.
///
/// # Errors
/// A [`Failure`] if others can read the file too, or if it holds no key that can sign here.
pub(crate) fn read(path: &Path) -> Result<Stored, Failure> {
    // Opened first, so that a file that is not there is called so.
    let bytes = files::read_secret(path, MAX_BYTES)?;
    if files::readable_by_others(path)? {
        return Err(readable_by_others(path));
    }
    let text = str::from_utf8(&bytes).map_err(|_| no_key(path))?;
    if Reference::is_one(text) {
        return Reference::parse(path, text).map(Stored::Elsewhere);
    }
    parse(path, text)
}

pub(super) fn parse(path: &Path, text: &str) -> Result<Stored, Failure> {
    let (label, der) = match SecretDocument::from_pem(text.trim()) {
        Ok((SEALED_LABEL, der)) => (read_label(text), der),
        Ok((PLAIN_LABEL, der)) => {
            return SoftwareKey::from_pkcs8_der(der.as_bytes())
                .map(Stored::Plain)
                .ok_or_else(|| no_key(path));
        }
        _ => return Err(no_key(path)),
    };
    let strength = sealed::strength(der.as_bytes()).map_err(|fault| not_openable(path, fault))?;
    Ok(Stored::Sealed(SealedKey {
        der,
        label,
        strength,
    }))
}

impl SealedKey {
    /// The key, or `None` if it is another passphrase.
    ///
    /// # Errors
    /// `key-encryption` if it cannot be opened with whatever passphrase; `key-mismatch` if it is another
    /// key than the file says.
    pub(crate) fn open(
        &self,
        path: &Path,
        passphrase: &Passphrase,
    ) -> Result<Option<SoftwareKey>, Failure> {
        let secret = match sealed::open(self.der.as_bytes(), passphrase) {
            Ok(secret) => secret,
            Err(SealFault::WrongPassphrase) => return Ok(None),
            Err(fault) => return Err(not_openable(path, fault)),
        };
        // One wrong passphrase in 256 ends in well-formed padding, and in bytes that are no key.
        let Some(key) = SoftwareKey::from_pkcs8_der(&secret) else {
            return Ok(None);
        };
        match &self.label {
            Some(label) if label != key.public_key() => Err(label_is_wrong(path, label, &key)),
            _ => Ok(Some(key)),
        }
    }
}

/// The line above the key that states its public side.
fn read_label(text: &str) -> Option<PublicKey> {
    let (above, _) = text.split_once("-----BEGIN")?;
    let value = above
        .lines()
        .find_map(|line| line.strip_prefix(PUBLIC_KEY_LINE))?;
    public_key_text::decode(value.trim())
}

fn not_openable(path: &Path, fault: SealFault) -> Failure {
    let name = escape_untrusted_path(path);
    let (what, remedy) = match fault {
        SealFault::TooCostly => (
            text!("密钥文件 {name} 要求的计算量太大，不像是正常的文件";
                "the key file {name} asks for more time or memory than an honest one"),
            text!("请勿使用来路不明的文件，从备份恢复。";
                "Use no file that you do not know; restore it from a backup."),
        ),
        SealFault::Unsupported | SealFault::Malformed | SealFault::WrongPassphrase => (
            text!("密钥文件 {name} 的加密方式过时或不认识，或者文件已损坏";
                "the key file {name} is encrypted in a way that is out of date or unknown, or it is damaged"),
            text!("请从备份恢复；或者用 openssl pkcs8 -topk8 -scrypt -in 旧文件 -out 新文件 转换。";
                "Restore it from a backup; or convert it: openssl pkcs8 -topk8 -scrypt -in OLD -out NEW"),
        ),
    };
    Failure::new("key-encryption", what, remedy)
}

fn label_is_wrong(path: &Path, label: &PublicKey, key: &SoftwareKey) -> Failure {
    let (name, named, held) = (
        escape_untrusted_path(path),
        label.id(),
        key.public_key().id(),
    );
    failure!("key-mismatch"; "密钥文件 {name} 写的是密钥 {named}，里面却是密钥 {held}";
        "{name} says that it holds the key {named}, but it holds {held}";
        "有人改过这个文件。请从备份恢复，并查明原因。";
        "Somebody has changed the file. Restore it from a backup, and find out why.")
}

fn readable_by_others(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("key-exposed"; "密钥文件 {name} 别的用户也能读取，拒绝使用";
        "the key file {name} can be read by others: not used";
        "请执行 chmod 600 '{name}'。如果可能已被别人读走，请更换密钥。";
        "Run: chmod 600 '{name}'. If somebody may have read it, replace the key.")
}

fn no_key(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("key-invalid";
        "文件 {name} 不是本程序的密钥文件"; "{name} does not hold a key for this program";
        "需要 Ed25519 或 SM2 私钥（PKCS#8 PEM，以 -----BEGIN ENCRYPTED PRIVATE KEY----- 或 -----BEGIN PRIVATE KEY----- 开头）。请确认选对了文件。";
        "What is needed is an Ed25519 or SM2 private key (PKCS#8 PEM, -----BEGIN ENCRYPTED PRIVATE KEY----- or -----BEGIN \
         PRIVATE KEY-----). Make sure that this is the right file.")
}

#[cfg(test)]
mod tests;

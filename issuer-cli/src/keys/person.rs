//! The file of a register's person key: under a passphrase, with the register's check value in clear.
//!
//! Whoever copies the bureau's folder has the register and this file. Were the key in plain, all
//! identity numbers could be tried against the register in seconds.

use std::path::Path;

use cli_support::files::{self, Access, Durability};
use messages::{Failure, failure, text, untrusted::escape_untrusted_path};
use pkcs8::LineEnding;
use pkcs8::der::SecretDocument;
use zeroize::Zeroizing;

use super::ask::{self, Try};
use super::passphrase::Passphrase;
use super::protection::Protection;
use super::sealed::{self, SealFault};
use crate::Call;
use crate::register::{HeldKey, KeyCheck, PersonKey, person_key_exposed, person_key_invalid};

/// How the text of an encrypted person key begins and ends, in its own file and in a backup.
pub(super) const LABEL: &str = "ENCRYPTED PERSON KEY";
const REGISTER_LINE: &str = "register: ";

/// An encrypted one takes some 500 bytes.
const MAX_BYTES: usize = 4096;

/// What the file of a person key holds.
pub(crate) enum StoredPersonKey {
    /// A key without a passphrase: of a rehearsal, or from before keys were encrypted.
    Plain(PersonKey),
    Sealed(SealedPersonKey),
}

/// A person key under a passphrase that nobody has given yet.
pub(crate) struct SealedPersonKey {
    der: SecretDocument,
    check: KeyCheck,
}

/// Reads the file, without opening what is under a passphrase.
///
/// # Errors
/// `file-unreadable`, `person-key-exposed` if others may read it, `person-key-invalid`.
pub(crate) fn read(path: &Path) -> Result<StoredPersonKey, Failure> {
    let bytes = files::read_secret(path, MAX_BYTES)?;
    if files::readable_by_others(path)? {
        return Err(person_key_exposed(path));
    }
    if let Some(key) = PersonKey::from_text(&bytes) {
        return Ok(StoredPersonKey::Plain(key));
    }
    parse(&bytes)
        .map(StoredPersonKey::Sealed)
        .ok_or_else(|| person_key_invalid(path))
}

/// Whether the file holds a person key rather than one that signs.
pub(crate) fn is_one(path: &Path) -> bool {
    files::read_secret(path, MAX_BYTES)
        .is_ok_and(|bytes| PersonKey::from_text(&bytes).is_some() || parse(&bytes).is_some())
}

fn parse(bytes: &[u8]) -> Option<SealedPersonKey> {
    let text = str::from_utf8(bytes).ok()?;
    let (above, _) = text.split_once("-----BEGIN")?;
    let check = above
        .lines()
        .find_map(|line| line.strip_prefix(REGISTER_LINE))?;
    let check = KeyCheck::parse(check.trim())?;
    let der = from_pem(text)?;
    sealed::strength(der.as_bytes()).ok()?;
    Some(SealedPersonKey { der, check })
}

impl StoredPersonKey {
    /// As a register takes it when nobody needs to be recognised.
    pub(crate) fn held(self) -> HeldKey {
        match self {
            Self::Plain(key) => HeldKey::Open(key),
            Self::Sealed(sealed) => HeldKey::Sealed(sealed.check),
        }
    }

    /// The key, and its passphrase if it has one; asks for it if none of those fits that are known.
    ///
    /// # Errors
    /// `passphrase-wrong`, `passphrase-needed`, `person-key-invalid`.
    pub(crate) fn open(
        self,
        path: &Path,
        call: &mut Call<'_, '_>,
    ) -> Result<(PersonKey, Option<Passphrase>), Failure> {
        let sealed = match self {
            Self::Plain(key) => return Ok((key, None)),
            Self::Sealed(sealed) => sealed,
        };
        let name = escape_untrusted_path(path);
        let what = text!("人员密钥 {name} "; "the person key {name}");
        let (key, passphrase) = ask::unlock_person(&what, call, |passphrase| {
            Ok(match sealed.open(path, passphrase)? {
                Some(key) => Try::Opened((key, passphrase.clone())),
                None => Try::Wrong,
            })
        })?;
        Ok((key, Some(passphrase)))
    }
}

impl SealedPersonKey {
    /// The key, or `None` if it is another passphrase.
    ///
    /// # Errors
    /// `person-key-invalid` if it cannot be opened with whatever passphrase, or if it is the key of
    /// another register than the file says.
    pub(crate) fn open(
        &self,
        path: &Path,
        passphrase: &Passphrase,
    ) -> Result<Option<PersonKey>, Failure> {
        match open_der(&self.der, passphrase) {
            Ok(Some(key)) if key.check() != self.check => Err(person_key_invalid(path)),
            Ok(key) => Ok(key),
            Err(_) => Err(person_key_invalid(path)),
        }
    }
}

/// Writes a key that must not be there yet, readable by its owner alone.
///
/// # Errors
/// `file-exists`, `file-unwritable`.
pub(crate) fn write_new(
    path: &Path,
    key: &PersonKey,
    protection: &Protection,
) -> Result<(), Failure> {
    files::write_new(path, encode(key, protection)?.as_bytes(), Access::Private)
}

/// Puts the same key in place of what stands there, with another passphrase. The new text is opened
/// before the old one goes.
///
/// # Errors
/// `file-unwritable`; the old one is then still there.
pub(crate) fn replace(
    path: &Path,
    key: &PersonKey,
    protection: &Protection,
) -> Result<(), Failure> {
    let text = encode(key, protection)?;
    let opened = match protection {
        Protection::ModeAlone => PersonKey::from_text(text.as_bytes()),
        Protection::Passphrase(passphrase) => match parse(text.as_bytes()) {
            Some(sealed) => sealed.open(path, passphrase)?,
            None => None,
        },
    };
    if opened.is_none_or(|read| read.check() != key.check()) {
        return Err(person_key_invalid(path));
    }
    files::write(path, text.as_bytes(), Access::Private, Durability::Synced)
}

fn encode(key: &PersonKey, protection: &Protection) -> Result<Zeroizing<String>, Failure> {
    match protection {
        Protection::ModeAlone => Ok(key.to_text()),
        Protection::Passphrase(passphrase) => Ok(Zeroizing::new(format!(
            "Person key of a register, encrypted with a passphrase\n{REGISTER_LINE}{}\n{}",
            key.check(),
            *to_pem(key, passphrase)?,
        ))),
    }
}

/// The key in PEM lines, encrypted.
///
/// # Errors
/// `key-not-encrypted`.
pub(super) fn to_pem(
    key: &PersonKey,
    passphrase: &Passphrase,
) -> Result<Zeroizing<String>, Failure> {
    let sealed = sealed::seal(key.to_text().as_bytes(), passphrase)?;
    SecretDocument::try_from(sealed)
        .and_then(|der| der.to_pem(LABEL, LineEnding::LF))
        .map_err(|_| not_encrypted())
}

/// What stands between the lines of [`to_pem`].
pub(super) fn from_pem(text: &str) -> Option<SecretDocument> {
    let (label, der) = SecretDocument::from_pem(text.trim()).ok()?;
    (label == LABEL).then_some(der)
}

/// The key, or `None` if it is another passphrase.
pub(super) fn open_der(
    der: &SecretDocument,
    passphrase: &Passphrase,
) -> Result<Option<PersonKey>, SealFault> {
    match sealed::open(der.as_bytes(), passphrase) {
        // One wrong passphrase in 256 ends in well-formed padding, and in bytes that are no key.
        Ok(text) => Ok(PersonKey::from_text(&text)),
        Err(SealFault::WrongPassphrase) => Ok(None),
        Err(fault) => Err(fault),
    }
}

fn not_encrypted() -> Failure {
    failure!("key-not-encrypted"; "人员密钥无法加密"; "the person key could not be encrypted";
        "什么也没有写入。请再试一次。"; "Nothing was written. Try again.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passphrase(text: &str) -> Passphrase {
        Passphrase::new(text.to_owned().into())
    }

    #[test]
    fn a_sealed_key_opens_with_its_passphrase_alone_and_says_whose_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("person.key");
        let key = PersonKey::generate().unwrap();
        let words = passphrase("correct horse battery");
        write_new(&path, &key, &Protection::Passphrase(words.clone())).unwrap();
        let plain = key.to_text();
        let digits = plain.trim_end().rsplit(':').next().unwrap();
        assert!(!std::fs::read_to_string(&path).unwrap().contains(digits));
        let StoredPersonKey::Sealed(sealed) = read(&path).unwrap() else {
            panic!("in plain")
        };
        assert_eq!(sealed.check, key.check());
        assert!(
            sealed
                .open(&path, &passphrase("another"))
                .unwrap()
                .is_none()
        );
        let opened = sealed.open(&path, &words).unwrap().unwrap();
        assert_eq!(opened.check(), key.check());
    }

    #[test]
    fn a_label_of_another_register_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("person.key");
        let (key, other) = (
            PersonKey::generate().unwrap(),
            PersonKey::generate().unwrap(),
        );
        let words = passphrase("correct horse battery");
        write_new(&path, &key, &Protection::Passphrase(words.clone())).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let text = text.replace(&key.check().to_string(), &other.check().to_string());
        files::write(&path, text.as_bytes(), Access::Private, Durability::Synced).unwrap();
        let StoredPersonKey::Sealed(sealed) = read(&path).unwrap() else {
            panic!("in plain")
        };
        assert_eq!(
            sealed.open(&path, &words).unwrap_err().code,
            "person-key-invalid"
        );
    }
}

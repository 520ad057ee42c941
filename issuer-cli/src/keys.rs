//! Private keys: opened in one way, wherever they are, and made in one way.
//!
//! [`Key::open`] is all that a command that signs needs; [`NewKeyArgs`] is what one that makes a key
//! takes on its command line.

mod ask;
mod backup;
mod file;
mod new_key;
mod passphrase;
pub(crate) mod person;
mod protection;
mod public;
mod reference;
mod sealed;
mod software;
mod source;
mod strength;
#[cfg_attr(not(feature = "pkcs11"), path = "keys/no_token.rs")]
mod token;
mod token_uri;

pub(crate) use ask::Given;
pub(crate) use backup::{Item, Secret, write as write_backup};
pub(crate) use file::{replace, write_new};
pub(crate) use new_key::{
    NewKeyArgs, NewPassphraseArgs, in_token as is_in_token, keep_new, keep_new_as, where_kept,
};
pub(crate) use passphrase::Passphrase;
pub(crate) use protection::Protection;
pub(crate) use public::PublicKeyFile;
pub(crate) use reference::TokenArgs;
pub(crate) use software::{KeyType, SoftwareKey};
pub(crate) use source::PassphraseArgs;
pub(crate) use token::list as list_tokens;
pub(crate) use token_uri::TokenUri;

use std::path::Path;

use ask::Try;
use credential_core::{Error, PublicKey, SignError, Signature, Signer};
use file::{SealedKey, Stored};
use messages::{Failure, Text, failure, text, untrusted::escape_untrusted_path};
use reference::{InToken, Reference};
use sealed::Strength;

use crate::Call;

/// A key that signs.
#[derive(Debug)]
pub(crate) enum Key {
    /// In the memory of this program, from a key file.
    Software(SoftwareKey),
    /// In a token, which alone knows the private part.
    Token(Box<token::TokenKey>),
}

impl Key {
    /// Opens the key in a file, or in the token that the file names; asks for the passphrase or PIN
    /// if there is one.
    ///
    /// # Errors
    /// A [`Failure`] if the file is no key, if others can read it, or if the passphrase is wrong.
    pub(crate) fn open(path: &Path, call: &mut Call<'_, '_>) -> Result<Self, Failure> {
        Self::open_with_passphrase(path, call).map(|(key, _)| key)
    }

    /// As [`Key::open`], with the passphrase if the key was in a file under one.
    ///
    /// # Errors
    /// As there.
    pub(crate) fn open_with_passphrase(
        path: &Path,
        call: &mut Call<'_, '_>,
    ) -> Result<(Self, Option<Passphrase>), Failure> {
        match file::read(path)? {
            Stored::Elsewhere(reference) => Ok((open_reference(path, &reference, call)?, None)),
            stored => {
                let (key, passphrase) = open_stored(path, stored, call)?;
                Ok((Self::Software(key), passphrase))
            }
        }
    }
}

/// Opens a key whose private part is in the file: to encrypt or copy it anew.
///
/// # Errors
/// As [`Key::open`].
pub(crate) fn open_file(
    path: &Path,
    call: &mut Call<'_, '_>,
) -> Result<(SoftwareKey, Option<Passphrase>), Failure> {
    open_stored(path, file::read(path)?, call)
}

fn open_stored(
    path: &Path,
    stored: Stored,
    call: &mut Call<'_, '_>,
) -> Result<(SoftwareKey, Option<Passphrase>), Failure> {
    let sealed = match stored {
        Stored::Plain(key) => return Ok((key, None)),
        Stored::Sealed(sealed) => sealed,
        Stored::Elsewhere(_) => return Err(in_a_token(path)),
    };
    let (key, passphrase) = unlock(path, &sealed, call)?;
    if sealed.strength == Strength::Weak {
        // Advice: not worth stopping for if it cannot be given.
        let _ = call.console.say(&weakly_sealed(path));
    }
    Ok((key, Some(passphrase)))
}

/// How a key is kept from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KeptIn {
    /// In a file without a passphrase: only in rehearsals.
    PlainFile,
    /// In a file under a passphrase.
    SealedFile,
    /// In a token.
    Token,
}

/// How the key of a file is kept.
///
/// # Errors
/// As [`Key::open`], without a wrong passphrase.
pub(crate) fn kept_in(path: &Path) -> Result<KeptIn, Failure> {
    Ok(match file::read(path)? {
        Stored::Plain(_) => KeptIn::PlainFile,
        Stored::Sealed(_) => KeptIn::SealedFile,
        Stored::Elsewhere(_) => KeptIn::Token,
    })
}

/// What can be known of a key without opening it.
pub(crate) enum Shown {
    /// The failure is reported already.
    Proven(PublicKey),
    /// The file says so in clear; nobody has opened it.
    Labelled(PublicKey),
}

/// The public side of a key, without a passphrase where the file states it.
///
/// # Errors
/// As [`Key::open`].
pub(crate) fn show(path: &Path, call: &mut Call<'_, '_>) -> Result<Shown, Failure> {
    let sealed = match file::read(path)? {
        Stored::Plain(key) => return Ok(Shown::Proven(key.public_key().clone())),
        Stored::Sealed(sealed) => sealed,
        Stored::Elsewhere(reference) if call.passphrases.any() => {
            let key = open_reference(path, &reference, call)?;
            return Ok(Shown::Proven(key.public_key().clone()));
        }
        Stored::Elsewhere(reference) => return Ok(Shown::Labelled(reference.public)),
    };
    match &sealed.label {
        Some(label) if !call.passphrases.any() => Ok(Shown::Labelled(label.clone())),
        _ => {
            let (key, _) = unlock(path, &sealed, call)?;
            Ok(Shown::Proven(key.public_key().clone()))
        }
    }
}

/// The key of a file, with a passphrase that was given or is asked for.
fn unlock(
    path: &Path,
    sealed: &SealedKey,
    call: &mut Call<'_, '_>,
) -> Result<(SoftwareKey, Passphrase), Failure> {
    let name = escape_untrusted_path(path);
    let what = text!("密钥文件 {name} "; "the key file {name}");
    ask::unlock(&what, ask::Secret::Passphrase, call, |passphrase| {
        Ok(match sealed.open(path, passphrase)? {
            Some(key) => Try::Opened((key, passphrase.clone())),
            None => Try::Wrong,
        })
    })
}

fn open_reference(
    path: &Path,
    reference: &Reference,
    call: &mut Call<'_, '_>,
) -> Result<Key, Failure> {
    let key = token::TokenKey::open(&reference.uri, call)?;
    if key.public_key() == &reference.public {
        return Ok(Key::Token(Box::new(key)));
    }
    let (name, named, held) = (
        escape_untrusted_path(path),
        reference.public.id(),
        key.public_key().id(),
    );
    Err(failure!("key-mismatch";
        "{name} 写的是密钥 {named}，令牌里却是密钥 {held}";
        "{name} names the key {named}, but the token holds {held}";
        "请插上原来的令牌。"; "Plug in the token that it was made with."))
}

fn in_a_token(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("key-in-token";
        "{name} 的密钥在令牌里，取不出来"; "the key of {name} is in a token and does not come out";
        "更换 PIN 和备份令牌，请用令牌厂商的工具。";
        "Use the maker's tool to change the PIN, or for whatever backup the token offers.")
}

/// Puts the keys of a backup into their places under `folder`, under the passphrase of the backup. Gives the
/// folder in which their places begin.
///
/// # Errors
/// `passphrase-wrong`, `backup-invalid`, `file-exists`; nothing is written then.
pub(crate) fn restore_backup<'f>(
    path: &Path,
    folder: &'f Path,
    call: &mut Call<'_, '_>,
) -> Result<(&'f Path, Vec<Item>), Failure> {
    let backup = backup::read(path)?;
    let name = escape_untrusted_path(path);
    let what = text!("备份 {name} "; "the backup {name}");
    let (items, passphrase) = ask::unlock(&what, ask::Secret::Passphrase, call, |passphrase| {
        Ok(match backup.open(passphrase)? {
            Try::Opened(items) => Try::Opened((items, passphrase.clone())),
            Try::Wrong => Try::Wrong,
        })
    })?;
    let folder = backup::base(folder, &items);
    backup::restore(folder, &items, &passphrase)?;
    Ok((folder, items))
}

fn weakly_sealed(path: &Path) -> Text {
    let name = escape_untrusted_path(path);
    text!("注意：{name} 的加密强度偏低，请用 issuer key passwd 重新加密。";
        "Note: {name} is weakly encrypted. Encrypt it anew with issuer key passwd.")
}

impl Signer for Key {
    type Error = Failure;

    fn public_key(&self) -> &PublicKey {
        match self {
            Self::Software(key) => key.public_key(),
            Self::Token(key) => key.public_key(),
        }
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, Failure> {
        match self {
            Self::Software(key) => key.sign(message),
            Self::Token(key) => key.sign(message),
        }
    }
}

/// A key that is in a token, or is to be made there.
///
/// # Errors
/// A [`Failure`] if module, token or key are not there, if the PIN is wrong, or if a key that is to be
/// made is there already.
pub(crate) fn in_token(
    wish: &InToken,
    call: &mut Call<'_, '_>,
) -> Result<(Reference, Key), Failure> {
    let (uri, key) = match wish {
        InToken::There(uri) => (uri.clone(), token::TokenKey::open(uri, call)?),
        InToken::ToBeMade(uri) => token::TokenKey::generate(uri, call)?,
    };
    let reference = Reference {
        uri,
        public: key.public_key().clone(),
    };
    Ok((reference, Key::Token(Box::new(key))))
}

/// The failure to a signature: what the key has to say of itself, or else what the caller makes of
/// an error of the core.
pub(crate) fn sign_failure<E: Into<Failure>>(
    error: SignError<E>,
    invalid: impl FnOnce(&Error) -> Failure,
) -> Failure {
    match error {
        SignError::Signer(error) => error.into(),
        SignError::Invalid(error) => invalid(&error),
        _ => invalid(&Error::SignerFault),
    }
}

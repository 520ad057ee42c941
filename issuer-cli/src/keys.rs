//! Private keys: opened in one way, wherever they are, and made in one way.
//!
//! [`Key::open`] is all that a command that signs needs; [`NewKeyArgs`] is what one that makes a key
//! takes on its command line.

mod ask;
mod file;
mod new_key;
mod passphrase;
mod public;
mod sealed;
mod source;

pub(crate) use ask::Given;
pub(crate) use file::{replace, write_new};
pub(crate) use new_key::{NewKeyArgs, Protection};
pub(crate) use public::PublicKeyFile;
pub(crate) use source::PassphraseArgs;

use std::path::Path;

use ask::Try;
use cli_support::{Failure, Text, visible::visible_path};
use credential_core::{Error, PublicKey, SignError, Signature, Signer, SigningKey};
use file::{SealedKey, Stored};
use sealed::Strength;
use zeroize::Zeroizing;

use crate::Call;

/// A key that signs.
#[derive(Debug)]
pub(crate) enum Key {
    /// In the memory of this program, from a key file.
    Software(SigningKey),
}

impl Key {
    /// Opens the key in a file; asks for its passphrase if it has one.
    ///
    /// # Errors
    /// A [`Failure`] if the file is no key, if others can read it, or if the passphrase is wrong.
    pub(crate) fn open(path: &Path, call: &mut Call<'_, '_>) -> Result<Self, Failure> {
        open_file(path, call).map(Self::Software)
    }
}

/// Opens a key whose private part is in the file: to encrypt or copy it anew.
///
/// # Errors
/// As [`Key::open`].
pub(crate) fn open_file(path: &Path, call: &mut Call<'_, '_>) -> Result<SigningKey, Failure> {
    let sealed = match file::read(path)? {
        Stored::Plain(key) => return Ok(key),
        Stored::Sealed(sealed) => sealed,
    };
    let key = unlock(path, &sealed, call)?;
    if sealed.strength == Strength::Weak {
        // Advice: not worth stopping for if it cannot be given.
        let _ = call.console.say(&weakly_sealed(path));
    }
    Ok(key)
}

/// What can be known of a key without opening it.
pub(crate) enum Shown {
    /// The key itself has told.
    Proven(PublicKey),
    /// The file says so in clear; nobody has opened it.
    Labelled(PublicKey),
}

/// The public side of a key, without a passphrase where the file tells it.
///
/// # Errors
/// As [`Key::open`].
pub(crate) fn show(path: &Path, call: &mut Call<'_, '_>) -> Result<Shown, Failure> {
    let sealed = match file::read(path)? {
        Stored::Plain(key) => return Ok(Shown::Proven(key.public_key().clone())),
        Stored::Sealed(sealed) => sealed,
    };
    match &sealed.label {
        Some(label) if !call.passphrases.any() => Ok(Shown::Labelled(label.clone())),
        _ => unlock(path, &sealed, call).map(|key| Shown::Proven(key.public_key().clone())),
    }
}

/// The key of a file, with a passphrase that was given or is asked for.
fn unlock(path: &Path, sealed: &SealedKey, call: &mut Call<'_, '_>) -> Result<SigningKey, Failure> {
    let name = visible_path(path);
    let what = Text::new(format!("密钥文件 {name} "), format!("the key file {name}"));
    ask::unlock(&what, call, |passphrase| {
        Ok(match sealed.open(path, passphrase)? {
            Some(key) => Try::Opened(key),
            None => Try::Wrong,
        })
    })
}

fn weakly_sealed(path: &Path) -> Text {
    let name = visible_path(path);
    Text::new(
        format!("注意：{name} 的加密强度偏低，请用 issuer key passwd 重新加密。"),
        format!("Note: {name} is weakly encrypted. Encrypt it anew with issuer key passwd."),
    )
}

impl Signer for Key {
    type Error = Failure;

    fn public_key(&self) -> &PublicKey {
        match self {
            Self::Software(key) => key.public_key(),
        }
    }

    fn sign(&self, message: &[u8]) -> Result<Signature, Failure> {
        match self {
            Self::Software(key) => key.sign(message).map_err(|never| match never {}),
        }
    }
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

/// A new key from the randomness of the operating system.
///
/// # Errors
/// A [`Failure`] if the system has none to give.
pub(crate) fn generate() -> Result<SigningKey, Failure> {
    let mut seed = Zeroizing::new([0; 32]);
    fill_random(seed.as_mut())?;
    Ok(SigningKey::from_seed(&seed))
}

/// Fills `bytes` from the randomness of the operating system.
pub(crate) fn fill_random(bytes: &mut [u8]) -> Result<(), Failure> {
    getrandom::fill(bytes).map_err(|error| {
        Failure::new(
            "no-randomness",
            Text::new(
                format!("系统没有给出随机数（{error}）"),
                format!("the system gave no random numbers ({error})"),
            ),
            Text::new(
                "请重新启动计算机再试；不要在这台机器上生成密钥。",
                "Restart the computer and try again; make no keys on it before that works.",
            ),
        )
    })
}

//! Private keys: opened in one way, wherever they are, and made in one way.
//!
//! [`Key::open`] is all that a command that signs needs; [`NewKeyArgs`] is what one that makes a key
//! takes on its command line.

mod file;
mod public;

pub(crate) use file::write_new;
pub(crate) use public::PublicKeyFile;

use std::path::Path;

use cli_support::{Failure, Text};
use credential_core::{Error, PublicKey, SignError, Signature, Signer, SigningKey};
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
    pub(crate) fn open(path: &Path, _call: &mut Call<'_, '_>) -> Result<Self, Failure> {
        file::read(path).map(Self::Software)
    }
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

/// How the file of a new key is protected.
#[derive(Debug)]
pub(crate) enum Protection {
    /// By its mode alone: whoever has the file can sign.
    ModeAlone,
}

/// What a command that makes a key takes.
#[derive(Debug, clap::Args)]
pub(crate) struct NewKeyArgs {
    /// 密钥文件不设口令：拿到文件的人就能签署（只用于演练和测试） | a key file without a passphrase: whoever has the file can sign (for rehearsals and tests)
    #[arg(long)]
    no_passphrase: bool,
}

impl NewKeyArgs {
    /// How the key is to be protected. Asked before anything is made; `whose` says which key it is.
    ///
    /// # Errors
    /// A [`Failure`] if there is nobody to ask for a passphrase.
    pub(crate) fn protection(
        &self,
        _whose: &Text,
        _call: &mut Call<'_, '_>,
    ) -> Result<Protection, Failure> {
        Ok(Protection::ModeAlone)
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

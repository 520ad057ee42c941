//! What a command that makes a key takes, and how the new key is then protected.

use std::path::{Path, PathBuf};

use cli_support::files;
use messages::{Failure, Text, failure};

use super::passphrase::Passphrase;
use super::protection::Protection;
use super::reference::{self, Reference, TokenArgs};
use super::software::{KeyType, SoftwareKey};
use super::{Key, ask, file, source};
use crate::Call;

/// How the name of a reference ends.
const REFERENCE: &str = "uri";

/// A new key, and where it is.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) key: Key,
    /// The key file, or the reference to a token.
    pub(crate) file: PathBuf,
    /// What keeps others from using it.
    pub(crate) advice: Text,
}

/// Makes a key in the file `pem`; or in a token, with a reference to it beside that place.
///
/// # Errors
/// A [`Failure`] if there is nobody to ask for a passphrase, if the token does not do it, or if the file
/// cannot be written; `token-no-sm2`.
pub(crate) fn keep_new(
    pem: &Path,
    key_type: KeyType,
    whose: &Text,
    new_key: &NewKeyArgs,
    token: &TokenArgs,
    call: &mut Call<'_, '_>,
) -> Result<Kept, Failure> {
    if in_token(key_type, token)? {
        if new_key.any() {
            return Err(passphrase_of_a_token());
        }
        return keep_new_as(pem, key_type, &Protection::ModeAlone, token, call);
    }
    let protection = new_key.protection(whose, call)?;
    keep_new_as(pem, key_type, &protection, token, call)
}

/// Whether the key is to be in a token.
///
/// # Errors
/// `token-uri-invalid`, `token-no-sm2`.
pub(crate) fn in_token(key_type: KeyType, token: &TokenArgs) -> Result<bool, Failure> {
    match (token.wish()?, key_type) {
        (Some(_), KeyType::Sm2) => Err(reference::no_sm2()),
        (wish, _) => Ok(wish.is_some()),
    }
}

/// As [`keep_new`], with the protection of a key file already chosen. It is of no use to a token.
///
/// # Errors
/// As there.
pub(crate) fn keep_new_as(
    pem: &Path,
    key_type: KeyType,
    protection: &Protection,
    token: &TokenArgs,
    call: &mut Call<'_, '_>,
) -> Result<Kept, Failure> {
    let folder = pem.parent().unwrap_or(Path::new("."));
    let Some(wish) = token.wish()? else {
        let key = SoftwareKey::generate(key_type)?;
        files::create_private_folder(folder)?;
        file::write_new(pem, &key, protection)?;
        return Ok(Kept {
            key: Key::Software(key),
            file: pem.to_owned(),
            advice: protection.in_words(),
        });
    };
    let (reference, key) = super::in_token(&wish, call)?;
    let file = pem.with_extension(REFERENCE);
    files::create_private_folder(folder)?;
    reference.write_new(&file)?;
    Ok(Kept {
        key,
        file,
        advice: Reference::in_words(),
    })
}

/// The file that stands for the key: `pem` itself, or the reference to a token beside it.
pub(crate) fn where_kept(pem: &Path) -> PathBuf {
    let reference = pem.with_extension(REFERENCE);
    if reference.exists() {
        reference
    } else {
        pem.to_owned()
    }
}

/// The options of a command that encrypts something anew.
#[derive(Debug, clap::Args)]
pub(crate) struct NewPassphraseArgs {
    /// 从文件读取新的口令；不写则在屏幕上询问两遍 | read the new passphrase from a file; asked for twice on the terminal if absent
    #[arg(long, value_name = "FILE", display_order = 92)]
    new_passphrase_file: Vec<PathBuf>,
    /// 从文件描述符读取新的口令 | read the new passphrase from a file descriptor
    #[arg(long, value_name = "N", display_order = 93)]
    new_passphrase_fd: Vec<u16>,
}

impl NewPassphraseArgs {
    /// One passphrase, given or asked for; `whose` says what it is for.
    ///
    /// # Errors
    /// `passphrase-needed` if there is nobody to ask for one, `passphrase-weak`.
    pub(crate) fn one(&self, whose: &Text, call: &mut Call<'_, '_>) -> Result<Passphrase, Failure> {
        let all = self.all(std::slice::from_ref(whose), call)?;
        all.into_iter().next().ok_or_else(|| not_as_many(0, 1))
    }

    fn all(&self, whose: &[Text], call: &mut Call<'_, '_>) -> Result<Vec<Passphrase>, Failure> {
        let given = source::read_all(&self.new_passphrase_file, &self.new_passphrase_fd)?;
        if given.is_empty() {
            return whose.iter().map(|key| ask::choose(key, call)).collect();
        }
        if given.len() != whose.len() {
            return Err(not_as_many(given.len(), whose.len()));
        }
        given
            .iter()
            .try_for_each(|given| given.check_new(call.passphrases.names()))?;
        Ok(given)
    }
}

/// The options of a command that makes a key.
#[derive(Debug, clap::Args)]
pub(crate) struct NewKeyArgs {
    #[command(flatten)]
    passphrase: NewPassphraseArgs,
    /// 新密钥不设口令：谁拿到文件谁就能签发（只用于演练和测试） | no passphrase: whoever gets the file can sign (for rehearsals and tests)
    #[arg(long, conflicts_with_all = ["new_passphrase_file", "new_passphrase_fd"], display_order = 94)]
    no_passphrase: bool,
}

impl NewKeyArgs {
    /// Whether anything was said of the protection of a key file.
    fn any(&self) -> bool {
        self.no_passphrase
            || !self.passphrase.new_passphrase_file.is_empty()
            || !self.passphrase.new_passphrase_fd.is_empty()
    }

    /// How the key is to be protected. Asked before anything is made; `whose` says which key it is.
    ///
    /// # Errors
    /// `passphrase-needed` if there is nobody to ask for one, `passphrase-weak`.
    pub(crate) fn protection(
        &self,
        whose: &Text,
        call: &mut Call<'_, '_>,
    ) -> Result<Protection, Failure> {
        if self.no_passphrase {
            return Ok(Protection::ModeAlone);
        }
        self.passphrase.one(whose, call).map(Protection::Passphrase)
    }

    /// As [`NewKeyArgs::protection`], for several keys: each has a passphrase of its own.
    ///
    /// # Errors
    /// As there; `usage` if the passphrases that were given are not as many as the keys.
    pub(crate) fn protections(
        &self,
        whose: &[Text],
        call: &mut Call<'_, '_>,
    ) -> Result<Vec<Protection>, Failure> {
        if self.no_passphrase {
            return Ok(whose.iter().map(|_| Protection::ModeAlone).collect());
        }
        let all = self.passphrase.all(whose, call)?;
        Ok(all.into_iter().map(Protection::Passphrase).collect())
    }
}

fn not_as_many(given: usize, keys: usize) -> Failure {
    failure!("usage";
        "有 {keys} 个新密钥，却给了 {given} 个口令"; "{given} passphrases for {keys} new keys";
        "每个密钥一个口令文件，按密钥的次序写；各位保管人的口令不要相同。";
        "Give one file for each key, in the order of the keys; no two keepers share a passphrase.")
}

fn passphrase_of_a_token() -> Failure {
    failure!("usage"; "密钥在令牌里，不另设口令"; "a key in a token has no passphrase of its own";
        "令牌的 PIN 用 --passphrase-file 给出，或在屏幕上输入。";
        "Give the PIN of the token with --passphrase-file, or type it on the terminal.")
}

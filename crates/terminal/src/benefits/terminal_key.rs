//! The terminal's own key: with it the terminal asks for its place and signs its journal.
//!
//! A file in the folder of the store, for its owner alone: PKCS #8 as PEM (RFC 8410, section 7), which other
//! programs read too. It has no passphrase: a gate starts with nobody beside it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use credential_core::{Signer as _, SigningKey};
use ed25519::pkcs8::KeypairBytes;
use messages::file_words::{cannot_read, cannot_write, file_exists, too_large};
use messages::untrusted::escape_untrusted_path;
use messages::{Failure, failure};
use pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, LineEnding};
use terminal_store::Store;
use zeroize::Zeroizing;

use crate::store_words;

/// The name of the file.
const FILE: &str = "terminal.key";

/// Longer files are none.
const LONGEST: usize = 4_096;

/// The terminal's key with its file.
pub struct TerminalKey {
    /// The key.
    pub key: SigningKey,
    /// Its file.
    pub path: PathBuf,
}

impl TerminalKey {
    /// The key of this store, made of the random `seed` if the store has none yet. One that is there is never overwritten.
    ///
    /// # Errors
    /// If the file cannot be read or written, is none, or is not the key that the store knows.
    pub fn read_or_make(
        store: &mut Store,
        seed: impl FnOnce() -> Result<Zeroizing<[u8; 32]>, Failure>,
    ) -> Result<Self, Failure> {
        let path = store.folder().join(FILE);
        let known = store.holdings().terminal_key();
        if !is_there(store, &path) && known.is_none() {
            let seed = seed()?;
            make(store, &path, &seed)?;
        }
        let found = Self::read(store)?;
        if known.is_none() {
            let thumbprint = found.key.public_key().thumbprint();
            store
                .set_terminal_key(thumbprint)
                .map_err(store_words::failure)?;
        }
        Ok(found)
    }

    /// The key of this store.
    ///
    /// # Errors
    /// As [`TerminalKey::read_or_make`], and if there is none.
    pub fn read(store: &Store) -> Result<Self, Failure> {
        let path = store.folder().join(FILE);
        let known = store.holdings().terminal_key();
        if !is_there(store, &path) {
            return Err(match known {
                None => no_key_yet(store.folder()),
                Some(_) => missing(&path),
            });
        }
        let bytes = read_secret(store, &path)?;
        let pem = std::str::from_utf8(&bytes).map_err(|_| no_key(&path))?;
        let pair = KeypairBytes::from_pkcs8_pem(pem).map_err(|_| no_key(&path))?;
        let key = SigningKey::from_seed(&pair.secret_key);
        if known.is_some_and(|known| known != key.public_key().thumbprint()) {
            return Err(another(&path));
        }
        Ok(Self { key, path })
    }
}

fn is_there(store: &Store, path: &Path) -> bool {
    let looked = store.disk().read(path, 0);
    !looked.is_err_and(|error| error.kind() == ErrorKind::NotFound)
}

fn read_secret(store: &Store, path: &Path) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let read = store.disk().read(path, LONGEST as u64 + 1);
    let bytes = Zeroizing::new(read.map_err(|error| cannot_read(path, &error))?.bytes);
    match bytes.len() > LONGEST {
        true => Err(too_large(path, LONGEST as u64)),
        false => Ok(bytes),
    }
}

fn make(store: &Store, path: &Path, seed: &[u8; 32]) -> Result<(), Failure> {
    let pair = KeypairBytes {
        secret_key: *seed,
        public_key: None,
    };
    let pem = pair.to_pkcs8_pem(LineEnding::LF);
    let pem = pem.map_err(|error| not_made(error.to_string()))?;
    let written = store.write_private_file(FILE, pem.as_bytes());
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => file_exists(path),
        _ => cannot_write(path, &error),
    })
}

/// That no key was made, because the system has no random bytes.
pub fn not_made(why: String) -> Failure {
    failure!("random-unavailable"; "没有生成终端密钥"; "no terminal key was made";
        "请重新启动电脑后再试。"; "Start the computer again, then try once more.")
    .with_detail(why)
}

fn no_key_yet(store: &Path) -> Failure {
    let name = escape_untrusted_path(store);
    failure!("terminal-key-missing"; "{name} 还没有终端密钥"; "{name} has no terminal key yet";
        "请先运行 verifier place request --store {name} --out 申请文件。";
        "First run verifier place request --store {name} --out FILE.")
}

fn missing(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("terminal-key-missing"; "终端密钥文件 {name} 不见了"; "the key file of this terminal, {name}, is gone";
        "请把它放回。找不回来的：初始化另一个存储文件夹，在那里重新申请点位，并请发码单位停用原来的终端。";
        "Put it back. If it is lost, provision another store, request a place from there, and have the bureau retire this terminal.")
}

fn no_key(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("terminal-key-invalid"; "{name} 不是终端密钥"; "{name} is no terminal key";
        "请把原来的密钥文件放回。没有改动任何文件。";
        "Put the key file back that was there. Nothing was changed.")
}

fn another(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("terminal-key-foreign"; "{name} 是另一个终端的密钥"; "{name} is the key of another terminal";
        "请把本终端自己的密钥文件放回。没有改动任何文件。";
        "Put this terminal's own key file back. Nothing was changed.")
}

//! The public side of a key in a file of its own: SPKI in PEM (RFC 8410), which OpenSSL reads too.

use std::path::Path;

use cli_support::files;
use credential_core::PublicKey;
use ed25519::pkcs8::spki::der::pem::LineEnding;
use ed25519::pkcs8::{DecodePublicKey, EncodePublicKey, PublicKeyBytes};
use messages::{Failure, failure, untrusted::escape_untrusted_path};

pub(crate) enum PublicKeyFile {}

/// Such a file takes 113 bytes.
const MAX_BYTES: u64 = 4096;

impl PublicKeyFile {
    pub(crate) fn encode(key: &PublicKey) -> Result<String, Failure> {
        let bytes = <[u8; 32]>::try_from(key.to_bytes()).map_err(|_| no_key(Path::new("")))?;
        PublicKeyBytes(bytes)
            .to_public_key_pem(LineEnding::LF)
            .map_err(|_| no_key(Path::new("")))
    }

    /// # Errors
    /// A [`Failure`] if it is none, or no key that can sign anything.
    pub(crate) fn read(path: &Path) -> Result<PublicKey, Failure> {
        let bytes = files::read(path, MAX_BYTES)?;
        let text = str::from_utf8(&bytes).map_err(|_| no_key(path))?;
        let key = PublicKeyBytes::from_public_key_pem(text.trim()).map_err(|_| no_key(path))?;
        PublicKey::from_ed25519_bytes(&key.to_bytes()).map_err(|_| no_key(path))
    }
}

fn no_key(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("key-invalid"; "文件 {name} 不是公钥文件"; "{name} does not hold a public key";
        "需要 issuer root key 写的 .pub 文件（以 -----BEGIN PUBLIC KEY----- 开头）。";
        "What is needed is the .pub file that issuer root key has written (-----BEGIN PUBLIC KEY-----).")
}

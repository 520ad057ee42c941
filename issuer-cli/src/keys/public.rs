//! The public side of a key in a file of its own: SPKI in PEM (RFC 8410, RFC 5480), which OpenSSL reads too.

use std::path::Path;

use cli_support::files;
use credential_core::{Algorithm, PublicKey};
use ed25519::pkcs8::PublicKeyBytes;
use messages::{Failure, failure, untrusted::escape_untrusted_path};
use pkcs8::{DecodePublicKey, EncodePublicKey, LineEnding};
use sm2::elliptic_curve::sec1::ToSec1Point;

use super::software::KeyType;

pub(crate) enum PublicKeyFile {}

/// Such a file takes 113 bytes with an Ed25519 key, 178 with an SM2 key.
const MAX_BYTES: u64 = 4096;

impl PublicKeyFile {
    pub(crate) fn encode(key: &PublicKey) -> Result<String, Failure> {
        let bytes = key.to_bytes();
        let pem = match KeyType::of(key) {
            KeyType::Ed25519 => <[u8; 32]>::try_from(bytes)
                .ok()
                .and_then(|bytes| PublicKeyBytes(bytes).to_public_key_pem(LineEnding::LF).ok()),
            KeyType::Sm2 => sm2::PublicKey::from_sec1_bytes(&bytes)
                .ok()
                .and_then(|key| key.to_public_key_pem(LineEnding::LF).ok()),
        };
        pem.ok_or_else(|| no_key(Path::new("")))
    }

    /// # Errors
    /// A [`Failure`] if it is none, or no key that can sign anything.
    pub(crate) fn read(path: &Path) -> Result<PublicKey, Failure> {
        let bytes = files::read(path, MAX_BYTES)?;
        let text = str::from_utf8(&bytes).map_err(|_| no_key(path))?;
        parse(text.trim()).ok_or_else(|| no_key(path))
    }
}

fn parse(pem: &str) -> Option<PublicKey> {
    if let Ok(key) = PublicKeyBytes::from_public_key_pem(pem) {
        return PublicKey::from_ed25519_bytes(&key.to_bytes()).ok();
    }
    let key = sm2::PublicKey::from_public_key_pem(pem).ok()?;
    PublicKey::from_bytes(Algorithm::Sm2, key.to_sec1_point(true).as_bytes()).ok()
}

fn no_key(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("key-invalid"; "文件 {name} 不是公钥文件"; "{name} does not hold a public key";
        "需要 issuer root key 写的 .pub 文件（以 -----BEGIN PUBLIC KEY----- 开头）。";
        "What is needed is the .pub file that issuer root key has written (-----BEGIN PUBLIC KEY-----).")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The public side of the keys in RFC 8410 §10.1 and in the tests of SM2 key files, as
    /// `openssl pkey -pubout` writes it.
    const BY_OPENSSL: [(&str, KeyType); 2] = [
        (
            "-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----
",
            KeyType::Ed25519,
        ),
        (
            "-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAEv30qYZ9TA3OcD8JORHI2udyXNMN6
VQuqUW+S6gBut26Pd+a9T8Qal0P9/Au8Nrig/hFEeJJ2ww5Notk2DyhyaA==
-----END PUBLIC KEY-----
",
            KeyType::Sm2,
        ),
    ];

    #[test]
    fn reads_and_writes_what_openssl_does() {
        for (pem, key_type) in BY_OPENSSL {
            let key = parse(pem.trim()).unwrap();
            assert_eq!(KeyType::of(&key), key_type);
            assert_eq!(PublicKeyFile::encode(&key).unwrap(), pem);
        }
    }

    #[test]
    fn refuses_a_point_beside_the_curve_and_another_curve() {
        let [_, (sm2, _)] = BY_OPENSSL;
        assert!(parse(sm2.replace("DyhyaA==", "DyhyaQ==").trim()).is_none());
        // id-ecPublicKey with P-256, the same point.
        let p256 = sm2.replace(
            "MFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAE",
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE",
        );
        assert_ne!(p256, sm2);
        assert!(parse(p256.trim()).is_none());
    }
}

//! Private keys on disk: PKCS#8 in PEM (RFC 5958, RFC 8410), which OpenSSL reads too.
//!
//! What protects such a file is its mode, 0600, and the place where it is kept. It is never
//! overwritten, and one that others could read is not used.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use cli_support::files::{self, Access};
use cli_support::{Failure, Text, visible::visible_path};
use credential_core::SigningKey;
use ed25519::pkcs8::spki::der::pem::LineEnding;
use ed25519::pkcs8::{DecodePrivateKey, EncodePrivateKey, KeypairBytes};
use zeroize::Zeroizing;

use super::Protection;

/// An Ed25519 key takes 119 bytes; one with comments and attributes around it some hundred more.
const MAX_BYTES: usize = 8192;

/// Writes a key that must not be there yet, readable by its owner alone.
///
/// # Errors
/// A [`Failure`] if the file exists or cannot be written.
pub(crate) fn write_new(
    path: &Path,
    key: &SigningKey,
    protection: &Protection,
) -> Result<(), Failure> {
    match protection {
        Protection::ModeAlone => {}
    }
    let pair = KeypairBytes {
        secret_key: *key.to_seed(),
        // The form with the public key in it is newer than what many tools read.
        public_key: None,
    };
    let pem = pair
        .to_pkcs8_pem(LineEnding::LF)
        .map_err(|_| no_key(path))?;
    files::write_new(path, pem.as_bytes(), Access::Private)
}

/// Reads a key.
///
/// # Errors
/// A [`Failure`] if others can read the file too, or if it holds no Ed25519 key.
pub(super) fn read(path: &Path) -> Result<SigningKey, Failure> {
    let file = File::open(path).map_err(|error| files::cannot_read(path, &error))?;
    if files::readable_by_others(path)? {
        return Err(readable_by_others(path));
    }
    let pem = read_secret(file).map_err(|error| files::cannot_read(path, &error))?;
    let text = str::from_utf8(&pem).map_err(|_| no_key(path))?;
    let pair = KeypairBytes::from_pkcs8_pem(text.trim()).map_err(|_| no_key(path))?;
    Ok(SigningKey::from_seed(&pair.secret_key))
}

/// Into one buffer of the final size: one that grows would leave copies behind that nobody wipes.
fn read_secret(file: File) -> std::io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_BYTES + 1));
    file.take(MAX_BYTES as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn readable_by_others(path: &Path) -> Failure {
    let name = visible_path(path);
    Failure::new(
        "key-exposed",
        Text::new(
            format!("密钥文件 {name} 别的用户也能读取，拒绝使用"),
            format!("the key file {name} can be read by others: not used"),
        ),
        Text::new(
            format!("请执行 chmod 600 '{name}'。如果可能已被别人读走，请更换密钥。"),
            format!("Run: chmod 600 '{name}'. If somebody may have read it, replace the key."),
        ),
    )
}

fn no_key(path: &Path) -> Failure {
    let name = visible_path(path);
    Failure::new(
        "key-invalid",
        Text::new(
            format!("文件 {name} 不是本程序的密钥文件"),
            format!("{name} does not hold a key for this program"),
        ),
        Text::new(
            "需要 Ed25519 私钥（PKCS#8 PEM，以 -----BEGIN PRIVATE KEY----- 开头）。请确认选对了文件。",
            "What is needed is an Ed25519 private key (PKCS#8 PEM, -----BEGIN PRIVATE KEY-----). \
             Make sure that this is the right file.",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::generate;
    use credential_core::Signer;

    #[test]
    fn a_key_survives_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key.pem");
        let key = generate().unwrap();
        write_new(&path, &key, &Protection::ModeAlone).unwrap();
        assert_eq!(read(&path).unwrap().public_key(), key.public_key());
        assert_eq!(
            write_new(&path, &key, &Protection::ModeAlone)
                .unwrap_err()
                .code,
            "file-exists"
        );
    }

    /// RFC 8410 §10.3, the first example; its public key is in §10.1.
    #[test]
    fn reads_the_key_of_the_standard() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key.pem");
        let pem = "-----BEGIN PRIVATE KEY-----\n\
                   MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
                   -----END PRIVATE KEY-----\n";
        files::write_new(&path, pem.as_bytes(), Access::Private).unwrap();
        let public = read(&path).unwrap().public_key().to_ed25519_bytes();
        assert_eq!(
            crate::base64url::encode(&public),
            "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE"
        );
    }

    #[test]
    fn refuses_what_is_no_key() {
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in [
            ("empty", &b""[..]),
            ("binary", &[0xff, 0, 0x81]),
            ("public", b"-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----\n"),
        ] {
            let path = folder.path().join(name);
            files::write_new(&path, content, Access::Private).unwrap();
            assert_eq!(read(&path).unwrap_err().code, "key-invalid", "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn refuses_a_key_that_others_can_read() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key.pem");
        write_new(&path, &generate().unwrap(), &Protection::ModeAlone).unwrap();
        for mode in [0o640, 0o604, 0o644] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            let failure = read(&path).unwrap_err();
            assert_eq!(failure.code, "key-exposed");
            assert!(
                failure
                    .remedy
                    .in_lang(cli_support::Lang::En)
                    .contains("chmod 600")
            );
        }
    }
}

//! Recognising a person again without keeping who it is.

use std::fmt::{self, Write};
use std::path::Path;

use cli_support::files::{self, Access};
use hmac::{Hmac, KeyInit, Mac};
use messages::{Failure, failure, untrusted::escape_untrusted_path};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::random;

/// A person's identity number, borrowed for as long as it takes to hash it.
///
/// Shows nothing in `Debug`, and cannot be copied out again.
#[derive(Clone, Copy)]
pub struct PersonId<'a>(&'a str);

/// No identity document has a longer number.
const MAX_ID_BYTES: usize = 64;

impl<'a> PersonId<'a> {
    /// From a number that a roster reader has checked and brought into its one form: trimmed,
    /// half-width, upper case, eighteen digits rather than the fifteen of before 1999.
    ///
    /// # Errors
    /// `person-id-not-normal` for a number in another form, which would make two people of one.
    pub fn new(normalised: &'a str) -> Result<Self, Failure> {
        let foreign = |c: char| {
            c.is_whitespace()
                || c.is_control()
                || c.is_ascii_lowercase()
                || ('\u{ff01}'..='\u{ff5e}').contains(&c)
        };
        let old_form = normalised.len() == 15 && normalised.bytes().all(|b| b.is_ascii_digit());
        if normalised.is_empty()
            || normalised.len() > MAX_ID_BYTES
            || normalised.contains(foreign)
            || old_form
        {
            return Err(failure!("person-id-not-normal";
                "证件号码不是规范写法"; "the identity number is not in its normal form";
                "身份证号请用 18 位半角数字，末位字母大写，中间不留空格。";
                "Write eighteen half-width digits, a final X in upper case, and no blanks."));
        }
        Ok(Self(normalised))
    }
}

impl fmt::Debug for PersonId<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonId(..)")
    }
}

/// By what a register knows a person again: 128 bits of a keyed hash.
pub(super) type PersonMark = [u8; 16];

/// The secret with which a register hashes identity numbers: 32 random bytes in a file of their own.
///
/// Whoever has only the register learns nobody from it; whoever has both can try all numbers.
pub struct PersonKey(Zeroizing<[u8; 32]>);

const KEY_FILE_MARK: &str = "laobingma-person-key-1:";

impl PersonKey {
    /// A new key.
    ///
    /// # Errors
    /// `no-randomness` if the system has none.
    pub fn generate() -> Result<Self, Failure> {
        random::secret().map(Self)
    }

    /// Writes the key to a file that must not be there yet, for the owner alone.
    ///
    /// # Errors
    /// `file-exists`, `file-unwritable`.
    pub fn save(&self, path: &Path) -> Result<(), Failure> {
        files::write_new(path, self.to_text().as_bytes(), Access::Private)
    }

    /// The text of a key file without a passphrase, which is also what is encrypted.
    pub(crate) fn to_text(&self) -> Zeroizing<String> {
        // As large as it gets from the start: growing would leave copies behind.
        let mut text = Zeroizing::new(String::with_capacity(KEY_FILE_MARK.len() + 65));
        text.push_str(KEY_FILE_MARK);
        for byte in self.0.iter() {
            // Writing to a string does not fail.
            let _ = write!(text, "{byte:02x}");
        }
        text.push('\n');
        text
    }

    /// The key in a text from [`PersonKey::to_text`].
    pub(crate) fn from_text(text: &[u8]) -> Option<Self> {
        parse(text).map(Self)
    }

    /// Reads a key file.
    ///
    /// # Errors
    /// `file-unreadable`, `person-key-exposed` if others may read it, `person-key-invalid`.
    pub fn load(path: &Path) -> Result<Self, Failure> {
        let text = Zeroizing::new(files::read(path, 1024)?);
        if files::readable_by_others(path)? {
            return Err(exposed(path));
        }
        Self::from_text(&text).ok_or_else(|| invalid(path))
    }

    /// The mark of a person.
    pub(super) fn mark(&self, person: &PersonId<'_>) -> PersonMark {
        self.hash(b"person\0", person.0.as_bytes())
    }

    /// What a register keeps to check whether it was opened with its own key.
    pub(crate) fn check(&self) -> KeyCheck {
        KeyCheck(self.hash(b"key check\0", b""))
    }

    /// HMAC-SHA-256 (RFC 2104), cut to 128 bits.
    fn hash(&self, purpose: &[u8], message: &[u8]) -> [u8; 16] {
        // HMAC pads a key with zeros to the block of its hash.
        let mut block = Zeroizing::new([0; 64]);
        block[..32].copy_from_slice(&*self.0);
        let mac = Hmac::<Sha256>::new((&*block).into())
            .chain_update(purpose)
            .chain_update(message);
        let full: [u8; 32] = mac.finalize().into_bytes().into();
        let mut cut = [0; 16];
        cut.copy_from_slice(&full[..16]);
        cut
    }
}

impl fmt::Debug for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonKey(..)")
    }
}

/// By what a register knows its own key: a keyed hash of nothing, which tells nothing of the key.
///
/// It also stands in clear above an encrypted key, so that the key of another register is noticed
/// without the passphrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyCheck(pub(super) [u8; 16]);

impl KeyCheck {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut check = [0; 16];
        parse_hexadecimal(text.as_bytes(), &mut check).then_some(Self(check))
    }
}

impl fmt::Display for KeyCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The key with which a register is opened, as far as it is known.
#[derive(Debug)]
pub enum HeldKey {
    /// The register recognises people.
    Open(PersonKey),
    /// Under a passphrase that nobody has given: everything works for which nobody is recognised.
    Sealed(KeyCheck),
}

impl HeldKey {
    pub(super) fn check(&self) -> KeyCheck {
        match self {
            Self::Open(key) => key.check(),
            Self::Sealed(check) => *check,
        }
    }

    /// The mark of a person.
    ///
    /// # Errors
    /// `person-key-sealed`.
    pub(super) fn mark(&self, person: &PersonId<'_>) -> Result<PersonMark, Failure> {
        match self {
            Self::Open(key) => Ok(key.mark(person)),
            Self::Sealed(_) => Err(sealed()),
        }
    }
}

impl From<PersonKey> for HeldKey {
    fn from(key: PersonKey) -> Self {
        Self::Open(key)
    }
}

fn parse(text: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
    let digits = text.strip_prefix(KEY_FILE_MARK.as_bytes())?.trim_ascii();
    let mut bytes = Zeroizing::new([0; 32]);
    parse_hexadecimal(digits, &mut *bytes).then_some(bytes)
}

/// Whether the digits are just what the bytes take.
fn parse_hexadecimal(digits: &[u8], bytes: &mut [u8]) -> bool {
    if digits.len() != 2 * bytes.len() {
        return false;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
        for digit in pair {
            let value = char::from(*digit).to_digit(16);
            let Some(value) = value.and_then(|value| u8::try_from(value).ok()) else {
                return false;
            };
            *byte = *byte << 4 | value;
        }
    }
    true
}

fn sealed() -> Failure {
    failure!("person-key-sealed"; "人员密钥还没有用口令打开，认不出台账里的人";
        "the person key was not opened with its passphrase: nobody can be recognised";
        "请在命令行窗口中运行并输入口令，或用 --person-passphrase-file 给出。";
        "Run it on a terminal and type the passphrase, or give it with --person-passphrase-file.")
}

pub(crate) fn exposed(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("person-key-exposed";
        "密钥文件 {name} 别人也能读取"; "others may read the key file {name}";
        "请收回权限：chmod 600 {name}"; "Take the permission away: chmod 600 {name}")
}

pub(crate) fn invalid(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("person-key-invalid"; "{name} 不是台账的人员密钥文件，或已损坏";
        "{name} is not a register's person key, or is damaged";
        "请用备份的人员密钥文件。不要新建：新密钥认不出台账里的人。";
        "Use the backup of the key file. Do not make a new one: it would know nobody in the register.")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The expectation is Python's:
    /// `hmac.new(bytes(range(32)), b"person\0990512198007102199", "sha256").hexdigest()[:32]`.
    #[test]
    fn marks_are_hmac_sha256() {
        let mut bytes = Zeroizing::new([0; 32]);
        bytes.iter_mut().zip(0..).for_each(|(byte, n)| *byte = n);
        let mark = PersonKey(bytes).mark(&PersonId::new("990512198007102199").unwrap());
        let hex: String = mark.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "ca8f63efe08a64160dc4632b90a72bfb");
    }

    #[test]
    fn refuses_a_number_in_another_form() {
        for text in [
            "",
            "99051219800710219x",
            " 990512198007102199",
            "990512 198007102199",
            "９９0512198007102199",
            "990512800710219",
        ] {
            assert_eq!(
                PersonId::new(text).unwrap_err().code,
                "person-id-not-normal",
                "{text}"
            );
        }
        assert!(PersonId::new("军字第0012345号").is_ok());
    }

    #[test]
    fn shows_nothing_in_debug_output() {
        let person = PersonId::new("990512198007102199").unwrap();
        assert_eq!(format!("{person:?}"), "PersonId(..)");
        assert_eq!(
            format!("{:?}", PersonKey::generate().unwrap()),
            "PersonKey(..)"
        );
    }

    #[test]
    fn a_key_comes_back_from_its_file_and_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("person.key");
        let key = PersonKey::generate().unwrap();
        key.save(&path).unwrap();
        assert_eq!(PersonKey::load(&path).unwrap().check(), key.check());
        assert!(!files::readable_by_others(&path).unwrap());
        let second = PersonKey::generate().unwrap().save(&path).unwrap_err();
        assert_eq!(second.code, "file-exists");
        assert_eq!(PersonKey::load(&path).unwrap().check(), key.check());
    }

    #[cfg(unix)]
    #[test]
    fn refuses_a_key_that_others_can_read_and_a_damaged_one() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("person.key");
        PersonKey::generate().unwrap().save(&path).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        assert_eq!(
            PersonKey::load(&path).unwrap_err().code,
            "person-key-exposed"
        );

        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        std::fs::write(&path, "laobingma-person-key-1:00ff").unwrap();
        assert_eq!(
            PersonKey::load(&path).unwrap_err().code,
            "person-key-invalid"
        );
    }
}

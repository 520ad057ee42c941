//! A backup of keys: one text file in which every key is encrypted with one passphrase.
//!
//! Readable enough to be printed: it says in words what it is, and each key stands in PEM lines of
//! 64 characters with its identifier above.

use std::path::{Component, Path};

use cli_support::files::{self, Access};
use credential_core::{KeyId, Signer};
use messages::{Failure, failure, untrusted::escape_untrusted_path};
use zeroize::Zeroizing;

use super::ask::Try;
use super::file::{self, Stored};
use super::passphrase::Passphrase;
use super::person;
use super::protection::Protection;
use super::software::SoftwareKey;
use crate::Call;
use crate::register::PersonKey;

const FILE_LINE: &str = "file: ";

const HEAD: &str = "老兵码签发程序的密钥备份。每个密钥都已加密，只能用备份时设置的口令打开；口令忘了就无法恢复。\n\
     恢复：issuer key restore --backup 本文件 --folder 文件夹\n\
     Backup of keys of the program issuer. Each is encrypted, and opens with the passphrase of the backup alone.\n\
     To restore: issuer key restore --backup THIS-FILE --folder FOLDER\n";

/// Some hundred keys.
const MAX_BYTES: usize = 256 << 10;

/// A key that goes into a backup or comes out of it.
pub(crate) enum Secret {
    Signing(SoftwareKey),
    Person(PersonKey),
}

/// A key with the place where it belongs, relative to the folder of its owner.
pub(crate) struct Item {
    pub(crate) place: String,
    pub(crate) secret: Secret,
}

impl Item {
    pub(crate) fn kid(&self) -> Option<KeyId> {
        match &self.secret {
            Secret::Signing(key) => Some(key.public_key().id()),
            Secret::Person(_) => None,
        }
    }

    /// Opens a register's key, to back it up.
    ///
    /// # Errors
    /// Those of [`person::read`] and of opening it.
    pub(crate) fn person(
        place: &str,
        path: &Path,
        call: &mut Call<'_, '_>,
    ) -> Result<Self, Failure> {
        let (key, _) = person::read(path)?.open(path, call)?;
        Ok(Self {
            place: place.to_owned(),
            secret: Secret::Person(key),
        })
    }

    fn same_as(&self, other: &Self) -> bool {
        self.place == other.place
            && match (&self.secret, &other.secret) {
                (Secret::Signing(one), Secret::Signing(other)) => {
                    one.public_key() == other.public_key()
                }
                (Secret::Person(one), Secret::Person(other)) => one.check() == other.check(),
                _ => false,
            }
    }
}

/// Writes a backup to a file that must not be there yet, and reads it back from there.
///
/// # Errors
/// A [`Failure`] if it cannot be written; `backup-invalid` if what was read back is not what was written.
pub(crate) fn write(path: &Path, items: &[Item], passphrase: &Passphrase) -> Result<(), Failure> {
    let mut text = HEAD.to_owned();
    for item in items {
        text += &format!(
            "\n{FILE_LINE}{}\n{}",
            item.place,
            *encode(path, item, passphrase)?
        );
    }
    files::write_new(path, text.as_bytes(), Access::Private)?;
    let read = read(path)?.open(passphrase)?;
    match read {
        Try::Opened(read)
            if read.len() == items.len()
                && read
                    .iter()
                    .zip(items)
                    .all(|(one, other)| one.same_as(other)) =>
        {
            Ok(())
        }
        _ => Err(invalid(path)),
    }
}

fn encode(path: &Path, item: &Item, passphrase: &Passphrase) -> Result<Zeroizing<String>, Failure> {
    match &item.secret {
        Secret::Signing(key) => {
            file::encode(path, key, &Protection::Passphrase(passphrase.clone()))
        }
        Secret::Person(key) => person::to_pem(key, passphrase),
    }
}

/// A backup that was not opened yet.
pub(crate) struct Backup<'p> {
    path: &'p Path,
    blocks: Vec<(String, String)>,
}

/// Reads a backup, without opening it.
///
/// # Errors
/// `backup-invalid`, also for a place outside of the folder that it is restored to.
pub(crate) fn read(path: &Path) -> Result<Backup<'_>, Failure> {
    let bytes = files::read_secret(path, MAX_BYTES)?;
    let text = str::from_utf8(&bytes).map_err(|_| invalid(path))?;
    // Printed and typed in again, or sent through a mail program: line ends do not matter.
    let text = text.replace("\r\n", "\n");
    let mut blocks: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        if let Some(place) = line.strip_prefix(FILE_LINE) {
            let place = place.trim();
            if !is_inside(place) || blocks.iter().any(|(other, _)| other == place) {
                return Err(invalid(path));
            }
            blocks.push((place.to_owned(), String::new()));
        } else if let Some((_, block)) = blocks.last_mut() {
            block.push_str(line);
            block.push('\n');
        }
    }
    if blocks.is_empty() {
        return Err(invalid(path));
    }
    Ok(Backup { path, blocks })
}

impl Backup<'_> {
    /// All keys, if it is the right passphrase.
    ///
    /// # Errors
    /// `backup-invalid` if any of them is damaged.
    pub(crate) fn open(&self, passphrase: &Passphrase) -> Result<Try<Vec<Item>>, Failure> {
        let mut items = Vec::new();
        for (place, block) in &self.blocks {
            let secret = match self.open_block(block, passphrase)? {
                Some(secret) => secret,
                // The first shows whether it is the passphrase; after that it is damage.
                None if items.is_empty() => return Ok(Try::Wrong),
                None => return Err(invalid(self.path)),
            };
            items.push(Item {
                place: place.clone(),
                secret,
            });
        }
        Ok(Try::Opened(items))
    }

    fn open_block(&self, block: &str, passphrase: &Passphrase) -> Result<Option<Secret>, Failure> {
        if block.contains(person::LABEL) {
            let der = person::from_pem(block).ok_or_else(|| invalid(self.path))?;
            let key = person::open_der(&der, passphrase).map_err(|_| invalid(self.path))?;
            return Ok(key.map(Secret::Person));
        }
        match file::parse(self.path, block)? {
            Stored::Sealed(sealed) => Ok(sealed.open(self.path, passphrase)?.map(Secret::Signing)),
            _ => Err(invalid(self.path)),
        }
    }
}

/// Puts the keys into their places; none of them may be taken.
///
/// # Errors
/// `file-exists`, before anything is written; a [`Failure`] if a file cannot be written.
pub(crate) fn restore(
    folder: &Path,
    items: &[Item],
    passphrase: &Passphrase,
) -> Result<(), Failure> {
    for item in items {
        let path = folder.join(&item.place);
        if path.exists() {
            return Err(taken(&path));
        }
    }
    let protection = Protection::Passphrase(passphrase.clone());
    for item in items {
        let path = folder.join(&item.place);
        files::create_private_folder(path.parent().unwrap_or(folder))?;
        match &item.secret {
            Secret::Signing(key) => file::write_new(&path, key, &protection)?,
            Secret::Person(key) => person::write_new(&path, key, &protection)?,
        }
    }
    Ok(())
}

/// The folder in which the places of a backup begin. Those of a bureau begin with the name of the folder for
/// its keys; somebody who names that one means it and no other within.
pub(crate) fn base<'f>(folder: &'f Path, items: &[Item]) -> &'f Path {
    let keys = Path::new("keys");
    let all_below = items
        .iter()
        .all(|item| Path::new(&item.place).starts_with(keys));
    let is_that = folder.file_name() == Some(keys.as_os_str());
    // Unless it is a bureau's own folder of this name.
    if !is_that || !all_below || folder.join("bureau.json").exists() {
        return folder;
    }
    match folder.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => folder,
    }
}

/// Whether a place is a plain name, or one in a plain folder.
fn is_inside(place: &str) -> bool {
    let parts: Vec<Component<'_>> = Path::new(place).components().collect();
    !place.is_empty()
        && parts.len() <= 2
        && parts
            .iter()
            .all(|part| matches!(part, Component::Normal(_)))
        && !place
            .chars()
            .any(|c| c.is_control() || c == '\\' || c == ':')
}

fn taken(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("file-exists";
        "{name} 已存在，没有恢复任何密钥"; "{name} is there already; nothing was restored";
        "密钥绝不覆盖。请恢复到一个空文件夹，核对后再换过去。";
        "Keys are never overwritten. Restore into an empty folder, compare, and then exchange them.")
}

fn invalid(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("backup-invalid";
        "{name} 不是密钥备份，或已损坏"; "{name} is no backup of keys, or is damaged";
        "请用另一份备份。手工录入的，请逐行核对。";
        "Use another copy. If it was typed in, compare it line by line.")
}

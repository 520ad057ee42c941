//! The person key of a bureau: under the passphrase of the issuing key, whichever that is.

use std::path::{Path, PathBuf};

use messages::{Failure, Lang, Text, failure, io_error, text, untrusted::escape_untrusted_path};

use super::BureauFolder;
use crate::Call;
use crate::keys::{self, Key, Protection, person::StoredPersonKey};
use crate::register::{HeldKey, Register};

impl BureauFolder<'_> {
    /// The secret with which the register knows people again.
    pub(crate) fn person_key_file(&self) -> PathBuf {
        self.path.join("keys").join("person.key")
    }

    /// The person key as far as it is known without a passphrase.
    ///
    /// # Errors
    /// `file-unreadable` if it is not there, with the way to restore it, and those of [`keys::person::read`].
    pub(crate) fn held_person_key(&self) -> Result<HeldKey, Failure> {
        let path = self.person_key_file();
        if !path.exists() {
            return Err(missing(&path, self.path));
        }
        keys::person::read(&path).map(StoredPersonKey::held)
    }

    /// Opens the person key for the register, with the passphrase that has opened the issuing key, or
    /// another that is given or asked for. From then on it has the one of the issuing key.
    ///
    /// # Errors
    /// `passphrase-wrong`, `passphrase-needed`, `person-key-wrong`, `file-unwritable`.
    pub(crate) fn recognise_people(
        &self,
        register: &mut Register,
        call: &mut Call<'_, '_>,
    ) -> Result<(), Failure> {
        if register.recognises_people() {
            return Ok(());
        }
        let path = self.person_key_file();
        let (key, passphrase) = keys::person::read(&path)?.open(&path, call)?;
        call.passphrases.note_person_key(passphrase.clone());
        let issuing = call.passphrases.of_issuing_key().cloned();
        if let Some(issuing) = issuing.filter(|issuing| passphrase.as_ref() != Some(issuing)) {
            keys::person::replace(&path, &key, &Protection::Passphrase(issuing))?;
            tell(
                call,
                &text!(
                "人员密钥已改用签发密钥的口令。以前的备份仍用旧口令打开。";
                "The person key has the passphrase of the issuing key from now on. Earlier backups still open with the old one."),
            )?;
        }
        register.unseal(key)
    }

    /// Encrypts a person key that lies in plain, as folders from before had it, now that the
    /// passphrase of the issuing key is known.
    pub(super) fn seal_person_key(
        &self,
        key: &Key,
        call: &mut Call<'_, '_>,
    ) -> Result<(), Failure> {
        let path = self.person_key_file();
        if !path.exists() {
            // Whoever needs it will say so.
            return Ok(());
        }
        let StoredPersonKey::Plain(person_key) = keys::person::read(&path)? else {
            return Ok(());
        };
        // The key of another register must stay as it is: it may be the only copy.
        if self.register_file().exists() {
            self.register()?;
        }
        let name = escape_untrusted_path(&path);
        let Some(passphrase) = call.passphrases.of_issuing_key().cloned() else {
            return match key {
                // The folder of a rehearsal has no passphrase at all.
                Key::Software(_) => Ok(()),
                Key::Token(_) => tell(
                    call,
                    &text!(
                    "注意：人员密钥 {name} 没有加密，谁拷走文件夹谁就能试出身份证号。请执行：issuer key passwd --key {name}";
                    "Note: the person key {name} is in plain; whoever copies the folder can find out identity numbers. Run: issuer key \
                     passwd --key {name}"),
                ),
            };
        };
        keys::person::replace(&path, &person_key, &Protection::Passphrase(passphrase))?;
        tell(
            call,
            &text!(
            "人员密钥 {name} 以前没有加密，现在已用签发密钥的口令加密。以前拷出的文件夹和磁盘镜像里还有未加密的：请销毁，并用 issuer key backup 重新备份。";
            "The person key {name} was in plain and is now encrypted with the passphrase of the issuing key. Earlier copies of the \
             folder and images of the disk still have it in plain: destroy them, and make a new backup with issuer key backup."),
        )
    }
}

/// The register is of no use without the key; a copy of it lies apart.
fn missing(path: &Path, folder: &Path) -> Failure {
    let (name, folder) = (escape_untrusted_path(path), escape_untrusted_path(folder));
    failure!("file-unreadable"; "人员密钥 {name} 不在，没有它认不出台账里的人";
        "the person key {name} is missing, and without it nobody in the register is recognised";
        "请从密钥备份恢复：issuer key restore --backup 备份文件 --folder {folder}，再执行这条命令。";
        "Restore it from the backup of keys, issuer key restore --backup FILE --folder {folder}, and run the command again.")
}

/// Says something of the keys, on the terminal.
fn tell(call: &mut Call<'_, '_>, what: &Text) -> Result<(), Failure> {
    call.console.say(what).map_err(|error| {
        let why = io_error(&error);
        failure!("terminal-gone";
            "屏幕无法写入（{}）", why.in_lang(Lang::Zh);
            "the terminal cannot be written ({})", why.in_lang(Lang::En);
            "请再来一次。"; "Try again.")
    })
}

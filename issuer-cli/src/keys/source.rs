//! Where a passphrase comes from when nobody is asked: a file, or a file descriptor.
//!
//! Never an argument or a variable of the environment, which other users of the machine can see.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use cli_support::files;
use messages::{Failure, failure, untrusted::escape_untrusted_path};
use zeroize::Zeroizing;

use super::passphrase::{MAX_BYTES, Passphrase};

/// How many may be named, so that a wrong one is not searched for without end.
const MAX_SOURCES: usize = 16;

/// Passphrases of keys that are opened, and PINs of tokens.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct PassphraseArgs {
    /// 从文件读取密钥口令或 PIN，一个文件一个；不写则在屏幕上询问 | read the passphrase or PIN of a key from a file, one in each; asked for on the terminal if absent
    #[arg(long, global = true, value_name = "FILE", display_order = 90)]
    passphrase_file: Vec<PathBuf>,
    /// 从文件描述符读取密钥口令或 PIN | read the passphrase or PIN of a key from a file descriptor
    #[arg(long, global = true, value_name = "N", display_order = 91)]
    passphrase_fd: Vec<u16>,
    /// 人员密钥的口令与签发密钥不同时（例如签发密钥在令牌里），从文件读取 | read the passphrase of the person key from a file, where it is not that of the issuing key (as with a token)
    #[arg(long, global = true, value_name = "FILE", display_order = 92)]
    person_passphrase_file: Option<PathBuf>,
}

impl PassphraseArgs {
    pub(super) fn any(&self) -> bool {
        !self.passphrase_file.is_empty() || !self.passphrase_fd.is_empty()
    }

    pub(super) fn read(&self) -> Result<Vec<Passphrase>, Failure> {
        read_all(&self.passphrase_file, &self.passphrase_fd)
    }

    pub(super) fn read_for_person_key(&self) -> Result<Vec<Passphrase>, Failure> {
        read_all(self.person_passphrase_file.as_slice(), &[])
    }
}

/// Reads them all: first those in files.
pub(super) fn read_all(paths: &[PathBuf], fds: &[u16]) -> Result<Vec<Passphrase>, Failure> {
    if paths.len() + fds.len() > MAX_SOURCES {
        return Err(failure!("usage"; "口令文件太多（超过 {MAX_SOURCES} 个）";
            "too many passphrase files (more than {MAX_SOURCES})";
            "请只写需要的。"; "Name only those that are needed."));
    }
    let from_files = paths.iter().map(|path| read(path));
    let from_descriptors = fds.iter().map(|fd| read_descriptor(*fd));
    from_files.chain(from_descriptors).collect()
}

fn read_descriptor(fd: u16) -> Result<Passphrase, Failure> {
    // Works for pipes and files alike, without handing a number to a closed or foreign descriptor.
    let path = PathBuf::from(format!("/dev/fd/{fd}"));
    if fd == 0 {
        // Opened already: the other end may belong to another user, as with `… | sudo -u clerk …`.
        let bytes = files::read_secret_open(&path, io::stdin().lock(), MAX_BYTES)?;
        return one_line(&path, &bytes);
    }
    read(&path)
}

fn read(path: &Path) -> Result<Passphrase, Failure> {
    let regular = std::fs::metadata(path).is_ok_and(|metadata| metadata.is_file());
    if regular && files::readable_by_others(path)? {
        return Err(exposed(path));
    }
    // A pipe is meant, as of `<(pass show bureau)`.
    let file = File::open(path).map_err(|error| files::cannot_read(path, &error))?;
    one_line(path, &files::read_secret_open(path, file, MAX_BYTES)?)
}

fn one_line(path: &Path, bytes: &[u8]) -> Result<Passphrase, Failure> {
    // What Notepad puts in front, and what every editor puts behind.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let line = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    match str::from_utf8(line) {
        Ok(text) if !text.is_empty() && !text.contains(['\n', '\r', '\0']) => {
            Ok(Passphrase::new(Zeroizing::new(text.to_owned())))
        }
        _ => Err(not_a_passphrase(path)),
    }
}

fn exposed(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("passphrase-exposed"; "口令文件 {name} 别的用户也能读取，拒绝使用";
        "the passphrase file {name} can be read by others: not used";
        "请执行 chmod 600 '{name}'，并用 issuer key passwd 更换口令。";
        "Run: chmod 600 '{name}', and change the passphrase with issuer key passwd.")
}

fn not_a_passphrase(path: &Path) -> Failure {
    let name = escape_untrusted_path(path);
    failure!("passphrase-invalid";
        "{name} 中没有口令，或者不止一行"; "{name} holds no passphrase, or more than one line";
        "文件中只写一行口令（UTF-8），不写别的。";
        "Write one line into it, the passphrase in UTF-8, and nothing else.")
}

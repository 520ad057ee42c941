//! An edition on its way out: signed into files beside, recorded, and then given its name.
//!
//! The folder with the signed files gets its name only when the register has the edition. A run that is
//! stopped before has published nothing; one that is stopped after is finished by the next.

use std::path::{Path, PathBuf};

use cli_support::files::{self, Access, Durability};
use credential_core::limits::MAX_UPDATE_BYTES;
use credential_core::{
    CatalogueHead, CatalogueHeadClaims, CataloguePart, IssuerId, SignError, Update, Validity,
};
use messages::{Failure, failure, text, words};
use sha2::{Digest, Sha256};

use super::book::CatalogueBook;
use crate::keys::{Key, sign_failure};
use crate::register::PublishedEdition;
use crate::values;

/// Signed parts of one file: what else is in it takes far less than the rest.
const MAX_FILE_BYTES: usize = MAX_UPDATE_BYTES - (4 << 20);

/// Files of one edition that are looked for.
const MAX_FILES: usize = 10_000;

/// The folder of a bureau's editions.
pub(crate) struct EditionFolder {
    path: PathBuf,
}

/// An edition whose files are written, under a name that nobody looks for.
pub(crate) struct SignedEdition {
    /// SHA-256 of the signed head.
    pub(crate) head: [u8; 32],
    /// SHA-256 of the signed parts in their order.
    pub(crate) digest: [u8; 32],
    pub(crate) parts: u32,
    pub(crate) bytes: u64,
}

impl EditionFolder {
    pub(crate) const fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Where an edition is once it is published.
    pub(crate) fn published(&self, edition: u32) -> PathBuf {
        self.path.join(format!("edition-{edition}"))
    }

    fn draft(&self, edition: u32) -> PathBuf {
        self.path.join(format!(".draft-edition-{edition}"))
    }

    /// Signs an edition and writes its files as a draft.
    ///
    /// # Errors
    /// Those of signing and writing.
    pub(crate) fn sign(
        &self,
        book: &CatalogueBook,
        (issuer, edition, validity): (IssuerId, u32, Validity),
        key: &Key,
    ) -> Result<SignedEdition, Failure> {
        let draft = self.draft(edition);
        remove(&draft)?;
        files::create_folder(&draft)?;
        let parts = u32::try_from(book.merchants.len()).unwrap_or(u32::MAX);
        let claims = CatalogueHeadClaims {
            issuer,
            issued: validity.from,
            edition,
            parts,
        };
        let head = CatalogueHead::issue(&claims, key).map_err(sign_failed)?;
        let (mut digest, mut bytes) = (Sha256::new(), 0_u64);
        let (mut update, mut size, mut file) = (Update::default(), 0, 1_usize);
        for merchant in &book.merchants {
            let part = book.part(merchant, (issuer, edition, validity));
            let listing = book.listing(merchant);
            let part = CataloguePart::issue_listed(&part, listing.as_ref(), key);
            let part = part.map_err(sign_failed)?;
            digest.update(&part);
            if size + part.len() > MAX_FILE_BYTES {
                bytes += write(&draft, edition, file, &head, std::mem::take(&mut update))?;
                (size, file) = (0, file + 1);
            }
            size += part.len();
            update.catalogue_parts.push(part);
        }
        bytes += write(&draft, edition, file, &head, update)?;
        Ok(SignedEdition {
            head: Sha256::digest(&head).into(),
            digest: digest.finalize().into(),
            parts,
            bytes,
        })
    }

    /// Gives an edition that the register has its name; the files in it.
    ///
    /// # Errors
    /// Those of the file system.
    pub(crate) fn publish(&self, edition: u32) -> Result<Vec<PathBuf>, Failure> {
        let (draft, published) = (self.draft(edition), self.published(edition));
        std::fs::rename(&draft, &published)
            .map_err(|error| files::cannot_write(&published, &error))?;
        if cfg!(unix) {
            let synced = std::fs::File::open(&self.path).and_then(|folder| folder.sync_all());
            synced.map_err(|error| files::cannot_write(&self.path, &error))?;
        }
        Ok(update_files(&published))
    }

    /// Finishes what a run that was stopped has left: the edition that the register has gets its name, and
    /// drafts of others go. Gives the number of the edition that was finished.
    ///
    /// # Errors
    /// Those of the file system.
    pub(crate) fn finish(&self, last: Option<&PublishedEdition>) -> Result<Option<u32>, Failure> {
        let mut finished = None;
        if let Some(last) = last.filter(|last| !self.published(last.edition).exists())
            && digests(&self.draft(last.edition)) == Some((last.head, last.digest))
        {
            self.publish(last.edition)?;
            finished = Some(last.edition);
        }
        let Ok(entries) = std::fs::read_dir(&self.path) else {
            return Ok(finished);
        };
        for entry in entries.flatten() {
            let name = entry.file_name();
            if name
                .to_str()
                .is_some_and(|name| name.starts_with(".draft-edition-"))
            {
                remove(&entry.path())?;
            }
        }
        Ok(finished)
    }

    /// The signed head and the part of one merchant, of an edition that was published.
    pub(crate) fn of_merchant(&self, edition: u32, merchant: u32) -> Option<(Vec<u8>, Vec<u8>)> {
        for path in update_files(&self.published(edition)) {
            let update = read_update(&path).ok()?;
            let is_its = |part: &Vec<u8>| {
                CataloguePart::unverified_subject(part)
                    .is_some_and(|subject| subject.1.0 == merchant)
            };
            let head = update.catalogue_heads.into_iter().next()?;
            if let Some(part) = update.catalogue_parts.into_iter().find(is_its) {
                return Some((head, part));
            }
        }
        None
    }
}

/// The update files in a folder, in the order of their numbers.
pub(crate) fn update_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let is_one = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "lbu");
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(is_one)
        .take(MAX_FILES)
        .collect();
    // 10 comes behind 9.
    files.sort_by_key(|path| (path.as_os_str().len(), path.clone()));
    files
}

/// Reads an update file.
///
/// # Errors
/// `file-invalid` and those of reading.
pub(crate) fn read_update(path: &Path) -> Result<Update, Failure> {
    let bytes = files::read(path, MAX_UPDATE_BYTES as u64)?;
    Update::parse(&bytes).map_err(|error| {
        let (name, why) = (values::shown(path), words::error(&error));
        failure!(error.code(); "{name} 不是更新文件，或已损坏：{}", why.in_lang(messages::Lang::Zh);
            "{name} is no update file, or is damaged: {}", why.in_lang(messages::Lang::En);
            "请重新公布或出具。"; "Publish or sign it again.")
    })
}

/// The failure to something that could not be signed.
pub(crate) fn sign_failed(error: SignError<Failure>) -> Failure {
    sign_failure(error, |error| {
        let why = words::error(error);
        let remedy = text!("没有公布任何内容。请检查签发密钥；写明过长的，请拆分优待项目。";
            "Nothing was published. Check the issuing key; if it says too long, give fewer benefits to one merchant.");
        Failure::new("cannot-sign", why, remedy)
    })
}

fn write(
    folder: &Path,
    edition: u32,
    number: usize,
    head: &[u8],
    mut update: Update,
) -> Result<u64, Failure> {
    update.catalogue_heads.push(head.to_vec());
    let bytes = update.encode();
    let path = folder.join(format!("catalogue-{edition}-{number}.lbu"));
    files::write(&path, &bytes, Access::Public, Durability::Synced)?;
    Ok(bytes.len() as u64)
}

fn digests(draft: &Path) -> Option<([u8; 32], [u8; 32])> {
    let (mut head, mut digest) = (None, Sha256::new());
    for path in update_files(draft) {
        let update = read_update(&path).ok()?;
        update
            .catalogue_parts
            .iter()
            .for_each(|part| digest.update(part));
        head = update
            .catalogue_heads
            .first()
            .map(|head| Sha256::digest(head).into());
    }
    Some((head?, digest.finalize().into()))
}

fn remove(folder: &Path) -> Result<(), Failure> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(files::cannot_write(folder, &error))
        }
        _ => Ok(()),
    }
}

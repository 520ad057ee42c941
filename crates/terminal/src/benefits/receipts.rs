//! Receipts of the bureau for the journal of this terminal: they come with updates, and are applied by whichever
//! program has the journal open.
//!
//! While a screen or a gate has it, they wait in the folder `receipts` of the store, a file each. A receipt that
//! contradicts the journal changes nothing: it stays there, under another name, and is warned of at each start.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use credential_core::journal::{JournalFault, Receipt, ReceiptClaims};
use credential_core::limits::MAX_CHECKPOINT_BYTES;
use credential_core::{Signer as _, TrustList};
use messages::{Failure, Lang, Text, failure, text, words};
use terminal_store::{AppliedReceipt, Disk, Journal, JournalError, Store, write_private_file};

use super::journal_folder;
use super::terminal_key::TerminalKey;
use crate::journal_words;

/// So many wait at most: one comes with each update, and a program that has the journal takes them within
/// seconds.
const MOST: usize = 64;

const WAITING: &str = "receipt";
const REFUSED: &str = "refused";

/// A receipt for the journal of this terminal, and what became of it.
#[derive(Clone, Debug)]
pub struct ReceiptNews {
    /// How many records it confirms.
    pub records: u64,
    /// What became of it.
    pub outcome: ReceiptOutcome,
}

/// What became of a receipt.
#[derive(Clone, Debug)]
pub enum ReceiptOutcome {
    /// More is confirmed than before.
    New,
    /// As much was confirmed before, or more.
    Held,
    /// It is about a journal that was set aside since.
    EarlierChain,
    /// Another program has the journal, or it cannot be written now. The receipt is kept for later.
    Waiting(Failure),
    /// It is not signed as it should be.
    Refused(Failure),
    /// It confirms what is not in the journal. Nothing was changed.
    Contradicts(Failure),
}

impl ReceiptOutcome {
    /// The stable name in JSON.
    pub fn code(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Held => "held",
            Self::EarlierChain => "earlier-chain",
            Self::Waiting(_) => "waiting",
            Self::Refused(_) => "refused",
            Self::Contradicts(_) => "contradicts",
        }
    }

    /// What is wrong, if something is.
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Waiting(failure) | Self::Refused(failure) | Self::Contradicts(failure) => {
                Some(failure)
            }
            _ => None,
        }
    }

    /// Whether somebody must do something about it.
    pub fn is_wrong(&self) -> bool {
        matches!(self, Self::Refused(_) | Self::Contradicts(_))
    }
}

impl ReceiptNews {
    /// In words, with what to do where something is wrong.
    pub fn words(&self) -> Text {
        let records = self.records;
        let what = match &self.outcome {
            ReceiptOutcome::New => {
                text!("√ 发码单位已收到流水的前 {records} 条"; "✔ the bureau has the first {records} records")
            }
            ReceiptOutcome::Held => {
                text!("√ 已有，无须导入（前 {records} 条）"; "✔ held already (the first {records} records)")
            }
            ReceiptOutcome::EarlierChain => {
                text!("－ 是已封存的流水的回执，与现在的流水无关";
                    "- of a journal that was set aside: nothing to do")
            }
            ReceiptOutcome::Waiting(failure) => {
                let (zh, en) = (
                    failure.what.in_lang(Lang::Zh),
                    failure.what.in_lang(Lang::En),
                );
                text!("… 已放好，稍后自动导入（{zh}）"; "… kept, and applied by itself later ({en})")
            }
            ReceiptOutcome::Refused(failure) | ReceiptOutcome::Contradicts(failure) => {
                let (what, remedy) = (&failure.what, &failure.remedy);
                text!("× 拒绝：{}\n  处理：{}", what.in_lang(Lang::Zh), remedy.in_lang(Lang::Zh);
                    "✘ refused: {}\n  fix: {}", what.in_lang(Lang::En), remedy.in_lang(Lang::En))
            }
        };
        text!("流水回执：{}", what.in_lang(Lang::Zh); "journal receipt: {}", what.in_lang(Lang::En))
    }
}

/// What became of the receipts of an update.
#[derive(Debug, Default)]
pub struct ReceiptsOfUpdate {
    /// Those for this terminal.
    pub own: Vec<ReceiptNews>,
    /// How many are for other terminals: an update has those of all.
    pub of_others: usize,
}

impl ReceiptsOfUpdate {
    /// Applies the receipts of an update that are for the journal of this terminal, or keeps them for the
    /// program that has it.
    pub fn apply(store: &Store, receipts: &[Vec<u8>]) -> Self {
        let terminal = store.holdings().terminal_key();
        let mut own: Vec<(ReceiptClaims, &[u8])> = receipts
            .iter()
            .filter_map(|bytes| Some((Receipt::read_stored(bytes).ok()?, bytes.as_slice())))
            .filter(|(claims, _)| Some(claims.id.terminal) == terminal)
            .collect();
        own.sort_by_key(|(claims, _)| (claims.id.chain, claims.end.size));
        let of_others = receipts.len() - own.len();
        if own.is_empty() {
            return Self {
                own: Vec::new(),
                of_others,
            };
        }
        let mut journal = None;
        let apply = |(claims, bytes): (ReceiptClaims, &[u8])| ReceiptNews {
            records: claims.end.size,
            outcome: apply_or_keep(store, &mut journal, &claims, bytes),
        };
        Self {
            own: own.into_iter().map(apply).collect(),
            of_others,
        }
    }
}

/// The journal is opened with the first receipt that is signed as it should be.
fn apply_or_keep(
    store: &Store,
    journal: &mut Option<Result<Journal, Failure>>,
    claims: &ReceiptClaims,
    bytes: &[u8],
) -> ReceiptOutcome {
    let inbox = ReceiptInbox::of(store);
    let Some(trust) = store.holdings().trust() else {
        return keep(&inbox, claims, bytes, no_trust_list());
    };
    if let Err(error) = Receipt::verify_trusted(bytes, trust) {
        return ReceiptOutcome::Refused(forged(error));
    }
    let folder = journal_folder(store.folder());
    // Where no journal is, none is made to say so.
    if is_missing(&**store.disk(), &folder) {
        let refused = contradicts(claims, JournalFault::Truncated { size: 0, known: 0 });
        inbox.put(claims, bytes, REFUSED);
        return ReceiptOutcome::Contradicts(refused);
    }
    let opened = journal.get_or_insert_with(|| {
        let terminal = TerminalKey::read(store)?;
        let disk = Arc::clone(store.disk());
        Journal::open_on(disk, &folder, terminal.key.public_key()).map_err(journal_words::failure)
    });
    let outcome = match opened {
        Ok(journal) => applied(journal, trust, claims, bytes),
        Err(failure) => ReceiptOutcome::Waiting(failure.clone()),
    };
    match outcome {
        ReceiptOutcome::Waiting(failure) => keep(&inbox, claims, bytes, failure),
        ReceiptOutcome::Contradicts(_) => {
            inbox.put(claims, bytes, REFUSED);
            outcome
        }
        ReceiptOutcome::New => {
            inbox.settle(claims);
            outcome
        }
        other => other,
    }
}

fn keep(
    inbox: &ReceiptInbox,
    claims: &ReceiptClaims,
    bytes: &[u8],
    failure: Failure,
) -> ReceiptOutcome {
    match inbox.put(claims, bytes, WAITING) {
        true => ReceiptOutcome::Waiting(failure),
        false => ReceiptOutcome::Refused(not_kept(&failure)),
    }
}

fn applied(
    journal: &mut Journal,
    trust: &TrustList,
    claims: &ReceiptClaims,
    bytes: &[u8],
) -> ReceiptOutcome {
    if claims.id.chain < journal.id().chain {
        return ReceiptOutcome::EarlierChain;
    }
    match journal.apply_trusted_receipt(bytes, trust) {
        Ok(AppliedReceipt::New) => ReceiptOutcome::New,
        Ok(AppliedReceipt::NotNewer) => ReceiptOutcome::Held,
        Err(JournalError::ReceiptRefused { source, .. }) => match source {
            JournalFault::Signed(error) => ReceiptOutcome::Refused(forged(error)),
            fault => ReceiptOutcome::Contradicts(contradicts(claims, fault)),
        },
        Err(error) => ReceiptOutcome::Waiting(journal_words::failure(error)),
    }
}

/// Whether there is no such folder. One that cannot be looked into is there.
fn is_missing(disk: &dyn Disk, folder: &Path) -> bool {
    disk.names(folder)
        .is_err_and(|error| error.kind() == ErrorKind::NotFound)
}

/// The receipts that wait for a program which has the journal, and those that contradict it.
#[derive(Clone)]
pub struct ReceiptInbox {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
}

impl ReceiptInbox {
    /// That of a store.
    pub fn of(store: &Store) -> Self {
        Self {
            disk: Arc::clone(store.disk()),
            folder: store.folder().join("receipts"),
        }
    }

    /// Applies what waits. What cannot be applied yet goes on waiting, and is not told again and again.
    pub(super) fn take(&self, journal: &mut Journal, trust: &TrustList) -> Vec<ReceiptNews> {
        let mut news = Vec::new();
        for (path, claims, bytes) in self.of_kind(WAITING) {
            let outcome = applied(journal, trust, &claims, &bytes);
            match &outcome {
                ReceiptOutcome::Waiting(_) => continue,
                ReceiptOutcome::Contradicts(_) => {
                    // Where that fails it is told again: better than never.
                    let _ = self.disk.rename(&path, &path.with_extension(REFUSED));
                }
                ReceiptOutcome::New => {
                    let _ = self.disk.remove(&path);
                    self.settle(&claims);
                }
                _ => drop(self.disk.remove(&path)),
            }
            news.push(ReceiptNews {
                records: claims.end.size,
                outcome,
            });
        }
        news
    }

    /// Whether something waits: one look at a folder that is not there as a rule.
    pub(super) fn has_waiting(&self) -> bool {
        self.paths(WAITING).next().is_some()
    }

    /// That a receipt contradicts the journal, as long as it does.
    pub fn warning(&self) -> Option<(Text, Text)> {
        self.paths(REFUSED).next().map(|_| {
            (
                text!("发码单位的回执与本机的流水不符"; "a receipt of the bureau contradicts the journal of this terminal"),
                remedy(),
            )
        })
    }

    /// Whether it is there now.
    fn put(&self, claims: &ReceiptClaims, bytes: &[u8], kind: &str) -> bool {
        let head: String = claims
            .end
            .head
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let ReceiptClaims {
            issuer, id, end, ..
        } = claims;
        let name = format!("{}-{}-{}-{head}.{kind}", issuer.0, id.chain, end.size);
        if self.disk.read(&self.folder.join(&name), 0).is_ok() {
            return true;
        }
        let folder = || match self.disk.create_private_folder(&self.folder) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            other => other,
        };
        let disk = &*self.disk;
        self.paths(kind).count() < MOST
            && folder().is_ok()
            && write_private_file(disk, &self.folder, &name, bytes).is_ok()
    }

    /// The bureau has confirmed the chain beyond what contradicted it: that is settled.
    fn settle(&self, confirmed: &ReceiptClaims) {
        for (path, claims, _) in self.of_kind(REFUSED) {
            if claims.id == confirmed.id && claims.end.size <= confirmed.end.size {
                // What stays is warned of again.
                let _ = self.disk.remove(&path);
            }
        }
    }

    fn of_kind(&self, kind: &'static str) -> Vec<(PathBuf, ReceiptClaims, Vec<u8>)> {
        let paths = self.paths(kind).take(MOST);
        let read = paths.filter_map(|path| {
            let bytes = self
                .disk
                .read(&path, MAX_CHECKPOINT_BYTES as u64 + 1)
                .ok()?
                .bytes;
            let claims = Receipt::read_stored(&bytes).ok()?;
            Some((path, claims, bytes))
        });
        let mut all: Vec<_> = read.collect();
        all.sort_by_key(|(_, claims, _)| (claims.id.chain, claims.end.size));
        all
    }

    fn paths(&self, kind: &str) -> impl Iterator<Item = PathBuf> + use<> {
        let names = self.disk.names(&self.folder).unwrap_or_default();
        let (folder, kind) = (self.folder.clone(), kind.to_owned());
        let paths = names.into_iter().map(move |name| folder.join(name));
        paths.filter(move |path| path.extension().is_some_and(|ending| *ending == *kind))
    }
}

fn remedy() -> Text {
    text!("流水照旧，一条也没有丢。请马上告知发码单位；不要删除本机的流水，也不要用旧备份覆盖。";
        "The journal is as it was, nothing is lost. Tell the bureau at once; do not delete the journal or put an old copy back.")
}

fn contradicts(claims: &ReceiptClaims, fault: JournalFault) -> Failure {
    let known = claims.end.size;
    let what = match fault {
        JournalFault::Truncated { size, .. } => text!(
            "警告：发码单位的回执确认了 {known} 条流水，本机只有 {size} 条：本机的流水丢失过，或存储是旧备份";
            "WARNING: the bureau has confirmed {known} records, and this terminal has {size}: a part of its journal was lost, or its store is an old copy"),
        JournalFault::Foreign => text!(
            "警告：发码单位的回执是本机没有的一条流水的：存储可能是旧备份";
            "WARNING: the bureau has confirmed a chain that this terminal does not have: its store may be an old copy"),
        _ => text!(
            "警告：发码单位确认的第 {known} 条流水与本机的不同：本机的磁盘被复制过，或两台终端用了同一个密钥";
            "WARNING: record {known} that the bureau has confirmed is another one than here: the disk of this terminal was copied, or two terminals have one key"),
    };
    Failure::new("receipt-contradicts", what, remedy()).with_detail(fault)
}

fn forged(error: credential_core::Error) -> Failure {
    let why = words::error(&error);
    let (zh, en) = (why.in_lang(Lang::Zh), why.in_lang(Lang::En));
    failure!(error.code(); "回执不是发码单位签的，或已损坏（{zh}）";
        "the receipt is not signed by the bureau, or is damaged ({en})";
        "流水照旧。请向发码单位重新索取更新文件。";
        "The journal is as it was. Ask the bureau for the update once more.")
    .with_detail(error)
}

fn no_trust_list() -> Failure {
    failure!(credential_core::Error::TrustListMissing.code();
        "本机还没有信任名单"; "this terminal has no trust list yet";
        "请导入最新的更新文件。"; "Bring the latest update.")
}

fn not_kept(why: &Failure) -> Failure {
    let (zh, en) = (why.what.in_lang(Lang::Zh), why.what.in_lang(Lang::En));
    failure!("receipt-not-kept"; "回执没有导入，也没有存下（{zh}）";
        "the receipt was neither applied nor kept ({en})";
        "流水照旧。请结束正在使用本机存储的其他程序，再导入一次更新。";
        "The journal is as it was. End the other programs that use this store and bring the update again.")
}

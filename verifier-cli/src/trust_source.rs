//! The lists that codes are judged with: a store, or a root set and a trust list as files.
//!
//! The files come on memory sticks and get mixed up; each mistake has its own message with a remedy.

use std::path::Path;

use cli_support::files;
use credential_core::limits::MAX_TRUST_LIST_BYTES;
use credential_core::{Error, Holdings, Policy, RootSet, TrustList, Verifier};
use messages::untrusted::escape_untrusted_path;
use messages::{Failure, Lang, Text, failure, text};
use terminal_store::{Store, Warning};

use crate::file_kind::FileKind;
use crate::store_words;

/// The lists that codes are judged with.
pub(crate) enum TrustSource {
    /// A root set has proved this trust list; there are no status lists.
    Files(Box<TrustList>),
    /// Everything that the store holds.
    Store(Box<Store>),
}

impl TrustSource {
    /// Loads the trust list at `trust` and proves it with the root set at `root`.
    pub(crate) fn of_files(root: &Path, trust: &Path) -> Result<Self, Failure> {
        load(root, trust).map(Box::new).map(Self::Files)
    }

    /// Opens a store, which must hold a trust list.
    pub(crate) fn of_store(folder: &Path) -> Result<Self, Failure> {
        let source = Self::Store(Box::new(Store::open(folder).map_err(store_words::failure)?));
        source.verifier(&Policy::shop())?;
        Ok(source)
    }

    /// A verifier that believes what is held at this moment.
    pub(crate) fn verifier(&self, policy: &Policy) -> Result<Verifier<'_>, Failure> {
        match self {
            Self::Files(list) => Ok(Verifier::without_revocation_check(list, policy.clone())),
            Self::Store(store) if store.holdings().trust().is_none() => Err(no_trust_list(store)),
            Self::Store(store) => Ok(Verifier::new(store.holdings(), policy.clone())),
        }
    }

    /// The trust list, if there is one.
    pub(crate) fn trust(&self) -> Option<&TrustList> {
        match self {
            Self::Files(list) => Some(list),
            Self::Store(store) => store.holdings().trust(),
        }
    }

    /// Everything that a store holds.
    pub(crate) fn holdings(&self) -> Option<&Holdings> {
        match self {
            Self::Files(_) => None,
            Self::Store(store) => Some(store.holdings()),
        }
    }

    /// The store, if there is one.
    pub(crate) fn store(&self) -> Option<&Store> {
        match self {
            Self::Files(_) => None,
            Self::Store(store) => Some(store),
        }
    }

    /// Reads the store again if an update has changed it.
    pub(crate) fn refresh(&mut self) {
        let _ = self.reload();
    }

    /// Reads the store again if an update has changed it; whether it has. What cannot be read now was read
    /// before, and still holds.
    pub(crate) fn reload(&mut self) -> Result<bool, Failure> {
        match self {
            Self::Files(_) => Ok(false),
            Self::Store(store) => store.reload_if_changed().map_err(store_words::failure),
        }
    }

    /// Another handle on the same store; `None` if there is no store.
    pub(crate) fn again(&self) -> Option<Result<Self, Failure>> {
        match self {
            Self::Files(_) => None,
            Self::Store(store) => Some(Self::of_store(store.folder())),
        }
    }

    /// That nothing is known of what was revoked, if it is so.
    pub(crate) fn without_status_lists(&self) -> Option<Text> {
        matches!(self, Self::Files(_)).then(no_status_lists)
    }

    /// What is wrong with the store although it works.
    pub(crate) fn warnings(&self) -> Vec<Text> {
        match self {
            Self::Files(_) => Vec::new(),
            Self::Store(store) => store.warnings().iter().map(warning).collect(),
        }
    }
}

/// A warning with its remedy, in two lines.
pub(crate) fn warning(warning: &Warning) -> Text {
    let (what, remedy) = (
        store_words::warning(warning),
        store_words::warning_remedy(warning),
    );
    text!("注意：{}\n处理：{}", what.in_lang(Lang::Zh), remedy.in_lang(Lang::Zh);
        "warning: {}\n    fix: {}", what.in_lang(Lang::En), remedy.in_lang(Lang::En))
}

/// Two files have no status lists: a code that was revoked is accepted.
fn no_status_lists() -> Text {
    text!("注意：只有根密钥集和信任名单，没有状态名单：吊销、暂停都没有核对\n处理：正式验码请用存储：verifier provision，再 verifier update。";
        "warning: a root set and a trust list have no status lists: revocation is not checked\n    fix: To check codes in production, use a store: verifier provision, then verifier update.")
}

fn no_trust_list(store: &Store) -> Failure {
    let name = escape_untrusted_path(store.folder());
    failure!(Error::TrustListMissing.code(); "存储 {name} 里没有信任名单，不能验码";
        "the store {name} holds no trust list: no code can be judged";
        "请导入最新的更新文件：verifier update 文件 --store {name}";
        "Bring the latest update: verifier update FILE --store {name}")
}

/// Reads the root set that a terminal is set up with.
pub(crate) fn first_root_set(path: &Path) -> Result<Vec<u8>, Failure> {
    match read_root_set(path) {
        Ok((bytes, _)) => Ok(bytes),
        Err(failure) if failure.code == "file-kind-wrong" => Err(Failure {
            // There is no other file here that it could be swapped with.
            remedy: FileKind::RootSet.get_it_again().into(),
            ..failure
        }),
        Err(failure) => Err(failure),
    }
}

fn read_root_set(path: &Path) -> Result<(Vec<u8>, RootSet), Failure> {
    let root = Loaded::read(FileKind::RootSet, path)?;
    let roots = RootSet::pin(&root.bytes).map_err(|error| root.unusable(&error))?;
    Ok((root.bytes, roots))
}

fn load(root: &Path, trust: &Path) -> Result<TrustList, Failure> {
    let (_, roots) = read_root_set(root)?;
    let list = Loaded::read(FileKind::TrustList, trust)?;
    TrustList::verify(&list.bytes, &roots).map_err(|error| list.unusable(&error))
}

/// A file that may be what it was given as.
struct Loaded {
    wanted: FileKind,
    found: FileKind,
    name: String,
    bytes: Vec<u8>,
}

impl Loaded {
    /// Reads a file and recognises one of another kind. What cannot be recognised is left to its parser.
    fn read(wanted: FileKind, path: &Path) -> Result<Self, Failure> {
        // The larger limit for both: a trust list in the place of a root set is to be recognised.
        let bytes = files::read(path, MAX_TRUST_LIST_BYTES as u64)?;
        let loaded = Self {
            wanted,
            found: FileKind::of(&bytes),
            name: escape_untrusted_path(path),
            bytes,
        };
        if loaded.found == wanted || loaded.found == FileKind::Unknown {
            Ok(loaded)
        } else {
            Err(loaded.other_kind())
        }
    }

    fn other_kind(&self) -> Failure {
        let Self {
            name,
            wanted,
            found,
            ..
        } = self;
        let remedy = match (wanted, found) {
            (FileKind::RootSet, FileKind::TrustList) | (FileKind::TrustList, FileKind::RootSet) => {
                text!(
                "--root 和 --trust 的文件可能写反了，请对调。";
                "The files of --root and --trust seem to be swapped: change them over.")
            }
            _ => wanted.get_it_again(),
        };
        failure!("file-kind-wrong"; "{name} 是{}，不是{}", found.zh(), wanted.zh();
            "{name} is {}, not {}", found.en(), wanted.en();
            remedy)
    }

    fn unusable(&self, error: &Error) -> Failure {
        let Self { name, wanted, .. } = self;
        let (what, remedy) = match error {
            Error::RootVersionMismatch { held, named } => (
                text!("{name} 由第 {named} 版根密钥集签名，本机的根密钥集是第 {held} 版";
                    "{name} is signed under root set {named}, and this terminal has root set {held}"),
                if named > held {
                    text!("请向主管部门索取新的根密钥集文件。";
                        "Ask the authority for the new root set.")
                } else {
                    text!("这份名单太旧，请换最新的信任名单。";
                        "The list is too old: get the latest one.")
                },
            ),
            Error::ThresholdNotMet { valid: 0, .. } if *wanted == FileKind::TrustList => (
                text!("{name} 不是由本机的根密钥签名的：属于另一主管部门，或被改动过";
                    "{name} is not signed by the root keys of this terminal: another authority's, or altered"),
                wanted.get_it_again(),
            ),
            Error::ThresholdNotMet { valid, needed } => (
                text!("{name} 的签名不足：需要 {needed} 个，有效的只有 {valid} 个";
                    "{name} has too few good signatures: {needed} needed, {valid} there"),
                wanted.get_it_again(),
            ),
            Error::Malformed(_) if wanted.is_unsigned(&self.bytes) => (
                text!("{name} 还没有人签名"; "{name} has not been signed by anybody yet"),
                wanted.get_it_again(),
            ),
            other => (
                text!("{name} 不是{}，或者已损坏（{other}）", wanted.zh();
                    "{name} is not {}, or is damaged ({other})", wanted.en()),
                wanted.get_it_again(),
            ),
        };
        Failure::new(error.code(), what, remedy)
    }
}

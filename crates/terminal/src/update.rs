//! Update files: what is in one, and what became of its parts, in words. `editions` are those of catalogues, `foreign` is a
//! place of another terminal, `record` is all of it as JSON.

mod editions;
mod foreign;
mod record;

use credential_core::{Error, Holdings, PartOutcome, UnixTime, Update, UpdatePart};
use messages::{Failure, Lang, Text, dates, failure, text, words};

use crate::benefits::ReceiptsOfUpdate;
use crate::file_kind::FileKind;
use crate::json_line::to_json;

pub use editions::Editions;
pub use foreign::{ForeignPlace, ForeignRecord};
pub use record::{PartRecord, ReceiptRecord};

/// What a file with an update has.
#[derive(Debug)]
pub enum UpdateContent {
    /// An update file, with at least one part.
    Update(Update),
    /// One list.
    Single(FileKind, Vec<u8>),
}

impl UpdateContent {
    /// Recognises a file by its content. `name` is what it is called in messages.
    ///
    /// # Errors
    /// If it is no update, or a damaged one.
    pub fn read(bytes: Vec<u8>, name: &str) -> Result<Self, Failure> {
        let again = || {
            text!("请重新拷贝更新文件，或向主管部门索取。";
                "Copy the update file again, or ask the authority for it.")
        };
        let kind = FileKind::of(&bytes);
        match kind {
            FileKind::RootSet
            | FileKind::TrustList
            | FileKind::StatusList
            | FileKind::VouchList => Ok(Self::Single(kind, bytes)),
            FileKind::Update => match Update::parse(&bytes) {
                Ok(update) if !update.is_empty() => Ok(Self::Update(update)),
                Ok(_) => Err(failure!("update-empty";
                    "更新文件 {name} 里什么也没有"; "there is nothing in the update file {name}";
                    again())),
                Err(error) => Err(failure!(error.code();
                    "更新文件 {name} 没有拷完整，或已损坏"; "the update file {name} is cut off or damaged";
                    again()).with_detail(error)),
            },
            FileKind::Unknown | FileKind::Empty => Err(failure!("file-kind-wrong";
                "{name} 是{}，不是更新，或者已损坏", kind.zh();
                "{name} is {}, not an update, or is damaged", kind.en();
                again())),
            other => Err(failure!("file-kind-wrong";
                "{name} 是{}，不是更新文件", other.zh();
                "{name} is {}, and no update", other.en();
                not_for_this(other))),
        }
    }

    /// All of it as one update.
    pub fn into_update(self) -> Update {
        let mut update = Update::default();
        match self {
            Self::Update(whole) => update = whole,
            Self::Single(FileKind::RootSet, bytes) => update.root_sets.push(bytes),
            Self::Single(FileKind::TrustList, bytes) => update.trust_list = Some(bytes),
            Self::Single(FileKind::VouchList, bytes) => update.vouch_lists.push(bytes),
            Self::Single(_, bytes) => update.status_lists.push(bytes),
        }
        update
    }
}

/// What to do with a file that is whole, but is no update.
fn not_for_this(kind: FileKind) -> Text {
    match kind {
        FileKind::Journal => {
            text!("流水文件（.lbx）交给发码单位，不导入终端。请导入更新文件（.lbu）。";
            "A journal (.lbx) goes to the bureau, and not into a terminal. Bring an update file (.lbu).")
        }
        FileKind::PlaceRequest => {
            text!("点位申请交给发码单位；发码单位会给一个点位文件（.lbu），请导入它。";
            "The request goes to the bureau, which gives a place file (.lbu): bring that one.")
        }
        _ => text!("请导入更新文件（.lbu）。"; "Bring an update file (.lbu)."),
    }
}

/// What became of a part, and the editions that it was about.
#[derive(Clone, Debug)]
pub struct PartReport {
    /// What became of it.
    pub outcome: PartOutcome,
    /// Of a catalogue.
    pub editions: Editions,
}

impl PartReport {
    /// Of a part of this update, after it was applied to what is held.
    pub fn new(outcome: PartOutcome, update: &Update, held: &Holdings) -> Self {
        let editions = Editions::of(&outcome, update, held);
        Self { outcome, editions }
    }

    /// Why it was refused, in words; `None` if it was not.
    pub fn refusal(&self) -> Option<Failure> {
        let error = self.outcome.result.as_ref().err()?;
        Some(refusal(self.outcome.part, error, self.editions))
    }
}

/// What became of a file, part by part.
#[derive(Debug)]
pub struct UpdateReport {
    /// The name of the file.
    pub input: String,
    /// Each part in the order in which it was applied.
    pub parts: Vec<PartReport>,
    /// A place that was made for another terminal, and what to do.
    pub foreign: Option<(ForeignPlace, Failure)>,
    /// The receipts for the journal that came with it.
    pub receipts: ReceiptsOfUpdate,
}

impl UpdateReport {
    /// Of an update that was applied to what is held.
    pub fn new(
        input: &str,
        update: &Update,
        outcomes: Vec<PartOutcome>,
        held: &Holdings,
        receipts: ReceiptsOfUpdate,
    ) -> Self {
        let outcomes = outcomes.into_iter();
        let foreign = ForeignPlace::in_update(update, held);
        Self {
            input: input.to_owned(),
            parts: outcomes
                .map(|outcome| PartReport::new(outcome, update, held))
                .collect(),
            foreign: foreign.map(|place| {
                let ask_first = text!("请先为本机向发码单位申请点位，再导入给本机的点位文件。";
                    "First ask the bureau for a place for this terminal; then bring the place that is for this terminal.");
                let failure = place.failure(held, ask_first);
                (place, failure)
            }),
            receipts,
        }
    }

    /// Whether nothing was refused, and nothing was for another terminal alone.
    pub fn is_all_taken(&self) -> bool {
        self.parts.iter().all(|part| part.outcome.result.is_ok())
            && self.foreign.is_none()
            && !self.receipts.own.iter().any(|one| one.outcome.is_wrong())
    }

    /// An array with the lines that `verifier update --json` prints.
    pub fn json(&self, lang: Lang) -> String {
        let parts = self.parts.iter().map(|part| {
            let refusal = part.refusal();
            let record = PartRecord::new(&self.input, part, refusal.as_ref(), None, lang);
            to_json(&record)
        });
        let foreign = self.foreign.iter().map(|(place, failure)| {
            to_json(&ForeignRecord::new(&self.input, place, Some(failure), lang))
        });
        let own = self.receipts.own.iter();
        let own = own.map(|receipt| to_json(&ReceiptRecord::own(&self.input, receipt, lang)));
        let count = self.receipts.of_others;
        let others = (count > 0).then(|| to_json(&ReceiptRecord::of_others(&self.input, count)));
        let lines: Vec<String> = parts.chain(foreign).chain(own).chain(others).collect();
        format!("[{}]", lines.join(","))
    }
}

/// How a part is called.
#[derive(Clone, Debug)]
pub struct PartName {
    /// The stable name in JSON.
    pub code: &'static str,
    /// For people.
    pub words: Text,
    /// The version that is held now; of root sets and trust lists.
    pub version: Option<u64>,
    /// Whose it is, where that is known.
    pub issuer: Option<u32>,
}

/// How a part is called.
pub fn part_name(part: UpdatePart) -> PartName {
    let (code, words, version, issuer) = match part {
        UpdatePart::RootSet { version } => (
            "root-set",
            text!("根密钥集"; "root set"),
            Some(version),
            None,
        ),
        UpdatePart::StatusList { issuer } => (
            "status-list",
            text!("状态名单"; "status list"),
            None,
            issuer.map(|issuer| issuer.0),
        ),
        UpdatePart::VouchList { subject } => (
            "vouch-list",
            text!("真码清单"; "vouch list"),
            None,
            subject.map(|(issuer, _)| issuer.0),
        ),
        UpdatePart::TrustList { version } => (
            "trust-list",
            text!("信任名单"; "trust list"),
            Some(version),
            None,
        ),
        UpdatePart::Place { issuer } => (
            "place",
            text!("本机的点位文件"; "this terminal's place"),
            None,
            issuer.map(|issuer| issuer.0),
        ),
        UpdatePart::CataloguePart { subject } => (
            "catalogue-part",
            text!("优待目录"; "catalogue"),
            None,
            subject.map(|(issuer, _)| issuer.0),
        ),
        UpdatePart::CatalogueHead { issuer } => (
            "catalogue-head",
            text!("优待目录的版次"; "catalogue head"),
            None,
            issuer.map(|issuer| issuer.0),
        ),
        // The core may learn new parts before this program does.
        _ => ("other", text!("其他部分"; "another part"), None, None),
    };
    PartName {
        code,
        words,
        version,
        issuer,
    }
}

fn refusal(part: UpdatePart, error: &Error, editions: Editions) -> Failure {
    let what = words::error(error);
    let (zh, en) = (what.in_lang(Lang::Zh), what.in_lang(Lang::En));
    let what = match (part, error) {
        // Of a list it says nothing that it is no code.
        (_, Error::Malformed(_) | Error::ObjectUnsupported | Error::TooLong { .. }) => text!(
            "这一部分已损坏，或没有拷完整"; "this part is damaged, or was not copied completely"),
        (
            UpdatePart::RootSet { .. } | UpdatePart::TrustList { .. },
            Error::RolledBack { held, offered },
        ) => text!(
            "{zh}（本机已有第 {held} 版，这是第 {offered} 版）";
            "{en} (held: version {held}; this one: version {offered})"),
        // Issuers number the editions of a catalogue; everything else that they sign has a date alone.
        (_, Error::RolledBack { held, offered }) => match editions.both() {
            Some((held, offered)) => text!(
                "{zh}（本机已有第 {held} 版，这是第 {offered} 版）";
                "{en} (held: edition {held}; this one: edition {offered})"),
            None => {
                let day = |secs: &u64| dates::minute(UnixTime::from_secs(*secs));
                let (held, offered) = (day(held), day(offered));
                text!("{zh}（本机的制于 {held}，这份制于 {offered}）";
                    "{en} (held: made {held}; this one: made {offered})")
            }
        },
        _ => what,
    };
    Failure::new(error.code(), what, words::update_remedy(error)).with_detail(error)
}

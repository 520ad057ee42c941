//! `verifier update`: applies update files and prints the result of each part.

mod receipts;
mod search;

use std::path::{Path, PathBuf};

use clap::Args;
use cli_support::{Console, Format, files};
use credential_core::limits::MAX_UPDATE_BYTES;
use credential_core::{
    Applied, Error, Holdings, IssuerId, PartOutcome, UnixTime, Update, UpdatePart,
};
use messages::untrusted::{escape_untrusted, escape_untrusted_path};
use messages::{Exit, Failure, Lang, text};
use terminal::update::{self, PartName, PartRecord, UpdateContent};
use terminal_store::Store;

use crate::benefits::ReceiptsOfUpdate;
use crate::clock::Clock;
use crate::computer;
use crate::file_kind::FileKind;
use crate::store_words;
use crate::trust_source;
use cli_support::Stop;

/// 导入更新：信任名单、状态名单、新的根密钥 | Bring an update: trust list, status lists, new roots
#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(crate) struct UpdateArgs {
    /// 更新文件（.lbu）、装有更新文件的文件夹或 U 盘（含子文件夹），或单独的名单文件
    /// | Update files (.lbu), folders or sticks with them, subfolders included, or single lists
    #[arg(value_name = "FILE|FOLDER", required = true)]
    files: Vec<PathBuf>,

    /// 终端的存储文件夹（默认：本机的存储）
    /// | The terminal's store (default: that of this computer)
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,

    /// 按此时间接收（默认为现在）
    /// | As of this time (default: now)
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
}

const AFTER: &str = "\
同一更新可以反复导入；新旧更新放在一起也可以。
退出状态：0 没有被拒的；1 有一部分被拒；2 未能完成 | \
The same update may be brought again, and older ones beside newer ones.
Exit status: 0 nothing was refused; 1 a part was refused; 2 could not do it";

pub(crate) fn run(args: &UpdateArgs, console: &mut Console<'_>) -> Result<Exit, Stop> {
    let clock = Clock::new(args.at.as_deref())?;
    let folder = args.store.clone().unwrap_or_else(computer::default_store);
    let mut store = Store::open(folder).map_err(store_words::failure)?;
    let mut exit = Exit::Done;
    let (mut parts, mut receipts) = (Vec::new(), Vec::new());
    for batch in batches(&args.files) {
        let done = batch.and_then(|batch| {
            let outcomes = store
                .apply(&batch.update, clock.now())
                .map_err(store_words::failure)?;
            Ok((batch, outcomes))
        });
        match done {
            Ok((batch, outcomes)) => {
                // After the trust list that came with them.
                let applied = ReceiptsOfUpdate::apply(&store, &batch.update.receipts);
                if !batch.update.receipts.is_empty() {
                    receipts.push((batch.trust.clone(), applied));
                }
                for (name, outcome) in batch.name_each(&outcomes) {
                    parts.push(PartOfFile::new(name, outcome.clone()));
                }
            }
            Err(failure) => {
                console.fail(&failure)?;
                exit = Exit::Undecided;
            }
        }
    }
    for part in &parts {
        let newer = part.newer_in(&parts, store.holdings());
        if part.outcome.result.is_err() && newer.is_none() {
            exit = Exit::Refused;
        }
        print_outcome(part, newer, console)?;
    }
    for (name, applied) in &receipts {
        if applied.own.iter().any(|receipt| receipt.outcome.is_wrong()) {
            exit = Exit::Refused;
        }
        receipts::print(name, applied, console)?;
    }
    for warning in store.warnings() {
        console.say(&trust_source::warning(warning))?;
    }
    Ok(exit)
}

/// A part, and the file that it came in.
struct PartOfFile {
    /// As it is; escaped where it is shown.
    file: String,
    outcome: PartOutcome,
}

impl PartOfFile {
    fn new(file: &str, outcome: PartOutcome) -> Self {
        Self {
            file: file.to_owned(),
            outcome,
        }
    }

    /// The file of this run that has the same list in a newer version, if this one was refused for its
    /// age: a stick with older updates beside newer ones is in order.
    fn newer_in<'p>(&self, parts: &'p [Self], holdings: &Holdings) -> Option<&'p str> {
        let Err(Error::RolledBack { held, .. }) = self.outcome.result else {
            return None;
        };
        // Whose a refused list is the outcome does not say; the one that is held has its date.
        let held = UnixTime::from_secs(held);
        let issuers: Vec<IssuerId> = holdings
            .status_lists()
            .map(|list| list.claims())
            .filter(|claims| claims.validity.from == held)
            .map(|claims| claims.issuer)
            .collect();
        let is_same = |other: &&Self| match (self.outcome.part, other.outcome.part) {
            (UpdatePart::StatusList { .. }, UpdatePart::StatusList { issuer }) => {
                issuer.is_some_and(|issuer| issuers.contains(&issuer))
            }
            (part, other) => std::mem::discriminant(&part) == std::mem::discriminant(&other),
        };
        let mut taken = parts.iter().filter(|part| part.outcome.result.is_ok());
        taken.find(is_same).map(|part| part.file.as_str())
    }
}

/// Parts that are taken together, and the files that they came in.
#[derive(Default)]
struct UpdateBatch {
    update: Update,
    roots: Vec<String>,
    trust: String,
    statuses: Vec<String>,
    vouches: Vec<String>,
}

impl UpdateBatch {
    /// An update file: all parts came in it.
    fn of(update: Update, name: &str) -> Self {
        let named = |parts: &[Vec<u8>]| parts.iter().map(|_| name.to_owned()).collect();
        Self {
            roots: named(&update.root_sets),
            trust: name.to_owned(),
            statuses: named(&update.status_lists),
            vouches: named(&update.vouch_lists),
            update,
        }
    }

    /// A single list; given back if there is one of its kind already and only one can be.
    fn add(&mut self, kind: FileKind, name: &str, bytes: Vec<u8>) -> Option<Vec<u8>> {
        match kind {
            FileKind::RootSet => {
                self.update.root_sets.push(bytes);
                self.roots.push(name.to_owned());
            }
            FileKind::TrustList if self.update.trust_list.is_some() => return Some(bytes),
            FileKind::TrustList => {
                self.update.trust_list = Some(bytes);
                name.clone_into(&mut self.trust);
            }
            FileKind::VouchList => {
                self.update.vouch_lists.push(bytes);
                self.vouches.push(name.to_owned());
            }
            _ => {
                self.update.status_lists.push(bytes);
                self.statuses.push(name.to_owned());
            }
        }
        None
    }

    fn name_each<'a>(
        &'a self,
        outcomes: &'a [PartOutcome],
    ) -> impl Iterator<Item = (&'a str, &'a PartOutcome)> {
        let (mut roots, mut statuses) = (self.roots.iter(), self.statuses.iter());
        let mut vouches = self.vouches.iter();
        outcomes.iter().map(move |outcome| {
            let name = match outcome.part {
                UpdatePart::RootSet { .. } => roots.next(),
                UpdatePart::StatusList { .. } => statuses.next(),
                UpdatePart::VouchList { .. } => vouches.next(),
                _ => Some(&self.trust),
            };
            (name.map_or("", String::as_str), outcome)
        })
    }
}

/// What to take, in order. Single lists stand together: a new root set is taken only with its list.
fn batches(paths: &[PathBuf]) -> Vec<Result<UpdateBatch, Failure>> {
    let mut batches = Vec::new();
    let mut single = UpdateBatch::default();
    for path in paths.iter().flat_map(|path| search::update_files(path)) {
        let name = path
            .as_deref()
            .map(|path| path.to_string_lossy().into_owned())
            .unwrap_or_default();
        match path.and_then(|path| read(&path)) {
            Ok(UpdateContent::Update(update)) => {
                batches.extend(finished(&mut single).map(Ok));
                batches.push(Ok(UpdateBatch::of(update, &name)));
            }
            Ok(UpdateContent::Single(kind, bytes)) => {
                if let Some(bytes) = single.add(kind, &name, bytes) {
                    batches.extend(finished(&mut single).map(Ok));
                    single.add(kind, &name, bytes);
                }
            }
            Err(failure) => batches.push(Err(failure)),
        }
    }
    batches.extend(finished(&mut single).map(Ok));
    batches
}

fn finished(single: &mut UpdateBatch) -> Option<UpdateBatch> {
    let batch = std::mem::take(single);
    (!batch.update.is_empty()).then_some(batch)
}

fn read(path: &Path) -> Result<UpdateContent, Failure> {
    let bytes = files::read(path, MAX_UPDATE_BYTES as u64)?;
    UpdateContent::read(bytes, &escape_untrusted_path(path))
}

fn print_outcome(
    part: &PartOfFile,
    newer: Option<&str>,
    console: &mut Console<'_>,
) -> Result<(), Stop> {
    let (name, outcome) = (part.file.as_str(), &part.outcome);
    let PartName {
        words,
        version,
        issuer,
        ..
    } = update::part_name(outcome.part);
    let refusal = update::refusal_of(outcome);
    if console.format == Format::Json {
        let record = PartRecord::new(name, outcome, refusal.as_ref(), newer, console.lang);
        console.json(&record)?;
        return Ok(());
    }
    let name = escape_untrusted(name);
    let newer = newer.map(escape_untrusted);
    let of = match (version, issuer) {
        (Some(version), _) => text!("，本机现为第 {version} 版"; ", now version {version}"),
        (_, Some(issuer)) => text!("（发码单位 {issuer}）"; " of issuer {issuer}"),
        _ => text!(""; ""),
    };
    let (zh, en) = match &refusal {
        None if outcome.result == Ok(Applied::New) => ("√ 已导入".to_owned(), "✔ taken".to_owned()),
        None => ("√ 已有，无须导入".to_owned(), "✔ held already".to_owned()),
        Some(failure) => (
            format!("× 拒绝：{}", failure.what.in_lang(Lang::Zh)),
            format!("✘ refused: {}", failure.what.in_lang(Lang::En)),
        ),
    };
    let mut line = text!("{name}：{}{}  {zh}", words.in_lang(Lang::Zh), of.in_lang(Lang::Zh);
        "{name}: {}{}  {en}", words.in_lang(Lang::En), of.in_lang(Lang::En));
    if let Some(newer) = newer {
        line = text!("{name}：{}  － 较旧，不必导入（本次已有更新的：{newer}）", words.in_lang(Lang::Zh);
            "{name}: {}  - older, not needed (a newer one came in {newer})", words.in_lang(Lang::En));
    } else if let Some(failure) = &refusal {
        line = text!("{}\n  处理：{}", line.in_lang(Lang::Zh), failure.remedy.in_lang(Lang::Zh);
            "{}\n  fix: {}", line.in_lang(Lang::En), failure.remedy.in_lang(Lang::En));
    }
    Ok(console.result(&line)?)
}

//! `verifier update`: applies update files and prints the result of each part.

mod batch;
mod foreign;
mod part;
mod receipts;
mod search;

use std::path::PathBuf;

use clap::Args;
use cli_support::{Console, Stop};
use messages::Exit;
use terminal::update::{ForeignPlace, PartReport};
use terminal_store::Store;

use crate::benefits::ReceiptsOfUpdate;
use crate::clock::Clock;
use crate::computer;
use crate::store_words;
use crate::trust_source;
use batch::batches;
use part::PartOfFile;

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
    let mut foreign = Vec::new();
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
                let held = store.holdings();
                for (name, outcome) in batch.name_each(&outcomes) {
                    let report = PartReport::new(outcome.clone(), &batch.update, held);
                    parts.push(PartOfFile::new(name, report));
                }
                let other = ForeignPlace::in_update(&batch.update, held);
                foreign.extend(other.map(|place| (batch.name().to_owned(), place)));
            }
            Err(failure) => {
                console.fail(&failure)?;
                exit = Exit::Undecided;
            }
        }
    }
    for part in &parts {
        let newer = part.newer_in(&parts, store.holdings());
        if part.is_refused() && newer.is_none() {
            exit = Exit::Refused;
        }
        part::print(part, newer, console)?;
    }
    // The files of all terminals of a merchant may lie on one stick.
    let own_came = parts.iter().any(PartOfFile::is_place);
    for (name, place) in &foreign {
        if !own_came {
            exit = Exit::Refused;
        }
        foreign::print(name, place, own_came, store.holdings(), console)?;
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
